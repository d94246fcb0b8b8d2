"""
The lost time of each claim, minute by minute: what does not count and why, what was covered.

Everything that is asked of a minute is asked here; what it is worth is
reckoned by `formula`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final
from uuid import UUID

from ledger.amounts import first_day, month_of_day
from ledger.claims.sick_pay.periods import Claimed, Period
from ledger.domain.accounts import standing_reports
from ledger.domain.case import Case
from ledger.domain.grants import Granted, Stretch
from ledger.rules import Rulebook
from ledger.runs import joined
from ledger.statement import Carried, Exact
from ledger.statement.rows import clock_change, elapsed, real_minutes
from schemas.bounds import ACTIVE, SICK, WAITING
from schemas.municipal.claims import CutReason
from schemas.reports import TimeReportReceived

#: Why a lost minute does not count, in the order in which it is asked.
NOT_COUNTED: Final[tuple[CutReason, ...]] = (
    "CLAIMED_BEFORE",
    "OUTSIDE_GRANT",
    "AFTER_TAKEOVER",
    "AFTER_REFORM",
    "BEYOND_FOURTEEN_DAYS",
    "PAID_AS_ASSISTANCE",
)
#: Who is there: as in G8, active and waiting time.
_PRESENT: Final = (ACTIVE, WAITING)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a report that stands, with who it says was there."""

    start: int
    end: int
    kind: int
    person: UUID
    event: UUID


@dataclass(frozen=True, slots=True)
class Lost:
    """
    Lost time within one day with one answer to every question; `reason` says why it is cut.

    `events` are those that the answer rests on: what cuts it, or who worked instead.
    """

    day: int
    minutes: Exact
    reason: CutReason | None
    covered: bool
    events: tuple[UUID, ...]


class Days:
    """What a case says of single days: decision, takeover, and who was there at which time."""

    def __init__(self, case: Case, carried: Carried, claims: Sequence[Claimed]) -> None:
        """Fold the decisions as far as the claims reach; `carried` is of the case's history."""
        register = carried.register
        asked = {day for claim in claims for day, _, _ in claim.event.lost}
        self._asked: Final = {day.toordinal() for day in asked}
        self.granted: Final[Granted] = carried.granted(case, month_of_day(max(asked)))
        taken_over = (
            stretch.first
            for stretch in self.granted.stretches
            if stretch.national and stretch.decision.takes_over is not None
        )
        self.taken_over_from: Final = min(taken_over, default=date.max.toordinal())
        linked = register.linked(case.history.assistants)
        same = {met: register.person(met, case.instant) for met in linked}
        self._case: Final = replace(case, same=same) if same else case
        self._register: Final = register
        self._rows: dict[int, dict[int, list[Row]]] = {}

    def stretch(self, day: int) -> Stretch | None:
        """Return the days under one decision that a day lies in, while the recipient lives."""
        if day >= self.granted.closed_from:
            return None
        over = (s for s in self.granted.stretches if s.first <= day < s.after)
        found = next(over, None)
        return None if found is None else found.settled()

    def decided_by(self, day: int) -> tuple[UUID, ...]:
        """Return the decision of a day, or else the death that ended it."""
        stretch = self.stretch(day)
        place = self.granted.death_place if stretch is None else stretch.place
        return () if place is None else (self._case.event_id(place),)

    def event_of(self, claim: Claimed) -> UUID:
        """Return the id of the event of a claim."""
        return self._case.event_id(claim.place)

    def rows(self, day: int) -> list[Row]:
        """Return the rows of a day with lost time, of every report that stands, late or not."""
        month = month_of_day(date.fromordinal(day))
        of_month = self._rows.get(month)
        if of_month is None:
            of_month = self._rows[month] = self._of_month(month)
        return of_month.get(day, [])

    def _of_month(self, month: int) -> dict[int, list[Row]]:
        by_day: dict[int, list[Row]] = {}
        case, before = self._case, first_day(month) - 1
        for place in standing_reports(case, month):
            report = case.event(place, TimeReportReceived)
            person = self._register.person(report.assistant, case.instant)
            event = case.event_id(place)
            for day, start, end, kind in report.rows:
                if before + day in self._asked:
                    row = Row(start, end, kind, person, event)
                    by_day.setdefault(before + day, []).append(row)
        return by_day


