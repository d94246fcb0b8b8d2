"""Claims of a case file for sick pay, as events."""

import re
from datetime import date
from typing import Final, cast

from ledger.amounts import days_in, first_day, month_of
from ops.case_file.entries import Entry, id_of
from ops.case_file.envelopes import Documents, Sort, months_later
from ops.case_file.shifts import shifts_of
from schemas.bounds import HIGHEST_WEEKLY_MINUTES
from schemas.municipal.claims import SickPayClaimed

#: The bounds of the event's own fields.
_HIGHEST_WAGE: Final = 1_000_000
_MOST_DEDUCTIONS: Final = 366
_MOST_HOLIDAY: Final = 300
_MOST_CONTRIBUTIONS: Final = 6000
#: A claim that states no stamp came on the first day of the month after the time lost.
_IN_TIME: Final = (1, 1)
#: Lost time may name its month, as a period may reach into the next one.
_WITH_MONTH: Final = re.compile(r"(20(?:1[4-9]|[2-4]\d)-(?:0[1-9]|1[0-2])) (.+)")
_Lost = tuple[date, int, int]


def read_sick_pay(file: Entry, documents: Documents, default_month: str | None) -> None:
    """Read every claim for sick pay."""
    for entry in file.rows("sick_pay"):
        default_id = f"sick-pay-{entry.number + 1}"
        event = _claimed(entry, default_month)
        last = max((day for day, _, _ in event.lost), default=event.sick_from)
        stamp = entry.stamp("known", months_later(f"{last:%Y-%m}", *_IN_TIME))
        replaces = documents.named(entry, "replaces", Sort.SICK_PAY, default_id)
        documents.add(Sort.SICK_PAY, entry, default_id, stamp, [event], replaces=replaces)


def _claimed(entry: Entry, default_month: str | None) -> SickPayClaimed:
    lost = _lost(entry, entry.month("month", default_month))
    first = min((day for day, _, _ in lost), default=date(2026, 1, 1))
    return SickPayClaimed(
        municipality=entry.code("municipality", "0180"),
        claimant=id_of("party", entry.name("claimant", "provider")),
        assistant=id_of("person", entry.name("assistant", "A")),
        sick_from=entry.date_or("from", first),
        sick_until=entry.date_if_any("through"),
        lost=lost,
        hourly_wage_ore=entry.whole("wage", 1, _HIGHEST_WAGE),
        weekly_minutes=entry.whole_minutes("hours_per_week", HIGHEST_WEEKLY_MINUTES),
        claimed_ore=entry.ore("claimed"),
        supplements_ore=entry.ore("supplements") if entry.has("supplements") else 0,
        agreement_costs_ore=entry.ore("agreement_costs") if entry.has("agreement_costs") else 0,
        refund_ore=entry.ore("refund") if entry.has("refund") else 0,
        high_risk_protection=entry.flag("high_risk_protection"),
        deductions_before=_whole(entry, "deductions_before", _MOST_DEDUCTIONS) or 0,
        holiday_per_mille=_whole(entry, "holiday_per_mille", _MOST_HOLIDAY),
        contributions_per_myriad=_whole(entry, "contributions_per_myriad", _MOST_CONTRIBUTIONS),
        certificate_from=entry.date_if_any("certificate_from"),
    )


def _whole(entry: Entry, key: str, most: int) -> int | None:
    return entry.whole(key, 0, most) if entry.has(key) else None


def _lost(entry: Entry, default_month: str) -> tuple[_Lost, ...]:
    found = entry.raw("lost")
    texts = cast("list[object]", found) if isinstance(found, list) else []
    words = [text for text in texts if isinstance(text, str)]
    lost: list[_Lost] = []
    for word in words:
        named = _WITH_MONTH.fullmatch(word)
        month, rows = (named[1], named[2]) if named else (default_month, word)
        faults: list[str] = []
        first = first_day(month_of(month))
        shifts = shifts_of([rows], days_in(month_of(month)), faults)
        lost += [(date.fromordinal(first + day - 1), start, end) for day, start, end, _ in shifts]
        for fault in faults:
            entry.fault(f"lost: {fault}")
    if not words or len(words) != len(texts):
        entry.wrong("lost", 'a list of texts, as ["2,3 08:00-15:00"]', None)
    return tuple(lost)
