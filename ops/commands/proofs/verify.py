"""
`kvitto verify`: everything sealed made anew from the rows, and compared with what is stored.
"""

from pathlib import Path
from typing import Annotated

import typer

from ledger.proofs.notes import NoteRefusedError
from ledger.proofs.tiles import CHECKPOINT
from ledger.store.seals import Verified, Verifying
from ops.auditing import parts_of, processes_for
from ops.commands.failures import ALL_RIGHT, FOUND
from ops.commands.options import AsJson, Processes
from ops.commands.proofs.against import differences
from ops.commands.proofs.keeping import keep, kept_note
from ops.commands.proofs.opened import OpenSeals, open_seals
from ops.show.counting import counting
from ops.show.proofs.verified import verified_json, verified_report
from ops.show.screen import print_json, screen

Kept = Annotated[
    Path | None,
    typer.Option(
        "--kept",
        metavar="FILE",
        help="The checkpoint that you kept. Not given: that of the last verification here.",
    ),
]
Whole = Annotated[
    bool, typer.Option("--whole", help="Read everything again, not only what is new.")
]
Against = Annotated[
    Path | None,
    typer.Option(
        "--against",
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="Files of the log that you kept (kvitto tiles): names the fields that differ.",
    ),
]


def verify(
    *,
    kept: Kept = None,
    whole: Whole = False,
    against: Against = None,
    processes: Processes = None,
    as_json: AsJson = False,
) -> int:
    """
    Verify that nothing was altered: hash every row again and compare it with what was sealed.

    Names the first position that differs and what differs there. The checkpoint that was verified
    is kept outside the database, and the next run reads only what is new and holds it against
    that one. Whoever does not trust this machine keeps checkpoints elsewhere and gives --kept.

    Exit code: 0 everything sealed is as it was sealed, 1 something differs, 2 failure.

    Examples:
      kvitto verify

      kvitto verify --whole --kept my-checkpoint
    """
    with open_seals() as seals:
        file = kept or seals.verified
        if against is not None and kept is None:
            file = against / CHECKPOINT
        note = kept_note(file, must_be=kept is not None or against is not None)
        is_ours = kept is None and against is None
        found = verified(seals, note, whole=whole, is_ours=is_ours, processes=processes)
        if against is not None:
            try:
                found.findings.extend(differences(seals, against, found.findings))
            except NoteRefusedError:
                # Where the log fails at its own name or keys, that has been found.
                if not found.findings:
                    raise
        if not found.findings and found.sealed is not None:
            keep(seals.verified, found.sealed.note)
    if as_json:
        print_json(verified_json(found))
    else:
        screen().print(verified_report(found))
    return FOUND if found.findings else ALL_RIGHT


def verified(
    seals: OpenSeals, note: bytes | None, *, whole: bool, is_ours: bool, processes: int | None
) -> Verified:
    """Verify what is sealed, on as many processes as are wanted."""
    verifying = Verifying(seals.connections, note, whole=whole, is_ours=is_ours)
    runs = verifying.runs
    if not runs:
        return verifying.end([])
    rows = (runs[-1][1] - runs[0][0]) * 256
    parts = parts_of(verifying.task, runs, processes_for(rows, processes))
    # The processes are made before the thread that draws is.
    done = [next(parts)]
    with counting("Verifying", len(runs)) as tell:
        for part in parts:
            done.append(part)
            tell(len(done), len(runs))
    return verifying.end(done)
