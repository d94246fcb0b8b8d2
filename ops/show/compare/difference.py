"""
The difference of one case on the screen: both sides, the causes, and the documents behind them.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.amounts import month_text
from ledger.comparing import Cause, CauseStep, EventStep, Outcome
from ops.show.compare.amounts import CauseRow, amounts_block, causes_block, left_over, months_block
from ops.show.compare.sides import CAUSES, Comparison, sides_rows
from ops.show.money import signed
from ops.show.program import next_line, program
from ops.show.quantities import counted, local_day
from ops.show.screen import (
    DOUBTFUL,
    FAINT,
    GOOD,
    PAPER,
    figures,
    grid,
    heading,
    names,
    spaced,
    table,
    words,
)
from ops.show.words import PAPERS
from schemas.catalogue import NAMES

#: Documents of a cause that are shown unless all are asked for.
_SHOWN: Final = 12


def case_report(of: Comparison) -> Group:
    """Return what differs between both sides of a case, and why."""
    found = of.compared
    parts: list[RenderableType] = [
        heading("Kvitto diff", of.case_ref),
        grid(sides_rows(of.before, of.after)),
        amounts_block(found.before, found.after, shows_all=of.shows_all),
    ]
    if found.causes:
        parts.append(causes_block([_row(of, step) for step in found.causes]))
    if found.months:
        parts.append(months_block(found.months))
    parts += _documents(of)
    parts += [
        Text(f"{month_text(left.month)} is in no amount above: {left.says}.", DOUBTFUL)
        for left in found.not_comparable
    ]
    parts.append(left_over(found.residual))
    return Group(*spaced(parts), _next(of))


def _row(of: Comparison, step: CauseStep) -> CauseRow:
    match step.cause:
        case Cause.RULE if of.before.month != of.after.month:
            rests_on = f"the days and rates of {of.after.when}"
        case Cause.RULE:
            rests_on = "the rulebook"
        case Cause.DAY:
            rests_on = f"{of.before.head.reckoned_on} to {of.after.head.reckoned_on}"
        case _:
            rests_on = counted(len(step.events), "document")
    return CauseRow(step.cause, step.change, rests_on)


def _documents(of: Comparison) -> Iterator[RenderableType]:
    """Yield the documents of each cause; those that change nothing are counted only."""
    steps = [(step, event) for step in of.compared.causes for event in step.events]
    if not steps:
        return
    rows = table(
        names("known"),
        words("document"),
        figures("owed, kr"),
        figures("paid, kr"),
        figures("difference, kr"),
    )
    idle, cut = 0, 0
    for step in of.compared.causes:
        moving = [event for event in step.events if event.change or of.shows_all]
        idle += len(step.events) - len(moving)
        shown = moving if of.shows_all else _largest(moving)
        cut += len(moving) - len(shown)
        if shown:
            rows.add_row("", Text(CAUSES[step.cause], FAINT), "", "", "")
        for event in shown:
            rows.add_row(*_document(event))
    more = [f"{counted(idle, 'document')} more that change nothing"] * bool(idle)
    more += [f"{counted(cut, 'document')} more of less weight"] * bool(cut)
    rest = f"; {' and '.join(more)}, with --all" if more else ""
    yield Group(
        heading("Documents", f"{counted(len(steps), 'document')} in fold order{rest}"), rows
    )


def _largest(events: Sequence[EventStep]) -> list[EventStep]:
    """Return the documents that change most, in their own order."""
    by_weight = sorted(events, key=lambda event: -_weight(event.change))[:_SHOWN]
    kept = {event.recorded.envelope.event_id for event in by_weight}
    return [event for event in events if event.recorded.envelope.event_id in kept]


def _weight(change: Outcome) -> int:
    return max(abs(change.owed_ore), abs(change.paid_ore), abs(change.difference_ore))


def _document(event: EventStep) -> tuple[str, Text, str, str, str]:
    envelope = event.recorded.envelope
    kind = PAPERS[NAMES[type(event.recorded.event)]]
    said = Text.assemble((kind, PAPER), f" {envelope.document_ref}")
    if event.month is not None:
        said.append(f", in {month_text(event.month)}", FAINT)
    if event.gone:
        said.append(", not known at the second point", DOUBTFUL)
    change = event.change
    return (
        local_day(envelope.known_at).isoformat(),
        said,
        signed(change.owed_ore),
        signed(change.paid_ore),
        signed(change.difference_ore),
    )


def _next(of: Comparison) -> RenderableType:
    if not of.compared.change:
        return Text("Nothing differs between the two.", GOOD)
    if of.after.month is not None:
        asked = f"{of.case_ref} {of.after.when}"
        return next_line(f"Next: {program()} explain {asked}{of.after.head.as_typed}")
    if not of.compared.months:
        return next_line(f"Next: {program()} balances --case {of.case_ref}")
    dearest = max(of.compared.months, key=lambda month: (_weight(month[1]), month[0]))[0]
    asked = f"{of.case_ref} {month_text(dearest)}"
    return next_line(f"Next: {program()} diff {asked}{of.typed}")
