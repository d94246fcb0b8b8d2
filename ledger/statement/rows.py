"""
Rows of the reports as pieces of time, and how a piece is split.

A piece knows its place on the wall clock and how many minutes really passed
in it (R3). What is cut from it, and why, belongs to `gates` and `limits`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import Final
from uuid import UUID

from ledger.amounts import UNITS, first_day, month_of, rounded
from ledger.domain.accounts import STOCKHOLM, Report
from ledger.rules import Parameter
from ledger.statement.model import WEIGHT, Exact, Gate
from schemas.reports import TimeReportReceived

#: The hour of the clock, in minutes, that is skipped in March and comes twice
#: in October.
_HOUR: Final = (120, 180)

Rank = tuple[int, str, int]
#: The day on which the clocks change, and -1 (March) or +1 (October).
Change = tuple[int, int]
_UNRANKED: Final[Rank] = (0, "", 0)


class Piece:
    """
    A part of one row: still payable, or cut by a gate.

    `clock` is −1 on the night in March, +1 for a row that spans the double
    hour in October, else 0. `start` and `end` are wall-clock minutes, `units`
    the converted time in units of 1/196 minute, `weight` of them a minute (R1).
    `rate` is the piece's own where it is not paid at the rate of its day (G15).
    """

    __slots__ = (
        "clock",
        "day",
        "double",
        "end",
        "gate",
        "kind",
        "minutes",
        "person",
        "rank",
        "rate",
        "report",
        "row",
        "row_start",
        "start",
        "units",
        "weight",
    )

    def __init__(
        self, report: Report, row: int, first: int, change: tuple[int, int] | None
    ) -> None:
        """Place a row of a report in the month that begins on the day `first`."""
        day, start, end, kind = report.event.rows[row]
        self.day = first + day - 1
        self.start: Exact = start
        self.end: Exact = end
        self.kind = kind
        self.report = report
        self.row = row
        self.row_start = start
        self.clock = 0
        self.minutes: Exact = end - start
        if change is not None and change[0] == self.day:
            self.clock = _clock(start, end, change[1])
            self.minutes = elapsed(start, end, self.clock)
        self.weight: Exact = WEIGHT[kind]
        self.units: Exact = self.minutes * self.weight
        self.gate: Gate | None = None
        self.double = False
        self.person: UUID = report.event.assistant
        self.rank: Rank = _UNRANKED
        self.rate: Parameter | None = None

    def part(self, start: Exact, end: Exact) -> "Piece":
        """Return the part between two minutes of the wall clock."""
        part = Piece.__new__(Piece)
        part.report, part.row, part.row_start = self.report, self.row, self.row_start
        part.day, part.kind, part.person, part.rank = self.day, self.kind, self.person, self.rank
        part.clock, part.weight, part.rate = self.clock, self.weight, self.rate
        part.gate, part.double, part.start, part.end = self.gate, self.double, start, end
        part.minutes = elapsed(start, end, self.clock) if self.clock else end - start
        part.units = part.minutes * self.weight
        return part

    def keep_first(self, minutes: Exact) -> "tuple[Piece, Piece]":
        """Split after so many real minutes, which lie strictly inside the piece."""
        at = wall_clock(self.start, minutes, self.clock)
        return self.part(self.start, at), self.part(at, self.end)


def chronological(piece: Piece) -> tuple[int, Exact, int, Rank, str, int, Exact]:
    """Return the key of the order in which limits bind (semantics 1.3)."""
    return (
        piece.day,
        piece.row_start,
        piece.kind,
        piece.rank,
        piece.report.document_id,
        piece.row,
        piece.start,
    )


def elapsed(start: Exact, end: Exact, clock: int) -> Exact:
    """Return the minutes that really pass between two times of the clock."""
    inside = max(0, min(end, _HOUR[1]) - max(start, _HOUR[0]))
    return end - start + clock * inside


def wall_clock(start: Exact, minutes: Exact, clock: int) -> Exact:
    """Return the time of the clock when so many minutes have passed since `start`."""
    if not clock:
        return start + minutes
    before = max(0, _HOUR[0] - start)
    if minutes <= before:
        return start + minutes
    begun = max(start, _HOUR[0])
    if clock < 0:
        # The skipped hour takes no time at all.
        return max(begun, _HOUR[1]) + (minutes - before)
    doubled = 2 * (_HOUR[1] - begun)
    if minutes - before >= doubled:
        return _HOUR[1] + (minutes - before - doubled)
    return begun + (minutes - before) * Fraction(1, 2)


@lru_cache(maxsize=1024)
def clock_change(month: int) -> Change | None:
    """
    Return the day on which the clocks change in the month, and −1 or +1.

    −1 is the night in March that loses an hour, +1 the one in October that
    gains it; asked of the time zone, so no calendar rule is repeated here.
    """
    first, after = first_day(month), first_day(month + 1)
    for day in range(first, after):
        start, end = (
            datetime.combine(date.fromordinal(d), time(), STOCKHOLM).astimezone(UTC)
            for d in (day, day + 1)
        )
        change = (end - start - timedelta(days=1)) // timedelta(hours=1)  # real time less a day
        if change:
            return day, change
    return None


def pieces_of(reports: Sequence[Report], month: int, *, wall: bool) -> list[Piece]:
    """
    Return every row of the reports as a piece, in order of day and start.

    `wall` is the policy `dst = WALL_CLOCK`: the clock is taken at its word.
    """
    first = first_day(month)
    change = None if wall else clock_change(month)
    pieces = [
        Piece(report, row, first, change)
        for report in reports
        for row in range(len(report.event.rows))
    ]
    pieces.sort(key=attrgetter("day", "start"))
    return pieces


def weighing(rounding: str, reported: Sequence[Piece]) -> Callable[[Iterable[Piece]], None] | None:
    """
    Return how whole rows are weighed where converted time is rounded (R1, `convert.round`).

    PER_ROW makes each row's converted time whole minutes; MONTH_TOTAL_TO_MINUTE
    the reported total of each kind, shared evenly over its minutes.
    """
    if rounding == "NONE":
        return None
    totals = [sum(p.minutes for p in reported if p.kind == kind) for kind in range(len(WEIGHT))]

    def weigh(pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            minutes = piece.minutes if rounding == "PER_ROW" else totals[piece.kind]
            if minutes:
                whole = rounded(Fraction(minutes * WEIGHT[piece.kind], UNITS)) * UNITS
                piece.weight = Fraction(whole) / minutes
                piece.units = piece.minutes * piece.weight

    return weigh


def version_of(
    report: TimeReportReceived,
    *,
    wall: bool,
    weigh: Callable[[Iterable[Piece]], None] | None,
) -> list[Piece]:
    """Return the rows of a version of a report, weighed as those of its month."""
    whole = Report(-1, report, "", late=False, in_time=None)
    pieces = pieces_of((whole,), month_of(report.month), wall=wall)
    if weigh is not None:
        weigh(pieces)
    return pieces


def _clock(start: int, end: int, change: int) -> int:
    """Return how a row on the night of the change counts the hour (R3)."""
    if change < 0:
        return -1 if end > _HOUR[0] and start < _HOUR[1] else 0
    return 1 if start < _HOUR[0] and end >= _HOUR[1] else 0


def real_minutes(start: int, end: int, change: int) -> Exact:
    """Return the minutes of a whole row on the night of a change, −1 or +1."""
    return elapsed(start, end, _clock(start, end, change))


def on_the_edge(report: TimeReportReceived) -> bool:
    """Tell whether a row starts or ends inside the hour that comes twice."""
    month = month_of(report.month)
    change = clock_change(month)
    if change is None or change[1] < 0:
        return False
    day = change[0] - first_day(month) + 1
    return any(
        row[0] == day and (_HOUR[0] <= row[1] < _HOUR[1] or _HOUR[0] < row[2] < _HOUR[1])
        for row in report.rows
    )


def overlapping(pieces: Iterable[Piece]) -> bool:
    """Tell whether any two pieces, sorted by day and start, share a minute."""
    day, until = 0, 0
    for piece in pieces:
        if piece.day != day:
            day, until = piece.day, piece.end
        elif piece.start < until:
            return True
        elif piece.end > until:
            until = piece.end
    return False


def rank_persons(pieces: Iterable[Piece]) -> None:
    """Give each piece its assistant's earliest row of the day (semantics 1.3, G8)."""
    earliest: dict[tuple[int, UUID], Rank] = {}
    pieces = list(pieces)
    for piece in pieces:
        own = (piece.row_start, piece.report.document_id, piece.row)
        key = (piece.day, piece.person)
        if key not in earliest or own < earliest[key]:
            earliest[key] = own
    for piece in pieces:
        piece.rank = earliest[piece.day, piece.person]


def first_claims(pieces: Iterable[Piece]) -> tuple[list[Piece], list[Piece]]:
    """
    Let the pieces claim their minutes of one day, the first in order first.

    Returns the parts that were free and the parts that were already claimed.
    """
    taken: list[tuple[Exact, Exact]] = []
    free: list[Piece] = []
    claimed: list[Piece] = []
    for piece in pieces:
        at = piece.start
        for start, end in sorted(taken):
            if end <= at or start >= piece.end:
                continue
            if start > at:
                free.append(piece.part(at, start))
            upto = min(end, piece.end)
            claimed.append(piece.part(max(start, at), upto))
            at = upto
        if at == piece.start:
            free.append(piece)
        elif at < piece.end:
            free.append(piece.part(at, piece.end))
        taken = _merged([*taken, (piece.start, piece.end)])
    return free, claimed


def _merged(spans: list[tuple[Exact, Exact]]) -> list[tuple[Exact, Exact]]:
    """Join spans that touch, so that each minute is claimed once."""
    joined: list[tuple[Exact, Exact]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
