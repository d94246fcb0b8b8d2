"""
Loading histories: one stream, every case, the register, up to a position.

A port that projections, the audit and the commands use. What the events mean
belongs to `ledger.domain`.

What is not of `NOT_OF_CASES` belongs to a case: a name that this version does not
know is thereby met and refused, never left out in silence.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Final, LiteralString, NamedTuple
from uuid import UUID

from ledger.domain.recorded import Recorded, fold_order
from ledger.store.codec import UnknownEventError, UnreadableEventError
from ledger.store.connections import Connections
from ledger.store.follow import decoded, recorded
from schemas.catalogue import ACCESS_EVENTS, NAMES, REGISTER_EVENTS, UPCASTS, Event
from schemas.register import AssistantRegistered, PermitReported, PersonRegistered

#: Events read in one transaction, about. A long one would keep old versions of
#: the head row from being cleared away, which slows every append.
EVENTS_AT_ONCE: Final = 5_000
#: Streams that are asked for by their ids at once.
STREAMS_AT_ONCE: Final = 500
#: No position is higher.
_END: Final = 2**63 - 1

_STREAM: Final = (
    "select position, stream, version, name, recorded_at, state from kvitto.events"
    " where stream = %b and position <= %b order by version"
)
# `+ 0` keeps the index on positions out of it: without statistics, as after a first
# import, every page of cases would go through all of that index.
_RANGE: Final = (
    "select position, stream, version, name, recorded_at, state from kvitto.events"
    " where stream between %b and %b and position + 0 <= %b and name <> all (%b::text[])"
    " order by stream, version"
)
_STREAMS: Final = (
    "select position, stream, version, name, recorded_at, state from kvitto.events"
    " where stream = any (%b::uuid[]) and position + 0 <= %b and name <> all (%b::text[])"
    " order by stream, version"
)
_TOUCHED: Final = (
    "select distinct stream from kvitto.events"
    " where position > %b and position <= %b and name <> all (%b::text[]) order by stream"
)
_NAMES: Final = (
    "select position, stream, version, name, recorded_at, state from kvitto.events"
    " where name = any (%b::text[]) and position <= %b order by position"
)
# The index on names would go through all of the register.
_OF_REGISTER: Final = (
    "select position, stream, version, name, recorded_at, state from kvitto.events"
    " where name || '' = any (%b::text[]) and position + 0 <= %b and "
)
#: Documents about parties, those that say a party is one of them, and those that replace one.
#: The conditions on bytes are those of the partial indexes.
_ABOUT: Final = "stream = any (%b::uuid[])"
#: None of these is of the register, and nearly all of the log is of these.
_OFTEN: Final = (
    "name <> all (array['time-report-received/2', 'bill-received/1', 'payment-ordered/2',"
    " 'payment-settled/1', 'municipal-debit-issued/1', 'claim-decided/1',"
    " 'claim-paid/1', 'case-read/1']) and "
)
ALSO: Final = (
    _OFTEN + 'position(\'"also":"\'::bytea in state) > 0'
    " and kvitto.also_met_as(state) = any (%b::uuid[])"
)
REPLACING: Final = (
    _OFTEN + 'position(\'"replaces":"\'::bytea in state) > 0'
    " and kvitto.replaced_by(state) = any (%b::text[])"
)


def stored_names(newest_names: Collection[str]) -> list[str]:
    """Return these names of events, and the older ones that are read as them."""
    names = set(newest_names)
    for old in UPCASTS:
        newest = old
        while newest in UPCASTS:
            newest, _ = UPCASTS[newest]
        if newest in newest_names:
            names.add(old)
    return sorted(names)


REGISTER_NAMES: Final = stored_names(REGISTER_EVENTS)
ACCESS_NAMES: Final = stored_names(ACCESS_EVENTS)
#: What lies in the stream of no case: the register, and who looked.
NOT_OF_CASES: Final = [*REGISTER_NAMES, *ACCESS_NAMES]
_PERMIT_NAMES: Final = stored_names([NAMES[PermitReported]])

#: Case ids from the first to the last, both included.
Range = tuple[UUID, UUID]


class Readable(NamedTuple):
    """A case with what of its history can be read, and why the rest cannot."""

    stream: UUID
    events: list[Recorded]
    faults: tuple[str, ...] = ()


class Loader:
    """Reads the log by stream."""

    def __init__(self, connections: Connections) -> None:
        """Read over these connections, borrowing one for each page."""
        self._connections = connections

    def elsewhere(self) -> "Loader":
        """Return a loader for another process, with connections of its own."""
        return Loader(self._connections.elsewhere())

    def load(self, stream: UUID, up_to: int | None = None) -> list[Recorded]:
        """
        Return one stream in the order of versions, empty when there is none.

        `up_to` is a position of the log; what came after it is left out.
        """
        return self._read(_STREAM, [stream, _END if up_to is None else up_to])

    def load_cases(
        self, up_to: int | None = None, streams: Sequence[UUID] | None = None
    ) -> Iterator[tuple[UUID, list[Recorded]]]:
        """
        Yield each case that has events with its history in the order of versions.

        All cases, or these, in the order of their ids, up to a position of the log; without one,
        up to where the log ends when this is called. Range by range, to stay small.
        """
        last = self._last_position() if up_to is None else up_to
        for query, arguments in _pages(last, streams):
            yield from _histories(self._rows(query, [*arguments, last, NOT_OF_CASES]))

    def load_range(self, of: Range, up_to: int) -> Iterator[tuple[UUID, list[Recorded]]]:
        """Yield each case of a range (`ranges`) as `load_cases` does; an unreadable one raises."""
        return _histories(self._rows(_RANGE, [*of, up_to, NOT_OF_CASES]))

    def load_readable(
        self, streams: Sequence[UUID], up_to: int, without: Sequence[str] = ()
    ) -> Iterator["Readable"]:
        """
        Yield these cases, in the order of their ids, up to a position of the log.

        Events whose names stand in `without` are not read (see `stored_names`). Where an event
        cannot be read the others are yielded, with the reason: one case stops no other.
        """
        for query, arguments in _pages(up_to, streams):
            rows = self._rows(query, [*arguments, up_to, [*NOT_OF_CASES, *without]])
            try:
                readable = list(_histories(rows))
            except (UnknownEventError, UnreadableEventError):
                yield from map(_readable, _by_stream(rows))
            else:
                for stream, history in readable:
                    yield Readable(stream, history)

    def touched(self, after: int, up_to: int) -> list[UUID]:
        """Return the cases of which something was recorded after a position, in order of ids."""
        return [stream for (stream,) in self._rows(_TOUCHED, [after, up_to, NOT_OF_CASES])]

    def load_register(self, up_to: int | None = None) -> list[Recorded]:
        """Return the register's events in the order of positions, up to a position."""
        return self._read(_NAMES, [REGISTER_NAMES, _END if up_to is None else up_to])

    def load_register_after(self, after: int, up_to: int) -> list[Recorded]:
        """Return the register's events after a position, in order, up to another."""
        return sorted(self._register("position > %b", after, up_to), key=_position)

    def load_register_about(
        self, parties: Collection[UUID], up_to: int | None = None
    ) -> list[Recorded]:
        """
        Return what of the register may bear on these parties, up to a position.

        Documents about them under any id by which they are met, what replaces one of these, and
        the first word of permits, from which on a permit can be missed.
        """
        last = _END if up_to is None else up_to
        found: dict[int, Recorded] = {}
        met, asked, refs = set(parties), set[UUID](), set[str]()
        while met - asked or refs:
            new, asked = sorted(met - asked), set(met)
            pages = [self._register(about, new, last) for about in (_ABOUT, ALSO) if new]
            if refs:
                pages.append(self._register(REPLACING, sorted(refs), last))
            refs = set[str]()
            for of in chain.from_iterable(pages):
                if found.setdefault(_position(of), of) is of:
                    refs.add(of.envelope.document_ref)
                    met |= {of.originator_id, *_also(of)}
        permits = self._read(_NAMES, [_PERMIT_NAMES, last])
        found |= {_position(of): of for of in sorted(permits, key=fold_order)[:1]}
        return [found[position] for position in sorted(found)]

    def _register(
        self, condition: LiteralString, values: Sequence[UUID] | Sequence[str] | int, up_to: int
    ) -> list[Recorded]:
        return self._read(_OF_REGISTER + condition, [REGISTER_NAMES, up_to, values])

    def load_kinds(
        self, kinds: Iterable[type[Event]], up_to: int
    ) -> Iterator[tuple[UUID, list[Recorded]]]:
        """
        Yield each case with its events of some kinds only, for questions that ask no other.

        What such a part of a history says of anything else is wrong.
        """
        names = stored_names([NAMES[kind] for kind in kinds])
        yield from _histories(sorted(self._rows(_NAMES, [names, up_to]), key=itemgetter(1)))

    def _read(self, query: LiteralString, arguments: Sequence[Any]) -> list[Recorded]:
        return decoded(self._rows(query, arguments))

    def _rows(self, query: LiteralString, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._connections.lend() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute(query, arguments)
            return cursor.fetchall()

    def _last_position(self) -> int:
        with self._connections.lend() as connection:
            row = connection.execute("select position from kvitto.head").fetchone()
        assert row is not None, "the head row cannot be deleted"
        return row[0]


def _pages(
    last: int, streams: Sequence[UUID] | None
) -> Iterator[tuple[LiteralString, Sequence[Any]]]:
    """Yield the query of each page and the arguments that choose its streams."""
    if streams is not None:
        ordered = sorted(set(streams))
        for start in range(0, len(ordered), STREAMS_AT_ONCE):
            yield _STREAMS, [ordered[start : start + STREAMS_AT_ONCE]]
        return
    for of in ranges(last):
        yield _RANGE, list(of)


def ranges(last: int) -> list[Range]:
    """
    Return all ids in ranges that hold about `EVENTS_AT_ONCE` events each.

    `last` is the position up to which cases are read. Ids are random, so equal
    ranges of them hold about as many events each.
    """
    bits = max(0, (last // EVENTS_AT_ONCE).bit_length())
    width = 1 << (128 - bits)
    return [(UUID(int=first), UUID(int=first + width - 1)) for first in range(0, 1 << 128, width)]


def _histories(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[UUID, list[Recorded]]]:
    """
    Yield each stream of rows that stand stream by stream, with its events.

    A stream's events are made when it is asked for and may go before the next
    is: what is small enough to stay near the processor is made and let go faster.
    """
    for stream, of in _by_stream(rows):
        yield stream, decoded(of)


def _position(recorded: Recorded) -> int:
    assert recorded.position is not None, "it was read from the log"
    return recorded.position


def _also(recorded: Recorded) -> Iterator[UUID]:
    """Yield the other id under which a document says that its party is met."""
    event = recorded.event
    if isinstance(event, AssistantRegistered | PersonRegistered) and event.also is not None:
        yield event.also


def _by_stream(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[UUID, list[Sequence[Any]]]]:
    # Numbers are compared faster than ids are.
    for _, each in groupby(rows, key=lambda row: row[1].int):
        of = list(each)
        yield of[0][1], of


def _readable(of: tuple[UUID, list[Sequence[Any]]]) -> Readable:
    """Return a case read row by row."""
    stream, rows = of
    events: list[Recorded] = []
    faults: list[str] = []
    for row in rows:
        try:
            events.append(recorded(row))
        except (UnknownEventError, UnreadableEventError) as fault:
            faults.append(f"position {row[0]}: {fault}")
    return Readable(stream, events, tuple(faults))
