"""
Makes drawn fields fit together, so that what is drawn has a form.

Each step mends what one of `schemas.boundary.checks` asks for, wherever fields
of those names stand. A check that is new and has no step here fails the test
that every type of document passes the door.
"""

from calendar import monthrange
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, Final

from schemas.bounds import HIGHEST_ORE, HIGHEST_WEEKLY_MINUTES
from schemas.decisions import GrantTerms
from schemas.municipal.claims import ClaimDecided, ReimbursementClaimed, SickPayClaimed
from schemas.municipal.transfer import TransferRecordReceived

Fields = dict[str, Any]

_GRANTED: Final = ("basic", "other", "double", "waiting", "standby")

_LAST_DAY: Final = date(2099, 12, 31)
#: Half-open spans; those with an end that need not be stated are in force until further notice.
_SPANS: Final = ("effective", "period", "averaging")
_OPEN_ENDED: Final = "effective"
#: First and last days, which may be the same; both ends of a journey lie after its start.
_LASTING: Final = (
    ("first_day", "last_day"),
    ("decided_on", "due_on"),
    ("left_on", "expected_until"),
    ("left_on", "returned_on"),
)


def fit(kind: type[Any], found: Fields) -> None:
    """Mend the fields of a document for this class of events, in place."""
    own = {member.name for member in fields(kind)}
    _spans(own, found)
    for row in (*found.get("rows", ()), *found.get("spans", ())):
        _row(row, found["month"])
    if "total_ore" in own:
        _order(found)
    elif {"debtor", "lines"} <= own:
        _recovery(found)
    elif {"month", "period_from"} <= own:
        _month_or_period(found)
    if issubclass(kind, GrantTerms) and found.get("per", "WEEK") == "WEEK":
        for name in found:
            if name.endswith("_minutes") and found[name] is not None:
                found[name] = min(found[name], HIGHEST_WEEKLY_MINUTES)
    if "instalments" in own:
        _instalments(found)
    _between(kind, found)
    _follows(found)


def _spans(own: set[str], found: Fields) -> None:
    """Let every span of days end after it began."""
    for span in _SPANS:
        first, after = f"{span}_from", f"{span}_until"
        if {first, after} <= own:
            _half_open(found, first, after, whole=span != _OPEN_ENDED)
    for first, last in _LASTING:
        if {first, last} <= own and found.get(last) is not None:
            found[last] = max(found[first], found[last])
    if "last_minute" in own:
        _stay(found)


def _half_open(found: Fields, first: str, after: str, *, whole: bool) -> None:
    """Let a span hold a day; one that must have both ends has them or is left out."""
    start, end = found.get(first), found.get(after)
    if start is None or end is None:
        for name in (first, after) if whole else ():
            found.pop(name, None)
        return
    start, end = sorted((start, end))
    if start == end:
        # The last day that can be written has none after it.
        start, end = (start, end + timedelta(1)) if end < _LAST_DAY else (start - timedelta(1), end)
    found[first], found[after] = start, end


def _stay(found: Fields) -> None:
    """Let a stay end after it began."""
    if found.get("last_day") is None:
        found.pop("last_minute", None)
    start, end = found.get("first_minute"), found.get("last_minute")
    if start is None or end is None or found["first_day"] != found["last_day"]:
        return
    found["first_minute"], found["last_minute"] = _minutes(start, end)


def _minutes(start: int, end: int) -> tuple[int, int]:
    """Return two minutes of a day of which the second is the later."""
    start, end = sorted((start, end))
    return (min(start, 1439), max(end, min(start, 1439) + 1))


def _row(row: list[int], month: str) -> None:
    """Let a row, or a span of clock time, lie in its month and end after it starts."""
    row[0] = min(row[0], monthrange(int(month[:4]), int(month[5:]))[1])
    row[1], row[2] = _minutes(row[1], row[2])


