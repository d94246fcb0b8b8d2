"""
Forgetting a person: whether what was paid must still be kept, and then the one step.

All ids under which the person was met are forgotten together, with the accounts
that are nobody else's. What lies in the database belongs to `ledger.store.vault`,
how long it must be kept to `ledger.claims.recoveries.retention`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from ledger.claims.recoveries.retention import Kept, keeps
from ledger.domain.accounts import local_date
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded, named_in
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.store import Name, NewEvent, Store, StoreError
from ledger.store.vault.forgetting import Bearing, Forgetter
from schemas.catalogue import OURS
from schemas.envelope import Envelope, event_id_of
from schemas.register import AccountReported, PersonForgotten

#: The sender of what the ledger says by itself.
SENDER: Final = "kvitto"
#: How often it is decided anew when the log went on meanwhile.
_ATTEMPTS: Final = 20
#: The kinds of name that a person has.
_PERSONS: Final = frozenset({"pnr", "ref"})


class NoPersonError(StoreError):
    """What was asked for is nobody's that this ledger knows."""


class ForgottenPersonError(NoPersonError):
    """Whoever was asked for was forgotten."""

    def __init__(self, person: UUID, on: date) -> None:
        super().__init__(
            f"The person {person} was forgotten on {on}. What named it is destroyed; its stream in"
            " the log says why."
        )
        self.person = person
        self.on = on


@dataclass(frozen=True, slots=True)
class Person:
    """
    Where a person stands in the log: all ids, and the cases and register documents naming them.

    `accounts` are those that are reported of nobody else, `told` what the register says. `position`
    is that of the log.
    """

    id: UUID
    ids: frozenset[UUID]
    accounts: frozenset[UUID]
    cases: tuple[UUID, ...]
    told: tuple[Recorded, ...]
    kept: Kept | None
    position: int

    @property
    def forgettable_from(self) -> date | None:
        """The first day on which the person may be forgotten; None where nothing keeps it."""
        return None if self.kept is None else self.kept.until + timedelta(days=1)


def person_named(store: Store, name: Name | UUID) -> UUID:
    """Return the id of a person by a name or an id; raises `NoPersonError`."""
    id_ = name if isinstance(name, UUID) else store.find([name]).get(name)
    forgetter = Forgetter(store.connections)
    if id_ is not None and (at := forgetter.forgotten_at(id_)) is not None:
        raise ForgottenPersonError(id_, local_date(at))
    if id_ is None or not (kinds := forgetter.kinds([id_]).get(id_, set())):
        raise NoPersonError(
            "Nobody is known by that number, reference or id, or the person was forgotten. Check"
            " it; a reference is known with its sender only: --sender NAME"
        )
    if not kinds & _PERSONS:
        raise NoPersonError(
            f"What has the id {id_} is no person. Name a person by identity number, reference or"
            " id."
        )
    return id_


def look_up(store: Store, id_: UUID, rulebook: Rulebook) -> Person:
    """Return where a person stands in the log, and until when it must be kept."""
    position = store.head().position
    forgetter = Forgetter(store.connections)
    register = Register(store.load_register_about({id_}, position))
    ids = register.ids(id_)
    naming = forgetter.naming(ids)
    cases = [
        (stream, Case.of(events))
        for stream, events in store.load_cases(position, sorted(naming - ids))
    ]
    of_cases = {stream for stream, _ in cases}
    told = list(_told_of(store, ids, naming - of_cases))
    accounts = {
        of.event.account
        for of in told
        if isinstance(of.event, AccountReported) and of.event.payee in ids
    }
    own = accounts - forgetter.elsewhere(accounts, ids)
    kept = keeps(cases, told, rulebook)
    return Person(id_, ids, frozenset(own), tuple(sorted(of_cases)), tuple(told), kept, position)


def _told_of(store: Store, ids: frozenset[UUID], streams: set[UUID]) -> Iterator[Recorded]:
    """Yield the documents of the register that name the person."""
    for stream in sorted(streams):
        for of in store.load(stream):
            if type(of.event) not in OURS and not ids.isdisjoint(named_in([of])):
                yield of


@dataclass(frozen=True, slots=True)
class Wish:
    """Why a person is to be forgotten, who says so, and on which day."""

    why: str
    actor: str
    today: date


def day_of(store: Store, now: datetime) -> date:
    """
    Return the day on which it is asked, by the slower of two clocks: ours and the database's.

    What is destroyed because one clock runs ahead is gone for good.
    """
    return local_date(min(now, Forgetter(store.connections).clock()))


def forget(store: Store, person: Person, wish: Wish, rulebook: Rulebook) -> Person | None:
    """
    Forget a person; returns it as it was then, or None where it must still be kept.

    Decided on everything that was recorded until then: a document about the person or its cases
    that comes meanwhile is seen, and it is decided anew; what else comes does not matter.
    """
    forgetter = Forgetter(store.connections)
    for _ in range(_ATTEMPTS):
        first = person.forgettable_from
        if first is not None and wish.today < first:
            return None
        event, names = _event(forgetter, person, wish), person.ids | person.accounts
        if forgetter.forget(event, person.position, _bearing(person), person.ids, names):
            return person
        person = look_up(store, person.id, rulebook)
    raise StoreError(
        "Documents about the person came each time that this was decided. Give the command again"
        " when they have come."
    )


def _bearing(person: Person) -> Bearing:
    """Return what may change when, and under which ids, the person may be forgotten."""
    cases = frozenset(person.cases)
    # What replaces a document need not name whoever that one did.
    documents = {of.envelope.document_ref for of in person.told}
    return Bearing(person.ids | cases, person.ids | person.accounts | cases, documents)


def _event(forgetter: Forgetter, person: Person, wish: Wish) -> NewEvent:
    document_id = f"forgotten-{uuid4()}"
    envelope = Envelope(
        event_id=event_id_of(SENDER, document_id),
        known_at=forgetter.clock(),
        sender=SENDER,
        document_id=document_id,
        replaces=None,
        rests_on=(),
        actor=wish.actor,
        command_id=None,
    )
    until = None if person.kept is None else person.kept.until
    ids = tuple(sorted(person.ids))
    return NewEvent(
        person.id,
        envelope,
        PersonForgotten(person=person.id, ids=ids, why=wish.why, kept_until=until),
    )
