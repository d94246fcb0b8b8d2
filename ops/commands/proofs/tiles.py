"""
`kvitto tiles`: the sealed log as static files, for programs that are not ours.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from ledger.proofs.tiles import CHECKPOINT, Tile, tiles_of
from ledger.store.seals import Publishing
from ops.commands.failures import ALL_RIGHT, WrongUseError
from ops.commands.options import AsJson
from ops.commands.proofs.keeping import keep, written_whole
from ops.commands.proofs.opened import open_seals
from ops.commands.wiring import open_ledger
from ops.show.counting import counting
from ops.show.money import number
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.screen import GOOD, print_json, screen


def tiles(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", file_okay=False, help="Where the files go.")
    ],
    as_json: AsJson = False,
) -> int:
    """
    Write the sealed log as static files: checkpoint, tiles and entries (C2SP tlog-tiles).

    Any web server can serve them as they are, and programs that know the format verify them
    without our software. Running it again adds what is new; a file that is there is left as it
    is. The checkpoint is written last, and never one that contradicts the one that is there.

    The entries are the events themselves: give them to those only who may read all cases.

    Exit code: 0 written, 2 failure.

    Examples:
      kvitto tiles published

      kvitto verify --against published
    """
    # Who takes every event away is recorded before the first of them leaves.
    with open_ledger(), open_seals() as seals:
        latest = seals.reader.latest()
        if latest is None:
            raise WrongUseError(f"Nothing was sealed yet. Seal it: {program()} seal")
        newest = folder / CHECKPOINT
        seals.refuse_to_forget(newest, latest)
        publishing = Publishing(seals.connections)
        wanted = [tile for tile in tiles_of(latest.size) if not (folder / tile.path).exists()]
        with counting("Writing tiles", len(wanted)) as tell:
            for done, (tile, content) in enumerate(publishing.tiles(wanted), 1):
                _write(folder, tile, content)
                tell(done, len(wanted))
        keep(newest, publishing.note(latest))
    if as_json:
        print_json({"folder": str(folder), "size": latest.size, "written": len(wanted)})
    else:
        said = f"{number(latest.size)} events, {counted(len(wanted), 'new file')} in {folder}."
        step = next_line(f"Next: {program()} verify --against {folder}")
        screen().print(Group(Text(said, GOOD), step))
    return ALL_RIGHT


def _write(folder: Path, tile: Tile, content: bytes | None) -> None:
    if content is None:
        raise WrongUseError(
            f"{tile.path} cannot be written: the stored tiles are not whole. See: {program()}"
            " verify"
        )
    written_whole(folder / tile.path, content)
