"""
The runner: carries read models to the end of the log, each event's effect exactly once.

A pass has a fixed target. It goes through the cases that something touched, in
the order of their ids, chunk by chunk; the rows of a chunk and the place that
says so are committed together. What breaks off, by a crash, a database that
was stopped or another runner, goes on from the last chunk that was committed.
"""

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Final, Protocol
from uuid import UUID, uuid4

from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.store.follow import Follower
from ledger.store.load import Loader
from projections.failures import ReadModelsOutdatedError, ReadModelsUnreachableError
from projections.processes import Workers, computed
from projections.refreshing import Kept, Refreshed, Task, people_of
from projections.registry import PROJECTIONS
from projections.tables import places, rows
from projections.tables.connecting import Connection, Tables
from projections.tables.places import MovedError, Place

#: Cases whose rows are committed together.
CHUNK: Final = 200
_LEAST: Final = 25
#: What a step takes at most: so many events, and so many cases that they touch (DECISIONS 87).
STEP: Final = 200
#: Events that one who follows takes in a step, and how far behind it goes by steps. A pass would
#: read the register anew, and fall behind again meanwhile.
_FOLLOWED: Final = 1_000
_FAR: Final = 20_000
#: Seconds for which a database may be away before the runner gives up.
PATIENCE: Final = 30.0
_REST: Final = 0.5
#: Seconds after which one that follows looks whether it is to end.
_LOOK: Final = 1.0

Tell = Callable[[int, int], None]


class Log(Protocol):
    """What of the store the runner reads: the two ports."""

    follower: Follower
    loader: Loader


