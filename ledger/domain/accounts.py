"""
A month's accounts: which time reports and which bill stand, and what came late.

Pure. Rules R5, R6 and the first half of R8. By when papers must be in belongs
to `deadlines`; what the late ones cost in minutes is cut by
`ledger.statement`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.domain.deadlines import Due, due_of
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

    `minutes` are active (with sick), waiting and standby, in that order; where
    lateness is only noted, as billed.
    """

    minutes: tuple[int, int, int]
    places: tuple[int, ...]
    late: bool


@dataclass(frozen=True, slots=True)
class Accounts:
    """
    Everything that accounts for one month at one point of knowledge.

    Without a due day nothing is late. `noted` says that lateness is only noted
    (policy `late`): it then cuts nothing but what was worked before the grant
    was decided, which needs an account in time by a rule of its own (R7).
    """

    reports: tuple[Report, ...]
    bill: Bill | None
    due: Due
    noted: bool

    @property
    def billed(self) -> bool:
        """Whether there is a bill that counts."""
        return self.bill is not None and (self.noted or not self.bill.late)

    @property
    def late(self) -> tuple[int, ...]:
        """The places of what came late: reports, and the bill."""
        reports = tuple(report.place for report in self.reports if report.late)
        bill = self.bill.places if self.bill is not None and self.bill.late else ()
        return (*reports, *bill)


def local_date(instant: datetime) -> date:
    """Return the date in Stockholm, where every boundary of a day lies."""
    return instant.astimezone(STOCKHOLM).date()


def accounts_of(case: Case, month: int, rulebook: Rulebook, settled: Due | None = None) -> Accounts:
    """Return the reports and the bill that stand for a month; `settled` as `due_of` has it."""
    due = due_of(case, month, rulebook, settled)
    noted = rulebook.policy("late").value == "NOTICE"
    deadline = _Deadline(case, due.on)
    reports = tuple(_reports(case, month, deadline))
    return Accounts(reports, _bill(case, month, deadline, noted=noted), due, noted)


@lru_cache(maxsize=4096)
def end_of(day: date) -> datetime:
    """Return the instant, in UTC, at which the day ends in Stockholm."""
    after = day + timedelta(days=1)
    return datetime.combine(after, time(), tzinfo=STOCKHOLM).astimezone(UTC)


_Key = tuple[UUID, UUID, int]


class _Deadline:
    """
    Tells what came by the due date, and what a late correction corrects (R6).

    One version that came in time carries one correction: two late papers
    cannot both lean on it.
    """

    def __init__(self, case: Case, due_on: date | None) -> None:
        self._case = case
        self._end = None if due_on is None else end_of(due_on)
        self._carries: set[int] = set()

    def met(self, place: int) -> bool:
        return self._end is None or self._case.history.keys[place][0] < self._end

    def version(self, place: int, earlier: Iterable[int]) -> int | None:
        """
        Return the latest of what a late document replaces that stood at the due date.

        It replaces the `earlier` documents of its key, and what they and it name.
        """
        if self._end is None:
            return None
        replaced = {version for version in earlier if version < place}
        for replacing in (place, *sorted(replaced)):
            replaced.update(_named_chain(self._case, replacing))
        then = self._case.known_until(self._end - timedelta(microseconds=1))
        for version in sorted(replaced - self._carries, reverse=True):
            free = _month_of(self._case, version) == _month_of(self._case, place) or (
                self._case.history.replaced_by.get(version) in {place, *replaced}
                and not _corrected_at_home(self._case, version)
            )
            if free and self.met(version) and version in _stood(then, version):
                self._carries.add(version)
                return version
        return None


def _month_of(case: Case, place: int) -> int:
    event = case.history.events[place].event
    assert isinstance(event, TimeReportReceived | BillReceived)
    return month_of(event.month)


def _corrected_at_home(case: Case, version: int) -> bool:
    """
    Tell whether a later paper of a version's own month and key stands in its place.

    The version then belongs to that one: a paper of another month that names
    it cannot lean on it too, or one version would carry a correction in each.
    """
    month, event = _month_of(case, version), case.history.events[version].event
    if isinstance(event, BillReceived):
        return any(place > version for place in _standing_bills(case, month)[0])
    assert isinstance(event, TimeReportReceived)
    key = _key(case, event)
    latest = _versions(case, month).get(key, [version])[-1]
    return latest > version and latest in standing_reports(case, month)


