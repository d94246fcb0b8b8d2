"""Decisions of a case file, and what ends them, as events."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeGuard, cast

from ops.case_file.entries import Entry, id_of, in_bounds
from ops.case_file.envelopes import Documents, Sort
from schemas.bounds import (
    HIGHEST_GRANT_MINUTES,
    HIGHEST_WEEKLY_MINUTES,
    GrantUnit,
    TransferGround,
)
from schemas.circumstances import NoticePayStated
from schemas.decisions import (
    DeathReported,
    ExtensionGranted,
    GrantDecided,
    GrantReassessed,
    GrantReinstated,
    GrantWithdrawn,
)

_DAY: Final = timedelta(days=1)
_KINDS_OF_HOURS: Final = ("basic", "other", "double", "waiting", "standby")
_BOUNDS_OF_PERIOD: Final = 2
#: How a grant states its hours, and what one such statement may hold at most.
_UNITS: Final[Mapping[str, tuple[GrantUnit, int]]] = {
    "hours_per_week": ("WEEK", HIGHEST_WEEKLY_MINUTES),
    "hours_per_month": ("MONTH", HIGHEST_GRANT_MINUTES),
    "hours_per_period": ("PERIOD", HIGHEST_GRANT_MINUTES),
}
_GROUNDS: Final[Mapping[str, TransferGround]] = {
    "DELIBERATE_FALSE_INFO": "DELIBERATE_FALSE_INFO",
    "CHANGED_CIRCUMSTANCES": "CHANGED_CIRCUMSTANCES",
}
_CAUSES: Final[Mapping[str, Literal["DEATH", "INSTITUTION"]]] = {
    "death": "DEATH",
    "institution": "INSTITUTION",
}


def read_decisions(file: Entry, documents: Documents) -> None:
    """Read grants, reassessments, withdrawals and what takes them back, extensions and deaths."""
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
    for entry in file.rows("reinstated"):
        _read_reinstatement(entry, documents)
    for entry in file.rows("extension"):
        _read_extension(entry, documents)
    for entry in file.rows("notice_pay"):
        _read_notice_pay(entry, documents)
    for entry in file.rows("death"):
        died_on = entry.day("on")
        known = entry.stamp("known", died_on + _DAY)
        documents.add(
            Sort.DEATH, entry, f"death-{entry.number + 1}", known, [DeathReported(died_on)]
        )


def _read_reinstatement(entry: Entry, documents: Documents) -> None:
    default_id = f"reinstatement-{entry.number + 1}"
    withdrawal = documents.named(entry, "withdrawal", Sort.DECISION, default_id)
    if not entry.has("withdrawal"):
        entry.fault("withdrawal is missing: write the id of the withdrawal that is taken back")
    decided = entry.day("decided")
    event = GrantReinstated(
        decision_id=entry.identity(default_id),
        authority=entry.code("authority", "FK"),
        decided_on=decided,
        withdrawal=f"{Sort.DECISION.sender}/{withdrawal}",
        ground=entry.text("ground") if entry.has("ground") else "reinstated",
    )
    documents.add(Sort.DECISION, entry, default_id, entry.stamp("known", decided), [event])


def _read_extension(entry: Entry, documents: Documents) -> None:
    default_id = f"extension-{entry.number + 1}"
    first, last = entry.day("from"), entry.day("through")
    if last < first:
        entry.fault("through lies before from: the last day is not before the first")
    decided = entry.date_or("decided", first - _DAY)
    answers = documents.named(entry, "application", Sort.APPLICATION, default_id)
    event = ExtensionGranted(
        decision_id=entry.identity(default_id),
        authority=entry.code("authority", "FK"),
        decided_on=decided,
        effective_from=first,
        effective_until=last + _DAY,
        weekly_minutes=entry.whole_minutes("hours_per_week", HIGHEST_WEEKLY_MINUTES),
        application=None if answers is None else f"{Sort.APPLICATION.sender}/{answers}",
    )
    documents.add(Sort.DECISION, entry, default_id, entry.stamp("known", decided), [event])


def _read_notice_pay(entry: Entry, documents: Documents) -> None:
    cause, ended = entry.choice("cause", tuple(_CAUSES)), entry.day("ended")
    event = NoticePayStated(
        assistant=id_of("person", entry.name("assistant", "A")),
        employer=id_of("party", entry.name("employer", "provider")),
        cause=_CAUSES[cause],
        ended_on=ended,
        employed_from=entry.day("employed_from"),
    )
    stamp = entry.stamp("known", ended + _DAY)
    documents.add(Sort.DECISION, entry, f"notice-pay-{entry.number + 1}", stamp, [event])


def _read_grant(
    entry: Entry, documents: Documents, decided: date, *, ground: str | None = None
) -> None:
    default_id = f"{'grant' if ground is None else 'reassessment'}-{entry.number + 1}"
    identity = entry.identity(default_id)
    takes_over = documents.named(entry, "takes_over", Sort.DECISION, default_id)
    event = replace(_grant(entry, identity, decided, ground), takes_over=takes_over)
    if event.effective_until is not None and event.effective_until <= event.effective_from:
        entry.fault("through lies before from: the last day is not before the first")
    replaces = documents.named(entry, "replaces", Sort.DECISION, default_id)
    stamp = entry.stamp("known", decided)
    documents.add(Sort.DECISION, entry, default_id, stamp, [event], replaces=replaces)


def _grant(entry: Entry, identity: str, decided: date, ground: str | None) -> GrantDecided:
    per, basic, other, double, waiting, standby, total = _stated(entry)
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
        per=per,
    )
    if ground is None:
        return grant
    return GrantReassessed(
        **asdict(grant),
        ground=ground,
        cause_on=entry.date_if_any("cause"),
        transfer_ground=_transfer_ground(entry),
    )


def _transfer_ground(entry: Entry) -> TransferGround | None:
    if not entry.has("transfer_ground"):
        return None
    return _GROUNDS[entry.choice("transfer_ground", tuple(_GROUNDS))]


def stated_hours(entry: Entry) -> tuple[GrantUnit, tuple[int, int, int, int, int]]:
    """Return what hours are stated per, and the minutes of each kind; a total is refused."""
    per, basic, other, double, waiting, standby, total = _stated(entry)
    if total is not None:
        entry.fault("total cannot be stated here: write the hours of each kind")
    return per, (basic, other, double, waiting, standby)


def _stated(entry: Entry) -> tuple[GrantUnit, int, int, int, int, int, int | None]:
    stated = [key for key in _UNITS if entry.has(key)] or ["hours_per_week"]
    if len(stated) > 1:
        entry.fault(f"the hours are stated as {' and as '.join(stated)}: keep one")
    per, most = _UNITS[stated[0]]
    return (per, *_minutes(entry, stated[0], most))


def _minutes(entry: Entry, key: str, most: int) -> tuple[int, int, int, int, int, int | None]:
    """Return the minutes of each kind, and the total where the decision states one."""
    if not isinstance(entry.raw(key), dict):
        return entry.whole_minutes(key, most), 0, 0, 0, 0, None
    kinds = entry.inner(key)
    basic, other, double, waiting, standby = (
        kinds.whole_minutes(kind, most, 0) for kind in _KINDS_OF_HOURS
    )
    total = kinds.whole_minutes("total", most) if kinds.has("total") else None
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
