"""
`kvitto command`: one of our own commands from a file, decided on the case's history.
"""

from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from ledger.services.commands import CommandOutcome, CommandResult, run_command
from ops.commands.failures import ALL_RIGHT, FOUND
from ops.commands.options import AsJson
from ops.commands.wiring import open_ledger
from ops.postgres.roles import WRITER
from ops.settings import read_settings
from ops.show.money import amount
from ops.show.papers import papers_of
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.screen import BAD, GOOD, names, plain, print_json, screen, table, words
from ops.show.words import PAPERS
from schemas.catalogue import NAMES, Event


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
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Decide, say what would be recorded, and record nothing."),
    ] = False,
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
    command that the law forbids is refused with the paragraph. A command is done whole or not at
    all.

    Exit code: 0 done or, with --dry-run, would be done; 1 refused or without form, 2 failure.

    Example:
      kvitto command decide-grant.json
    """
    text = file.read_bytes()
    settings = read_settings()
    with open_ledger(settings, WRITER) as store:
        outcome = run_command(store, text, datetime.now(UTC), settings.rulebook, trial=dry_run)
    if as_json:
        print_json(_json(outcome))
    else:
        screen().print(_report(outcome))
        if outcome.result is CommandResult.WOULD_BE_DONE:
            step = next_line(f"Next: {program()} command {quote(str(file))}")
            # In a group of its own: a bare text would be joined, and wrapped after all.
            screen().print(Group(step))
    done = (CommandResult.DONE, CommandResult.WOULD_BE_DONE)
    return ALL_RIGHT if outcome.result in done else FOUND


def _report(outcome: CommandOutcome) -> Group:
    if outcome.result is CommandResult.DONE:
        papers = papers_of(outcome.recorded)
        lines = [
            line
            for one in outcome.recorded
            for line in (Text(f"  {papers[one.envelope.event_id]}"), *_values(one.event))
        ]
        done = counted(len(papers), "event")
        said = f"Done: {done} recorded under {outcome.command_id}."
        if outcome.already:
            said = f"Done before: {done} under {outcome.command_id}; nothing was added."
        return Group(Text(said, GOOD), *lines)
    if outcome.result is CommandResult.WOULD_BE_DONE:
        events = counted(len(outcome.decided), "event")
        said = f"Nothing was recorded. {events} would be, under {outcome.command_id}:"
        lines = [
            line
            for event in outcome.decided
            for line in (Text(f"  {PAPERS[NAMES[type(event)]]}"), *_values(event))
        ]
        return Group(Text(said, GOOD), *lines)
    if outcome.refusal is not None:
        return Group(Text("Refused: ", BAD).append(plain(outcome.refusal), "default"))
    rows = table(names("field"), words("reason"), words("what to do"))
    for reason in outcome.reasons:
        rows.add_row(plain(reason.field), plain(reason.why), plain(reason.what_now))
    return Group(Text("The file holds no command that can be read.", BAD), rows)


def _values(event: Event) -> list[Text]:
    """Return the amounts and days that an event holds, those that the rules gave among them."""
    return [
        Text(f"    {name.removesuffix('_ore').replace('_', ' ')}: {written}")
        for name, value in _amounts_and_days(event).items()
        for written in [amount(value) if isinstance(value, int) else value]
    ]


def _amounts_and_days(event: Event) -> dict[str, int | str]:
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if isinstance(value, date) or (name.endswith("_ore") and isinstance(value, int))
    }


def _json(outcome: CommandOutcome) -> dict[str, object]:
    return {
        "result": outcome.result.value,
        "command_id": None if outcome.command_id is None else str(outcome.command_id),
        "recorded": [paper.as_json() for paper in papers_of(outcome.recorded).values()],
        "already": outcome.already,
        "values": [_amounts_and_days(one.event) for one in outcome.recorded],
        "would_record": [
            {"type": NAMES[type(event)], "values": _amounts_and_days(event)}
            for event in outcome.decided
        ],
        "refusal": outcome.refusal,
        "reasons": [
            {"field": reason.field, "why": reason.why, "what_now": reason.what_now}
            for reason in outcome.reasons
        ],
    }
