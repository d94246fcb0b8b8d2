"""
A month's accounts: which time reports and which bill stand, and what came late.

Pure. Rules R5, R6 and the first half of R8. What the late ones cost in
minutes is cut by `ledger.statement`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from ledger.domain.case import Case
from ledger.rules import Rulebook
from schemas.reports import BillReceived, TimeReportReceived

STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True, slots=True)
class Report:
    """
    A report that stands; `late` unless it came in time.

    A late correction has `in_time`, the version whose total it may not exceed.
    """

    place: int
    event: TimeReportReceived
    document_id: str
    late: bool
    in_time: TimeReportReceived | None


@dataclass(frozen=True, slots=True)
class Bill:
    """
    The bill that stands: minutes per kind, the lower of late and in time.

    `minutes` are active (with sick), waiting and standby, in that order.
    """

    minutes: tuple[int, int, int]
    places: tuple[int, ...]
    late: bool


@dataclass(frozen=True, slots=True)
class Accounts:
    """Everything that accounts for one month at one point of knowledge."""

    reports: tuple[Report, ...]
    bill: Bill | None
    due_on: date


def local_date(instant: datetime) -> date:
    """Return the date in Stockholm, where every boundary of a day lies."""
    return instant.astimezone(STOCKHOLM).date()


def accounts_of(case: Case, month: int, rulebook: Rulebook) -> Accounts:
    """Return the reports and the bill that stand for a month."""
    due_on = rulebook.report_due_on(month)
    notice_only = rulebook.policy("late").value == "NOTICE"
    in_time = _InTime(case, None if notice_only else end_of(due_on))
    return Accounts(
        tuple(_reports(case, month, in_time)),
        _bill(case, month, in_time),
        due_on,
    )


@lru_cache(maxsize=4096)
def end_of(day: date) -> datetime:
    """Return the instant, in UTC, at which the day ends in Stockholm."""
    after = day + timedelta(days=1)
    return datetime.combine(after, time(), tzinfo=STOCKHOLM).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _InTime:
    """Tells whether a document of the case came by the due date (R6)."""

    case: Case
    end: datetime | None

    def __call__(self, place: int) -> bool:
        return self.end is None or self.case.history.keys[place][0] < self.end


def _reports(case: Case, month: int, in_time: _InTime) -> Iterable[Report]:
    """Yield the reports that stand, in fold order."""
    events = case.history.events
    by_key: dict[tuple[UUID, UUID, int], list[int]] = {}
    standing: list[tuple[int, tuple[UUID, UUID, int] | None]] = []
    for place in case.history.reports.get(month, ()):
        if place >= case.known:
            break
        event = case.event(place, TimeReportReceived)
        if event.adds:
            standing.append((place, None))
        else:
            key = (event.assistant, event.employer, event.part)
            by_key.setdefault(key, []).append(place)
    for key, versions in by_key.items():
        # A version that a document of another key names is replaced, and what
        # it had replaced itself does not come back.
        if any(True for _ in case.standing(versions[-1:])):
            standing.append((versions[-1], key))
    alive = set(case.standing(place for place, _ in standing))
    for place, key in sorted(standing, key=lambda item: item[0]):
        if place not in alive:
            continue
        event = case.event(place, TimeReportReceived)
        late = not in_time(place)
        earlier = None
        if late:
            before = _in_time_version(case, place, by_key.get(key, ()) if key else (), in_time)
            earlier = None if before is None else case.event(before, TimeReportReceived)
        yield Report(place, event, events[place].envelope.document_id, late, earlier)


def _in_time_version(
    case: Case, place: int, versions: Sequence[int], in_time: _InTime
) -> int | None:
    """Return the place of the latest version in time among those that a document replaces."""
    replaced = {version for version in versions if version < place}
    replaced.update(_named_chain(case, place))
    return next((earlier for earlier in sorted(replaced, reverse=True) if in_time(earlier)), None)


def _named_chain(case: Case, place: int) -> Iterable[int]:
    """Yield what a document replaces by name, and what that replaced, and so on."""
    seen = {place}
    while True:
        target = case.history.named_by(place)
        if target is None or target in seen or target >= case.known:
            return
        seen.add(target)
        yield target
        place = target


def _bill(case: Case, month: int, in_time: _InTime) -> Bill | None:
    """Return the bill that stands: the latest, and what supplementary bills add."""
    known = [place for place in case.history.bills.get(month, ()) if place < case.known]
    standing = list(case.standing(known))
    adding = [place for place in standing if case.event(place, BillReceived).adds]
    versions = [place for place in known if not case.event(place, BillReceived).adds]
    latest = versions[-1] if versions and versions[-1] in standing else None
    places = ([] if latest is None else [latest]) + adding
    if not places:
        return None
    parts: list[tuple[int, int, int]] = []
    for place in places:
        part = _minutes(case.event(place, BillReceived))
        if in_time(place):
            parts.append(part)
            continue
        # A late correction lowers freely; what it adds came too late.
        before = _in_time_version(case, place, versions if place == latest else (), in_time)
        if before is not None:
            parts.append(_lower(part, _minutes(case.event(before, BillReceived))))
    a, w, s = (sum(column) for column in zip(*parts, strict=True)) if parts else (0, 0, 0)
    return Bill((a, w, s), tuple(places), late=not parts)


def _minutes(bill: BillReceived) -> tuple[int, int, int]:
    return (bill.active_minutes, bill.waiting_minutes, bill.standby_minutes)


def _lower(late: tuple[int, int, int], before: tuple[int, int, int]) -> tuple[int, int, int]:
    return (min(late[0], before[0]), min(late[1], before[1]), min(late[2], before[2]))
