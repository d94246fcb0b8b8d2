"""
`kvitto receipt`: one file with which anybody can check what was paid for a month, without us.
"""

from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.text import Text

from ledger.amounts import month_text
from ops.commands.failures import ALL_RIGHT, WrongUseError
from ops.commands.options import AsJson, Policies, Reckon, RegimeName, asked, read_month
from ops.commands.proofs.issuing import issued_receipt, stated
from ops.commands.proofs.keeping import keep
from ops.commands.wiring import open_whole
from ops.postgres.roles import WRITER
from ops.settings import read_settings
from ops.show.proofs.receipts import receipt_report, spelt
from ops.show.screen import GOOD, print_json, screen

_VERIFIER: Final = "verify_receipt.py"


Of = Annotated[str | None, typer.Argument(metavar="CASE", help="The case number.")]
OfMonth = Annotated[
    int | None,
    typer.Argument(metavar="MONTH", parser=read_month, help="The work month, as 2026-02."),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.")
]
Since = Annotated[
    Path | None,
    typer.Option(
        metavar="CHECKPOINT",
        help="Prove also that the log goes on from this checkpoint, which somebody kept.",
    ),
]
VerifierFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write the program that checks receipts without us."),
]


def receipt(
    case: Of = None,
    month: OfMonth = None,
    *,
    output: Output = None,
    since: Since = None,
    verifier: VerifierFile = None,
    reckon: Reckon = None,
    regime: RegimeName = None,
    policy: Policies = None,
    as_json: AsJson = False,
) -> int:
    """
    Write a receipt: what was owed and paid for a month, provable by anybody.

    One file holds the statement with every step, every event that it rests on, and the proofs that
    the log holds them. A program of one file checks it on any Python from 3.11 on, without Kvitto.
    The same facts give the same receipt.

    Exit code: 0 written, 2 failure.

    Examples:
      kvitto receipt FK-000123 2026-02

      kvitto receipt FK-000123 2026-02 -o receipt.json --since my.checkpoint

      kvitto receipt --verifier verify_receipt.py
    """
    _refuse_nowhere(output, verifier)
    if verifier is not None:
        _hand_out(verifier)
    if case is None or month is None:
        if verifier is not None and case is None:
            return ALL_RIGHT
        raise WrongUseError("A receipt is for a case and a month. Name both, as FK-000123 2026-02.")
    question = asked(None, None, reckon, regime, policy)
    settings = read_settings()
    with open_whole(settings, WRITER) as (store, database):
        of = stated(store, question, case, month)
        made, is_new = issued_receipt(settings, database, store, of, since)
    file = output or Path(f"{case}-{month_text(month)}.receipt.json")
    keep(file, spelt(made) + b"\n")
    if as_json:
        print_json(made)
    else:
        shown = _VERIFIER if verifier is None else str(verifier)
        screen().print(receipt_report(made, str(file), shown, is_new=is_new))
    return ALL_RIGHT


def _refuse_nowhere(*given: Path | None) -> None:
    """Refuse files in folders that are not there, before anything is recorded."""
    for file in given:
        if file is not None and not file.parent.is_dir():
            raise WrongUseError(
                f"There is no folder {file.parent}, and nothing was recorded or written. Make it,"
                " or name a file elsewhere."
            )


def _hand_out(file: Path) -> None:
    """Write the program that checks receipts, and say by which hash it is known."""
    program = files("ops.offline").joinpath(_VERIFIER).read_bytes()
    keep(file, program)
    screen(errors=True).print(Text(f"{file}: SHA-256 {sha256(program).hexdigest()}", GOOD))
