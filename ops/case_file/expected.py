"""
What a case file expects: exact values by key, and where and when they are expected.

`owed`, `payees.provider`, `cut.POOL`, `findings.WRONG_SPLIT 0180` … In a closed group a key that is
not written is expected to be zero.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final, cast

from ledger.amounts import month_of
from ledger.findings import Kind
from ledger.rules import RulebookError, load_rulebook
from ledger.statement import Gate
from ops.case_file.beside import back, claims, sick_pay, transfers, watch
from ops.case_file.entries import CODES, NAMES, Entry, Keys, date_of, is_code
from ops.case_file.quantities import is_month, last_instant_of

Exact = int | Fraction

#: The year of a file without any date; such a file is refused for that.
_NO_YEAR: Final = 2025
_LAST_YEAR: Final = 2099
_GROUPS: Final = (
    "payees",
    "municipality",
    "cut",
    "findings",
    "findings_then",
    *sick_pay.GROUPS,
    *back.GROUPS,
    *claims.GROUPS,
    *transfers.GROUPS,
    *watch.GROUPS,
)
_AMOUNTS: Final = (
    "owed",
    "state",
    "paid",
    "pending",
    "returned",
    "difference",
    "unmatched",
    "interest",
    *sick_pay.AMOUNTS,
    *back.AMOUNTS,
)
#: Values in minutes; every other value is in öre.
_MINUTES: Final = ("payable", "cut", "anomaly_time")
#: Findings that stand beside the control equation (semantics 5.6).
_BESIDE: Final = (Kind.RETURNED_NOT_PAID_AGAIN, Kind.WRONG_SPLIT, Kind.UNMATCHED)


@dataclass(frozen=True, slots=True)
class Expectation:
    """
    The values expected of one month under one rulebook at one point of knowledge.

    Where `period` is set they are of the period that begins on that day.
    """

    month: int
    regime: str
    policies: Mapping[str, str]
    known_at: datetime
    reckoned_on: date
    values: Mapping[str, Exact]
    closed: frozenset[str]
    period: int = 0
    not_computed: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What the file says for every expectation that does not say it itself."""

    month: str | None
    regime: str
    policies: Mapping[str, str]
    known_at: date | None
    reckon: date | None
    everything: date


def in_minutes(key: str) -> bool:
    """Tell whether the value of a key is time, in minutes, or else öre."""
    return key.partition(".")[0] in _MINUTES


def read_frame(file: Entry) -> Frame:
    """Read what the file says for all of its expectations."""
    return Frame(
        month=file.month("month", None) if file.has("month") else None,
        regime=file.text("regime") if file.has("regime") else "LAW_ACTUAL",
        policies=_policies(file),
        known_at=file.stamp("known_at", None) if file.has("known_at") else None,
        reckon=file.date_if_any("reckon"),
        everything=date(max(_years(file.content), default=_NO_YEAR) + 1, 12, 31),
    )


def _years(content: object) -> Iterator[int]:
    """Yield the year of every date and every month that is written anywhere in the file."""
    if isinstance(content, dict):
        for value in cast("dict[str, object]", content).values():
            yield from _years(value)
    elif isinstance(content, list):
        for value in cast("list[object]", content):
            yield from _years(value)
    elif isinstance(content, date):
        # A date out of bounds is a fault where it is read.
        yield min(content.year, _LAST_YEAR)
    elif isinstance(content, str) and is_month(content):
        yield month_of(content) // 12


def read_expectations(file: Entry, frame: Frame, *, with_orders: bool) -> list[Expectation]:
    """Read every expectation of the file; there must be one."""
    if isinstance(file.raw("expect"), dict):
        entry = file.inner("expect")
        expectations = [_expectation(entry, frame, with_orders=with_orders)]
        entry.close()
        return expectations
    expectations = [
        _expectation(entry, frame, with_orders=with_orders) for entry in file.rows("expect")
    ]
    if not expectations:
        file.fault("nothing is expected: write [expect] with at least owed")
    return expectations


