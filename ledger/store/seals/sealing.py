"""
Sealing: the tree grows by the rows that came since, and its new root is signed.

One sealer at a time, each step one transaction: tiles and checkpoint are there together or not at
all. Before a tree grows it must give the root that was signed last, so nothing is built on tiles
that were changed.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final, NamedTuple

import psycopg

from ledger.proofs.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from ledger.proofs.merkle import EMPTY_ROOT, HASH_BYTES, ReadTile, grow, tree_root
from ledger.proofs.notes import NoteRefusedError, Signer, VerifierKey
from ledger.store.connections import Connection, Connections
from ledger.store.outcomes import StoreError
from ledger.store.seals.reading import (
    Log,
    SealingKey,
    TileMissingError,
    keys_of,
    latest_of,
    log_of,
    tile_reader,
)
from ledger.store.seals.rows import hashed
from schemas.sentences import clause_of

#: Leaves that are sealed in one transaction, however many wait.
MOST_AT_ONCE: Final = 100_000
#: Any number that nobody else is likely to lock: one sealer at a time.
LOCK: Final = 0x4B76_5365_616C
#: The next one: one at a time seals what comes, and others may seal once beside it.
FOLLOWING: Final = LOCK + 1
_TILES: Final = (
    "insert into kvitto.tiles (level, number, hashes)"
    " select * from unnest(%b::smallint[], %b::bigint[], %b::bytea[])"
    " on conflict (level, number) do update set hashes = excluded.hashes"
)
# Where the clock was set back, a checkpoint is as late as the one before it.
_CHECKPOINT: Final = (
    "insert into kvitto.checkpoints (size, root, note, sealed_at) values (%b, %b, %b, greatest("
    "clock_timestamp(),"
    " (select sealed_at from kvitto.checkpoints order by size desc limit 1)))"
)
_KEY: Final = (
    "insert into kvitto.sealing_keys (number, vkey, since_size, note)"
    " values ((select count(*) + 1 from kvitto.sealing_keys), %b, %b, %b) returning number"
)


class SealingError(StoreError):
    """The log could not be sealed; the message says what, why, and what now."""


class SealerBusyError(SealingError):
    """Another sealer is at work on the same log."""


class Tree(NamedTuple):
    """The tree as it was signed last, with the note that says so; none of an empty one."""

    size: int
    root: bytes
    note: bytes = b""


class Sealer:
    """Seals one log with one key."""

    def __init__(self, connections: Connections, key: bytes) -> None:
        """Seal over these connections; nothing is read yet."""
        self._connections = connections
        self._key = key

    def seal(
        self,
        *,
        most: int = MOST_AT_ONCE,
        waits: bool = True,
        tell: Callable[[int, int], None] = lambda _done, _of: None,
    ) -> int:
        """
        Seal every row that is there when this is called, and return the size of the tree.

        `tell` is called after each step, with how far it has come. Another sealer is waited for,
        or else `SealerBusyError` is raised. Raises `SealingError` with a sentence.
        """
        size, head = 0, None
        while head is None or size < head:
            with self._alone(waits=waits) as connection:
                ((end,),) = connection.execute("select position from kvitto.head")
                head = end if head is None else head
                size = self._step(connection, min(end, head), most)
            tell(size, head)
        return size

    def rotate(self, key: bytes) -> SealingKey:
        """
        Let another key sign from now on, and return it.

        The checkpoint at which it begins is signed by both. What was not sealed yet is sealed by
        the old key first.
        """
        self.seal()
        with self._alone(waits=True) as connection:
            log, tree = log_of(connection), _tree(connection)
            old, new = self._signer(connection, log, tree), Signer.of(log.origin, key)
            if new.key.written in {known.vkey for known in keys_of(connection)}:
                raise SealingError(
                    "The key has signed this log before, so nothing would change. Name the file of"
                    " a new one."
                )
            self._key = key
            return _begin(connection, log, tree, [old, new], new)

    @contextmanager
    def following(self) -> Generator[Callable[[], None] | None]:
        """
        Be the one process that seals what comes, or yield None while another is.

        What is yielded is called now and then: it raises `StoreUnreachableError` once the server
        no longer knows that this is the one.
        """
        with self._connections.lend() as connection:

            def still_ours() -> None:
                connection.execute("select")

            row = connection.execute("select pg_try_advisory_lock(%b)", [FOLLOWING]).fetchone()
            if row == (False,):
                yield None
                return
            try:
                yield still_ours
            finally:
                if not connection.closed:
                    connection.execute("select pg_advisory_unlock(%b)", [FOLLOWING])

    @contextmanager
    def _alone(self, *, waits: bool) -> Generator[Connection]:
        """Lend a connection in a transaction in which nobody else seals."""
        with self._connections.lend() as connection:
            try:
                with connection.transaction():
                    lock = "pg_advisory_xact_lock" if waits else "pg_try_advisory_xact_lock"
                    row = connection.execute(f"select {lock}(%b)".encode(), [LOCK]).fetchone()
                    if row == (False,):
                        raise SealerBusyError(
                            "Another process is sealing this log, and one at a time does. Nothing"
                            " is missing: it seals every row. End it first to seal from here."
                        )
                    yield connection
            except psycopg.errors.DiskFull as error:
                raise SealingError(
                    f"The database's disk is full: {clause_of(error)}. Nothing is half sealed, and"
                    " every event stays. Free some room, then seal again."
                ) from error
            except psycopg.errors.InsufficientPrivilege as error:
                raise SealingError(
                    f"The database refused to seal: {clause_of(error)}. Nothing was sealed. Run:"
                    " kvitto verify"
                ) from error

    def _step(self, connection: Connection, head: int, most: int) -> int:
        """Seal at most so many rows, and return the new size."""
        log, tree = log_of(connection), _tree(connection)
        signer = self._signer(connection, log, tree)
        if head < tree.size:
            raise SealingError(
                f"The log ends at position {head}, and was sealed up to {tree.size}: rows are"
                " gone. Nothing was sealed. Restore the latest backup, then run: kvitto verify"
            )
        size = min(head, tree.size + most)
        if size == tree.size:
            return size
        read = _held(connection, log, tree)
        leaves = hashed(connection, tree.size, size).hashes
        if len(leaves) != HASH_BYTES * (size - tree.size):
            raise SealingError(
                f"Between positions {tree.size + 1} and {size} rows are missing, which a log never"
                " lacks. Nothing was sealed. Run: kvitto doctor"
            )
        tiles = grow(tree.size, leaves, read)
        root = tree_root(size, lambda level, at: tiles.get((level, at)) or read(level, at))
        note = sign_checkpoint(Checkpoint(log.origin, size, root), [signer])
        places = sorted(tiles)
        columns = zip(*places, strict=True)
        connection.execute(_TILES, [*map(list, columns), [tiles[place] for place in places]])
        connection.execute(_CHECKPOINT, [size, root, note])
        return size

    def _signer(self, connection: Connection, log: Log, tree: Tree) -> Signer:
        """Return what signs with our key, which must be the one that the log goes by."""
        signer = Signer.of(log.origin, self._key)
        keys = keys_of(connection)
        if not keys and not tree.size:
            _begin(connection, log, tree, [signer], signer)
        elif not keys or keys[-1].vkey != signer.key.written:
            raise SealingError(
                "The sealing key is not the one that this log goes by now: whoever trusts that one"
                " would trust nothing signed by this. Restore the file of that key; a new key"
                " begins with: kvitto seal --rotate FILE"
            )
        return signer


def _begin(
    connection: Connection, log: Log, tree: Tree, signers: list[Signer], signer: Signer
) -> SealingKey:
    """Let a key sign from this tree on."""
    note = sign_checkpoint(Checkpoint(log.origin, tree.size, tree.root), signers)
    ((number,),) = connection.execute(_KEY, [signer.key.written, tree.size, note])
    return SealingKey(number, signer.key.written, tree.size, note)


def _tree(connection: Connection) -> Tree:
    last = latest_of(connection)
    return Tree(0, EMPTY_ROOT) if last is None else Tree(last.size, last.root, last.note)


def _held(connection: Connection, log: Log, tree: Tree) -> ReadTile:
    """Return what reads the tiles of a tree, which must give the root that our key signed."""
    read = tile_reader(connection, tree.size - 1, size=tree.size)
    known = [VerifierKey.read(key.vkey) for key in keys_of(connection)]
    try:
        if tree.note:
            said, _ = open_checkpoint(tree.note, known, log.origin)
            holds = (said.size, said.root) == (tree.size, tree_root(tree.size, read))
        else:
            holds = True
    except (NoteRefusedError, TileMissingError):
        holds = False
    if not holds:
        raise SealingError(
            f"The stored tiles do not give the root that was signed at size {tree.size}: they were"
            " changed, or the database was restored from copies of different age. Nothing was"
            " sealed. Run: kvitto verify"
        )
    return read
