"""
The command line: which commands there are, and how each run of one ends.

A command's own module says what it does; `ops.commands.failures` what its exit codes mean.
"""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Final

import typer

from ops.commands.access.recording import watched
from ops.commands.failures import FAILED, ended

_DEBUG: Final = "--debug"


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"kvitto {version('kvitto')}")
        raise typer.Exit


def kvitto(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and end."
        ),
    ] = False,
    _debug: Annotated[
        bool, typer.Option(_DEBUG, help="Show where a failure came from; anywhere on the line.")
    ] = False,
) -> None:
    """
    Audit and pay Swedish personal assistance, with a ledger of events.

    For every öre paid out: which hours, which decision and which paragraph it rests on, and what
    was known when it was paid.

    Begin with: kvitto demo

    Exit codes: 0 all right, 1 findings or rejects, 2 wrong use or failure.
    """


#: The commands as help shows them: what each is for, in the order in which they are met; and
#: the module of each in `ops.commands`, which is read when its command is run.
_COMMANDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Begin": {
        "demo": "demo",
        "generate": "generate",
        "ingest": "ingest",
        "template": "ingest",
    },
    "Verify": {
        "audit": "audit",
        "explain": "explain",
        "balances": "readmodels.balances",
        "anomalies": "watch.anomalies",
        "case": "case",
    },
    "Between payers": {
        "transfers": "between.transfers",
        "reimbursements": "between.reimbursements",
        "sick-pay": "between.sick_pay",
        "debits": "between.debits",
        "recoveries": "between.recoveries",
        "followup": "watch.followup",
    },
    "Books": {"trial-balance": "books.trial_balance", "export": "books.export"},
    "Compare": {"diff": "compare.diff", "whatif": "compare.whatif"},
    "Decide": {"command": "command"},
    "Prove": {
        "seal": "proofs.seal",
        "verify": "proofs.verify",
        "checkpoint": "proofs.checkpoint",
        "receipt": "proofs.receipt",
        "tiles": "proofs.tiles",
        "serve": "proofs.serve",
        "segments": "proofs.segments",
        "access": "access.access",
    },
    "Persons": {
        "person": "persons.person",
        "forget": "persons.forget",
        "keys": "persons.keys",
    },
    "Run": {
        "status": "readmodels.status",
        "rebuild": "readmodels.rebuild",
        "rulebook": "rulebook",
        "doctor": "doctor",
    },
}


def command_line(only: str | None = None) -> typer.Typer:
    """
    Return the command line with all commands, or with one of them alone.

    To read the modules of all takes longer than most commands do.
    """
    app = typer.Typer(
        name="kvitto",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(kvitto)
    for panel, commands in _COMMANDS.items():
        for name, module in commands.items():
            if only in (None, name):
                found = getattr(import_module(f"ops.commands.{module}"), name.replace("-", "_"))
                if isinstance(found, typer.Typer):
                    app.add_typer(found, name=name, rich_help_panel=panel)
                else:
                    app.command(name, rich_help_panel=panel)(watched(name, found))
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (default: the one of this process) and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = _DEBUG in given
    given = [argument for argument in given if argument != _DEBUG]
    if not given:
        ended(lambda: _run(["--help"]), debug=debug)
        return FAILED
    return ended(lambda: _run(given), debug=debug)


def _run(arguments: list[str]) -> object:
    names = {name for commands in _COMMANDS.values() for name in commands}
    # Before the command stand options of the whole: its help names every command.
    first = arguments[0]
    app = command_line(first if first in names else None)
    return app(arguments, prog_name="kvitto", standalone_mode=False)
