"""
The control equation on the screen: what was owed, where it is, and what the difference is made of.
"""

from collections.abc import Mapping
from typing import Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from ledger.findings import Kind
from ops.show.money import kronor, number, signed
from ops.show.screen import BAD, FAINT, STRONG, figures, heading, names, table, words
from ops.show.words import FINDINGS, ORDER
from projections.audit import AuditReport, KindTotal, Totals

#: The kinds that are no part of the difference: each has an amount of its own.
_APART: Final = {Kind.WRONG_SPLIT, Kind.UNMATCHED, Kind.RETURNED_NOT_PAID_AGAIN}


def equation(totals: Totals) -> Group:
    """Return the equation over all months; the findings must sum to its difference."""
    block = _amounts()
    block.add_row("  owed", Text(kronor(totals.owed_ore), STRONG), "by decisions, time and law")
    block.add_row("    = paid", kronor(totals.paid_ore), "settled by the bank, less returned")
    block.add_row("    + pending", kronor(totals.pending_ore), "not settled, or not yet due")
    block.add_row("    + returned", kronor(totals.returned_ore), "and not paid again")
    difference = kronor(totals.difference_ore, signed=True)
    block.add_row("    + difference", Text(difference, STRONG), _difference_says(totals))
    block.add_row(
        "      of it then", kronor(totals.then_ore, signed=True), "known when it was paid"
    )
    lines = [heading("Control equation"), block]
    if totals.residual_ore:
        fault = (
            f"The findings do not sum to the difference: {kronor(totals.residual_ore)} are left."
            " This is a fault in Kvitto; use none of these amounts, and report it."
        )
        lines.append(Text(fault, f"{STRONG} {BAD}"))
    return Group(*lines)


def _difference_says(totals: Totals) -> str:
    if totals.residual_ore:
        return ""
    return "= the sum of the findings, to the öre"


def kinds_table(kinds: Mapping[Kind, KindTotal]) -> Table:
    """Return the kinds with their sum, which is the difference, and after it those apart."""
    rows = table(
        names("kind"), figures("count"), figures("now, kr"), figures("then, kr"), words("meaning")
    )
    ordered = sorted(kinds, key=ORDER.__getitem__)
    inside = [kind for kind in ordered if kind not in _APART]
    apart = [kind for kind in ordered if kind in _APART]
    for kind in inside:
        _kind_row(rows, kind.value, kinds[kind], FINDINGS[kind])
    rows.add_section()
    total = KindTotal(
        sum(kinds[kind].count for kind in inside),
        sum(kinds[kind].delta_ore for kind in inside),
        sum(kinds[kind].delta_then_ore for kind in inside),
    )
    _kind_row(rows, "in the equation", total, "= the difference above", STRONG)
    rows.add_section()
    for kind in apart:
        _kind_row(rows, kind.value, kinds[kind], FINDINGS[kind])
    return rows


def _kind_row(rows: Table, name: str, total: KindTotal, says: str, style: str = "") -> None:
    amounts = (signed(total.delta_ore), signed(total.delta_then_ore))
    rows.add_row(name, number(total.count), *amounts, says, style=style)


def outside_the_equation(report: AuditReport) -> Group | None:
    """Return the amounts with an equation of their own, or None where there are none."""
    totals = report.totals
    block = _amounts()
    if totals.unmatched_ore:
        block.add_row(
            "  ordered for no month", kronor(totals.unmatched_ore, signed=True), "UNMATCHED"
        )
    if totals.municipal_ore or totals.debited_ore:
        block.add_row("  municipalities owe", kronor(totals.municipal_ore), "their part of owed")
        block.add_row("  municipalities debited", kronor(totals.debited_ore), "in the orders")
    if totals.split_ore:
        block.add_row("  wrongly debited", kronor(totals.split_ore, signed=True), "WRONG_SPLIT")
    if not block.row_count:
        return None
    return Group(heading("Outside the equation"), block)


def _amounts() -> Table:
    block = Table.grid(padding=(0, 2, 0, 0))
    block.add_column(no_wrap=True)
    block.add_column(justify="right", no_wrap=True)
    block.add_column(style=FAINT)
    return block
