"""R15: its minutes and its öre are what the claim's own reckoning cuts, and no other."""

from fractions import Fraction
from typing import Any

from ledger.anomalies import Anomaly
from ledger.anomalies.sought.takeover import claimed_twice
from ledger.anomalies.value import Priced
from ledger.claims.claim import claims_of
from ledger.domain.register import Register
from ledger.statement import Carried
from tests.unit.building import Folder, day, rows, rules, uid
from tests.unit.claims.reimbursement_papers import (
    PRICE,
    REFORM,
    claim,
    cuts,
    decision,
    lay_claim,
    line,
    owed,
    takeover,
)


def found(papers: Folder, regime: str = REFORM) -> list[Anomaly]:
    case, rulebook = papers.case, rules(regime)
    priced = Priced(case, Carried(case.history, Register(), rulebook))
    return list(claimed_twice(priced, uid("case"), claims_of(case), lambda _: True))


def case_taken_over(worked: str, month: str, start: str, minutes: int, **of: Any) -> Folder:  # noqa: ANN401 - any field
    """A case of which one line is claimed, taken over on a day."""
    papers = Folder()
    papers.lay(decision(), "2025-10-01")
    papers.lay(takeover(start, start), start)
    if worked:
        papers.report(month, rows(worked))
    of_line = line(minutes=(minutes, 1), **of)
    asked = round(Fraction(minutes * PRICE, 60))
    lay_claim(papers, claim([of_line], asked, month=month), "2026-12-01")
    return papers


def test_the_longest_night_of_the_year_has_an_hour_more() -> None:
    days = {"first_day": day("2026-10-25"), "last_day": day("2026-10-25")}
    papers = case_taken_over("25 00:00-08:00", "2026-10", "2026-10-12", 9 * 60, **days)
    (one,) = found(papers)
    # From 00 to 08 as the clocks go back is 9 hours, and 9 · 335 kr are asked for.
    assert (one.minutes, one.stake_ore) == (540, 9 * PRICE)
    (of,) = owed(papers).values()
    assert cuts(of) == {"AFTER_TAKEOVER": one.stake_ore}


def test_days_of_forsakringskassan_without_any_report_are_told_too() -> None:
    papers = case_taken_over("", "2026-02", "2026-02-01", 120)
    (one,) = found(papers)
    assert (one.minutes, one.stake_ore) == (120, 2 * PRICE)


def test_days_before_the_takeover_are_no_finding() -> None:
    assert found(case_taken_over("1-20 08:00-16:00", "2026-02", "2026-03-16", 160 * 60)) == []


def test_where_no_law_reimburses_the_same_is_asked_at_the_price_of_the_claim() -> None:
    days = {"first_day": day("2026-10-25"), "last_day": day("2026-10-25")}
    papers = case_taken_over("25 00:00-08:00", "2026-10", "2026-10-12", 9 * 60, **days)
    (one,) = found(papers, "LAW_ACTUAL")
    assert (one.minutes, one.stake_ore) == (540, 9 * PRICE)


def test_a_claim_of_a_year_without_a_rate_hides_no_other() -> None:
    papers = case_taken_over("", "2026-02", "2026-02-01", 120)
    late = line(first_day=day("2040-02-01"), last_day=day("2040-02-02"))
    lay_claim(papers, claim([late], month="2040-02"), "2040-04-01")
    (one,) = found(papers)
    assert (one.minutes, one.stake_ore) == (120, 2 * PRICE)
