"""
The postings of a case: each event books what it changes of the matter it speaks of.

Pure, and no statement is asked for: what was ordered, settled, debited, decided and
paid is booked as the papers say, right or wrong; what should have been belongs to
`ledger.findings`. A posting is never changed: a document that replaces another
books the way back on the day on which it is known.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from ledger.claims.claim import ClaimEvent
from ledger.domain.accounts import local_date
from ledger.domain.bank import Said
from ledger.domain.case import Case
from ledger.postings.claims import OF_CLAIM, Chain, chains_of
from ledger.postings.municipal import Debit, debit_entries
from ledger.postings.orders import order_entries
from ledger.postings.posting import AGENCY, Account, Entries, Entry, Posting
from ledger.postings.recoveries import recovery_entries
from schemas.catalogue import NAMES, Event
from schemas.municipal.debits import MunicipalPaymentReceived
from schemas.payments import (
    MoneyRepaid,
    PaymentOrdered,
    PaymentReturned,
    PaymentSettled,
    RecoveryDecided,
    RecoveryInterestCharged,
    RecoveryRemitted,
)
from schemas.reports import BillReceived

#: What an event is about: a document by its name, claims, or (None) all that comes back.
_Matter = str | Chain | None
_COMING_BACK: Final = (
    PaymentReturned,
    MoneyRepaid,
    RecoveryDecided,
    RecoveryRemitted,
    RecoveryInterestCharged,
)
#: Every class of event that is booked, and the bills from which some orders have their month.
BOOKED_EVENTS: Final[tuple[type[Event], ...]] = (
    *Debit.__args__,
    *ClaimEvent.__args__,
    *OF_CLAIM,
    *_COMING_BACK,
    PaymentOrdered,
    PaymentSettled,
    MunicipalPaymentReceived,
    BillReceived,
)
_CAUSES: Final = {kind: NAMES[kind].rpartition("/")[0] for kind in BOOKED_EVENTS}


def postings_of(case: Case) -> Iterator[Posting]:
    """
    Yield the postings of a case at its point, in the order in which they were made.

    Those of an earlier point are the first of them.
    """
    book = _Book(case)
    for place in book.places():
        recorded = case.history.events[place]
        booked_on = _day(recorded.envelope.known_at)
        cause = _CAUSES[type(recorded.event)]
        for entry, ore in book.changes(place):
            yield Posting(recorded.envelope.event_id, cause, booked_on, entry, ore)


class _Book:
    """The matters of a case as they stand booked, while its papers are gone through."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._standing: dict[_Matter, Entries] = {}
        self._comes_back = False
        self._chains = chains_of(case.history)
        self._words: dict[str, list[int]] = {}
        #: The orders that have their month from a bill that came after them.
        self._by_bill: dict[int, list[str]] = {}
        self._takes_back: dict[int, list[int]] = {}
        for target, by in case.history.replaced_by.items():
            self._takes_back.setdefault(by, []).append(target)

    def places(self) -> Sequence[int]:
        """Return the places of what is booked, in fold order."""
        history, known = self._case.history, self._case.known
        places = [place for place in (*history.payments, *history.aside) if place < known]
        for place in places:
            event = history.events[place].event
            if isinstance(event, PaymentOrdered):
                self._look_at(place, event)
            elif isinstance(event, _COMING_BACK):
                self._comes_back = True
        places += (place for place in self._by_bill if place < known)
        kinds = _CAUSES.keys()
        return sorted(place for place in places if type(history.events[place].event) in kinds)

    def _look_at(self, place: int, order: PaymentOrdered) -> None:
        """Note what else an order makes necessary to look at."""
        history = self._case.history
        for line in order.lines:
            if line.set_off:
                self._comes_back = True
            if line.month is None and line.period_from is None and line.bill is not None:
                bill = history.by_ref.get(line.bill, place)
                if bill > place and isinstance(history.events[bill].event, BillReceived):
                    ref = history.events[place].envelope.document_ref
                    self._by_bill.setdefault(bill, []).append(ref)

    def changes(self, place: int) -> Iterator[tuple[Entry, int]]:
        """Yield the entries by which an event changes what stands."""
        at = Case(self._case.history, place + 1)
        touched = list(self._matters(place))
        for target in self._takes_back.get(place, ()):
            if target < place:
                touched += self._matters(target)
        for matter in dict.fromkeys(touched):
            entries = self._entries(matter, at)
            yield from entries.since(self._standing.get(matter, _NOTHING))
            self._standing[matter] = entries

    def _matters(self, place: int) -> Iterator[_Matter]:
        """Yield what an event is about."""
        recorded = self._case.history.events[place]
        match event := recorded.event:
            case MunicipalPaymentReceived():
                yield self._word(place, event.debit)
            case _ if isinstance(event, Debit):
                yield recorded.envelope.document_ref
            case _ if place in self._chains:
                yield self._chains[place]
            case _:
                yield from self._of_payments(place, event)

    def _of_payments(self, place: int, event: Event) -> Iterator[_Matter]:
        match event:
            case PaymentOrdered():
                yield self._case.history.events[place].envelope.document_ref
            case PaymentSettled() | PaymentReturned():
                yield self._word(place, event.order)
            case BillReceived():
                yield from self._by_bill.get(place, ())
            case _:
                pass
        if self._comes_back:
            yield None

    def _word(self, place: int, ref: str) -> str:
        words = self._words.setdefault(ref, [])
        if place not in words:
            words.append(place)
        return ref

    def _entries(self, matter: _Matter, at: Case) -> Entries:
        if matter is None:
            return recovery_entries(at)
        if isinstance(matter, Chain):
            return matter.entries(at.history, at.known - 1)
        return self._of_document(matter, at)

    def _of_document(self, ref: str, at: Case) -> Entries:
        """Return what an order or a debit comes to, or the words of one that nobody knows."""
        history = at.history
        words = [history.events[of].event for of in at.standing(self._words.get(ref, ()))]
        place = history.by_ref.get(ref, at.known)
        opened = history.events[place].event if place < at.known else None
        stands = place < at.known and next(iter(at.standing((place,))), None) is not None
        if isinstance(opened, PaymentOrdered):
            said = _said(words)
            # What the bank has paid was ordered, whatever replaces the order.
            is_order = stands or bool(said.places)
            return order_entries(at, opened if is_order else None, said)
        if isinstance(opened, Debit):
            return debit_entries(opened, words, stands=stands)
        return _unexplained(at, words)


_NOTHING: Final = Entries()


def _said(words: Sequence[object]) -> Said:
    """Return the bank's words of an order, summed; `places` only count them."""
    said = Said()
    for number, event in enumerate(words):
        if isinstance(event, PaymentSettled):
            said.settled_ore = (said.settled_ore or 0) + event.amount_ore
            said.places.append(number)
        elif isinstance(event, PaymentReturned):
            said.returned_ore += event.amount_ore
            said.places.append(number)
    return said


def _unexplained(at: Case, words: Sequence[object]) -> Entries:
    """Return money that names a document nobody knows, or one of another kind."""
    entries = order_entries(at, None, _said(words))
    for event in words:
        if isinstance(event, MunicipalPaymentReceived):
            entries.book(Entry(AGENCY, Account.BANK, Account.CLEARING), event.amount_ore)
    return entries


@lru_cache(maxsize=4096)
def _day(instant: datetime) -> date:
    return local_date(instant)
