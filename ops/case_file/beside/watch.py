"""
What a case file may expect across cases, and of what is followed up.

Öre at stake and time by rule, of all that is found in the month; and the figures of `kvitto
followup` on the reckoning day.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final
from uuid import UUID

from ledger.anomalies import SORTS, Accounts, Prices, Search, Seen, gather, judged
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.followups import equalisation_on, handled_of, quality_reports, survey_duty, times_of
from ledger.rules import Rulebook
from ops.case_file.entries import Entry, Keys

GROUPS: Final = ("anomalies", "anomaly_time", "followup")
_FIGURES: Final = (
    "open",
    "open_days",
    "decided",
    "median_days",
    "longest_days",
    "quality_reports",
    "survey_days_left",
    "equalisation",
)
_RULES: Final = Keys(SORTS.__contains__, f"a rule: {', '.join(SORTS)}")
_FOLLOWED: Final = Keys(_FIGURES.__contains__, f"a figure: {', '.join(_FIGURES)}")


def read_watch(entry: Entry) -> dict[str, Mapping[str, int | Fraction]]:
    """Return what is expected, by group."""
    return {
        "anomalies": entry.each("anomalies", Entry.ore, _RULES),
        "anomaly_time": entry.each("anomaly_time", Entry.hours, _RULES),
        "followup": entry.each("followup", _figure, _FOLLOWED),
    }


def _figure(entry: Entry, key: str) -> int | Fraction:
    """Read a figure: a whole number, or a half written as a text such as "4 1/2"."""
    if isinstance(entry.raw(key), str):
        return entry.hours(key) / 60
    return entry.signed_ore(key)


def is_watched(keys: Collection[str]) -> bool:
    """Tell whether any of this is expected: it is made for nothing else."""
    return any(key.partition(".")[0] in GROUPS for key in keys)


def watch_values(
    cases: Mapping[UUID, Sequence[Recorded]],
    register: Register,
    rulebook: Rulebook,
    month: int,
    day: date,
) -> dict[str, int | Fraction]:
    """Return what the ledger finds in the month, and follows up on the day, by the same keys."""
    values: dict[str, int | Fraction] = {}
    accounts = Accounts(register)
    search = Search(register, rulebook, day, month, month, accounts.payees)
    seen = Seen()
    for case_id, events in cases.items():
        gather(seen, case_id, events, search)
    prices = Prices(cases.__getitem__, register, rulebook)
    for one in judged(seen, accounts, prices, search):
        for key, value in (("anomalies", one.stake_ore or 0), ("anomaly_time", one.minutes)):
            name = f"{key}.{one.rule}"
            values[name] = values.get(name, 0) + value
    for name, figure in _figures(cases, register, rulebook, day):
        values[f"followup.{name}"] = figure
    return values


def _figures(
    cases: Mapping[UUID, Sequence[Recorded]], register: Register, rulebook: Rulebook, day: date
) -> Iterator[tuple[str, int | Fraction]]:
    handled = [
        of for case_id, events in cases.items() for of in handled_of(Case.of(events), case_id, day)
    ]
    waiting = times_of(of for of in handled if of.is_open)
    decided = times_of(of for of in handled if not of.is_open)
    duty = survey_duty(register, rulebook, day)
    lowered = equalisation_on(rulebook, day)
    yield "open", waiting.count
    yield "open_days", waiting.longest_days or 0
    yield "decided", decided.count
    yield "median_days", decided.median_days or 0
    yield "longest_days", decided.longest_days or 0
    yield "quality_reports", len(list(quality_reports(register, day)))
    if (left := duty.days_left(day)) is not None:
        yield "survey_days_left", left
    if lowered is not None:
        yield "equalisation", lowered.value
