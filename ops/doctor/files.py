"""
Checks of the folder KVITTO_HOME, of the blind-index key and of the master keys.
"""

import hmac
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ledger.store import StoreRefusedError, read_master_keys
from ledger.store.identities import key_proof, read_blind_index_key
from ledger.store.keys.files import KEY_BYTES, OTHERS
from ops.commands.wiring import master_key_file
from ops.doctor.fault import Fault, doubtful
from ops.doctor.seen import Seen, cluster_of
from ops.show.quantities import counted

#: A national year of events takes about this; an import needs it before it ends.
_ROOM: Final = 4 * 2**30
#: PostgreSQL stops when it can write no more of its log.
_NO_ROOM: Final = 256 * 2**20
_MIB: Final = 2**20
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def home_not_writable(seen: Seen) -> Iterator[Fault]:
    """Find a folder in which the embedded database could not be made or run."""
    assert seen.settings is not None
    home = seen.settings.home
    if seen.settings.address is not None:
        return
    there = _nearest(home)
    is_read_only = bool(os.statvfs(there).f_flag & os.ST_RDONLY)
    if is_read_only or not os.access(there, os.W_OK | os.X_OK):
        yield Fault(
            f"The folder {there.absolute()} may not be written to.",
            "The embedded database and its key are kept in KVITTO_HOME"
            + ("." if there == home else f" ({home}), which would have to be made there."),
            "Give it to the user that runs Kvitto, start Kvitto as its owner, or name another"
            " folder as KVITTO_HOME.",
        )


def home_open_to_others(seen: Seen) -> Iterator[Fault]:
    """Find what others may change or read of what is kept in the folder."""
    assert seen.settings is not None
    home = seen.settings.home
    cluster = cluster_of(home)
    for path, bits, can in ((home, _OTHERS_WRITE, "write to"), (cluster, OTHERS, "enter")):
        if path.is_dir() and _mode(path) & bits:
            yield Fault(
                f"Others than its owner may {can} {path.absolute()}.",
                "Whoever may could read every event, or put another database and key in its place.",
                f"Run: chmod {'700' if path == cluster else 'go-w'} {path.absolute()}",
            )
    for path in sorted(home.glob("*.rejected*")) if home.is_dir() else ():
        if _mode(path) & OTHERS:
            yield Fault(
                f"Others than its owner may read {path.absolute()}.",
                "Rows that were set aside may hold identity numbers.",
                f"Run: chmod 600 {path.absolute()}; remove it when it is imported.",
            )


def disk_full(seen: Seen) -> Iterator[Fault]:
    """Find a disk on which the embedded database will soon have to stop."""
    assert seen.settings is not None
    if seen.settings.address is not None:
        return
    there = _nearest(seen.settings.home)
    free = shutil.disk_usage(there).free
    if free < _NO_ROOM:
        yield Fault(
            f"The disk under {there.absolute()} has {free // _MIB} MiB left.",
            "The embedded database stops, and records nothing more, when its disk is full.",
            "Free some of it, or name a folder on another disk as KVITTO_HOME.",
        )
    elif free < _ROOM:
        yield doubtful(
            f"The disk under {there.absolute()} has {free // _MIB} MiB left.",
            "A national year of events takes about 4 GiB, and the database stops when it is full.",
            "Free some of it before a large import, or name a folder on another disk.",
        )


def key_unusable(seen: Seen) -> Iterator[Fault]:
    """Find a key that is missing, too long or short, or open to others."""
    path = seen.key_file
    assert path is not None
    assert seen.settings is not None
    if not path.exists():
        yield from _missing(path, seen)
        return
    if not path.is_file():
        yield Fault(
            f"The blind-index key {path.absolute()} is no file.",
            "Without the key no name in the ledger is found again.",
            "Name the file of 32 bytes that the database was made with.",
        )
        return
    if _mode(path) & OTHERS:
        yield Fault(
            f"Others than its owner may read the blind-index key {path.absolute()}.",
            "Whoever has the key can find out whose case is whose by trying identity numbers, so"
            " Kvitto does not start with it.",
            f"Run: chmod 600 {path.absolute()}; if others had it, say so to who answers for it.",
        )
    size = path.stat().st_size
    if size != KEY_BYTES:
        yield Fault(
            f"The blind-index key {path.absolute()} holds {counted(size, 'byte')}.",
            f"A key is {KEY_BYTES} raw bytes, not text, and has no line end.",
            "Restore the file that the database was made with from its copy.",
        )


