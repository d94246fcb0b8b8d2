"""
The difference of every case on the screen: sums, causes, and the cases that differ most.
"""

from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.comparing import NOTHING, ORDER, Outcome
from ops.show.compare.amounts import CauseRow, amounts_block, causes_block, left_over
from ops.show.compare.sides import CasesComparison, sides_rows
from ops.show.money import number, signed
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.screen import DOUBTFUL, GOOD, figures, grid, heading, names, spaced, table

#: Cases that are shown unless all are asked for.
_SHOWN: Final = 20


def cases_report(of: CasesComparison) -> Group:
    """Return what differs between both sides of every case, and why."""
    found = of.found
    parts: list[RenderableType] = [
        heading("Kvitto diff", counted(found.cases, "case")),
        grid(sides_rows(of.before, of.after)),
        amounts_block(found.before, found.after, shows_all=of.shows_all),
    ]
    causes = [
        CauseRow(cause, found.causes[cause], counted(found.touched[cause], "case"))
        for cause in ORDER
        if cause in found.causes
    ]
    if causes:
        parts.append(causes_block(causes))
    if found.changed:
        parts.append(_changed(of))
    if found.not_comparable:
        left = counted(len(found.not_comparable), "month")
        ref, first = found.not_comparable[0]
        parts.append(Text(f"{left} in no amount above, as in {ref}: {first.says}.", DOUBTFUL))
    explained = sum((row.change for row in causes), NOTHING)
    residual = found.after - found.before - explained
    parts.append(left_over(residual or (Outcome(1) if found.unexplained else None)))
    return Group(*spaced(parts), _next(of))


def _by_weight(of: CasesComparison) -> list[tuple[str, Outcome]]:
    """Return the cases that differ, those first whose amounts differ most."""
    return sorted(of.found.changed, key=lambda item: (-_weight(item[1]), item[0]))


def _weight(change: Outcome) -> int:
    return max(abs(change.owed_ore), abs(change.paid_ore), abs(change.difference_ore))


def _changed(of: CasesComparison) -> Group:
    every = _by_weight(of)
    shown = every if of.shows_all else every[:_SHOWN]
    title = f"{number(len(every))} of {counted(of.found.cases, 'case')}"
    if len(shown) < len(every):
        title = f"the {number(len(shown))} largest of {title}; all with --all"
    rows = table(
        names("case"),
        figures("owed, kr"),
        figures("paid, kr"),
        figures("difference, kr"),
        figures("state, kr"),
        figures("municipalities, kr"),
    )
    for ref, change in shown:
        rows.add_row(
            ref,
            signed(change.owed_ore),
            signed(change.paid_ore),
            signed(change.difference_ore),
            signed(change.state_ore),
            signed(sum(change.municipal.values())),
        )
    return Group(heading("Cases that differ", title), rows)


def _next(of: CasesComparison) -> RenderableType:
    if not of.found.changed:
        return Text("Nothing differs between the two.", GOOD)
    return next_line(f"Next: {program()} diff {_by_weight(of)[0][0]}{of.typed}")
