"""
`kvitto keys`: the master keys under which what names persons lies: made, changed, given up.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ledger.store.vault.master_keys import add_master_key, read_master_keys
from ledger.store.vault.vault import Vault
from ops.commands.failures import ALL_RIGHT, WrongUseError
from ops.commands.options import AsJson
from ops.commands.persons.opened import open_custody
from ops.commands.readmodels.opened import progress
from ops.commands.wiring import master_key_file
from ops.settings import Settings, read_settings
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.screen import names, print_json, screen, table

keys = typer.Typer(
    help="Make, change and give up the keys under which what names persons is encrypted."
)


@keys.callback()
def master_keys_of_persons() -> None:
    """Make, change and give up the keys under which what names persons is encrypted."""


def _file(settings: Settings) -> Path:
    file = master_key_file(settings)
    if file is None:
        raise WrongUseError(
            "KVITTO_MASTER_KEY_FILE is not set, so no text of persons is kept on this server. Name"
            " a file in it, and make its first key with: kvitto keys new"
        )
    return file


@contextmanager
def _vault(settings: Settings) -> Generator[Vault]:
    with open_custody(settings) as (store, _):
        yield store.vault


@keys.command()
def new(as_json: AsJson = False) -> int:
    """
    Put a new master key first in the file; what is kept from then on lies under it.

    Example:
      kvitto keys new
    """
    file = _file(read_settings())
    made = add_master_key(file)
    if as_json:
        print_json({"file": str(file), "current": made.current, "keys": list(made.keys)})
        return ALL_RIGHT
    screen().print(f"{made.current} is the current master key; {file} holds {len(made.keys)}.")
    screen().print("Keep a copy of the file apart from the backups of the database.")
    if len(made.keys) > 1:
        screen().print(next_line(f"Next: {program()} keys rotate"))
    return ALL_RIGHT


@keys.command()
def rotate(
    *,
    lost: Annotated[
        bool,
        typer.Option("--lost", help="Give up what lies under keys that the file no longer holds."),
    ] = False,
    give_up: Annotated[
        int,
        typer.Option(metavar="N", help="Of how many ids that is; a wrong file would say another."),
    ] = 0,
    as_json: AsJson = False,
) -> int:
    """
    Wrap the data keys of all persons under the current master key; may be broken off and run again.

    With --lost: what lies under keys that are lost for good is given up, and is kept again when the
    documents that told it are imported again.

    Examples:
      kvitto keys new && kvitto keys rotate

      kvitto keys rotate --lost
    """
    settings = read_settings()
    file = _file(settings)
    given_up = done = 0
    with _vault(settings) as vault:
        if lost:
            _expected(vault, file, give_up)
            given_up = vault.give_up()
        total = sum(count.persons for count in vault.counts())
        with progress("Wrapping data keys") as tell:
            for more in vault.wrap_again():
                done += more
                tell(done, total)
        current = vault.check().current
    if as_json:
        print_json({"current": current, "wrapped": done, "persons": total, "given_up": given_up})
        return ALL_RIGHT
    if given_up:
        said = f"What was kept of {counted(given_up, 'id')} is given up: its master key is lost."
        screen().print(f"{said} Import the documents again to keep it anew.")
    screen().print(
        f"{counted(done, 'data key')} wrapped again; all {total} lie under {current}. Other lines"
        " of the file can be removed."
    )
    return ALL_RIGHT


def _expected(vault: Vault, file: Path, expected: int) -> None:
    """Refuse to destroy what lies under other keys unless it is said of how many ids that is."""
    held = read_master_keys(file).keys
    lost = sum(count.persons for count in vault.counts() if count.master_id not in held)
    if lost != expected:
        raise WrongUseError(
            f"What is kept of {counted(lost, 'id')} lies under keys that {file} does not hold, and"
            " would be destroyed for good. Nothing was done. See that it is the right file; where"
            f" its keys are lost: {program()} keys rotate --lost --give-up {lost}"
        )


@keys.command("list")
def list_keys(as_json: AsJson = False) -> int:
    """
    List the master keys, and how many data keys lie under each.

    Example:
      kvitto keys list
    """
    settings = read_settings()
    file = _file(settings)
    held = read_master_keys(file) if file.exists() else None
    with _vault(settings) as vault:
        counts = {count.master_id: count.persons for count in vault.counts()}
    ids = list(dict.fromkeys([*(held.keys if held else ()), *counts]))
    if as_json:
        print_json(
            {
                "file": str(file),
                "keys": [
                    {
                        "id": id_,
                        "is_current": held is not None and id_ == held.current,
                        "is_held": held is not None and id_ in held.keys,
                        "persons": counts.get(id_, 0),
                    }
                    for id_ in ids
                ],
            }
        )
        return ALL_RIGHT
    rows = table(names("master key"), names("in the file"), names("data keys"))
    for id_ in ids:
        place = "no, lost" if held is None or id_ not in held.keys else "yes"
        rows.add_row(id_, "current" if held and id_ == held.current else place,
                     str(counts.get(id_, 0)))  # fmt: skip
    screen().print(rows)
    return ALL_RIGHT