def _expectation(entry: Entry, frame: Frame, *, with_orders: bool) -> Expectation:
    period = entry.date_if_any("period")
    month = entry.month("month", frame.month if period is None else f"{period:%Y-%m}")
    regime = entry.text("regime") if entry.has("regime") else frame.regime
    policies = _policies(entry) if entry.has("policies") else frame.policies
    try:
        load_rulebook(regime=regime, policies=policies)
    except RulebookError as cause:
        entry.fault(f"regime or policies: {'; '.join(cause.faults)}")
    known_at, reckoned_on = _point(entry, frame)
    refused = entry.flag("not_computed")
    values, closed = ({}, set[str]()) if refused else _values(entry)
    if with_orders and not refused:
        closed |= {"findings", "findings_then"}
        values.setdefault("unmatched", 0)
    if "findings" in closed and "findings_then" not in entry.content:
        closed |= {"findings_then"}
        values |= {
            f"findings_then.{name}": value for name, value in _group(values, "findings").items()
        }
    if not refused:
        _contradictions(entry, values, closed)
    return Expectation(
        month_of(month),
        regime,
        policies,
        known_at,
        reckoned_on,
        values,
        frozenset(closed),
        0 if period is None else period.toordinal(),
        refused,
    )


def _point(entry: Entry, frame: Frame) -> tuple[datetime, date]:
    """Return the point of knowledge and the reckoning day."""
    stated = entry.stamp("known_at", None) if entry.has("known_at") else frame.known_at
    reckon = entry.date_if_any("reckon") or frame.reckon
    point = stated or reckon or frame.everything
    return last_instant_of(point), reckon or date_of(point)


def _policies(entry: Entry) -> dict[str, str]:
    return entry.each("policies", Entry.text, _POLICIES)


def _values(entry: Entry) -> tuple[dict[str, Exact], set[str]]:
    values: dict[str, Exact] = {"owed": entry.signed_ore("owed")}
    for key in _AMOUNTS[1:]:
        if entry.has(key):
            values[key] = entry.signed_ore(key)
    if entry.has("payable"):
        values["payable"] = entry.hours("payable")
    groups: dict[str, Mapping[str, Exact]] = {
        "payees": entry.each("payees", Entry.signed_ore, NAMES),
        "municipality": entry.each("municipality", Entry.signed_ore, CODES),
        "cut": entry.each("cut", Entry.hours, _GATES),
        "findings": entry.each("findings", Entry.signed_ore, _FINDINGS),
        "findings_then": entry.each("findings_then", Entry.signed_ore, _FINDINGS),
        **sick_pay.read_sick_pay(entry),
        **back.read_back(entry),
        **claims.read_claims(entry),
        **transfers.read_counts(entry),
        **watch.read_watch(entry),
    }
    for group, found in groups.items():
        values |= {f"{group}.{name}": value for name, value in found.items()}
    return values, {group for group in _GROUPS if entry.has(group)}


def _is_gate(name: str) -> bool:
    return name in Gate.__members__


def _is_finding(name: str) -> bool:
    kind, space, code = name.partition(" ")
    if kind == Kind.WRONG_SPLIT:
        return space != "" and is_code(code)
    return name in Kind.__members__ and name != Kind.UNMATCHED


_POLICIES: Final = Keys(bool, "the name of a policy")
_GATES: Final = Keys(_is_gate, f"a gate: {', '.join(Gate.__members__)}")
_FINDINGS: Final = Keys(
    _is_finding,
    f"a finding: {', '.join(kind for kind in Kind.__members__ if kind != Kind.UNMATCHED)} "
    '(with its municipality, "WRONG_SPLIT 0180")',
)


def _group(values: Mapping[str, Exact], group: str) -> dict[str, Exact]:
    return {
        key.removeprefix(f"{group}."): value
        for key, value in values.items()
        if key.startswith(f"{group}.")
    }


def _contradictions(entry: Entry, values: Mapping[str, Exact], closed: set[str]) -> None:
    """Note every sum within the expectation that does not hold."""
    owed = values["owed"]
    if "payees" in closed:
        _must_be(entry, "the payees", sum(_group(values, "payees").values()), owed)
    if "municipality" in closed and "state" in values:
        shared = values["state"] + sum(_group(values, "municipality").values())
        _must_be(entry, "state and municipalities", shared, owed)
    terms = ("paid", "pending", "returned", "difference")
    if all(term in values for term in terms):
        equation = sum(values[term] for term in terms)
        _must_be(entry, "paid, pending, returned and difference", equation, owed)
    if "findings" in closed and "difference" in values:
        found = _group(values, "findings").items()
        deltas = sum(value for name, value in found if name.partition(" ")[0] not in _BESIDE)
        if deltas != values["difference"]:
            difference = values["difference"]
            entry.fault(f"the findings sum to {deltas}, and the difference is {difference}")


def _must_be(entry: Entry, what: str, found: Exact, owed: Exact) -> None:
    if found != owed:
        entry.fault(f"{what} sum to {found}, and owed is {owed}: one of them is wrong")
