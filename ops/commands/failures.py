"""
How a command ends: its exit code, and one sentence on standard error where it fails.

0 all right, 1 findings or rejects, 2 wrong use or failure. A traceback is for whoever asks for it
with `--debug`.
"""

import os
import sys
import traceback
from collections.abc import Callable
from typing import Final

import typer

from ledger.proofs.merkle import ProofDoesNotHoldError
from ledger.proofs.notes import NoteRefusedError
from ledger.rules import MissingValueError, RulebookError
from ledger.store import StoreError, UnknownEventError, UnreadableEventError
from ops.auditing import WorkerLostError
from ops.postgres import DatabaseRefusedError
from ops.segments.manifest import SegmentsError
from ops.settings import SettingsError
from ops.show.program import NAME, program
from ops.show.screen import plain
from ops.world import DirectoryHoldsOtherFilesError, WorldImpossibleError
from projections.failures import ProjectionError
from schemas.boundary.identity import hides_identity_number

ALL_RIGHT: Final = 0
FOUND: Final = 1
FAILED: Final = 2
#: What shells, and typer, give a command that was stopped from the keyboard.
INTERRUPTED: Final = 130


class WrongUseError(Exception):
    """What was asked for cannot be; the message says why, and what to ask for instead."""


_FORESEEN: Final = (
    DatabaseRefusedError,
    DirectoryHoldsOtherFilesError,
    MissingValueError,
    NoteRefusedError,
    ProjectionError,
    ProofDoesNotHoldError,
    RulebookError,
    SegmentsError,
    SettingsError,
    StoreError,
    UnknownEventError,
    UnreadableEventError,
    WorkerLostError,
    WorldImpossibleError,
    WrongUseError,
)


def ended(run: Callable[[], object], *, debug: bool) -> int:
    """Run a command and return its exit code, whatever becomes of it."""
    try:
        code = run()
    except typer.TyperException as wrong:
        said = wrong.format_message().rstrip(".")
        # A guess at what was meant ends with a question mark.
        say(f"{said}{'' if said.endswith('?') else '.'} {_help_hint(wrong)}")
        return wrong.exit_code or FAILED
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except Exception as failure:  # noqa: BLE001 - the outermost place, where every failure ends
        if debug:
            traceback.print_exc()
        else:
            say(_sentence(failure))
        return FAILED
    if code == INTERRUPTED:
        say("Stopped. What was recorded stays; the same command may be given again.")
    return code if isinstance(code, int) else ALL_RIGHT


def say(sentence: str) -> None:
    """Say something on standard error, in the name of the command."""
    for line in plain(sentence).splitlines():
        print(f"kvitto: {line}", file=sys.stderr)


def _help_hint(wrong: typer.TyperException) -> str:
    context = getattr(wrong, "ctx", None)
    path: str = getattr(context, "command_path", NAME)
    return f"See: {program()}{path.removeprefix(NAME)} --help"


def _sentence(failure: Exception) -> str:
    if isinstance(failure, SettingsError):
        return "\n".join(failure.faults)
    # A message of a library may have lines of its own; ours is one sentence.
    told = " ".join(" ".join([str(failure), *getattr(failure, "__notes__", [])]).split())
    if isinstance(failure, RulebookError):
        return f"The rulebook cannot be had as asked for ({told}). See: {program()} rulebook"
    if isinstance(failure, MissingValueError):
        return f"The calculation stopped: {told}."
    if isinstance(failure, _FORESEEN):
        return told
    if isinstance(failure, OSError):
        where = "" if failure.filename is None else f" ({failure.filename})"
        why = failure.strerror or type(failure).__name__
        return f"The system refused{where}: {why}. Mend that, and give the command again."
    # Nobody has looked at what this message says, so it must not name a person.
    what = "" if hides_identity_number(told) else f": {told}"
    return (
        f"A fault in Kvitto, {type(failure).__name__}{what}. Give the command again with --debug"
        " to see where, and report it."
    )
