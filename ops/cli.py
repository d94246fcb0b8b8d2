"""
The command line: which commands there are, and how each run of one ends.

A command's own module says what it does; `ops.commands.failures` what its exit codes mean.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Annotated, Final

import typer

from ops.commands import case
from ops.commands.audit import audit
from ops.commands.between.debits import debits
from ops.commands.between.recoveries import recoveries
from ops.commands.between.reimbursements import reimbursements
from ops.commands.between.sick_pay import sick_pay
from ops.commands.between.transfers import transfers
from ops.commands.books.export import export
from ops.commands.books.trial_balance import trial_balance
from ops.commands.command import command
from ops.commands.compare.diff import diff
from ops.commands.compare.whatif import whatif
from ops.commands.demo import demo
from ops.commands.doctor import doctor
from ops.commands.explain import explain
from ops.commands.failures import FAILED, ended
from ops.commands.generate import generate
from ops.commands.ingest import ingest, template
from ops.commands.readmodels.balances import balances
from ops.commands.readmodels.rebuild import rebuild
from ops.commands.readmodels.status import status
from ops.commands.rulebook import rulebook
from ops.commands.watch.anomalies import anomalies
from ops.commands.watch.followup import followup

_DEBUG: Final = "--debug"

app = typer.Typer(
    name="kvitto",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"kvitto {version('kvitto')}")
        raise typer.Exit


@app.callback()
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


#: The commands as help shows them: what each is for, in the order in which they are met.
_COMMANDS: Final[Mapping[str, Sequence[Callable[..., object]]]] = {
    "Begin": (demo, generate, ingest, template),
    "Verify": (audit, explain, balances, anomalies),
    "Between payers": (transfers, reimbursements, sick_pay, debits, recoveries, followup),
    "Books": (trial_balance, export),
    "Compare": (diff, whatif),
    "Decide": (command,),
    "Run": (status, rebuild, rulebook, doctor),
}
for _panel, _commands in _COMMANDS.items():
    for _function in _commands:
        app.command(_function.__name__.replace("_", "-"), rich_help_panel=_panel)(_function)
app.add_typer(case.app, name="case", rich_help_panel="Verify")


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
    return app(arguments, prog_name="kvitto", standalone_mode=False)
