"""
Terms of a case by day: who is paid, which municipality answers, at what rate, how and when.

Pure. The decision in force states payee and municipality, and events beside
it change them; which day has which decision belongs to `grants`, and what an
enhanced rate is worth at most to `ledger.statement`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar
from uuid import UUID

from ledger.domain.case import Case
from schemas.decisions import GrantDecided
from schemas.municipal.transfer import MunicipalProvisionRequested
from schemas.reports import CostsApproved
from schemas.terms import (
    AdvanceReconciled,
    EnhancedRateGranted,
    FinalSettlementMade,
    MunicipalityChanged,
    PayeeChanged,
    PaymentTermsStated,
)

#: The events that change the terms of a day.
_KINDS: Final = (
    PayeeChanged,
    MunicipalityChanged,
    MunicipalProvisionRequested,
    EnhancedRateGranted,
    PaymentTermsStated,
)
#: The events that say what an advance was, or that it is settled.
_SETTLING: Final = (AdvanceReconciled, FinalSettlementMade)
_DayEvent = (
    PayeeChanged
    | MunicipalityChanged
    | MunicipalProvisionRequested
    | EnhancedRateGranted
    | PaymentTermsStated
)
_Kind = TypeVar("_Kind", MunicipalityChanged, PaymentTermsStated)


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What the events beside the decisions say, each with its place in fold order.

    `advances` are by month the reconciled advance in öre and its place;
    `settlements` by the first day of the period the place of its settlement.
    """

    events: tuple[tuple[int, _DayEvent], ...] = ()
    advances: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    settlements: Mapping[int, int] = field(default_factory=dict[int, int])

    def bounds(self) -> set[int]:
        """Return the days on which an answer may change."""
        days = {event.effective_from.toordinal() for _, event in self.events}
        for _, event in self.events:
            if isinstance(event, EnhancedRateGranted) and event.effective_until is not None:
                days.add(event.effective_until.toordinal())
        return days

    def payee(self, day: int, decision: GrantDecided, place: int) -> UUID:
        """
        Return who is paid: the decision's payee, or the one that a later paper names.

        A municipality that goes on as provider from a day after the decision
        takes effect is paid from then on, whichever paper came first (SFB 51:17).
        """
        for at, event in reversed(self.events):
            if event.effective_from.toordinal() > day:
                continue
            if isinstance(event, PayeeChanged) and at > place:
                return event.payee
            if isinstance(event, MunicipalProvisionRequested) and (
                at > place or event.effective_from > decision.effective_from
            ):
                return event.provider
        return decision.payee

    def municipality(self, day: int, decision: GrantDecided, place: int) -> str:
        """Return who answers for the recipient, read as the payee is."""
        latest = self._latest(day, MunicipalityChanged)
        return latest[1].municipality if latest and latest[0] > place else decision.municipality

    def how_paid(self, day: int) -> tuple[int, PaymentTermsStated] | None:
        """Return how the case is paid, where that is stated; else in arrears to a provider."""
        return self._latest(day, PaymentTermsStated)

    def enhanced(self, day: int) -> tuple[int, EnhancedRateGranted] | None:
        """Return the enhanced rate granted for a day: of several the one decided later (as G4)."""
        over = [
            (event.decided_on, place, event)
            for place, event in self.events
            if isinstance(event, EnhancedRateGranted)
            and event.effective_from.toordinal() <= day
            and (event.effective_until is None or day < event.effective_until.toordinal())
        ]
        if not over:
            return None
        _, place, event = max(over, key=lambda found: found[:2])
        return place, event

    def _latest(self, day: int, kind: type[_Kind]) -> tuple[int, _Kind] | None:
        """Return the latest known event of a kind that is effective on a day."""
        for place, event in reversed(self.events):
            if isinstance(event, kind) and event.effective_from.toordinal() <= day:
                return place, event
        return None


#: The terms of a case of which nothing was said beside its decisions.
PLAIN: Final = Terms()


def terms_of(case: Case) -> Terms:
    """Return the terms that stand at the case's point."""
    if case.history.by_kind.keys().isdisjoint((*_KINDS, *_SETTLING)):
        return PLAIN
    events: list[tuple[int, _DayEvent]] = []
    advances: dict[str, tuple[int, int]] = {}
    settlements: dict[int, int] = {}
    for place in case.decisions:
        event = case.history.events[place].event
        if isinstance(event, _KINDS):
            events.append((place, event))
        elif isinstance(event, AdvanceReconciled):
            advances[event.month] = (event.advance_ore, place)
        elif isinstance(event, FinalSettlementMade):
            settlements[event.period_from.toordinal()] = place
    return Terms(tuple(events), advances, settlements)


def costs_of(case: Case, month: str) -> tuple[int, int] | None:
    """Return the approved öre of a month and their place; the latest account that stands."""
    places = case.history.by_kind.get(CostsApproved, ())
    for place in reversed(list(case.standing(places))):
        event = case.event(place, CostsApproved)
        if event.month == month:
            return event.approved_ore, place
    return None