def _order(found: Fields) -> None:
    """Let lines say what they mean, and the total be theirs."""
    lines: list[Fields] = found["lines"]
    for line in lines:
        if line.get("minutes") is None or line.get("rate_ore") is None:
            line.pop("minutes", None)
            line.pop("rate_ore", None)
        if line.get("period_from") is not None:
            line.pop("month", None)
            line.pop("bill", None)
        line["set_off"] = line["amount_ore"] < 0
    total = sum(line["amount_ore"] for line in lines)
    if not 0 <= total <= HIGHEST_ORE:
        # Each line keeps its sign only if all together are still a payment.
        for line in lines:
            line["amount_ore"] = abs(line["amount_ore"]) // len(lines)
            line["set_off"] = False
        total = sum(line["amount_ore"] for line in lines)
    found["total_ore"] = total


def _recovery(found: Fields) -> None:
    """Let each line of a recovery name a month or a period, and each of them once."""
    lines: dict[tuple[Any, Any], Fields] = {}
    for line in found["lines"]:
        _month_or_period(line)
        lines[line.get("month"), line.get("period_from")] = line
    found["lines"] = list(lines.values())


def _instalments(found: Fields) -> None:
    """Let instalments pay something, on days that follow each other."""
    days = sorted({max(day, found["agreed_on"]) for day, _ in found["instalments"]})
    ores = [max(1, ore) for _, ore in found["instalments"]]
    found["instalments"] = [list(pair) for pair in zip(days, ores, strict=False)]


def _month_or_period(found: Fields) -> None:
    """Let a document name a month or a period, and not both."""
    if found.get("month") is not None:
        found.pop("period_from", None)
    elif found.get("period_from") is None:
        found["month"] = "2026-01"
        found.pop("period_from", None)


def _follows(found: Fields) -> None:
    """Leave out what follows from a number that is named; the door fills it in."""
    subject = [found.get(name) for name in ("person", "assistant", "also")]
    if any(said is not None and said.startswith("pnr:") for said in subject):
        found.pop("birth_month", None)
        found.pop("eighteen_on", None)
    if "provider" in found and "organisation_number" in found:
        found["organisation_number"] = found["provider"].removeprefix("org:")


def _between(kind: type[Any], found: Fields) -> None:
    """Mend the fields of a document for this class of events, in place."""
    if kind is ReimbursementClaimed:
        _claim(found)
    elif kind is ClaimDecided:
        found["cuts"] = [list(cut) for cut in dict(found.get("cuts", ())).items()]
    elif kind is SickPayClaimed:
        _sick_pay(found)
    elif kind is TransferRecordReceived:
        _record(found)


def _claim(found: Fields) -> None:
    """Let every line lie in the month that is claimed."""
    year, month = (int(part) for part in found["month"].split("-"))
    for line in found["lines"]:
        days = sorted(
            date(year, month, min(line[name].day, monthrange(year, month)[1]))
            for name in ("first_day", "last_day")
        )
        line["first_day"], line["last_day"] = days


def _sick_pay(found: Fields) -> None:
    """Let time be lost in the sickness, and end after it starts."""
    first, last = found["sick_from"], found.get("sick_until")
    if last is not None:
        found["sick_until"] = last = max(first, last)
    for span in found["lost"]:
        span[0] = min(max(span[0], first), last or _LAST_DAY)
        start, end = sorted(span[1:])
        span[1], span[2] = min(start, 1439), max(end, min(start, 1439) + 1)


def _record(found: Fields) -> None:
    """Let something be granted, no more than a week has, from a day to a later one."""
    names = [f"{name}_minutes" for name in _GRANTED]
    if found["hour_unit"] == "WEEK":
        for name in names:
            found[name] = min(found.get(name, 0), HIGHEST_WEEKLY_MINUTES)
    if not any(found.get(name) for name in names):
        found[names[0]] = 1
    if found.get("provision") != "MUNICIPAL":
        found.pop("direct_provision", None)
    first, after = found.get("valid_from"), found.get("valid_until")
    if first is not None and after is not None:
        first = min(first, _LAST_DAY - timedelta(1))
        found["valid_from"], found["valid_until"] = first, max(after, first + timedelta(1))
