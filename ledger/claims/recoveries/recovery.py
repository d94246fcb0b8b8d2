"""
A recovery's life: decided, remitted, paid, set off, paid in instalments, charged interest.

Pure: read from the case at its point, and reckoned on a day. What may be
claimed belongs to `back`, its interest by the rule to `interest`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.findings.payments import Purpose
from schemas.payments import (
    InstalmentsAgreed,
    RecoveryDecided,
    RecoveryInterestCharged,
    RecoveryLine,
)


class Way(StrEnum):
    """How a recovery becomes less."""

    REPAID = "REPAID"
    SET_OFF = "SET_OFF"
    REMITTED = "REMITTED"


class RecoveryState(StrEnum):
    """Where a recovery is on a day."""

    DECIDED = "DECIDED"
    PLANNED = "PLANNED"
    LATE = "LATE"
    SETTLED = "SETTLED"
    REMITTED = "REMITTED"


@dataclass(frozen=True, slots=True)
class Come:
    """What came back, was set off or was remitted: the paper, its day, of what, and öre."""

    event: UUID
    way: str
    on: date
    month: int | None
    period: int | None
    ore: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a recovery claims of one month, or of one period by its first day."""

    month: int | None
    period: int | None
    ore: int


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment on a day: what it is, what is paid of it, and whether it is late."""

    due_on: date
    ore: int
    paid_ore: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Charged:
    """Interest that was charged on a recovery, as its paper says it."""

    event: UUID
    basis: str
    first_day: date
    last_day: date
    principal_ore: int
    rate_per_mille: int
    ore: int


@dataclass(frozen=True, slots=True)
class Plan:
    """An agreement on instalments, or on paying later in one."""

    event: UUID
    agreed_on: date
    lending_per_mille: int
    instalments: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Recovery:
    """
    A recovery as known, with all that became of it.

    claimed = repaid + set off + remitted + left. Above zero `left` is to be
    paid; below, more came back than was claimed.
    """

    ref: str
    event: UUID
    place: int
    decision_id: str
    debtor: UUID
    provision: str
    decided_on: date
    due_on: date
    lines: tuple[Claimed, ...]
    come: tuple[Come, ...] = ()
    plan: Plan | None = None
    interest: tuple[Charged, ...] = ()

    @property
    def claimed_ore(self) -> int:
        """What is claimed."""
        return sum(line.ore for line in self.lines)

    def come_ore(self, way: Way) -> int:
        """Return what came in one way."""
        return sum(come.ore for come in self.come if come.way == way)

    @property
    def left_ore(self) -> int:
        """What is still to be paid."""
        return self.claimed_ore - sum(come.ore for come in self.come)

    @property
    def charged_ore(self) -> int:
        """The interest that was charged."""
        return sum(charged.ore for charged in self.interest)

    def before_ore(self, day: date) -> int:
        """Return what is left when a day begins: the day of a payment still bears interest."""
        return self.claimed_ore - self._come_before(day)

    def overdue_ore(self, day: date) -> int:
        """Return what should have been paid before a day and was not."""
        return max(0, self._fallen_due(day) - self._come_before(day))

    def instalments(self, day: date) -> Iterator[Instalment]:
        """Yield the instalments on a day; what came fills them in order."""
        if self.plan is None:
            return
        come = self._come_before(self.plan.agreed_on)
        # What had come before the agreement lessened what was shared into instalments.
        rest = sum(each.ore for each in self.come) - come
        for due_on, ore in self.plan.instalments:
            paid = max(0, min(ore, rest))
            rest -= paid
            yield Instalment(due_on, ore, paid, is_late=due_on < day and paid < ore)

    def state(self, day: date) -> RecoveryState:
        """Return where the recovery is on a day."""
        if self.left_ore <= 0:
            whole = self.come_ore(Way.REMITTED) >= self.claimed_ore
            return RecoveryState.REMITTED if whole else RecoveryState.SETTLED
        if self.overdue_ore(day):
            return RecoveryState.LATE
        return RecoveryState.DECIDED if self.plan is None else RecoveryState.PLANNED

    def _come_before(self, day: date) -> int:
        return sum(come.ore for come in self.come if come.on < day)

    def _fallen_due(self, day: date) -> int:
        """Return what of the claim was to be paid before a day, by the plan where there is one."""
        if self.plan is None or day < self.plan.agreed_on:
            return self.claimed_ore if self.due_on < day else 0
        planned = sum(ore for _, ore in self.plan.instalments)
        due = sum(ore for due_on, ore in self.plan.instalments if due_on < day)
        # What the plan does not cover had come, or was given up, before it.
        return max(0, self.claimed_ore - planned) + due


_NONE: Final[tuple[Recovery, ...]] = ()


def decided_recoveries(case: Case) -> tuple[Recovery, ...]:
    """Return the recoveries that stand with plan and interest, in fold order; nothing come yet."""
    history = case.history
    if not history.aside:
        return _NONE
    places = sorted(case.standing(history.aside))
    decided: dict[str, tuple[int, RecoveryDecided]] = {}
    plans: dict[str, Plan] = {}
    interest: dict[str, list[Charged]] = {}
    for place in places:
        recorded = history.events[place]
        event = recorded.event
        if isinstance(event, RecoveryDecided):
            decided[recorded.envelope.document_ref] = (place, event)
        elif isinstance(event, InstalmentsAgreed):
            # A later agreement takes the place of an earlier one.
            plans[standing_name(case, event.recovery)] = Plan(
                case.event_id(place), event.agreed_on, event.lending_per_mille, event.instalments
            )
        elif isinstance(event, RecoveryInterestCharged):
            of = standing_name(case, event.recovery)
            interest.setdefault(of, []).append(_charged(case, place, event))
    return tuple(
        Recovery(
            ref,
            case.event_id(place),
            place,
            event.decision_id,
            event.debtor,
            event.provision,
            event.decided_on,
            event.due_on,
            tuple(_claimed(line) for line in event.lines),
            plan=plans.get(ref),
            interest=tuple(interest.get(ref, ())),
        )
        for ref, (place, event) in decided.items()
    )


def standing_name(case: Case, ref: str) -> str:
    """Return the name of the decision that stands in place of the one that is named."""
    place = case.history.by_ref.get(ref)
    while place is not None:
        replaced_by = case.history.replaced_by.get(place)
        if replaced_by is None or replaced_by >= case.known:
            return case.history.events[place].envelope.document_ref
        place = replaced_by
    return ref


def _charged(case: Case, place: int, event: RecoveryInterestCharged) -> Charged:
    return Charged(
        case.event_id(place),
        event.basis,
        event.first_day,
        event.last_day,
        event.principal_ore,
        event.rate_per_mille,
        event.interest_ore,
    )


def _claimed(line: RecoveryLine) -> Claimed:
    month = None if line.month is None else month_of(line.month)
    period = None if line.period_from is None else line.period_from.toordinal()
    return Claimed(month, period, line.amount_ore)


def purpose_of(of: Claimed | Come) -> Purpose:
    """Return the month or the period that something is of."""
    return of.month, of.period
