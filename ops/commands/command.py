"""
`kvitto command`: one of our own commands from a file, decided on the case's history.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from ledger.services.commands import CommandOutcome, CommandResult, run_command
from ops.commands.failures import ALL_RIGHT, FOUND
from ops.commands.options import AsJson
from ops.commands.wiring import open_ledger
from ops.settings import read_settings
from ops.show.papers import papers_of
from ops.show.quantities import counted
from ops.show.screen import BAD, GOOD, names, plain, print_json, screen, table, words


def command(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.json",
            exists=True,
            dir_okay=False,
            readable=True,
            help="One command, as a JSON object.",
        ),
    ],
    as_json: AsJson = False,
) -> int:
    """
    Run one of our own commands: of grants, payments, transfers, claims, debits and recoveries.

    They are decide-grant, reassess-grant, withdraw-grant, order-payment, take-over-decision,
    keep-decision, decide-claim, reverse-claim, debit-municipality, decide-recovery and
    agree-instalments.

    In agree-instalments, the recovery is named by the document that decided it, sender/document:
    `kvitto recoveries --case CASE` prints that name.

    The same file may be given again: it is done once, and answered with the first outcome. A
    command that the law forbids is refused with the paragraph.

    Exit code: 0 done, 1 refused or without form, 2 failure.

    Example:
      kvitto command decide-grant.json
    """
    text = file.read_bytes()
    settings = read_settings()
    with open_ledger(settings) as store:
        outcome = run_command(store, text, datetime.now(UTC), settings.rulebook)
    if as_json:
        print_json(_json(outcome))
    else:
        screen().print(_report(outcome))
    return ALL_RIGHT if outcome.result is CommandResult.DONE else FOUND


def _report(outcome: CommandOutcome) -> Group:
    if outcome.result is CommandResult.DONE:
        papers = papers_of(outcome.recorded).values()
        lines = [Text(f"  {paper}") for paper in papers]
        done = counted(len(lines), "event")
        return Group(Text(f"Done: {done} recorded under {outcome.command_id}.", GOOD), *lines)
    if outcome.refusal is not None:
        return Group(Text("Refused: ", BAD).append(plain(outcome.refusal), "default"))
    rows = table(names("field"), words("reason"), words("what to do"))
    for reason in outcome.reasons:
        rows.add_row(plain(reason.field), plain(reason.why), plain(reason.what_now))
    return Group(Text("The file holds no command that can be read.", BAD), rows)


def _json(outcome: CommandOutcome) -> dict[str, object]:
    return {
        "result": outcome.result.value,
        "command_id": None if outcome.command_id is None else str(outcome.command_id),
        "recorded": [paper.as_json() for paper in papers_of(outcome.recorded).values()],
        "refusal": outcome.refusal,
        "reasons": [
            {"field": reason.field, "why": reason.why, "what_now": reason.what_now}
            for reason in outcome.reasons
        ],
    }