class Runner:
    """Carries read models along the log; several may run at once."""

    def __init__(
        self,
        log: Log,
        tables: Tables,
        rulebook: Rulebook,
        *,
        processes: int = 1,
        unreachable: type[Exception] = ReadModelsUnreachableError,
    ) -> None:
        """Prepare; `unreachable` is what the log raises while its database is away."""
        self.log = log
        self.tables = tables
        self.rulebook = rulebook
        self.processes = processes
        self.patience = PATIENCE
        self._away = (ReadModelsUnreachableError, unreachable)
        self._done = 0
        self._workers: Workers | None = None

    def maker(self, name: str) -> str:
        """Return what makes the rows of a read model here."""
        book = self.rulebook
        return PROJECTIONS[name].made_by(f"regime {book.regime.written} {book.sha256}")

    def catch_up(
        self,
        names: Iterable[str] = tuple(PROJECTIONS),
        *,
        tell: Tell | None = None,
        is_shown: bool | None = True,
        up_to: int | None = None,
    ) -> int:
        """
        Carry read models to a position, or to where the log ends now, and return it.

        Those that are shown, those that are being built, or both (None).
        Raises `ReadModelsOutdatedError` where rows were made by others, and
        `ReadModelsUnreachableError` when the database stays away.
        """
        names = tuple(names)
        since, done = time.monotonic(), self._done
        while True:
            try:
                return self._caught_up(names, tell or _silent, up_to, is_shown=is_shown)
            except self._away:
                if self._done > done:
                    since, done = time.monotonic(), self._done
                if time.monotonic() - since > self.patience:
                    raise
                time.sleep(_REST)

    def follow(
        self, names: Iterable[str] = tuple(PROJECTIONS), *, is_ended: Callable[[], bool]
    ) -> None:
        """
        Carry read models along as the log grows, until it is told to end.

        It wakes at each commit and looks at least once a second whether it is to end. The
        processes stay while it follows. Raises what `catch_up` does.
        """
        names = tuple(names)
        # What is far behind is caught up with by other processes than those that stay.
        reached = self.catch_up(names)
        kept = Kept(self.log.loader, reached)
        # What is there already is never garbage; the collector would go through it at each step.
        gc.freeze()
        workers = Workers(self.log.loader, kept, self.rulebook, self.processes)
        self._workers = workers
        try:
            while not is_ended():
                with suppress(*self._away):
                    self.log.follower.wait(reached, _LOOK)
                reached = self.catch_up(names)
        finally:
            self._workers = None
            workers.close()
            gc.unfreeze()

    def _caught_up(
        self, names: Sequence[str], tell: Tell, up_to: int | None, *, is_shown: bool | None
    ) -> int:
        head = self.log.follower.last_told().position if up_to is None else up_to
        while True:
            with self.tables.transaction() as connection:
                every = places.places(connection, list(PROJECTIONS))
                if not {place.name for place in every if place.is_shown}.issuperset(names):
                    places.ensure(connection, [(name, self.maker(name)) for name in names])
                    every = places.places(connection, list(PROJECTIONS))
            wanted = [
                place
                for place in every
                if place.name in names and (is_shown is None or place.is_shown == is_shown)
            ]
            behind = [p for p in wanted if p.position < head or p.pass_id is not None]
            if not behind:
                return head
            of = _together(behind[0], behind, every)
            for place in of:
                self.refuse_outdated(place)
            try:
                if not self._step(of, head):
                    self._pass(of, head, tell)
            except MovedError:
                # Another runner is at it as well; what it has done is seen above.
                continue

    def refuse_outdated(self, place: Place) -> None:
        """Raise `ReadModelsOutdatedError` for rows that are not made as they are made here."""
        if place.made_by == self.maker(place.name):
            return
        asked = self.rulebook.regime.written
        made = _regime_of(place.made_by)
        if made in (None, asked):
            raise ReadModelsOutdatedError(
                f"The read model {place.name} was made by another version of Kvitto or under"
                " another rulebook, so it cannot be carried on. Make it anew: kvitto rebuild"
            )
        raise ReadModelsOutdatedError(
            f"The read model {place.name} was made under the regime {made}, and {asked} is asked"
            f" for. To go on with it, set KVITTO_REGIME={made}; to change over for good, set"
            f" KVITTO_REGIME={asked} and make it anew: kvitto rebuild"
        )

    def _pass(self, of: list[Place], head: int, tell: Tell) -> None:
        """Carry read models through a pass, from where it is."""
        if of[0].pass_id is None:
            with self.tables.transaction() as connection:
                of = places.begin_pass(connection, of, uuid4(), head)
        target, reached = of[0].target, of[0].reached
        assert target is not None
        register = self.log.loader.load_register(target)
        touched = self._touched(of[0].position, target, register)
        left = [case for case in touched if reached is None or case > reached]
        names = tuple(dict.fromkeys(place.name for place in of))
        task = Task(self.log.loader, target, Register(register), self.rulebook, names)
        done = len(touched) - len(left)
        tell(done, len(touched))
        # Each process gets several, or the last would be waited for.
        size = min(CHUNK, max(_LEAST, -(-len(left) // (4 * self.processes))))
        chunks = [left[start : start + size] for start in range(0, len(left), size)]
        for refreshed in computed(task, chunks, self.processes):
            of = self._reach(of, refreshed)
            done += len(refreshed.cases)
            tell(done, len(touched))
        with self.tables.transaction() as connection:
            places.finish_pass(connection, of)
        self._done += 1

    def _step(self, of: list[Place], head: int) -> bool:
        """
        Carry read models to the head in one transaction, where what changed is little.

        Tell whether it was: of the register only what bears on the few cases is read then.
        """
        after = of[0].position
        if of[0].pass_id is not None or not after:
            return False
        most = STEP if self._workers is None else _FAR
        if head - after > most and self.log.follower.told_after(after, most + 1) > most:
            return False
        if self._workers is not None:
            head = min(head, after + _FOLLOWED)
        loader = self.log.loader
        touched = loader.touched(after, head)
        news = loader.load_register_after(after, head)
        if any(told.envelope.replaces is not None for told in news):
            # Of whom the replaced document spoke, only the whole register tells.
            return False
        if news:
            about = loader.load_register_about({told.originator_id for told in news}, head)
            touched = self._with_named(touched, people_of(about, after))
        if len(touched) > most:
            return False
        task = Task(loader, head, None, self.rulebook, tuple(p.name for p in of))
        refreshed = self._refreshed(task, touched)
        with self.tables.transaction() as connection:
            places.step(connection, of, head)
            _write(connection, [place._replace(target=head) for place in of], refreshed)
        self._done += 1
        return True

    def _refreshed(self, task: Task, cases: Sequence[UUID]) -> Refreshed:
        if self._workers is None or not cases:
            return task.refreshed(cases)
        return self._workers.refreshed(task, cases)

    def _touched(self, after: int, target: int, register: Sequence[Recorded]) -> list[UUID]:
        """Return the cases that a pass must refresh: touched themselves, or by the register."""
        touched = self.log.loader.touched(after, target)
        return self._with_named(touched, people_of(register, after)) if after else touched

    def _with_named(self, touched: list[UUID], people: set[UUID]) -> list[UUID]:
        """Return the cases that are touched with those that name anybody of these."""
        if not people:
            return touched
        with self.tables.transaction() as connection:
            return sorted({*touched, *rows.naming(connection, sorted(people))})

    def _reach(self, of: list[Place], refreshed: Refreshed) -> list[Place]:
        """Write the rows of a chunk, and that they are there, in one transaction."""
        with self.tables.transaction() as connection:
            of = places.reach(connection, of, refreshed.cases[-1])
            _write(connection, of, refreshed)
        self._done += 1
        return of


def _write(connection: Connection, of: Sequence[Place], refreshed: Refreshed) -> None:
    """Write the rows of some cases, what is parked of them, and whom they name."""
    for place in of:
        rows.write(connection, place, PROJECTIONS[place.name], refreshed.rows[place.name])
        rows.park(connection, place, refreshed.cases, refreshed.parked[place.name])
    rows.remember_named(connection, refreshed.named)


def _together(first: Place, behind: Sequence[Place], every: Sequence[Place]) -> list[Place]:
    """Return the read models that one pass carries: those of a pass that began, or at one place."""
    if first.pass_id is not None:
        return [place for place in every if place.pass_id == first.pass_id]
    return [p for p in behind if p.pass_id is None and p.position == first.position]


def _regime_of(made_by: str) -> str | None:
    """Return the regime that rows were made under, where their maker says it."""
    words = made_by.split()
    return words[words.index("regime") + 1] if "regime" in words else None


def _silent(done: int, total: int) -> None:
    del done, total
