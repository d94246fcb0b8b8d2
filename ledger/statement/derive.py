"""
The steps that led to a line: rule, exact value, policy or parameter, events.

Built beside the calculation, never read by it. How a step is said in words
belongs to `ops`.
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Final
from uuid import UUID

from ledger.domain.case import Case
from ledger.domain.circumstances import Ground
from ledger.domain.circumstances.barred import OWN_RATE
from ledger.rules import Parameter, Rulebook
from ledger.statement.enhanced import ENHANCED
from ledger.statement.granting import granted_steps
from ledger.statement.model import Exact, Gate, Span, Step
from ledger.statement.month import MonthTime, Part
from schemas.bounds import SICK, STANDBY, WAITING
from schemas.decisions import GrantWithdrawn

#: The policy under which each gate is read; one without answers to the statute alone.
_GATE_POLICIES: Final = {
    Gate.DEATH: "death.day",
    Gate.NO_BASIS: "basis",
    Gate.LATE: "late",
    Gate.OVERLAP: "overlap.same_assistant",
    Gate.BILL_LOWER: "basis",
    Gate.DOUBLE_LIMIT: "double.limit",
    Gate.POOL: "grant.pool",
}
#: What `convert.round` rounds.
_ROUNDED: Final = {
    "NONE": "not at all",
    "PER_ROW": "each row, to the minute",
    "MONTH_TOTAL_TO_MINUTE": "the total of the month, to the minute",
}
#: Whom `cap.allocation` cuts.
_CUT_WHERE: Final = {
    "CHRONOLOGICAL": "last in time",
    "PRO_RATA": "the same share of everything",
}


class Deriver:
    """Makes the steps of one month's lines; what they share is made once."""

    def __init__(self, case: Case, time: MonthTime, rulebook: Rulebook) -> None:
        """Gather nothing yet: most lines are never asked how they came about."""
        self.time = time
        self.rulebook = rulebook
        self.case = case
        self._pools: dict[tuple[int, int], tuple[Step, ...]] = {}

    @cached_property
    def reports(self) -> tuple[UUID, ...]:
        """The reports of the month that stand."""
        return tuple(self.case.event_id(report.place) for report in self.time.accounts.reports)

    @cached_property
    def bills(self) -> tuple[UUID, ...]:
        """The papers of the month's bill."""
        bill = self.time.accounts.bill
        return () if bill is None else tuple(self.case.event_id(place) for place in bill.places)

    @cached_property
    def _reported(self) -> dict[tuple[int, int], Exact]:
        """The minutes of each kind that stand in rows, by span."""
        time, reported = self.time, dict[tuple[int, int], Exact]()
        spent = [*time.payable.items(), *((part, of) for (_, part), of in time.cut.items())]
        for (place, kind, _), (minutes, _) in spent:
            key = (place, kind)
            reported[key] = reported.get(key, 0) + minutes
        for key, minutes in time.beyond_rows.items():
            reported[key] -= minutes
        return reported

    def line(self, part: Part, rate: Parameter, units: Exact) -> tuple[Step, ...]:
        """Return the steps of a payable line of a span, from the decision to the rate."""
        place, kind, _ = part
        span, minutes = self.time.spans[place], self._reported[place, kind]
        policy = self.rulebook.policy
        steps = [
            *self._granted(span, kind),
            Step("R5", "reported", minutes, "min", policy("correction.match"), self.reports),
        ]
        if kind in (WAITING, STANDBY):
            name = "convert.waiting_divisor" if kind == WAITING else "convert.standby_divisor"
            divisor = self.rulebook.parameter(name, date.fromordinal(span.first))
            steps.append(Step("R1", "converted", units, "units", divisor, ()))
            how = policy("convert.round")
            steps.append(Step("R1", "rounded", _ROUNDED[how.value], "", how, ()))
        steps += (
            Step("R8", "billed", _billed(self.time, kind), "min", policy("basis"), self.bills),
            *self._beyond_rows(place, kind),
            *self._stays(span),
            self._rate(span, rate),
            Step("M6", "rounded", "per payee and month", "", policy("round.unit"), ()),
        )
        return tuple(steps)

    def _stays(self, span: Span) -> Iterable[Step]:
        """Yield each stay on days of a span: what it leaves open is paid for by its rule."""
        for stay in self.time.stays:
            if stay.touches(span.first, span.after):
                yield self._ground(stay.ground)

    def _ground(self, ground: Ground) -> Step:
        policy = None if ground.policy is None else self.rulebook.policy(ground.policy)
        return Step(ground.rule, ground.quantity, ground.value, "", policy, ground.events)

    def _rate(self, span: Span, rate: Parameter) -> Step:
        """Return the step of a rate: that of the day, or the decision that gives another."""
        if rate.name == ENHANCED:
            rounding = self.rulebook.policy("enhanced.cap_round")
            events = tuple(self.case.event_id(place) for place in span.terms)
            return Step("M2", "enhanced rate", rate.value, "öre/h", rounding, events)
        document = rate.name.removeprefix(OWN_RATE)
        if document == rate.name:
            return Step("M1", "rate", rate.value, "öre/h", rate, ())
        decided = (self.case.event_id(self.case.history.by_ref[document]),)
        return Step("G15", "reasonable rate", rate.value, "öre/h", rate, decided)

    def _beyond_rows(self, place: int, kind: int) -> Iterable[Step]:
        """Yield the step of time that only the bill states."""
        minutes = self.time.beyond_rows.get((place, kind))
        if minutes is not None:
            by = self.rulebook.policy("basis")
            yield Step("R8", "billed beyond the rows", minutes, "min", by, self.bills)

    def _granted(self, span: Span, kind: int) -> tuple[Step, ...]:
        """Return the steps from the decision to what its pools still hold."""
        key = (span.first, kind)
        found = self._pools.get(key)
        if found is None:
            steps = granted_steps(self.case, self.time, span, kind, self.rulebook)
            found = self._pools[key] = tuple(steps)
        return found

    def cut(self, gate: Gate, part: Part, minutes: Exact, paid_at: Parameter) -> tuple[Step, ...]:
        """Return the steps of a cut: the gate's rule, and what it rests on."""
        place, kind, _ = part
        span = self.time.spans[place]
        name = "sick.row" if gate is Gate.OVERLAP and kind == SICK else _GATE_POLICIES.get(gate)
        if gate is Gate.NO_GRANT and span.decision is not None and span.decision.takes_over:
            # It stays municipal, whoever decided it (1.5).
            name = "qualify"
        policy = None if name is None else self.rulebook.policy(name)
        events = self._grounds(gate, span)
        own = Step(gate.value, "cut", minutes, "min", policy, events)
        rate = self._rate(span, paid_at)
        if gate in (Gate.POOL, Gate.DOUBLE_LIMIT):
            order = self.rulebook.policy("cap.allocation")
            last = Step("G9", "cut where", _CUT_WHERE[order.value], "", order, ())
            return (*self._granted(span, kind), own, last, rate)
        if gate in (Gate.BAR, Gate.STAY):
            return (*self._closed(gate, span), own, rate)
        if gate is Gate.LATE:
            due = self.time.accounts.due
            said = "never" if due.on is None else due.on.isoformat()
            papers = tuple(self.case.event_id(paper) for paper in due.places)
            return (Step("R6", "due", said, "", policy, papers), own, rate)
        return (own, rate)

    def _closed(self, gate: Gate, span: Span) -> Iterable[Step]:
        """Yield each ground on which minutes of the span's days are closed (gates 4 and 5)."""
        for ground in dict.fromkeys(
            ground
            for of, day, ground in self.time.closings
            if of is gate and span.first <= day < span.after
        ):
            yield self._ground(ground)

    def _grounds(self, gate: Gate, span: Span) -> tuple[UUID, ...]:
        """Return the events for which a gate closes."""
        death = self.time.granted.death_place
        if gate is Gate.DEATH:
            return () if death is None else (self.case.event_id(death),)
        if gate is Gate.NO_GRANT:
            return self._no_grant(span)
        if gate in (Gate.BILL_LOWER, Gate.NO_BASIS):
            return self.bills
        if gate is Gate.LATE:
            return tuple(self.case.event_id(paper) for paper in self.time.accounts.late)
        return self.reports

    def _no_grant(self, span: Span) -> tuple[UUID, ...]:
        """Return the municipal decision of the span, or the withdrawals that ended the grant."""
        if span.place >= 0:
            return (self.case.event_id(span.place),)
        events = self.case.history.events
        return tuple(
            self.case.event_id(place)
            for place in self.case.decisions
            if isinstance(withdrawn := events[place].event, GrantWithdrawn)
            and withdrawn.effective_from.toordinal() <= span.first
        )

    def municipal(self, code: str, days: int, share: Exact, payable: Exact) -> tuple[Step, ...]:
        """Return the steps of a municipality's share."""
        policy = self.rulebook.policy
        decided = tuple(
            {
                self.case.event_id(span.place): None
                for span in self.time.spans
                if span.decision is not None and span.municipality == code
            }
        )
        return (
            Step("M7", "days", days, "d", policy("cofin.month_basis"), decided),
            Step("M7", "first hours of the week", share, "units", policy("cofin.month_basis"), ()),
            Step("M7", "payable", payable, "units", policy("cofin.rate"), ()),
            Step("M6", "rounded", "per municipality and month", "", policy("round.unit"), ()),
        )


def _billed(time: MonthTime, kind: int) -> int:
    """Return the bill's minutes of the column that a kind is billed in."""
    bill = time.accounts.bill
    if bill is None:
        return 0
    return bill.minutes[1 if kind == WAITING else 2 if kind == STANDBY else 0]