def _stood(then: Case, place: int) -> Iterable[int]:
    """Return the documents of the same kind and month that stood at an earlier point."""
    event = then.history.events[place].event
    if isinstance(event, TimeReportReceived):
        return standing_reports(then, month_of(event.month))
    assert isinstance(event, BillReceived)
    latest, adding = _standing_bills(then, month_of(event.month))
    return [*latest, *adding]


def _named_chain(case: Case, place: int) -> Iterable[int]:
    """
    Yield what a document replaces by name, and what that replaced, and so on.

    Only backwards: a paper cannot lean on what became known after it.
    """
    target = case.history.named_by(place)
    while target is not None and target < place:
        yield target
        place, target = target, case.history.named_by(target)


def _key(case: Case, event: TimeReportReceived) -> _Key:
    """Return what a later report must share to replace this one without naming it."""
    assistant = event.assistant
    return (case.same.get(assistant, assistant), event.employer, event.part)


def _versions(case: Case, month: int) -> dict[_Key, list[int]]:
    """Return the known reports of a month by their key, without those that add (R5)."""
    by_key: dict[_Key, list[int]] = {}
    for place in case.history.reports.get(month, ()):
        if place >= case.known:
            break
        event = case.event(place, TimeReportReceived)
        if not event.adds:
            key = _key(case, event)
            by_key.setdefault(key, []).append(place)
    return by_key


def standing_reports(case: Case, month: int) -> list[int]:
    """
    Return the reports that stand, in fold order: the latest of each key, and those that add.

    A version that a document of another key names is replaced, and what it had
    replaced itself does not come back.
    """
    latest = {versions[-1] for versions in _versions(case, month).values()}
    places = [
        place
        for place in case.history.reports.get(month, ())
        if place in latest or case.event(place, TimeReportReceived).adds
    ]
    return list(case.standing(places))


def _reports(case: Case, month: int, deadline: _Deadline) -> Iterable[Report]:
    """Yield the reports that stand, in fold order."""
    for place in standing_reports(case, month):
        event = case.event(place, TimeReportReceived)
        late, version = not deadline.met(place), None
        if late:
            key = _key(case, event)
            earlier = () if event.adds else _versions(case, month).get(key, ())
            version = deadline.version(place, earlier)
        document_id = case.history.events[place].envelope.document_id
        in_time = None if version is None else case.event(version, TimeReportReceived)
        yield Report(place, event, document_id, late, in_time)


def _standing_bills(case: Case, month: int) -> tuple[list[int], list[int]]:
    """Return the latest bill, if it stands, and the supplementary bills that stand."""
    known = [place for place in case.history.bills.get(month, ()) if place < case.known]
    adding = [place for place in known if case.event(place, BillReceived).adds]
    latest = [place for place in known if place not in adding][-1:]
    return list(case.standing(latest)), list(case.standing(adding))


def _bill(case: Case, month: int, deadline: _Deadline, *, noted: bool) -> Bill | None:
    """Return the bill that stands: the latest, and what supplementary bills add."""
    latest, adding = _standing_bills(case, month)
    if not latest and not adding:
        return None
    parts: list[tuple[int, int, int]] = []
    late = True
    for place in (*latest, *adding):
        part = _minutes(case.event(place, BillReceived))
        met, version = deadline.met(place), None
        if not met:
            earlier = case.history.bills.get(month, ()) if place in latest else ()
            versions = (v for v in earlier if not case.event(v, BillReceived).adds)
            version = deadline.version(place, versions)
        late = late and not met and version is None
        if met or noted:
            parts.append(part)
        elif version is not None:
            # A late correction lowers freely; what it adds came too late.
            parts.append(_lower(part, _minutes(case.event(version, BillReceived))))
    a, w, s = (sum(column) for column in zip(*parts, strict=True)) if parts else (0, 0, 0)
    return Bill((a, w, s), (*latest, *adding), late)


def _minutes(bill: BillReceived) -> tuple[int, int, int]:
    return (bill.active_minutes, bill.waiting_minutes, bill.standby_minutes)


def _lower(late: tuple[int, int, int], before: tuple[int, int, int]) -> tuple[int, int, int]:
    return (min(late[0], before[0]), min(late[1], before[1]), min(late[2], before[2]))
