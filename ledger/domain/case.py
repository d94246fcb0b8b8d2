"""
A case as known: one recipient's events in fold order, up to a place in it.

`History` sorts and indexes the events once; a `Case` is a prefix of it, so
that the same month at several points of knowledge shares everything. What the
documents mean is read by `grants` and `accounts`.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, TypeVar
from uuid import UUID

from ledger.amounts import month_of
from ledger.domain.recorded import ASIDE, PAYMENTS, Recorded, fold_order
from schemas.circumstances import MinutesDisallowed, NoticePayStated, ReasonableRateGranted
from schemas.decisions import CaseOpened
from schemas.municipal.transfer import TransferRecordReceived
from schemas.reports import BillReceived, TimeReportReceived

EventKind = TypeVar("EventKind")
#: Decisions that name an assistant.
_NAMING: Final = (NoticePayStated, ReasonableRateGranted, MinutesDisallowed)


class History:
    """All events of one case that belong to a point, in fold order."""

    def __init__(self, events: Iterable[Recorded]) -> None:
        """Sort the events and index them by what they speak of."""
        given = list(events)
        keys = [fold_order(recorded) for recorded in given]
        order = sorted(range(len(given)), key=keys.__getitem__)
        self.events: Final = tuple(given[at] for at in order)
        self.keys: Final = [keys[at] for at in order]
        self.by_ref: Final = {
            recorded.envelope.document_ref: place for place, recorded in enumerate(self.events)
        }
        decisions: list[int] = []
        reports: dict[int, list[int]] = {}
        bills: dict[int, list[int]] = {}
        payments: list[int] = []
        aside: list[int] = []
        for place, recorded in enumerate(self.events):
            event = recorded.event
            if isinstance(event, TimeReportReceived):
                reports.setdefault(month_of(event.month), []).append(place)
            elif isinstance(event, BillReceived):
                bills.setdefault(month_of(event.month), []).append(place)
            elif type(event) in PAYMENTS:
                payments.append(place)
            elif type(event) in ASIDE:
                aside.append(place)
            else:
                decisions.append(place)
        self.decisions: Final = decisions
        self.reports: Final = reports
        self.bills: Final = bills
        self.payments: Final = payments
        self.aside: Final = aside
        self.replaced_by: Final = self._replacements()
        self._up_to: dict[int, list[int]] = {}

    def named_by(self, place: int) -> int | None:
        """
        Return the place of what an event says that it replaces.

        A document replaces only one of its own kind; a name that leads
        nowhere, or to itself, replaces nothing.
        """
        named = self.events[place].envelope.replaces
        target = None if named is None else self.by_ref.get(named)
        if target is None or target == place:
            return None
        same_kind = type(self.events[target].event) is type(self.events[place].event)
        return target if same_kind else None

    def _replacements(self) -> dict[int, int]:
        """
        Return for each replaced event the first event that replaces it.

        Of documents that replace each other in a circle the latest stands, or
        hours and money could be talked out of the ledger.
        """
        replaced: dict[int, int] = {}
        for place, recorded in enumerate(self.events):
            if recorded.envelope.replaces is None:
                continue
            target = self.named_by(place)
            if target is not None and target != max(self._circle(place), default=None):
                replaced.setdefault(target, place)
        return replaced

    def _circle(self, place: int) -> list[int]:
        """Return the events that replace each other round to this one, if they do."""
        seen: list[int] = []
        at: int | None = place
        while at is not None and at not in seen:
            seen.append(at)
            at = self.named_by(at)
        return seen if at == place else []

    def accounts_up_to(self, month: int) -> list[int]:
        """Return the places of what can change the accounts of a month or earlier."""
        places = self._up_to.get(month)
        if places is None:
            touched = {
                place
                for accounts in (self.reports, self.bills)
                for of_month, of in accounts.items()
                if of_month <= month
                for place in of
            }
            # A correction may move a report to a later month: it changes the
            # month that it leaves, too.
            touched |= {by for target, by in self.replaced_by.items() if target in touched}
            places = self._up_to[month] = sorted(touched)
        return places

    @cached_property
    def employments(self) -> tuple[tuple[UUID, UUID], ...]:
        """The assistants whom any report names with their employers, each pair once."""
        named: dict[tuple[UUID, UUID], None] = {}
        for places in self.reports.values():
            for place in places:
                event = self.events[place].event
                if isinstance(event, TimeReportReceived):
                    named[event.assistant, event.employer] = None
        return tuple(named)

    @cached_property
    def assistants(self) -> tuple[UUID, ...]:
        """The assistants whom any report or decision names, each once."""
        named = [assistant for assistant, _ in self.employments]
        for kind in _NAMING:
            for place in self.by_kind.get(kind, ()):
                event = self.events[place].event
                if isinstance(event, _NAMING) and event.assistant is not None:
                    named.append(event.assistant)
        return tuple(dict.fromkeys(named))

    @cached_property
    def parties(self) -> tuple[UUID, ...]:
        """Everybody of whom the register may know what changes a month of this case."""
        recipients = (
            event.recipient
            for place in self.decisions
            if isinstance(event := self.events[place].event, CaseOpened | TransferRecordReceived)
        )
        named = (party for pair in self.employments for party in pair)
        return tuple(dict.fromkeys((*named, *self.assistants, *recipients)))

    @cached_property
    def kinds(self) -> frozenset[type]:
        """The kinds of event among the decisions, so that what never occurs costs nothing."""
        return frozenset(self.by_kind)

    @cached_property
    def by_kind(self) -> Mapping[type, Sequence[int]]:
        """The places of the decisions of each kind of event."""
        places: dict[type, list[int]] = {}
        for place in self.decisions:
            places.setdefault(type(self.events[place].event), []).append(place)
        return places

    @cached_property
    def last_month(self) -> int:
        """The latest month with a report or a bill; 0 where there is none."""
        return max((*self.reports, *self.bills), default=0)


@dataclass(frozen=True, eq=False)
class Case:
    """
    The first `known` events of a history: the case at one point of knowledge.

    `instant` is that point where it is earlier than the history's own. `same`
    gives the id that stands for an assistant who is met under several.
    """

    history: History
    known: int
    instant: datetime | None = None
    same: Mapping[UUID, UUID] = field(default_factory=dict[UUID, UUID])

    @classmethod
    def of(cls, events: Iterable[Recorded]) -> "Case":
        """Return the case with all the events, in any order."""
        history = History(events)
        return cls(history, len(history.events))

    def known_until(self, instant: datetime) -> "Case":
        """Return the case with what of it was known at the instant."""
        end = bisect_left(self.history.keys, instant, key=lambda key: key[0])
        while end < self.known and self.history.keys[end][0] <= instant:
            end += 1
        earlier = instant if self.instant is None else min(instant, self.instant)
        return Case(self.history, min(end, self.known), earlier, self.same)

    def before(self, place: int) -> "Case":
        """Return the case as known just before the event at this place."""
        just_before = self.history.keys[place][0] - timedelta(microseconds=1)
        earlier = just_before if self.instant is None else min(just_before, self.instant)
        return Case(self.history, min(place, self.known), earlier, self.same)

    @cached_property
    def decisions(self) -> tuple[int, ...]:
        """The places of decisions and deaths that stand at this point."""
        return tuple(self.standing(self.history.decisions))

    def standing(self, places: Sequence[int]) -> Sequence[int]:
        """Return the known places, of some in order, that no known document replaces."""
        known, replaced_by = self.known, self.history.replaced_by
        if places and places[-1] >= known:
            places = places[: bisect_left(places, known)]
        if not replaced_by:
            return places
        return [place for place in places if replaced_by.get(place, known) >= known]

    def fingerprint(self, month: int) -> tuple[int, int]:
        """
        Return what tells this point from others for a month and those before it.

        Two points of one history with the same fingerprint give the same
        statement: payments, and accounts of later months, do not matter to it.
        """
        history = self.history
        return (
            bisect_left(history.decisions, self.known),
            bisect_left(history.accounts_up_to(month), self.known),
        )

    def event(self, place: int, kind: type[EventKind]) -> EventKind:
        """Return the event at a place, which is known to be of this kind."""
        event = self.history.events[place].event
        assert isinstance(event, kind)
        return event

    def event_id(self, place: int) -> UUID:
        """Return the id of the event at a place."""
        return self.history.events[place].envelope.event_id
