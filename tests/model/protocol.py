"""
The append protocol in small: senders, sessions of the database, the head row, readers.

A step is what nobody else can come into: one statement's part under its locks, a commit, an
answer that arrives or is lost. The order of a session's steps is that of `append` in the
migrations of `ops.postgres`; another order, or another way of sending again, is a mutant. What
must hold of the states belongs to `tests.model.promises`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: Kinds of outcome after which the events stand in the log.
RECORDED = {"stored", "duplicate", "command_repeated"}
RIGHT_ORDER = ("lock", "look", "check", "insert", "head", "commit")
#: What a second sending adds to an id in the mutant that forgets whose events they were.
AGAIN = "'"


class Document(NamedTuple):
    """One event to append; a document has no command, a command states its version."""

    event: str
    stream: str = "case"
    content: str = "as written"
    version: int | None = None
    command: str | None = None
    known_at: int = 0


#: Events that are recorded together or not at all, and the requests that one commit takes.
Request = tuple[Document, ...]
Call = tuple[Request, ...]


class Row(NamedTuple):
    """A recorded event."""

    position: int
    version: int
    document: Document


class Session(NamedTuple):
    """What the server does for one sending; it goes on when nobody listens any more."""

    sender: int
    attempt: int
    call: Call
    step: int = 0
    is_heard: bool = True
    start: int = 0
    moment: int = 0
    seen: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[int, int]:
        return self.sender, self.attempt


class Sender(NamedTuple):
    """Who sends one call until it is told; `at` is ready, waiting, broken or told."""

    call: Call
    at: str = "ready"
    attempts: int = 0
    kinds: tuple[str, ...] = ()


class Reader(NamedTuple):
    """Who pages by position, `limit` at a time, and what it was given."""

    limit: int
    after: int = 0
    given: tuple[Row, ...] = ()


class State(NamedTuple):
    """Everything at one moment; `log` holds the rows in the order of their commits."""

    senders: tuple[Sender, ...]
    readers: tuple[Reader, ...]
    faults_left: int
    ticks_left: int = 0
    log: tuple[Row, ...] = ()
    head: int = 0
    holder: tuple[int, int] | None = None
    sessions: tuple[Session, ...] = ()
    now: int = 0


def next_version(rows: Sequence[Row], stream: str) -> int:
    return 1 + max((row.version for row in rows if row.document.stream == stream), default=0)


def judge(seen: Sequence[Row], request: Request, moment: int) -> tuple[str, list[Row]]:
    """Return what becomes of one request, and its rows with positions counted from 1."""
    command = request[0].command
    of_command = [row.document for row in seen if command and row.document.command == command]
    if of_command:
        return "command_repeated" if of_command == list(request) else "conflict_command", []
    ids = {document.event for document in request}
    of_ids = [row.document for row in seen if row.document.event in ids]
    if of_ids:
        return "duplicate" if set(of_ids) == set(request) else "conflict_document", []
    if any(document.known_at > moment for document in request):
        return "known_later", []
    rows: list[Row] = []
    for document in request:
        following = next_version([*seen, *rows], document.stream)
        if document.version not in {None, following}:
            return "conflict_version", []
        rows.append(Row(len(rows) + 1, following, document))
    return "stored", rows


def keys(rows: Sequence[Row]) -> set[tuple[str, str | int]]:
    """Return what the unique indexes of the table hold for these rows."""
    ids: set[tuple[str, str | int]] = {("", row.document.event) for row in rows}
    return (
        ids
        | {(row.document.stream, row.version) for row in rows}
        | {("position", row.position) for row in rows}
    )


@dataclass(frozen=True)
class Protocol:
    """The order of steps and the manner of sending again; what is not right is a mutant."""

    order: tuple[str, ...] = RIGHT_ORDER
    sends_again_as_new: bool = False
    asks_the_log_instead: bool = False
    fails_together: bool = False

    def steps(self, state: State) -> Iterator[tuple[str, State]]:
        """Yield each step that somebody can take now."""
        for number, sender in enumerate(state.senders):
            yield from self._sending(state, number, sender)
        for session in state.sessions:
            yield from self._serving(state, session)
        for number, reader in enumerate(state.readers):
            yield from reading(state, number, reader)
        if state.ticks_left:
            yield (
                "the clock moves on",
                state._replace(now=state.now + 1, ticks_left=state.ticks_left - 1),
            )
        if state.faults_left:
            less = state._replace(faults_left=state.faults_left - 1)
            yield from failing(less, len(self.order))

    def _sending(self, state: State, number: int, sender: Sender) -> Iterator[tuple[str, State]]:
        if sender.at == "broken" and self.asks_the_log_instead:
            ids = {row.document.event for row in state.log}
            kinds = tuple(
                "stored" if request[0].event in ids else "not_recorded" for request in sender.call
            )
            told = sender._replace(at="told", kinds=kinds)
            yield f"sender {number} asks the log", _with_sender(state, number, told)
        elif sender.at in {"ready", "broken"}:
            call = sender.call
            if sender.attempts and self.sends_again_as_new:
                call = tuple(tuple(map(_anonymous, request)) for request in call)
            session = Session(number, sender.attempts + 1, call)
            waiting = sender._replace(at="waiting", attempts=sender.attempts + 1)
            sent = _with_sender(state, number, waiting)
            yield f"sender {number} sends", sent._replace(sessions=(*sent.sessions, session))

    def _serving(self, state: State, session: Session) -> Iterator[tuple[str, State]]:
        label = f"session {session.sender}.{session.attempt}:"
        if session.step == len(self.order):
            told = state.senders[session.sender]._replace(at="told", kinds=session.kinds)
            answered = _with_sender(state, session.sender, told)
            yield f"{label} its answer arrives", ended(answered, session)
            return
        step = self.order[session.step]
        following = getattr(self, f"_{step}")(state, session)
        if following is not None:
            yield f"{label} {step}", following

    def _lock(self, state: State, session: Session) -> State | None:
        if state.holder is not None:
            return None
        # Whoever waited for the row gets it as it was committed meanwhile.
        taken = session._replace(start=state.head, moment=state.now)
        return _on(state, session, taken)._replace(holder=session.key)

    def _look(self, state: State, session: Session) -> State:
        return _on(state, session, session._replace(seen=state.log))

    def _check(self, state: State, session: Session) -> State:
        seen, kinds, written = session.seen, list[str](), list[Row]()
        for request in session.call:
            kind, rows = judge([*seen, *written], request, session.moment)
            kinds.append(kind)
            written += [row._replace(position=len(written) + row.position) for row in rows]
        if self.fails_together and any(kind not in RECORDED for kind in kinds):
            kinds, written = ["conflict_version"] * len(kinds), []
        judged = session._replace(seen=(), kinds=tuple(kinds), rows=tuple(written))
        return _on(state, session, judged)

    def _insert(self, state: State, session: Session) -> State | None:
        placed = tuple(row._replace(position=session.start + row.position) for row in session.rows)
        others = [
            row
            for other in state.sessions
            if other.key != session.key and other.step > session.step
            for row in other.rows
        ]
        if keys(placed) & keys(others):
            # An index that holds another's row that is not committed makes us wait.
            return None
        if keys(placed) & keys(state.log):
            broken = session._replace(rows=(), kinds=("failed",) * len(session.kinds))
            return _on(state, session, broken)
        return _on(state, session, session._replace(rows=placed))

    def _head(self, state: State, session: Session) -> State:
        # The new head is not seen before the commit: it stands in the session's rows.
        return _on(state, session, session)

    def _head_alone(self, state: State, session: Session) -> State:
        """Set the head in a transaction of its own, before anything is written."""
        reserved = state.head + sum(map(len, session.call))
        return _on(state, session, session)._replace(head=reserved, holder=None)

    def _commit(self, state: State, session: Session) -> State:
        committed = _on(state, session, session._replace(rows=()))
        committed = committed._replace(log=(*state.log, *session.rows))
        if "head" in self.order:
            committed = committed._replace(head=state.head + len(session.rows), holder=None)
        if not session.is_heard:
            return ended(committed, session)
        return committed


def failing(state: State, answering: int) -> Iterator[tuple[str, State]]:
    """Yield each fault: a lost answer, a killed sender or session, a server that restarts."""
    for number, sender in enumerate(state.senders):
        if sender.at == "waiting":
            yield f"sender {number} loses its connection", _unheard(state, number, answering)
        elif sender.at == "told":
            # What a killed process was told is gone with it; it begins again.
            yield f"sender {number} is killed", _unheard(state, number, answering)
    for session in state.sessions:
        if session.step < answering:
            label = f"session {session.sender}.{session.attempt} is terminated"
            following = ended(state, session)
            if session.is_heard:
                following = _unheard(following, session.sender, answering)
            yield label, following
    if state.sessions:
        # What was committed stands; every session and its lock are gone.
        senders = tuple(
            sender._replace(at="broken") if sender.at == "waiting" else sender
            for sender in state.senders
        )
        down = state._replace(senders=senders, sessions=(), holder=None)
        yield "the server is killed and starts again", down


def reading(state: State, number: int, reader: Reader) -> Iterator[tuple[str, State]]:
    later = sorted(row for row in state.log if row.position > reader.after)
    page = tuple(later[: reader.limit])
    if page:
        ahead = reader._replace(after=page[-1].position, given=reader.given + page)
        readers = (*state.readers[:number], ahead, *state.readers[number + 1 :])
        yield f"reader {number} reads to {ahead.after}", state._replace(readers=readers)


def ended(state: State, session: Session) -> State:
    """Return the state without this session; what it held is free, what it wrote is gone."""
    kept = tuple(other for other in state.sessions if other.key != session.key)
    holder = None if state.holder == session.key else state.holder
    return state._replace(sessions=kept, holder=holder)


def meant(document: Document) -> tuple[str, str]:
    """Return which event its sender meant, whatever a mutant's second sending called it."""
    return document.event.rstrip(AGAIN), document.content


def _anonymous(document: Document) -> Document:
    return document._replace(event=document.event + AGAIN, command=None, version=None)


def _on(state: State, session: Session, following: Session) -> State:
    """Return the state in which this session has taken its step."""
    ahead = following._replace(step=session.step + 1)
    sessions = tuple(ahead if other.key == session.key else other for other in state.sessions)
    return state._replace(sessions=sessions)


def _with_sender(state: State, number: int, sender: Sender) -> State:
    senders = (*state.senders[:number], sender, *state.senders[number + 1 :])
    return state._replace(senders=senders)


def _unheard(state: State, number: int, answering: int) -> State:
    """Return the state in which a sender knows nothing and its sessions go on unheard."""
    broken = state.senders[number]._replace(at="broken", kinds=())
    sessions = tuple(
        session._replace(is_heard=False) if session.sender == number else session
        for session in state.sessions
        if session.sender != number or session.step < answering
    )
    return _with_sender(state, number, broken)._replace(sessions=sessions)
