"""
The rows of some cases: loaded, computed once for every read model, and let go.

Which process does it belongs to `processes`, writing the rows to `runner`. A
case that cannot be taken is parked with its reason, and stops no other.
"""

import gc
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import chain
from typing import Self, get_args, get_type_hints
from uuid import UUID

from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.store.load import Loader, Readable
from projections.models.months import CaseMonths, months_of, unreadable, unreckoned
from projections.registry import PROJECTIONS, Row
from schemas.catalogue import OURS
from schemas.register import AssistantRegistered


@dataclass(frozen=True, slots=True)
class Parked:
    """What of a case could not be taken, and the öre that were ordered in it."""

    case_id: UUID
    reason: str
    ore_at_risk: int


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The rows of some cases and what is parked of them, per read model; whom each case names."""

    cases: list[UUID]
    rows: dict[str, dict[UUID, list[Row]]]
    parked: dict[str, list[Parked]]
    named: dict[UUID, list[UUID]] = field(default_factory=dict[UUID, list[UUID]])

    def add(self, other: Self) -> None:
        """Add other cases, of the same read models."""
        self.cases.extend(other.cases)
        for name, of in other.rows.items():
            self.rows[name] |= of
            self.parked[name] += other.parked[name]
        self.named.update(other.named)


class Kept:
    """The register as a process keeps it that follows the log: read once, then what came since."""

    def __init__(self, loader: Loader, position: int) -> None:
        """Read it up to a position; a national one is some 120 000 documents and 100 MiB."""
        self._register = Register(loader.load_register(position))
        self._position = position

    def at(self, loader: Loader, position: int) -> Register | None:
        """Return the register at a position, None where it was read beyond that already."""
        if position < self._position:
            return None
        self._register.add(loader.load_register_after(self._position, position))
        self._position = position
        return self._register


@dataclass(frozen=True, slots=True)
class Task:
    """
    What every case of one pass is computed with; `up_to` is its target.

    Without `register`, what of it bears on some cases is loaded with them: right for few, dear
    for many.
    """

    loader: Loader
    up_to: int
    register: Register | None
    rulebook: Rulebook
    names: tuple[str, ...]

    def refreshed(self, cases: Sequence[UUID]) -> Refreshed:
        """Return the rows of these cases."""
        of = Refreshed(
            list(cases),
            {name: {case: [] for case in cases} for name in self.names},
            {name: [] for name in self.names},
        )
        with _collector_at_rest():
            # What reads less has rows and faults of its own, whichever others are made with it.
            for without in dict.fromkeys(PROJECTIONS[name].leaves_out for name in self.names):
                names = [name for name in self.names if PROJECTIONS[name].leaves_out == without]
                every = self.loader.load_readable(cases, self.up_to, without)
                if without:
                    for readable in every:
                        self._add(of, names, _unreckoned(readable))
                    continue
                register = self.register
                if register is None:
                    every = list(every)
                    of.named.update((one.stream, named_in(one.events)) for one in every)
                    named = set(chain.from_iterable(of.named.values()))
                    register = Register(self.loader.load_register_about(named, self.up_to))
                for readable in every:
                    self._add_reckoned(of, names, readable, register)
                    if self.register is not None:
                        of.named[readable.stream] = named_in(readable.events)
        return of

    def _add_reckoned(
        self, of: Refreshed, names: Sequence[str], readable: Readable, register: Register
    ) -> None:
        """Add the rows of a case whose months are reckoned, each read model's as it asks."""
        stream, events, book = readable.stream, readable.events, self.rulebook
        if readable.faults:
            self._add(of, names, unreadable(stream, events, readable.faults))
            return
        now = [name for name in names if PROJECTIONS[name].only_now]
        if len(now) < len(names):
            whole = months_of(stream, events, register, book)
            # What is known now is in the whole as well. A fault in it may be one of before.
            now = now if whole.faults else []
            self._add(of, [name for name in names if name not in now], whole)
        if now:
            self._add(of, now, months_of(stream, events, register, book, only_now=True))

    def _add(self, of: Refreshed, names: Sequence[str], months: CaseMonths) -> None:
        """Add the rows that some read models make of a case."""
        for name in names:
            of.rows[name][months.case_id] = list(PROJECTIONS[name].rows(months))
            if months.faults:
                reason = "; ".join(months.faults)
                of.parked[name].append(Parked(months.case_id, reason, months.at_risk_ore))


def _unreckoned(of: Readable) -> CaseMonths:
    if of.faults:
        return unreadable(of.stream, of.events, of.faults)
    return unreckoned(of.stream, of.events)


def named_in(events: Iterable[Recorded]) -> list[UUID]:
    """Return everybody whom these events name, in order."""
    named: set[UUID | None] = set()
    for recorded in events:
        event = recorded.event
        for name in _naming(type(event)):
            named.add(getattr(event, name))
    return sorted(person for person in named if person is not None)


def people_of(register: Sequence[Recorded], after: int) -> set[UUID]:
    """
    Return of whom the register told something after a position, under all of their ids.

    An employer that reports an assistant has told nothing of itself: else each
    report would touch every case that it works in.
    """
    linked: dict[UUID, set[UUID]] = {}
    by_ref: dict[str, set[UUID]] = {}
    told: set[UUID] = set()
    for recorded in register:
        people = _told_of(recorded)
        by_ref.setdefault(recorded.envelope.document_ref, set()).update(people)
        for person in people:
            linked.setdefault(person, set()).update(people)
        if recorded.position is not None and recorded.position > after:
            told |= people | by_ref.get(recorded.envelope.replaces or "", set())
    found: set[UUID] = set()
    while told:
        person = told.pop()
        found.add(person)
        told |= linked.get(person, set()) - found
    return found


def _told_of(recorded: Recorded) -> set[UUID]:
    event = recorded.event
    if type(event) in OURS:
        # What the ledger says by itself changes nothing that is reckoned.
        return set()
    names = set(_naming(type(event)))
    if isinstance(event, AssistantRegistered):
        names.discard("employer")
    people: set[UUID | None] = {getattr(event, name) for name in names}
    return {person for person in people if person is not None}


@cache
def _naming(kind: type) -> tuple[str, ...]:
    """Return the fields of a class of event that name somebody."""
    hints = get_type_hints(kind)
    return tuple(
        one.name for one in fields(kind) if UUID in (hints[one.name], *get_args(hints[one.name]))
    )


@contextmanager
def _collector_at_rest() -> Generator[None]:
    """
    Let the collector of cyclic garbage rest: histories and statements hold no cycles.

    It would go through everything that is alive again and again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