def _missing(path: Path, seen: Seen) -> Iterator[Fault]:
    has_database = seen.server is not None and seen.server.key_proof() is not None
    advice = f"head -c {KEY_BYTES} /dev/urandom > {path} && chmod 600 {path}"
    yield Fault(
        f"There is no blind-index key at {path.absolute()}.",
        "Without the key that a database was made with, no name in it is found again.",
        "Restore the file from its copy."
        if has_database
        else f"Restore the file from its copy; for a new database make one with: {advice}",
    )


def key_of_another_database(seen: Seen) -> Iterator[Fault]:
    """Find a key that is right by itself, and not the one of this database."""
    path, server = seen.key_file, seen.server
    assert path is not None
    assert server is not None
    proof = server.key_proof()
    if proof is None or not path.is_file():
        return
    try:
        key = read_blind_index_key(path)
    except StoreRefusedError:
        # `key_unusable` says it.
        return
    if not hmac.compare_digest(key_proof(key), proof):
        yield Fault(
            f"The blind-index key {path.absolute()} is not the one of this database.",
            "With it every person and case would be unknown, and get a second id; Kvitto does"
            " not start.",
            "Name the file that the database was made with as KVITTO_BLIND_INDEX_KEY_FILE, or"
            " open the database that this key belongs to.",
        )


def master_keys_unusable(seen: Seen) -> Iterator[Fault]:
    """Find texts of persons that nobody can read, and a file of keys that does not fit."""
    assert seen.settings is not None
    assert seen.server is not None
    known = seen.server.master_keys()
    if not known:
        return
    path = master_key_file(seen.settings)
    kept = counted(sum(of for _, of in known.values()), "id")
    stands = f"What is kept of {kept} cannot be read; the log, totals and proofs stand without it."
    if path is None:
        yield Fault(
            "The database holds texts of persons, and KVITTO_MASTER_KEY_FILE is not set.",
            stands,
            "Name the file of master keys in KVITTO_MASTER_KEY_FILE.",
        )
        return
    try:
        held = read_master_keys(path)
    except StoreRefusedError as refused:
        yield Fault(
            f"{str(refused).partition('. ')[0]}.",
            stands,
            f"Restore {path.absolute()} from its copy, readable by its owner alone; where it is"
            " lost for good: kvitto keys new, then kvitto keys rotate --lost",
        )
        return
    proofs = held.proofs()
    for id_, (proof, of) in known.items():
        wrong = id_ in proofs and proof is not None and proofs[id_] != proof
        if wrong or (id_ not in proofs and (of or len(known) == 1)):
            yield Fault(
                f"The master key {id_} of this database is"
                f" {'another one than' if wrong else 'not'} in {path.absolute()}.",
                f"What is kept of {counted(of, 'id')} cannot be read; the log, totals and proofs"
                " stand without it.",
                "Put the line back from the file's copy; where it is lost for good: kvitto keys"
                " rotate --lost",
            )


def not_cleared_away(seen: Seen) -> Iterator[Fault]:
    """Find persons that were forgotten by a command that was broken off before it cleared away."""
    assert seen.server is not None
    if ids := seen.server.not_cleared():
        yield doubtful(
            f"Of {counted(len(ids), 'id')} whose person was forgotten it is not known that the"
            " tables were cleared.",
            "Deleted rows may still stand in the tables' files: the command was broken off, or an"
            " older transaction still saw them.",
            f'Run: kvitto forget {ids[0]} --why "clearing away"; that clears all of them.',
        )


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that there is."""
    return next(path for path in (folder, *folder.absolute().parents) if path.is_dir())


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
