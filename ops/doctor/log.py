"""
Checks of what is recorded: positions without gaps, events that can be read, cases with a number.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from ledger.store import UnknownEventError, UnreadableEventError
from ledger.store.codec import load as load_event
from ops.doctor.fault import Fault, doubtful
from ops.doctor.seen import Seen
from ops.doctor.server import server_of
from ops.show.money import kronor, number
from ops.show.program import program
from ops.show.quantities import counted
from schemas.catalogue import CASE_EVENTS, EVENTS, UPCASTS

_PAGE: Final = 5_000
#: So many events that cannot be read are named one by one.
_MOST_NAMED: Final = 5
#: Read models that are further behind than this are not looked at any more.
_STALE: Final = timedelta(days=1)
_BACKUP: Final = (
    "Record nothing more, compare with the latest backup, and restore it: positions are never"
    " given twice, and what is lost must be sent again."
)


def head(seen: Seen) -> Iterator[Fault]:
    """Find a head row that does not say where the log ends, or when."""
    ends = server_of(seen).ends()
    if ends.head is None:
        yield Fault(
            "The head row of the log is missing.",
            "Every append takes its position from it, and fails.",
            f"As a superuser put it back, with position {ends.last} and the last recorded_at.",
        )
    elif ends.head != ends.last:
        yield Fault(
            f"The head row says position {number(ends.head)}, and the last event has"
            f" {number(ends.last)}.",
            "Events were added or removed by other means than Kvitto's functions, or a restore"
            " was not whole.",
            _BACKUP,
        )
    elif ends.told not in (None, ends.last_told):
        yield Fault(
            f"The head row says that position {number(ends.told)} was the last with news of a"
            f" case, and it is {number(ends.last_told)}.",
            "It was changed by other means than Kvitto's functions: read models stop there.",
            f"As a superuser set told in kvitto.head to {ends.last_told}, then: kvitto rebuild",
        )
    now = server_of(seen).clock()
    if ends.recorded_at is not None and ends.recorded_at > now:
        yield Fault(
            "The last event was recorded later than the server's clock says it is now.",
            "The clock was set back: until it has caught up, every event gets that same time.",
            "Set the server's clock right by a time service; the log itself needs no mending.",
        )


def gaps(seen: Seen) -> Iterator[Fault]:
    """Find positions that no event has."""
    ends = server_of(seen).ends()
    missing = ends.last - ends.events
    if missing:
        yield Fault(
            f"The log lacks {counted(missing, 'event')}, the first at position"
            f" {number(server_of(seen).first_gap())}.",
            "Positions have no gaps, so events were removed by somebody who may, or a restore was"
            " not whole.",
            _BACKUP,
        )


def unknown_names(seen: Seen) -> Iterator[Fault]:
    """Find events that this version has no class for."""
    for name, count in sorted(server_of(seen).names().items()):
        if name not in EVENTS and name not in UPCASTS:
            yield Fault(
                f"The log holds {counted(count, 'event')} named {name!r}.",
                "This version knows no such event, and stops at the case that holds it: a newer"
                " Kvitto wrote it, or something else did.",
                "Install the newer version, or find out what wrote it.",
            )


def unreadable_events(seen: Seen) -> Iterator[Fault]:
    """Find events whose bytes do not hold what their name and id promise."""
    server, after, found = server_of(seen), 0, 0
    while page := server.events(after, _PAGE):
        after = page[-1].position
        for event in page:
            try:
                envelope, _ = load_event(event.name, event.state)
                why = "" if envelope.event_id == event.event_id else "it carries another event's id"
            except UnknownEventError:
                # `unknown_names` counts them.
                continue
            except UnreadableEventError as error:
                why = error.cause
            if not why:
                continue
            found += 1
            if found <= _MOST_NAMED:
                yield _unreadable(event.position, event.name, why)
    if found > _MOST_NAMED:
        yield Fault(
            f"The log holds {counted(found - _MOST_NAMED, 'more event')} that cannot be read.",
            "Only the first are named.",
            "Mend those first, and ask again.",
        )


def _unreadable(position: int, name: str, why: str) -> Fault:
    return Fault(
        f"The event at position {number(position)}, a {name}, cannot be read.",
        f"Its bytes are not what was recorded: {why}. Every answer about its case stops there.",
        "Compare the position with a backup or the seal: its bytes were changed by somebody who"
        " may, or by a failing disk.",
    )


def nameless_cases(seen: Seen) -> Iterator[Fault]:
    """Find cases whose number is lost, so that nobody can ask for them."""
    count = server_of(seen).nameless_cases([*CASE_EVENTS, *UPCASTS])
    if count:
        yield Fault(
            f"The log holds {counted(count, 'case')} without a case number.",
            "Rows of kvitto.identities were lost: the case is audited, but cannot be asked for,"
            " and its next paper opens a second case beside it.",
            "Restore the table kvitto.identities from a backup.",
        )


def read_models(seen: Seen) -> Iterator[Fault]:
    """Find tables of the projections that lag, that run ahead, or that left a case out."""
    last = server_of(seen).ends().last
    for model in server_of(seen).read_models():
        if model.position > last:
            yield Fault(
                f"The read model {model.name} stands at position {number(model.position)}, and"
                f" the log ends at {number(last)}.",
                "The log was restored from an older backup than the tables made of it.",
                f"Make it anew from the log: {program()} rebuild {model.name}",
            )
        elif model.behind_since is not None and seen.now() - model.behind_since > _STALE:
            yield doubtful(
                f"The read model {model.name} is {counted(last - model.position, 'event')} behind.",
                "The first of them was recorded more than a day ago.",
                f"Bring it up to date: {program()} balances",
            )
        if model.parked:
            yield doubtful(
                f"The read model {model.name} left out {counted(model.parked, 'case')}.",
                f"They could not be calculated; {kronor(model.ore_at_risk)} were ordered there.",
                f"See which and why: {program()} status",
            )
