"""Decisions and deaths of a case file, as events."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Final, TypeGuard, cast

from ops.case_file.entries import Entry, id_of, in_bounds
from ops.case_file.envelopes import Documents, Sort
from schemas.bounds import HIGHEST_WEEKLY_MINUTES
from schemas.decisions import DeathReported, GrantDecided, GrantReassessed, GrantWithdrawn

_DAY: Final = timedelta(days=1)
_KINDS_OF_HOURS: Final = ("basic", "other", "double", "waiting", "standby")
_BOUNDS_OF_PERIOD: Final = 2


def read_decisions(file: Entry, documents: Documents) -> None:
    """Read grants, reassessments, withdrawals and deaths."""
    for entry in file.rows("grant"):
        _read_grant(entry, documents, entry.date_or("decided", entry.day("from") - _DAY))
    for entry in file.rows("reassessed"):
        _read_grant(entry, documents, entry.day("decided"), ground=entry.text("ground"))
    for entry in file.rows("withdrawn"):
        first = entry.day("from")
        decided = entry.date_or("decided", first - _DAY)
        identity = entry.identity(f"withdrawal-{entry.number + 1}")
        event = GrantWithdrawn(
            decision_id=identity,
            authority=entry.code("authority", "FK"),
            decided_on=decided,
            effective_from=first,
            ground=entry.text("ground") if entry.has("ground") else "withdrawn",
        )
        documents.add(Sort.DECISION, entry, identity, entry.stamp("known", decided), [event])
    for entry in file.rows("death"):
        died_on = entry.day("on")
        known = entry.stamp("known", died_on + _DAY)
        documents.add(
            Sort.DEATH, entry, f"death-{entry.number + 1}", known, [DeathReported(died_on)]
        )


def _read_grant(
    entry: Entry, documents: Documents, decided: date, *, ground: str | None = None
) -> None:
    default_id = f"{'grant' if ground is None else 'reassessment'}-{entry.number + 1}"
    identity = entry.identity(default_id)
    event = _grant(entry, identity, decided, ground)
    if event.effective_until is not None and event.effective_until <= event.effective_from:
        entry.fault("through lies before from: the last day is not before the first")
    replaces = documents.named(entry, "replaces", Sort.DECISION, default_id)
    stamp = entry.stamp("known", decided)
    documents.add(Sort.DECISION, entry, default_id, stamp, [event], replaces=replaces)


def _grant(entry: Entry, identity: str, decided: date, ground: str | None) -> GrantDecided:
    basic, other, double, waiting, standby, total = _weekly_minutes(entry)
    last = entry.date_if_any("through")
    period_from, period_until = run_of_days(entry, "period")
    grant = GrantDecided(
        decision_id=identity,
        authority=entry.code("authority", "FK"),
        decided_on=decided,
        effective_from=entry.day("from"),
        municipality=entry.code("municipality", "0180"),
        payee=id_of("party", entry.name("payee", "provider")),
        basic_minutes=basic,
        other_minutes=other,
        double_minutes=double,
        waiting_minutes=waiting,
        standby_minutes=standby,
        total_minutes=total,
        effective_until=None if last is None else last + _DAY,
        period_from=period_from,
        period_until=period_until,
        applied_on=entry.date_if_any("applied"),
    )
    return grant if ground is None else GrantReassessed(**asdict(grant), ground=ground)


def _weekly_minutes(entry: Entry) -> tuple[int, int, int, int, int, int | None]:
    """Return the minutes a week of each kind, and the total where the decision states one."""
    if not isinstance(entry.raw("hours_per_week"), dict):
        basic = entry.whole_minutes("hours_per_week", HIGHEST_WEEKLY_MINUTES)
        return basic, 0, 0, 0, 0, None
    kinds = entry.inner("hours_per_week")
    basic, other, double, waiting, standby = (
        kinds.whole_minutes(kind, HIGHEST_WEEKLY_MINUTES, 0) for kind in _KINDS_OF_HOURS
    )
    total = None
    if kinds.has("total"):
        total = kinds.whole_minutes("total", HIGHEST_WEEKLY_MINUTES)
    kinds.close()
    return basic, other, double, waiting, standby, total


def run_of_days(entry: Entry, key: str) -> tuple[date, date] | tuple[None, None]:
    """Return a run of days written [first day, last day], half-open, or nothing."""
    found = entry.raw(key)
    if found is None:
        return None, None
    days = [day for day in cast("list[object]", found) if _is_day(day)] if _two(found) else []
    if len(days) != _BOUNDS_OF_PERIOD or days[1] < days[0]:
        return entry.wrong(key, "[first day, last day]", (None, None))
    return days[0], days[1] + _DAY


def _two(found: object) -> bool:
    return isinstance(found, list) and len(cast("list[object]", found)) == _BOUNDS_OF_PERIOD


def _is_day(value: object) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime) and in_bounds(value)
