"""
`kvitto keys`: the master keys under which what names persons lies: made, changed, given up.
"""

from pathlib import Path
from typing import Annotated, Final

import typer

from ledger.store.vault.master_keys import add_master_key, read_master_keys
from ledger.store.vault.vault import Vault
from ops.commands.access.recording import looking_of
from ops.commands.failures import ALL_RIGHT, WrongUseError
from ops.commands.options import AsJson
from ops.commands.persons.opened import open_custody
from ops.commands.readmodels.opened import progress
from ops.commands.wiring import master_key_file
from ops.postgres.clearing import clear_away
from ops.settings import Settings, read_settings
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.screen import names, print_json, screen, table

#: Tables of which rows are deleted with the keys that are given up.
_WITH_KEYS: Final = ("person_keys", "person_fields")

Lost = Annotated[
    bool, typer.Option("--lost", help="Give up what lies under keys that the file does not hold.")
]
GiveUp = Annotated[
    int, typer.Option(metavar="N", help="Of how many ids that is; a wrong file would say another.")
]
Why = Annotated[
    str | None, typer.Option(metavar="TEXT", help="With --give-up: why; recorded, so name nobody.")
]
Actor = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who says so. Not given: KVITTO_ACTOR.")
]

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
    lost: Lost = False,
    give_up: GiveUp = 0,
    why: Why = None,
    actor: Actor = None,
    as_json: AsJson = False,
) -> int:
    """
    Wrap the data keys of all persons under the current master key; may be broken off and run again.

    With --lost: what lies under keys that are lost for good is given up, and is kept again when the
    documents that told it are imported again. It is said first of how many ids that is.

    Examples:
      kvitto keys new && kvitto keys rotate

      kvitto keys rotate --lost
    """
    if give_up and not lost:
        raise WrongUseError("Nothing is given up but what lies under lost keys. Add: --lost")
    settings = read_settings()
    file = _file(settings)
    done = left = 0
    with open_custody(settings) as (store, database):
        vault = store.vault
        if lost:
            said = _said(vault, file, give_up, why)
            by = looking_of("keys", said, actor, "").actor
            owner = database.url_owner  # Refused here, before anything is destroyed.
            vault.give_up(give_up, by, said)
            left = clear_away(owner, _WITH_KEYS) if give_up else 0
        total = sum(count.persons for count in vault.counts())
        with progress("Wrapping data keys") as tell:
            for more in vault.wrap_again():
                done += more
                tell(done, total)
        current = vault.check().current
    if as_json:
        print_json({"current": current, "wrapped": done, "persons": total, "given_up": give_up,
                    "rows_left": left})  # fmt: skip
        return ALL_RIGHT
    _tell_given_up(give_up, left)
    screen().print(
        f"{counted(done, 'data key')} wrapped again; all {total} lie under {current}. Other lines"
        " of the file can be removed."
    )
    return ALL_RIGHT


def _tell_given_up(persons: int, left: int) -> None:
    if persons:
        told = f"What was kept of {counted(persons, 'id')} is given up: its master key is lost."
        screen().print(f"{told} Import the documents again to keep it anew.")
    if left:
        screen().print(
            f"{counted(left, 'deleted row')} could not be cleared from the tables yet: an older"
            " transaction still sees them. When it has ended, as kvitto_owner: VACUUM FULL"
            f" {', '.join(f'kvitto.{name}' for name in _WITH_KEYS)};"
        )


def _said(vault: Vault, file: Path, expected: int, why: str | None) -> str:
    """Return why keys are given up; refuse unless it is said, and of how many ids that is."""
    if expected and why is None:
        raise WrongUseError("What is destroyed needs a reason, which is recorded. Add: --why TEXT")
    lost = sum(count.persons for count in vault.lost())
    if lost != expected:
        raise WrongUseError(
            f"What is kept of {counted(lost, 'id')} lies under keys that {file} does not hold, and"
            " would be destroyed for good. Nothing was done. See that it is the right file; where"
            f" its keys are lost: {program()} keys rotate --lost --give-up {lost} --why TEXT"
        )
    return why if why is not None else "nothing lies under another key"


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
    with open_custody(settings) as (store, _):
        counts = {count.master_id: count.persons for count in store.vault.counts()}
        lost = {count.master_id for count in store.vault.lost()} if held else set(counts)
    ids = list(dict.fromkeys([*(held.keys if held else ()), *counts]))
    if as_json:
        print_json(
            {
                "file": str(file),
                "keys": [
                    {
                        "id": id_,
                        "is_current": held is not None and id_ == held.current,
                        "is_held": held is not None and id_ in held.keys and id_ not in lost,
                        "persons": counts.get(id_, 0),
                    }
                    for id_ in ids
                ],
            }
        )
        return ALL_RIGHT
    rows = table(names("master key"), names("in the file"), names("data keys"))
    for id_ in ids:
        is_current = held is not None and id_ == held.current
        place = "no, lost" if id_ in lost else "current" if is_current else "yes"
        rows.add_row(id_, place, str(counts.get(id_, 0)))
    screen().print(rows)
    return ALL_RIGHT
