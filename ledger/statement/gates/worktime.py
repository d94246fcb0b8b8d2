"""
Gate 4, second half: working time beyond what may be averaged over a stated period (G16).

Source: SFB 51:16 second point. Counted per person, employer and calculation period
(beräkningsperiod) in minutes that really passed, over the months that the period touches.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from ledger.amounts import month_of_day
from ledger.domain.case import Case
from ledger.domain.circumstances import Closed, Ground
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.runs import MINUTES_A_DAY
from ledger.statement.gates.cutting import Closings, cut_closed
from ledger.statement.model import Exact, Gate
from ledger.statement.rows import Piece, chronological, first_claims, overlapping, wall_clock
from schemas.bounds import ACTIVE, WAITING
from schemas.decisions import CaseOpened
from schemas.register import WorktimeAgreed
from schemas.terms import PaymentTermsStated


@dataclass(frozen=True, slots=True)
class Averaged:
    """The working time of a person with an employer over the days [first, after)."""

    person: UUID
    employer: UUID
    first: int
    after: int

    @property
    def begun(self) -> int:
        """The month in which the period begins."""
        return month_of_day(date.fromordinal(self.first))


#: Minutes of each calculation period that count in one month.
Worked = Mapping[Averaged, Exact]


def worktime(
    pieces: list[Piece],
    limit_of: "Callable[[Averaged], Limit]",
    worked_before: Callable[[Averaged], Exact],
    closings: Closings,
) -> tuple[list[Piece], Worked]:
    """
    Bar what goes beyond the limit, the chronologically last, and return what counts.

    Only what earlier gates and the other bars left counts, so that time nobody pays for uses
    nothing up. A minute that a person reports twice is one minute of the clock.
    """
    averaged: dict[Averaged, list[Piece]] = {}
    for piece in pieces:
        key = _key(piece)
        if key is not None:
            averaged.setdefault(key, []).append(piece)
    worked: dict[Averaged, Exact] = {}
    for key, own in averaged.items():
        limit = limit_of(key)
        room = max(0, limit.minutes - worked_before(key))
        clock = _each_minute_once(own)
        total: Exact = sum(piece.minutes for piece in clock)
        worked[key] = min(total, room)
        if total > room:
            closed = tuple(_beyond(clock, room, limit.ground))
            of_key = set(map(id, own))
            pieces = cut_closed(
                pieces,
                Gate.BAR,
                # Bound now, because the next key has others.
                lambda piece, of=of_key, runs=closed: runs if id(piece) in of else (),
                closings,
            )
    return pieces, worked


def _key(piece: Piece) -> Averaged | None:
    """Return the calculation period that a piece counts in, if its report states one."""
    event = piece.report.event
    first, after = event.averaging_from, event.averaging_until
    if first is None or after is None or piece.gate is not None:
        return None
    if piece.kind not in (ACTIVE, WAITING):
        return None
    if not first.toordinal() <= piece.day < after.toordinal():
        return None
    return Averaged(piece.person, event.employer, first.toordinal(), after.toordinal())


def _each_minute_once(own: list[Piece]) -> list[Piece]:
    """Return the minutes of the clock that the pieces cover, in chronological order."""
    own = sorted(own, key=attrgetter("day", "start"))
    if overlapping(own):
        own = [
            piece
            for _, of_day in groupby(own, key=attrgetter("day"))
            for piece in first_claims(sorted(of_day, key=chronological))[0]
        ]
    return sorted(own, key=chronological)


def _beyond(clock: list[Piece], room: Exact, ground: Ground) -> Iterator[Closed]:
    """Yield the minutes that come after the room is used up."""
    for piece in clock:
        if piece.minutes <= room:
            room -= piece.minutes
            continue
        midnight = piece.day * MINUTES_A_DAY
        at = wall_clock(piece.start, room, piece.clock) if room else piece.start
        room = 0
        yield Closed(midnight + at, midnight + piece.end, ground)


@dataclass(frozen=True, slots=True)
class Limit:
    """The minutes that a calculation period allows, and why so many."""

    minutes: Exact
    ground: Ground


def worktime_limit(case: Case, register: Register, rulebook: Rulebook, key: Averaged) -> Limit:
    """
    Return L · d / 7 for a period of d days.

    L is what the employer's agreement in force on the period's first day says, else 52 hours with
    an own employer and 48 with any other.
    """
    begun = date.fromordinal(key.first)
    agreed = [
        (event.effective_from, place, event.weekly_minutes, recorded.envelope.event_id)
        for place, (recorded, event) in enumerate(
            register.facts(key.employer, WorktimeAgreed, case.instant)
        )
        if event.effective_from <= begun
    ]
    if agreed:
        _, _, weekly, paper = max(agreed)
        words, papers = "agreement of the employer", (paper,)
    else:
        own = _own_employer(case, register, key.employer, begun)
        name = "worktime.own_employer_minutes" if own else "worktime.other_minutes"
        weekly, papers = rulebook.parameter(name, begun).value, ()
        words = "limit of an own employer" if own else "limit of an employer"
    days = key.after - key.first
    last = date.fromordinal(key.after - 1)
    run = f"{weekly} min a week over {days} days, {begun} to {last}"
    return Limit(Fraction(weekly * days, 7), Ground("G16", words, run, "worktime.in_case", papers))


def _own_employer(case: Case, register: Register, employer: UUID, day: date) -> bool:
    """Tell whether the recipient is the employer: by the terms of the day, or by name."""
    by_kind = case.history.by_kind
    stated = [
        event
        for place in case.standing(by_kind.get(PaymentTermsStated, ()))
        if (event := case.event(place, PaymentTermsStated)).effective_from <= day
    ]
    if stated and stated[-1].self_employer:
        return True
    return any(
        register.person(case.event(place, CaseOpened).recipient, case.instant)
        == register.person(employer, case.instant)
        for place in case.standing(by_kind.get(CaseOpened, ()))
    )
