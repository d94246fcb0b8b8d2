"""
The steps from a decision to what its pools still hold, for the derivation of a line.

Built beside the calculation, never read by it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from ledger.amounts import UNITS_A_DAY
from ledger.domain.case import Case
from ledger.domain.grants import Column, Period, Stretch, column_of, daily_units, stated_units
from ledger.domain.notice_pay import notice_until, notice_values
from ledger.rules import Rulebook
from ledger.statement.gates.pools import Pool, PoolKey
from ledger.statement.model import Span, Step
from ledger.statement.month import MonthTime
from schemas.circumstances import NoticePayStated
from schemas.decisions import ExtensionGranted, GrantReinstated

_STATED: Final = {"MONTH": "granted a month", "PERIOD": "granted for the period"}
#: What `grant.pool` calls the stretch of time that shares a pool, where it is not the period.
_OTHER_POOLS: Final = {"MONTH": "pool of the month", "WEEK": "pools of the weeks"}


def granted_steps(
    case: Case, time: MonthTime, span: Span, kind: int, rulebook: Rulebook
) -> Iterable[Step]:
    """Yield the steps of a kind of time on the days of a span."""
    period, decision = span.period, span.decision
    if decision is None:
        return
    if period is None:
        yield from _after_death(case, time, span, rulebook)
        return
    yield from _decided(case, time, span, rulebook)
    yield from _periodic(case, time, period, rulebook)
    separate = rulebook.policy("grant.pools").value == "SEPARATE"
    column = column_of(decision, kind, separate=separate)
    own = _touching(time, span, period, column)
    name = _OTHER_POOLS.get(rulebook.policy("grant.pool").value, "pool")
    units, used = sum(pool.units for _, pool in own), sum(pool.used for _, pool in own)
    yield from _deducted((pool for _, pool in own), rulebook)
    yield Step("G7", name, units, "units", rulebook.policy("grant.pools"), ())
    yield Step("G1", "used before", used, "units", rulebook.policy("grant.pool"), ())
    yield from _extended(case, time, span, rulebook)
    if decision.decided_on.toordinal() > span.first:
        told = decision.decided_on.isoformat()
        decided = (case.event_id(span.place),)
        yield Step("R7", "decided on", told, "", rulebook.policy("retro.account"), decided)


def _deducted(pools: Iterable[Pool], rulebook: Rulebook) -> Iterable[Step]:
    """Yield what the parental deduction took from the pools, and by which values a day (G11)."""
    for taken in (pool.deducted for pool in pools if pool.deducted is not None):
        for value in taken.values:
            yield Step("G11", "deduction a day", value.value, "min", value, taken.events)
        policy = rulebook.policy("parental.apply")
        yield Step("G11", "taken from the pool", taken.units, "units", policy, ())


def _touching(
    time: MonthTime, span: Span, period: Period | None, column: Column
) -> Sequence[tuple[PoolKey, Pool]]:
    """Return the pools of a column that work of the span may draw on."""
    return [
        (key, pool)
        for key, pool in time.pools.items()
        if key.column is column
        and key.period == period
        and key.first < span.after
        and key.after > span.first
    ]


def _decided(case: Case, time: MonthTime, span: Span, rulebook: Rulebook) -> Iterable[Step]:
    """Yield what the decision says, and why it is the one that counts (1.5, 6.1, G2, G4)."""
    policy, decided, decision = rulebook.policy, (case.event_id(span.place),), span.decision
    assert decision is not None
    if decision.takes_over is not None:
        yield Step("1.5", "takes over", decision.takes_over, "", policy("qualify"), decided)
        first = decision.effective_from.isoformat()
        yield Step("6.1", "taken over from", first, "", policy("takeover.unit"), decided)
    stated = _STATED.get(decision.per)
    units = daily_units(decision) if stated is None else stated_units(decision)
    name = stated or "granted a day"
    yield Step("G2", name, units, "units", policy("grant.conversion"), decided)
    if len(case.decisions) > 1:
        chosen = decision.decision_id
        yield Step("G4", "decision in force", chosen, "", policy("grant.overlap"), decided)
    for stretch in time.granted.stretches:
        if stretch.beside and stretch.first < span.after and stretch.after > span.first:
            added = ", ".join(other.decision_id for other in stretch.beside)
            yield Step("G4", "hours added of", added, "", policy("grant.overlap"), ())


def _periodic(case: Case, time: MonthTime, period: Period, rulebook: Rulebook) -> Iterable[Step]:
    """Yield the period, and what a change or an early end did to it (G5, G6)."""
    policy = rulebook.policy
    stretches = time.granted.by_period[period]
    decided = (case.event_id(stretches[0].place),)
    run = f"{date.fromordinal(period.first)}..{date.fromordinal(period.after - 1)}"
    yield Step("G5", "period", run, "", policy("grant.period"), decided)
    changed = policy("grant.period_on_change")
    if len({stretch.place for stretch in stretches}) > 1:
        yield Step("G6", "after the change of decision", "the period goes on", "", changed, ())
    elif changed.value == "RESTART" and len(case.decisions) > 1:
        yield Step("G6", "new hours", "begin a period of their own", "", changed, ())
    adding = time.granted.accruing[period]
    if stretches[-1].after < period.after:
        name = "days in force" if adding is stretches else "days that count in full"
        yield Step("G6", name, _days(adding), "d", policy("pool.early_end"), ())
    places = case.standing(case.history.by_kind.get(GrantReinstated, ()))
    back = tuple(case.event_id(place) for place in places)
    if back:
        yield Step("G6", "withdrawal", "taken back", "", None, back)


def _days(stretches: Iterable[Stretch]) -> int:
    return sum(stretch.after - stretch.first for stretch in stretches)


def _extended(case: Case, time: MonthTime, span: Span, rulebook: Rulebook) -> Iterable[Step]:
    """Yield the pools of temporary extensions on days of the span (G10)."""
    order = rulebook.policy("extension.order")
    for key, pool in _touching(time, span, None, Column.EXTENSION):
        weekly = case.event(key.place, ExtensionGranted).weekly_minutes
        granted = (case.event_id(key.place),)
        yield Step("G10", "extension a day", weekly * UNITS_A_DAY, "units", None, granted)
        yield Step("G10", "pool of the extension", pool.units, "units", order, ())
        yield Step("G10", "used before", pool.used, "units", None, ())


def _after_death(case: Case, time: MonthTime, span: Span, rulebook: Rulebook) -> Iterable[Step]:
    """Yield what bounds wages during notice: the days of the notice and their pool (G12)."""
    for place in case.standing(case.history.by_kind.get(NoticePayStated, ())):
        event = case.event(place, NoticePayStated)
        if event.cause == "DEATH":
            dates = (event.employed_from, event.ended_on)
            until, by = notice_until(*dates, rulebook), notice_values(*dates, rulebook)[-1]
            stated = (case.event_id(place),)
            yield Step("G12", "wages during notice until", until.isoformat(), "", by, stated)
    for _, pool in _touching(time, span, None, Column.NOTICE):
        yield Step("G12", "pool of the notice", pool.units, "units", None, ())
        yield Step("G12", "used before", pool.used, "units", None, ())
