"""
What was owed for each month of a case: the truth of the synthetic world.

A second, separate calculation from `semantics.md`, for the default policies
and the law in force, or the reform from a month on; it must never import the
ledger. `Reckoner.owed` answers for the papers that it is given, so that
knowledge is a matter of which papers. What was paid, and the findings, belong
to `ops.world.truth.control`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor
from typing import Final

from ops.world.days import first_of
from ops.world.papers import Bill, Death, Grant, Key, Paper, Reinstatement, Report, Withdrawal
from ops.world.truth.granted import Period, Piece, days_between, death_of, pieces, pools
from ops.world.truth.reported import (
    DOUBLE_LIMIT,
    IN_28THS,
    POOL,
    WEIGHTS,
    Month,
    Worked,
    month_of_papers,
)

#: Öre an hour by year. Source: förordning (1993:1091) 5 §; the source of each year stands in
#: `ledger/rules/editions/2026-11.toml`, from which nothing is read here.
RATES: Final = {
    2014: 28000, 2015: 28400, 2016: 28800, 2017: 29100, 2018: 29540, 2019: 29980, 2020: 30430,
    2021: 31500, 2022: 31970, 2023: 32450, 2024: 33260, 2025: 34260, 2026: 34770,
}  # fmt: skip
#: What the rate holds for sick pay from the reform on (SOU 2023:9; domain 1.5), in öre an hour.
COMPONENTS: Final = {2022: 435, 2023: 440, 2024: 450, 2025: 460, 2026: 470}
#: The minutes a week that a municipality pays for (SFB 51:22).
_MUNICIPAL_WEEK: Final = 1200


def rounded(amount: Fraction) -> int:
    """Return whole öre, half up, and half away from zero below nought (M6)."""
    return floor(amount + Fraction(1, 2)) if amount >= 0 else -floor(Fraction(1, 2) - amount)


def rate_of(month: int, reform: int | None = None) -> int:
    """Return the rate of a month: it lies in one year, and the reform begins with a month."""
    reformed = reform is not None and month >= reform
    return RATES[month // 12] + (COMPONENTS[month // 12] if reformed else 0)


def value(minutes: Fraction, rate: int) -> Fraction:
    """Return exact öre."""
    return minutes * rate / 60


@dataclass(slots=True)
class Owed:
    """One month: its rate, payable converted minutes, öre, shares, and what each gate cut."""

    rate: int
    minutes: Fraction = Fraction(0)
    ore: int = 0
    shares: dict[str, int] = field(default_factory=dict[str, int])
    cut: dict[int, Fraction] = field(default_factory=dict[int, Fraction])
    #: Whether death, and the lack of a grant, close every day of the month.
    dead_throughout: bool = False
    never_granted: bool = False


@dataclass(slots=True)
class _Use:
    """What the months so far have used of a period, or of a month of it."""

    pool: Fraction
    double: Fraction


#: All that a month depends on before the limits: its papers, the days granted, the death.
_MonthKey = tuple[int, tuple[Key, ...], tuple[tuple[date, date], ...], date | None]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The decisions and the death that are known."""

    key: tuple[Key, ...]
    died_on: date | None
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class _Sum:
    """The rows of a month on the days of one piece, with their sums after gates 1–7."""

    rows: list[Worked]
    whole: Fraction
    double: Fraction


