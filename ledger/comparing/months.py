"""
Two months compared: no document lies between them, so each is explained from nothing.

The first month is first put under the second's rulebook and under the rates of its days: the cause
RULE. Then each month is built up, cause by cause, from no documents to all of its side's; what a
cause is worth to the second month less what it is worth to the first is its part of the difference.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from ledger.amounts import first_day
from ledger.comparing.causes import DOCUMENTS, Cause, cause_of
from ledger.comparing.chain import Compared
from ledger.comparing.outcome import NOTHING, Outcome
from ledger.comparing.side import NotComparable, Side, State, state_of
from ledger.comparing.steps import CauseStep, EventStep
from ledger.domain.recorded import Recorded, fold_order
from ledger.domain.register import Register
from ledger.rules import MissingValueError, Rulebook
from ledger.rules.series import Series, Span

_NOBODY: Final = Register()


def between_months(before: Side, after: Side, *, by_event: bool = True) -> Compared:
    """Return the whole difference between two months, each at its own side."""
    assert before.month is not None, "the first side names no month"
    assert after.month is not None, "the second side names no month"
    try:
        return _between(before, before.month, after, after.month, by_event=by_event)
    except MissingValueError as missing:
        says = str(missing)
        months = (NotComparable(before.month, says), NotComparable(after.month, says))
        return Compared(NOTHING, NOTHING, (), months)


def _between(before: Side, one: int, after: Side, other: int, *, by_event: bool) -> Compared:
    rulebook = days_as(after.rulebook, one, other)
    started, ended = state_of(before).month(one), state_of(after).month(other)
    put = State(before.events, before.register, rulebook, before.reckoned_on).month(one)
    causes = [CauseStep(Cause.RULE, put - started)]
    falls = _built(replace(before, rulebook=rulebook), one, after.rulebook, by_event=by_event)
    grows = _built(
        replace(after, reckoned_on=before.reckoned_on), other, after.rulebook, by_event=by_event
    )
    early = NOTHING
    for fall, grow in zip(falls, grows, strict=True):
        events = (
            *(replace(of, change=NOTHING - of.change) for of in fall.events),
            *grow.events,
        )
        causes.append(CauseStep(fall.cause, grow.change - fall.change, events))
        early += grow.change
    if after.reckoned_on != before.reckoned_on:
        causes.append(CauseStep(Cause.DAY, ended - early))
    told = tuple(step for step in causes if step.change or step.events)
    return Compared(started, ended, told)


def _built(side: Side, month: int, reads: Rulebook, *, by_event: bool) -> Iterator[CauseStep]:
    """Yield what each cause is worth to a month that is built up from no documents at all."""
    events: dict[UUID, Recorded] = {}
    register, reached = _NOBODY, NOTHING
    by_cause = _by_cause(side.events, reads)
    for cause in DOCUMENTS:
        start = reached
        if cause is Cause.DECISION:
            register = side.register
        steps: list[EventStep] = []
        for recorded in by_cause[cause] if by_event else ():
            events[recorded.envelope.event_id] = recorded
            there = _month(events, register, side, month)
            if there != reached:
                steps.append(EventStep(recorded, there - reached, month=month))
            reached = there
        if not by_event:
            events |= {of.envelope.event_id: of for of in by_cause[cause]}
            reached = _month(events, register, side, month)
        yield CauseStep(cause, reached - start, tuple(steps))


def _by_cause(events: Iterable[Recorded], rulebook: Rulebook) -> Mapping[Cause, list[Recorded]]:
    of: dict[Cause, list[Recorded]] = {cause: [] for cause in DOCUMENTS}
    for recorded in sorted(events, key=fold_order):
        of[cause_of(recorded, rulebook)].append(recorded)
    return of


def _month(events: Mapping[UUID, Recorded], register: Register, side: Side, month: int) -> Outcome:
    return State(events.values(), register, side.rulebook, side.reckoned_on).month(month)


def days_as(rulebook: Rulebook, one: int, other: int) -> Rulebook:
    """
    Return a rulebook under which the days of one month are paid as those of another.

    Each day has the rate of the same day of the other month, the last one's
    where that is shorter, and the reform lies as it does to the other.
    """
    if one == other:
        return rulebook
    first, after = first_day(one), first_day(one + 1)
    there, beyond = first_day(other), first_day(other + 1)
    shifted = [
        (first + start - there, first + end - there, rate)
        for start, end, rate in rulebook.rate_spans(there, beyond)
    ]
    last = shifted[-1]
    shifted[-1] = (last[0], max(after, last[1]), last[2])
    spans = [
        *_outside(rulebook.rates, first, after),
        *((start, min(end, after), rate) for start, end, rate in shifted if start < after),
    ]
    regime, reform = rulebook.regime, rulebook.regime.reform_from
    if reform is not None:
        day = reform.toordinal()
        if day <= there:
            day = min(day, first)
        elif day >= beyond:
            day = max(day, after)
        else:
            day = min(first + day - there, after)
        regime = replace(regime, reform_from=date.fromordinal(day))
    return replace(rulebook, rates=Series(tuple(sorted(spans, key=_begins))), regime=regime)


def _begins(span: Span) -> int:
    return span[0]


def _outside(series: Series, first: int, after: int) -> Iterator[Span]:
    """Yield the runs of a series with the days [first, after) left out."""
    for start, end, value in series.spans:
        if start < first:
            yield start, min(end, first), value
        if end > after:
            yield max(start, after), end, value