class LostTime:
    """The lost time of all claims of a case, judged beside each other."""

    def __init__(self, claims: Sequence[Claimed], days: Days, rulebook: Rulebook) -> None:
        """Lay the claims side by side by day."""
        self._days: Final = days
        self._reform: Final = rulebook.regime.reform_from
        self._both: Final = rulebook.policy("sick.row").value == "BOTH"
        self._wall: Final = rulebook.policy("dst").value == "WALL_CLOCK"
        self._fourteen: Final[Callable[[date], int]] = lambda day: (
            rulebook.parameter("sick.period_days", day).value
        )
        self._by_day: dict[int, list[tuple[int, int, Claimed]]] = {}
        for claim in claims:
            for day, start, end in claim.event.lost:
                self._by_day.setdefault(day.toordinal(), []).append((start, end, claim))

    def of(self, claim: Claimed, period: Period) -> Iterator[Lost]:
        """Yield the lost time of a claim, each minute once."""
        beyond = self._fourteen(period.first)
        for day in sorted({day.toordinal() for day, _, _ in claim.event.lost}):
            number = period.number(date.fromordinal(day))
            reason = self._of_day(day, is_beyond=number > beyond)
            for start, end, minutes in self._pieces(claim, day):
                yield self._judged(claim, day, (start, end), minutes, reason)

    def _of_day(self, day: int, *, is_beyond: bool) -> CutReason | None:
        stretch = self._days.stretch(day)
        if stretch is None:
            return "OUTSIDE_GRANT"
        if day >= self._days.taken_over_from:
            return "AFTER_TAKEOVER"
        if stretch.national and self._reform is not None and day >= self._reform.toordinal():
            return "AFTER_REFORM"
        return "BEYOND_FOURTEEN_DAYS" if is_beyond else None

    def _pieces(self, claim: Claimed, day: int) -> Iterator[tuple[int, int, Exact]]:
        """Yield the claim's own time of a day, cut wherever anything begins or ends."""
        own = [(start, end) for start, end, of in self._by_day[day] if of is claim]
        bounds = {bound for start, end, _ in self._by_day[day] for bound in (start, end)}
        bounds |= {bound for row in self._days.rows(day) for bound in (row.start, row.end)}
        for begin, until in joined(own):
            clock = 0 if self._wall else _clock(day, begin, until)
            inside = sorted({begin, until, *(b for b in bounds if begin < b < until)})
            for start, end in pairwise(inside):
                yield start, end, elapsed(start, end, clock) if clock else end - start

    def _judged(
        self,
        claim: Claimed,
        day: int,
        piece: tuple[int, int],
        minutes: Exact,
        of_day: CutReason | None,
    ) -> Lost:
        rows = [row for row in self._days.rows(day) if _holds((row.start, row.end), piece)]
        losing = [of for start, end, of in self._by_day[day] if _holds((start, end), piece)]
        covered = _is_covered(claim, rows, losing)
        earlier = tuple(self._days.event_of(of) for of in losing if _comes_before(of, claim))
        own = tuple(row.event for row in rows if row.person == claim.person)
        if earlier:
            return Lost(day, minutes, "CLAIMED_BEFORE", covered, earlier)
        if of_day is not None:
            return Lost(day, minutes, of_day, covered, self._days.decided_by(day))
        if self._is_paid(claim, day, rows):
            return Lost(day, minutes, "PAID_AS_ASSISTANCE", covered, own)
        others = tuple(row.event for row in rows if row.kind in _PRESENT)
        return Lost(day, minutes, None, covered, others if covered else ())

    def _is_paid(self, claim: Claimed, day: int, rows: Iterable[Row]) -> bool:
        """
        Tell whether the minute is paid as assistance already.

        The assistant reported work, or an own employer's sick row counts as
        performed: where it yields to a substitute, the substitute is paid (R9).
        """
        kinds = {row.kind for row in rows if row.person == claim.person}
        if kinds - {SICK}:
            return True
        stretch = self._days.stretch(day)
        if not kinds or stretch is None or not stretch.national:
            return False
        return self._both or all(row.kind == SICK for row in rows)


def _comes_before(other: Claimed, claim: Claimed) -> bool:
    """
    Tell whether another claim asked for the same person's minute first.

    One that was taken back comes after all that were not.
    """
    first = (other.taken_back, other.place) < (claim.taken_back, claim.place)
    return first and other.person == claim.person


def _is_covered(claim: Claimed, rows: Iterable[Row], losing: Iterable[Claimed]) -> bool:
    """
    Tell whether a substitute was there; one substitute stands in for one assistant.

    Where several are sick at
    once, whoever fell sick first is stood in for first.
    """
    present = {row.person for row in rows if row.kind in _PRESENT}
    first: dict[UUID, tuple[date, int]] = {}
    for of in losing:
        if of.person not in present:
            key = (of.event.sick_from, of.place)
            first[of.person] = min(first.get(of.person, key), key)
    own = first.get(claim.person)
    return own is not None and sum(key < own for key in first.values()) < len(present)


def _holds(span: tuple[int, int], piece: tuple[int, int]) -> bool:
    return span[0] <= piece[0] and piece[1] <= span[1]


def _clock(day: int, start: int, end: int) -> int:
    """Return how a span on the night of a clock change counts the hour (R3): −1, 0 or 1."""
    change = clock_change(month_of_day(date.fromordinal(day)))
    if change is None or change[0] != day:
        return 0
    real = real_minutes(start, end, change[1])
    return (real > end - start) - (real < end - start)