class Reckoner:
    """
    Reckons what was owed in one case; remembers months whose papers are the same.

    `monthly` is the alternative policy `grant.pool = MONTH`, which the worked
    example E7 needs; from the month of a `reform` on the state alone pays.
    """

    def __init__(
        self, months: Iterable[int], *, monthly: bool = False, reform: int | None = None
    ) -> None:
        self._months = tuple(months)
        self._reform = reform
        self._monthly = monthly
        self._reported: dict[_MonthKey, tuple[dict[int, Fraction], list[_Sum]]] = {}
        self._pieces: dict[tuple[Key, ...], list[Piece]] = {}
        self._pools: dict[tuple[tuple[Key, ...], Period, int], tuple[Fraction, Fraction]] = {}

    def owed(self, papers: Sequence[Paper]) -> dict[int, Owed]:
        """Return what was owed for each month, with these papers known, in their order."""
        frame = [p for p in papers if isinstance(p, Grant | Withdrawal | Reinstatement | Death)]
        frame_key = tuple(paper.key for paper in frame)
        if frame_key not in self._pieces:
            # Followed past the last month: a pool counts its whole period (G1).
            self._pieces[frame_key] = pieces(frame, first_of(max(self._months) + 13))
        found = self._pieces[frame_key]
        by_month: dict[int, list[Report | Bill]] = {}
        for paper in papers:
            if isinstance(paper, Report | Bill):
                by_month.setdefault(paper.month, []).append(paper)
        answer: dict[int, Owed] = {}
        uses: dict[tuple[Period, int], _Use] = {}
        known = _Frame(frame_key, death_of(frame), found)
        for month in self._months:
            answer[month] = self._month(month, by_month.get(month, []), known, uses)
        return answer

    def _month(
        self,
        month: int,
        papers: Sequence[Report | Bill],
        frame: _Frame,
        uses: dict[tuple[Period, int], _Use],
    ) -> Owed:
        span = (first_of(month), first_of(month + 1))
        here = [piece for piece in frame.pieces if piece.start < span[1] and piece.until > span[0]]
        days = tuple((max(piece.start, span[0]), min(piece.until, span[1])) for piece in here)
        key = (month, tuple(paper.key for paper in papers), days, frame.died_on)
        if key not in self._reported:
            reported = month_of_papers(papers, days, frame.died_on)
            self._reported[key] = reported.cut, [_sum(reported, *piece) for piece in days]
        cut, sums = self._reported[key]
        owed = Owed(rate_of(month, self._reform), cut=dict(cut))
        owed.dead_throughout = frame.died_on is not None and frame.died_on < span[0]
        owed.never_granted = not here
        payable: dict[str, Fraction] = {}
        for piece, sum_ in zip(here, sums, strict=True):
            use_key = (piece.period, month if self._monthly else 0)
            if use_key not in uses:
                uses[use_key] = _Use(*self._pool(frame, use_key, span))
            code = piece.grant.municipality
            minutes = _payable(sum_, uses[use_key], owed)
            payable[code] = payable.get(code, Fraction(0)) + minutes
        owed.minutes = sum(payable.values(), Fraction(0))
        owed.ore = rounded(value(owed.minutes, owed.rate))
        if self._reform is not None and month >= self._reform:
            return owed
        for code, minutes in payable.items():
            mine = [piece for piece in here if piece.grant.municipality == code]
            alive = sum(days_between(piece, *span, frame.died_on) for piece in mine)
            share = min(minutes, Fraction(_MUNICIPAL_WEEK * alive, 7))
            owed.shares[code] = rounded(value(share, owed.rate))
        return owed

    def _pool(
        self, frame: _Frame, use_key: tuple[Period, int], span: Period
    ) -> tuple[Fraction, Fraction]:
        key = (frame.key, *use_key)
        if key not in self._pools:
            period = use_key[0]
            reach = span if self._monthly else period
            self._pools[key] = pools(frame.pieces, period, reach, frame.died_on)
        return self._pools[key]


def _sum(month: Month, start: date, until: date) -> _Sum:
    rows = [row for row in month.rows if row.left and start <= row.day < until]
    whole = sum((row.left * IN_28THS[row.kind] for row in rows), 0)
    double = sum((row.double * IN_28THS[row.kind] for row in rows), 0)
    return _Sum(rows, Fraction(whole) / 28, Fraction(double) / 28)


def _payable(sum_: _Sum, use: _Use, owed: Owed) -> Fraction:
    """Return the payable minutes of the rows, and take them from pool and limit (G8, G1)."""
    if sum_.double <= use.double and sum_.whole <= use.pool:
        use.double -= sum_.double
        use.pool -= sum_.whole
        return sum_.whole
    payable = Fraction(0)
    for row in sum_.rows:
        minutes = row.left * WEIGHTS[row.kind]
        double = row.double * WEIGHTS[row.kind]
        allowed = min(double, use.double)
        use.double -= allowed
        minutes -= double - allowed
        within = min(minutes, use.pool)
        use.pool -= within
        payable += within
        for gate, lost in ((DOUBLE_LIMIT, double - allowed), (POOL, minutes - within)):
            if lost:
                owed.cut[gate] = owed.cut.get(gate, Fraction(0)) + lost
    return payable
