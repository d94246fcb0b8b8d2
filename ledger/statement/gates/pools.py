"""
The pools that a month may draw on, and what each holds: G1, G7, G8, G10 and G12.

Pure. Which pieces draw, and what does not fit, belongs to `limits`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ledger.amounts import UNITS_A_DAY, first_day
from ledger.domain.case import Case
from ledger.domain.grants import Column, Granted, Period, granted_units
from ledger.rules import Parameter, Rulebook
from ledger.statement.model import Exact
from schemas.decisions import ExtensionGranted, GrantDecided

_KINDS: Final = (Column.ACTIVE, Column.WAITING, Column.STANDBY)


@dataclass(frozen=True, slots=True)
class PoolKey:
    """
    Which pool: of one column, for work on the days [first, after).

    `period` is the grant period that fills it; a pool without one is filled by
    the event at `place`, or after a death by the decision then in force.
    """

    period: Period | None
    first: int
    after: int
    column: Column
    place: int = -1


@dataclass(frozen=True, slots=True)
class Deduction:
    """A parental deduction from a pool, in units, its values a day, and whose birth says so."""

    units: Exact
    values: tuple[Parameter, ...]
    events: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """
    What a pool holds at this point, and what earlier months used of it.

    Both in units of 1/196 minute, converted. `deducted` is what was taken
    from it before (G11).
    """

    units: Exact
    used: Exact
    deducted: Deduction | None = None

    @property
    def room(self) -> Exact:
        """What is left for the month."""
        return max(0, self.units - self.used)


def pools_of(
    case: Case,
    granted: Granted,
    month: int,
    rulebook: Rulebook,
    *,
    double: bool,
) -> dict[PoolKey, Exact]:
    """
    Return the units of each pool that work of the month may draw on.

    With `double` also those of the double minutes, which are a limit beside
    the pools and are asked for only where somebody was double.
    """
    pools: dict[PoolKey, Exact] = {}
    begin, end = first_day(month), first_day(month + 1)
    touching = (s.period for s in granted.stretches if s.first < end and s.after > begin)
    for period in dict.fromkeys(touching):
        for stretch in granted.by_period[period]:
            stretch.settled()
        pools |= _of_period(granted, period, month, rulebook, double=double)
    if ExtensionGranted in case.history.by_kind:
        pools |= _of_extensions(case, granted, month, rulebook)
    left = granted.after_death
    if left is not None and left.first < end and left.after > begin:
        # w · d / 7 for the days of the notice, whatever `grant.conversion` says (G12).
        key = PoolKey(None, left.first, left.after, Column.NOTICE)
        pools[key] = granted_units(left, left.first, left.after)
    return pools


def _of_period(
    granted: Granted, period: Period, month: int, rulebook: Rulebook, *, double: bool
) -> dict[PoolKey, Exact]:
    """Return the pools of a grant period: the one, or one a month, a week, a column (G1, G7)."""
    policy = rulebook.policy("grant.pool").value
    conversion = rulebook.policy("grant.conversion").value
    separate = rulebook.policy("grant.pools").value == "SEPARATE"
    accruing = granted.accruing[period]
    # A period that a later decision ended looking back keeps the days that it had.
    last = max(period.after, granted.by_period[period][-1].after)
    pools: dict[PoolKey, Exact] = {}
    for first, after in _windows(policy, (period.first, last), month):
        # What days after the month add is not in an ACCRUED pool yet.
        end = min(after, first_day(month + 1)) if policy == "ACCRUED" else after
        for stretch in accruing:
            columns = columns_of(stretch.decision, separate=separate)
            for column in (*columns, Column.DOUBLE) if double else columns:
                key = PoolKey(period, first, after, column)
                units = granted_units(stretch, first, end, column, conversion)
                pools[key] = pools.get(key, 0) + units
    return pools


def columns_of(decision: GrantDecided, *, separate: bool) -> Sequence[Column]:
    """Return the pools that a decision fills: one, unless kinds have their own (G7)."""
    return _KINDS if separate and decision.total_minutes is None else (Column.ONE,)


def _windows(policy: str, days: tuple[int, int], month: int) -> Iterable[tuple[int, int]]:
    """Yield the runs of days that share a pool and touch the month (`grant.pool`)."""
    begin, end = max(days[0], first_day(month)), min(days[1], first_day(month + 1))
    if policy == "MONTH":
        yield begin, end
    elif policy == "WEEK":
        # Day 1 of the calendar was a Monday.
        for monday in range(begin - (begin - 1) % 7, end, 7):
            yield max(monday, days[0]), min(monday + 7, days[1])
    else:
        yield days


def _of_extensions(
    case: Case, granted: Granted, month: int, rulebook: Rulebook
) -> dict[PoolKey, Exact]:
    """
    Return the pool of each temporary extension: e · d / 7 on its own days (G10).

    Only days after the reform and with a decision in force; before it an
    extension is a municipal matter, and not in this statement.
    """
    reform = rulebook.regime.reform_from
    if reform is None:
        return {}
    pools: dict[PoolKey, Exact] = {}
    for place in case.standing(case.history.by_kind[ExtensionGranted]):
        event = case.event(place, ExtensionGranted)
        first = max(event.effective_from.toordinal(), reform.toordinal())
        after = event.effective_until.toordinal()
        if first >= min(after, first_day(month + 1)) or after <= first_day(month):
            continue
        days = sum(
            max(0, min(stretch.after, after) - max(stretch.first, first))
            for stretch in granted.stretches
        )
        key = PoolKey(None, first, after, Column.EXTENSION, place)
        pools[key] = event.weekly_minutes * UNITS_A_DAY * days
    return pools
