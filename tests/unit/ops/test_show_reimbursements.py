"""
Reimbursements on the screen: the equation in the heading holds row by row, and fits.
"""

from datetime import date
from uuid import UUID

from rich.console import Console

from ledger.rules import load_rulebook
from ops.show.between.reimbursements import reimbursements_report
from ops.show.readmodels.balances import AsOf
from projections.tables.reimbursed import ClaimRow, Municipality


def test_what_was_withheld_has_a_column_and_the_table_fits() -> None:
    of = AsOf(1, None, 1, date(2026, 11, 22), load_rulebook())
    paid, to_come, withheld = 5_905_200, 1_000, 6_447_400
    owed = paid + to_come + withheld
    total = Municipality("1781", 40, 12, 0, owed, owed, 0, paid, to_come, withheld, 0)
    claim = "kommun-1781/ersattning.c000040.2026-01.1"
    row = ClaimRow(
        UUID(int=1),
        claim,
        "1781",
        "m1",
        24312,
        "DECIDED",
        date(2026, 2, 1),
        date(2026, 3, 1),
        owed,
        owed,
        0,
        paid,
        to_come,
        withheld,
        0,
        "",
        "",
    )
    console = Console(width=100, markup=False, highlight=False, emoji=False)
    with console.capture() as capture:
        console.print(reimbursements_report(of, [total], [row], "1781", shows_all=False))
    text = capture.get()
    assert all(len(line.rstrip()) <= 100 for line in text.splitlines())
    assert "64 474,00" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert claim in text
