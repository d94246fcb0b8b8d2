"""
The bytes of an event: `dump` makes them, `load` reads them, nobody else does.

What is stored is JSON, `{"envelope": …, "event": …}`, so that it can be read
with any tool for as long as it must be kept. Which names there are, and how an
old one is carried over, belongs to `schemas.catalogue`; which values an event
may hold to `schemas.boundary`, which checked them at the door.

Decoding is strict on types: a number written as text, or a missing field, is
refused. msgspec leaves out fields that a dataclass does not have, so a class
never loses a field without a new version of its name, and an archived sample
of every version shows it.

Measured on one of two cores (`python -m tests.benchmarks.store`), a time report
of 20 shifts with its envelope, 676 bytes: 0.6 million dumps and 0.27 million
loads a second when each is let go at once. Reading whole histories takes more,
50 000 to 60 000 such reports a second, because their rows are kept in memory.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, Self

import msgspec

from schemas.catalogue import EVENTS, NAMES, UPCASTS, Event
from schemas.envelope import Envelope

_ZERO: Final = timedelta(0)


class UnknownEventError(Exception):
    """The log holds a stored name that this version of Kvitto does not know."""

    def __init__(self, name: str) -> None:
        """Say which name, and what the operator can do."""
        self.name = name
        super().__init__(
            f"The event name {name!r} is not in the table of events. Either a newer Kvitto wrote"
            " it, and this one must be upgraded, or the log was written to by something else."
        )

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        """Let the failure of another process be raised in this one, with the same words."""
        return type(self), (self.name,)


class UnreadableEventError(Exception):
    """The stored bytes do not hold what their name promises."""

    def __init__(self, name: str, cause: Exception | str) -> None:
        """Say which name, and what was found."""
        self.name, self.cause = name, str(cause)
        super().__init__(
            f"A stored event named {name!r} cannot be read: {cause}. The log is append-only, so"
            " its bytes were changed or never written by Kvitto; compare them with the seal."
        )

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """As above."""
        return type(self), (self.name, self.cause)


def _stored(kind: type[Event]) -> msgspec.json.Decoder[Any]:
    """Return the decoder of what is stored for one class of event."""
    document = msgspec.defstruct(
        f"Stored{kind.__name__}",
        [("envelope", Envelope), ("event", kind)],
        frozen=True,
        forbid_unknown_fields=True,
        gc=False,
    )
    return msgspec.json.Decoder(document)


class _Stored(msgspec.Struct, frozen=True, gc=False):
    """What is dumped: any event in its envelope."""

    envelope: Envelope
    event: Any


_ENCODE: Final = msgspec.json.Encoder().encode
_DECODE: Final[Mapping[str, Callable[[bytes], Any]]] = {
    name: _stored(kind).decode for name, kind in EVENTS.items()
}


def dump(envelope: Envelope, event: Event) -> bytes:
    """
    Return the bytes to store, under the name `name_of(event)`.

    The same event in the same envelope always gives the same bytes: a document
    that comes again is recognised by them. `known_at` must be in UTC.
    """
    if envelope.known_at.utcoffset() != _ZERO:
        # Two ways to write one instant would make a repeated document differ.
        raise ValueError(f"known_at is not in UTC: {envelope.known_at.isoformat()}")
    return _ENCODE(_Stored(envelope, event))


def name_of(event: Event) -> str:
    """Return the stored name of the event, always the newest version."""
    return NAMES[type(event)]


def load(name: str, state: bytes) -> tuple[Envelope, Event]:
    """
    Return the envelope and the event that were dumped under this name.

    An old name's event is carried to the newest version first. Raises
    `UnknownEventError` for a name that is not in the table, and
    `UnreadableEventError` for bytes that do not hold that event.
    """
    decode = _DECODE.get(name)
    if decode is None:
        name, state = _carried_over(name, state)
        decode = _DECODE[name]
    try:
        stored = decode(state)
    except msgspec.MsgspecError as error:
        raise UnreadableEventError(name, error) from error
    return stored.envelope, stored.event


def _carried_over(name: str, state: bytes) -> tuple[str, bytes]:
    """Return the newest name and the bytes it would have been given."""
    if name not in UPCASTS:
        raise UnknownEventError(name)
    try:
        document: dict[str, Any] = msgspec.json.decode(state, type=dict[str, Any])
        while name in UPCASTS:
            name, step = UPCASTS[name]
            document["event"] = step(document["event"])
    except (msgspec.MsgspecError, KeyError) as error:
        raise UnreadableEventError(name, error) from error
    # Through bytes again, so that an old event is decoded as strictly as a new one.
    return name, _ENCODE(document)
