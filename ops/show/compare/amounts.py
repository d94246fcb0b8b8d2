"""
Tables of compared amounts: both sides with the change, and the causes with their waterfall.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.amounts import month_text
from ledger.comparing import Cause, Outcome
from ops.show.compare.bars import waterfall
from ops.show.compare.sides import CAUSES
from ops.show.money import amount, signed
from ops.show.screen import (
    BAD,
    FAINT,
    GOOD,
    STRONG,
    Rows,
    figures,
    heading,
    names,
    table,
    words,
)
from ops.show.words import FINDINGS, municipality

_BAR: Final = 30
#: Municipalities that are shown unless all are asked for.
_SHOWN: Final = 6
_COLUMNS: Final = ("owed", "paid", "pending", "returned", "difference")


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A cause with what it changes, and in a few words what that rests on."""

    cause: Cause
    change: Outcome
    rests_on: str


def _quantities(
    before: Outcome, after: Outcome, *, shows_all: bool
) -> Iterator[tuple[str, int, int]]:
    yield "owed", before.owed_ore, after.owed_ore
    yield "  = paid", before.paid_ore, after.paid_ore
    yield "  + pending", before.pending_ore, after.pending_ore
    yield "  + returned", before.returned_ore, after.returned_ore
    yield "  + difference", before.difference_ore, after.difference_ore
    if before.unmatched_ore or after.unmatched_ore:
        yield "for no month", before.unmatched_ore, after.unmatched_ore
    yield "owed by the state", before.state_ore, after.state_ore
    owed, owes = before.municipal, after.municipal
    codes = sorted(
        {*owed, *owes}, key=lambda code: (-abs(owes.get(code, 0) - owed.get(code, 0)), code)
    )
    shown = codes if shows_all else codes[:_SHOWN]
    for code in shown:
        yield (
            f"by {municipality(code)}",
            before.municipal.get(code, 0),
            after.municipal.get(code, 0),
        )
    rest = codes[len(shown) :]
    if rest:
        yield (
            f"by {len(rest)} others",
            sum(owed.get(code, 0) for code in rest),
            sum(owes.get(code, 0) for code in rest),
        )
    found, finds = before.findings, after.findings
    for kind in sorted({*found, *finds}, key=list(FINDINGS).index):
        yield (
            f"finding: {FINDINGS[kind]}",
            before.findings.get(kind, 0),
            after.findings.get(kind, 0),
        )


def amounts_block(before: Outcome, after: Outcome, *, shows_all: bool) -> Group:
    """Return every amount on both sides, with its change."""
    rows = table(words("quantity"), figures("from, kr"), figures("to, kr"), figures("change, kr"))
    for label, one, other in _quantities(before, after, shows_all=shows_all):
        style = STRONG if other != one else FAINT
        rows.add_row(label, amount(one), amount(other), Text(signed(other - one), style))
    return Group(heading("What differs"), rows)


def causes_block(causes: Sequence[CauseRow]) -> Group:
    """Return what each cause is worth, with a waterfall of the amount that moves."""
    rows = table(names("cause"), words("rests on"), *(figures(of) for of in _COLUMNS))
    for cause in causes:
        rows.add_row(CAUSES[cause.cause], cause.rests_on, *map(signed, _moved(cause.change)))
    parts: list[RenderableType] = [heading("Why, kr", "in the order in which it is applied"), rows]
    for column, name in enumerate(_COLUMNS):
        steps = [_moved(of.change)[column] for of in causes]
        if any(steps):
            parts += [Text(), _waterfall(name, causes, steps)]
            break
    return Group(*parts)


def _moved(change: Outcome) -> tuple[int, ...]:
    """Return the amounts of a change in the order of the columns."""
    return (
        change.owed_ore,
        change.paid_ore,
        change.pending_ore,
        change.returned_ore,
        change.difference_ore,
    )


def months_block(months: Sequence[tuple[int, Outcome]]) -> Group:
    """Return what changes in each month of a case."""
    rows = table(names("month"), *(figures(of) for of in _COLUMNS))
    for month, change in months:
        rows.add_row(month_text(month), *map(signed, _moved(change)))
    return Group(heading("Months that differ, kr"), rows)


def _waterfall(name: str, causes: Sequence[CauseRow], steps: Sequence[int]) -> Rows:
    """Return one amount from cause to cause, with the sum so far."""
    rows = table(names(name), figures("change, kr"), figures("so far, kr"), names(""))
    so_far = 0
    for cause, step, bar in zip(causes, steps, waterfall(steps, _BAR), strict=True):
        if not step:
            continue
        so_far += step
        rows.add_row(CAUSES[cause.cause], signed(step), signed(so_far), bar)
    return rows


def left_over(residual: Outcome | None) -> Text:
    """Say that the causes explain the whole difference, or that this program is wrong."""
    if not residual:
        return Text("Explained to the öre: the causes sum to the change, with 0 öre left.", GOOD)
    fault = "The causes do not sum to the change; that is a fault in Kvitto. Use none of these"
    return Text(f"{fault} amounts, and report it.", f"{STRONG} {BAD}")
