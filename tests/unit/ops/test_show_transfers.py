"""The transfers of a case on the screen: each row tells which decision it is."""

from io import StringIO

from rich.console import Console

from ops.show.between.transfers import transfers_report
from ops.show.readmodels.balances import AsOf
from projections.between.transfers import standing_on
from projections.models.transfers import TransferRow
from tests.unit.building import day, rules, uid

TODAY = day("2026-03-01")


def shown(*codes: str) -> str:
    since = day("2026-01-15").toordinal()
    rows = [
        TransferRow(
            uid("case"),
            code,
            "K-1",
            "VALIDATED",
            None,
            since,
            since,
            None,
            0,
            "WEEK",
            False,
            "[]",
            "[]",
        )
        for code in codes
    ]
    law = rules("SOU_2023_9")
    of = AsOf(2, None, 2, TODAY, law)
    screen = Console(file=StringIO(), width=100)
    with screen.capture() as captured:
        standings = [standing_on(row, TODAY, law) for row in rows]
        screen.print(
            transfers_report(of, "FK-1", standings, {uid("case"): "FK-1"}, shows_all=False)
        )
    return captured.get()


def test_one_decision_of_two_municipalities_stands_with_the_code_of_each() -> None:
    out = shown("0180", "0184")
    assert "0180" in out
    assert "0184" in out
    assert all(len(line) <= 100 for line in out.splitlines())


def test_the_decisions_of_one_municipality_are_told_by_their_names() -> None:
    assert "0180" not in shown("0180")
