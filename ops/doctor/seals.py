"""
Checks of the seals: that the log is sealed as it grows, and that the key is the log's.

Whether the rows are what was sealed is `kvitto verify`'s to say, which reads them all.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from ledger.proofs.notes import Signer, VerifierKey
from ledger.store import StoreRefusedError
from ledger.store.seals import read_sealing_key
from ops.commands.proofs.sealing import sealing_key_file
from ops.doctor.fault import Fault, doubtful
from ops.doctor.seen import Seen
from ops.show.quantities import counted

#: A sealer needs a second; what waits longer than this waits for a sealer.
_PATIENCE: Final = timedelta(minutes=10)


def sealing_key(seen: Seen) -> Iterator[Fault]:
    """Find a sealing key that cannot be read, or is not the one that the log goes by."""
    assert seen.settings is not None
    assert seen.server is not None
    vkey = seen.server.sealed().vkey
    path = sealing_key_file(seen.settings)
    # Only the process that seals needs the key, and a log that was never sealed has none.
    if path is None or vkey is None:
        return
    known = VerifierKey.read(vkey)
    try:
        given = Signer.of(known.name, read_sealing_key(path)).key
    except StoreRefusedError as refused:
        what, _, what_now = str(refused).partition(". ")
        yield Fault(f"{what}.", "Nothing can be sealed, so nothing new can be proven.", what_now)
        return
    if given != known:
        yield Fault(
            f"The sealing key {path.absolute()} is not the one that this log is sealed with.",
            "Nothing is sealed with it: whoever kept a checkpoint could not tell us from others.",
            "Name the file that the log was sealed with last, or change over to this key with"
            f" both: kvitto seal --rotate {path}",
        )


def not_sealed(seen: Seen) -> Iterator[Fault]:
    """Find events that wait for their seal longer than a sealer ever needs."""
    assert seen.server is not None
    sealed = seen.server.sealed()
    if sealed.since is None or seen.server.clock() - sealed.since < _PATIENCE:
        return
    waiting = counted(sealed.waiting, "event")
    yield doubtful(
        f"The log is sealed up to position {sealed.size}; {waiting} after it wait since"
        f" {sealed.since.isoformat(timespec='seconds')}.",
        "What is not sealed can be changed by whoever owns the database, and nobody could tell.",
        "Run: kvitto seal; and let kvitto seal --follow run beside what writes.",
    )
