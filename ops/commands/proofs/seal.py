"""
`kvitto seal`: what was recorded is put under a signed checkpoint, once or as it comes.
"""

import signal
import threading
from pathlib import Path
from time import monotonic
from typing import Annotated, Final

import typer
from rich.text import Text

from ledger.store.outcomes import StoreUnreachableError
from ledger.store.seals import Sealer, read_sealing_key
from ops.commands.failures import ALL_RIGHT, WrongUseError, say
from ops.commands.options import AsJson
from ops.commands.proofs.opened import OpenSeals, open_seals
from ops.show.counting import counting
from ops.show.program import next_line, program
from ops.show.proofs.checkpoints import sealed_json, sealed_report
from ops.show.screen import GOOD, print_json, screen

#: Seconds from one checkpoint to the next at least: a proof comes within one second, and a busy
#: log gets two checkpoints a second, not one for each event.
PAUSE: Final = 0.5
#: Seconds after which a server that was gone is tried again.
_AGAIN: Final = 1.0
_SEALING: Final = "sealing what comes."
_GONE: Final = "It is tried again each second."
_WAITING: Final = (
    "Another process seals what comes to this log. This one takes over when that one ends."
)


Follow = Annotated[
    bool,
    typer.Option("--follow", help="Go on: seal what is recorded within a second, until ended."),
]
Rotate = Annotated[
    Path | None,
    typer.Option(
        "--rotate",
        metavar="NEWKEYFILE",
        exists=True,
        dir_okay=False,
        help="Let the key in this file sign from now on; this checkpoint is signed by both.",
    ),
]


def seal(*, follow: Follow = False, rotate: Rotate = None, as_json: AsJson = False) -> int:
    """
    Seal the log: hash what was recorded into its tree, and sign the root.

    On the embedded database every command seals what it recorded at its end. Beside a server of
    your own one process runs with --follow; a second one waits until it has ended.

    Exit code: 0 sealed, 2 failure.

    Examples:
      kvitto seal

      kvitto seal --follow

      kvitto seal --rotate new.key
    """
    if follow and (rotate is not None or as_json):
        raise WrongUseError("--follow goes on until it is ended. Give --rotate or --json alone.")
    with open_seals() as seals, seals.sealer() as sealer:
        if follow:
            _follow(seals, sealer)
            return ALL_RIGHT
        before = seals.reader.latest()
        with counting("Sealing", 1) as tell:
            sealer.seal(tell=tell)
        if rotate is not None:
            sealer.rotate(read_sealing_key(rotate))
        latest, keys = seals.reader.latest(), seals.reader.sealing_keys()
        origin = seals.reader.log.origin
    new = 0 if latest is None else latest.size - (0 if before is None else before.size)
    if as_json:
        print_json(sealed_json(origin, latest, keys, new))
    else:
        screen().print(sealed_report(origin, latest, keys, new))
        if rotate is not None:
            screen().print(
                next_line(
                    f"Next: put {rotate} where KVITTO_SEALING_KEY_FILE leads, or in the place of"
                    " sealing.key"
                )
            )
        elif latest is not None:
            screen().print(next_line(f"Next: {program()} verify"))
    return ALL_RIGHT


def _follow(seals: OpenSeals, sealer: Sealer) -> None:
    """Seal until the process is asked to end; a server that is gone is waited for."""
    ending = threading.Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda _number, _frame: ending.set())
    size, said = -1, ""
    while not ending.is_set():
        try:
            with sealer.following() as still_ours:
                if still_ours is None:
                    if said != _WAITING:
                        say(_WAITING)
                    said = _WAITING
                    ending.wait(_AGAIN)
                    continue
                while not ending.is_set():
                    began = monotonic()
                    still_ours()
                    # Whoever seals once beside this one is waited for, and leaves nothing to do.
                    size = sealer.seal()
                    if said != _SEALING:
                        screen().print(Text(f"Sealed up to {size}; {_SEALING}", GOOD))
                    said = _SEALING
                    while not seals.follower.wait(size, _AGAIN) and not ending.is_set():
                        pass
                    ending.wait(max(0.0, PAUSE - (monotonic() - began)))
        except StoreUnreachableError as gone:
            if said != _GONE:
                say(f"{gone} {_GONE}")
            said = _GONE
            ending.wait(_AGAIN)
    screen().print(Text(f"Ended. Sealed up to {max(size, 0)}.", GOOD))
