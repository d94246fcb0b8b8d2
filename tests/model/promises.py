"""
What the append protocol promises, judged of one state of its model.

Each fault is a sentence. `faults` holds at every moment, `faults_at_rest` where nobody has a step
left to take.
"""

from collections.abc import Iterator

from tests.model.protocol import RECORDED, Request, Sender, State, meant


def faults(state: State) -> Iterator[str]:
    """Yield what is wrong at this moment."""
    positions = [row.position for row in state.log]
    for reader in state.readers:
        passed = sorted(row for row in state.log if row.position <= reader.after)
        if passed != list(reader.given):
            yield "a reader skipped an event"
    events = [meant(row.document)[0] for row in state.log]
    if len(set(events)) < len(events):
        yield "an event was recorded twice"
    if positions != list(range(1, len(positions) + 1)):
        yield "positions have a gap, or are not in the order of commits"
    if state.head < len(positions):
        yield "the head is behind the log"
    streams = {row.document.stream for row in state.log}
    for stream in streams:
        versions = [row.version for row in state.log if row.document.stream == stream]
        if versions != list(range(1, len(versions) + 1)):
            yield "versions of a stream have a gap"
    for sender in state.senders:
        yield from _told_wrongly(state, sender)


def faults_at_rest(state: State) -> Iterator[str]:
    """Yield what was left undone."""
    if any(sender.at != "told" for sender in state.senders):
        yield "a sender waits for ever"
    if state.holder is not None or state.sessions:
        yield "a session is left"
    if state.head != len(state.log):
        yield "the head is not the last position"


def _told_wrongly(state: State, sender: Sender) -> Iterator[str]:
    for request, kind in zip(sender.call, sender.kinds, strict=False):
        wanted = set(map(meant, request))
        recorded = wanted & {meant(row.document) for row in state.log}
        if kind in RECORDED and recorded != wanted:
            yield "an acknowledged event is not in the log"
        elif kind not in RECORDED and recorded:
            yield f"told {kind}, and recorded all the same"
        elif not _has_ground(state, request, kind):
            yield f"told {kind} without a ground"


def _has_ground(state: State, request: Request, kind: str) -> bool:
    """Tell whether something in the log explains a refusal; the clock explains itself."""
    match kind:
        case "conflict_version":
            taken = {(row.document.stream, row.version) for row in state.log}
            return any((document.stream, document.version) in taken for document in request)
        case "conflict_document":
            ids = {document.event for document in request}
            return any(row.document.event in ids for row in state.log)
        case "conflict_command":
            return any(row.document.command == request[0].command for row in state.log)
        case _:
            return kind != "failed"
