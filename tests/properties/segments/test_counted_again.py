"""
What leaves with segments counts payments as the ledger does, however papers contradict each other.
"""

import importlib.util
import json
from collections import Counter, defaultdict
from datetime import date, datetime
from types import ModuleType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.amounts import month_text
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.findings import Verifier
from ledger.findings.counted import Counted, counted
from ledger.store.codec import dump, name_of
from schemas.payments import (
    MoneyRepaid,
    OrderLine,
    PaymentOrdered,
    PaymentReturned,
    PaymentSettled,
    RecoveryRemitted,
)
from schemas.reports import BillReceived
from tests.architecture.tree import ROOT
from tests.unit.building import recorded, rules, stamp, uid

REFS = tuple(f"fk/d{number}" for number in range(8))
MONTHS = ("2026-01", "2026-02", None)
ORE = st.sampled_from((0, 1, 100, 580, 50_000))
DAY = date(2026, 3, 1)
PURPOSES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    ({"month": "2026-01"}, {"month": "2026-02"}, {"period_from": date(2025, 9, 1)})
)


def stranger() -> ModuleType:
    """Return the program as it leaves: a file of its own."""
    file = ROOT / "ops/segments/leaving/count_balances.py"
    spec = importlib.util.spec_from_file_location("count_balances", file)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


COUNT = stranger().count


@st.composite
def lines(draw: st.DrawFn) -> OrderLine:
    if draw(st.integers(0, 3)) == 0:
        return OrderLine(amount_ore=-draw(ORE), set_off=True, **draw(PURPOSES))
    if draw(st.booleans()):
        return OrderLine(amount_ore=draw(ORE), **draw(PURPOSES))
    bill = draw(st.sampled_from((*REFS, "fk/unknown", None)))
    return OrderLine(amount_ore=draw(ORE), month=draw(st.sampled_from(MONTHS)), bill=bill)


@st.composite
def events(draw: st.DrawFn) -> Any:  # noqa: ANN401 - one of six
    kind = draw(st.integers(0, 5))
    ref, ore = draw(st.sampled_from(REFS)), draw(ORE)
    if kind == 0:
        return BillReceived(draw(st.sampled_from(("2026-01", "2026-02"))), 60)
    if kind == 1:
        return PaymentSettled(ref, ore, DAY)
    if kind == 2:
        return PaymentReturned(ref, ore, DAY)
    if kind == 3:
        return MoneyRepaid(amount_ore=ore, repaid_on=DAY, **draw(PURPOSES))
    if kind == 4:
        return RecoveryRemitted(amount_ore=ore, decided_on=DAY, **draw(PURPOSES))
    parts = tuple(draw(st.lists(lines(), min_size=1, max_size=3)))
    total = sum(line.amount_ore for line in parts)
    return PaymentOrdered(payee=uid("provider"), pay_on=DAY, total_ore=total, lines=parts)


@st.composite
def histories(draw: st.DrawFn) -> list[Recorded]:
    found = draw(st.lists(events(), max_size=8))
    return [
        recorded(
            event,
            known=stamp(f"2026-03-0{draw(st.integers(1, 4))}"),
            document=f"d{number}",
            replaces=draw(st.sampled_from((None, None, *REFS))),
        )
        for number, event in enumerate(found)
    ]


def as_read(of: Recorded) -> dict[str, Any]:
    """Return a paper as the program makes it of a row."""
    held = json.loads(dump(of.envelope, of.event))
    by, said = held["envelope"], held["event"]
    return {
        "kind": name_of(of.event).partition("/")[0],
        "ref": f"{by['sender']}/{by['document_id']}",
        "key": (datetime.fromisoformat(by["known_at"]), by["sender"], by["document_id"]),
        "replaces": by["replaces"],
        "event": said,
        "ore": said.get("amount_ore"),
    }


def figures(of: Counted) -> dict[str, int]:
    names = ("ordered", "unsettled", "settled", "returned", "recovered", "remitted", "paid")
    return {name: getattr(of, f"{name}_ore") for name in names}


@given(histories())
def test_both_count_the_same(history: list[Recorded]) -> None:
    told: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    COUNT("a case", [as_read(of) for of in history], told)
    expected = {
        (
            "a case",
            "" if month is None else month_text(month),
            "" if period is None else date.fromordinal(period).isoformat(),
        ): figures(of)
        for (month, period), of in counted(history).items()
    }
    assert {key: {name: of[name] for name in figures(Counted())} for key, of in told.items()} == (
        expected
    )


@given(histories())
def test_what_is_counted_without_the_law_is_what_findings_say_was_paid(
    history: list[Recorded],
) -> None:
    found = counted(history)
    verifier = Verifier(Case.of(history), Register([]), rules(), date(2026, 12, 31))
    # No period is the case's: what names one is paid for nothing, and belongs to no month.
    for month in verifier.months:
        told = verifier.month(month).now.paid_ore
        assert told == found.get((month, None), Counted()).paid_ore


def test_of_papers_that_replace_each_other_the_latest_known_stands() -> None:
    def repaid(ore: int, known: str, document: str, replaces: str) -> Recorded:
        event = MoneyRepaid(amount_ore=ore, repaid_on=DAY, month="2026-01")
        return recorded(event, stamp(known), document, replaces=replaces)

    history = [repaid(1, "2026-03-02", "d0", "fk/d1"), repaid(2, "2026-03-01", "d1", "fk/d0")]
    told: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    COUNT("a case", [as_read(of) for of in history], told)
    ((found, expected),) = zip(told.values(), counted(history).values(), strict=True)
    assert found["recovered"] == expected.recovered_ore == 1
