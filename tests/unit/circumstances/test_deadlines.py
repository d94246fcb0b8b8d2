"""By when papers are in time: excuses, court review, advances, and what only notes lateness."""

import pytest

from ledger.amounts import month_of
from ledger.domain.accounts import accounts_of
from ledger.statement import Gate
from schemas.circumstances import LatenessExcused
from schemas.decisions import GrantReinstated
from schemas.terms import FinalSettlementMade, PaymentTermsStated
from tests.unit.building import Folder, day, rows, rules

#: February's papers are due on Tuesday 7 April; this is a month later.
LATE = "2026-05-07"


@pytest.fixture
def folder() -> Folder:
    folder = Folder()
    folder.grant(60)
    return folder


def late_work(folder: Folder, month: str = "2026-02", known: str = LATE) -> None:
    folder.report(month, rows("1-10 08:00-18:00"), known=known)
    folder.bill(month, 6000, known=known)


def excuse(folder: Folder, month: str, known: str = "2026-06-01") -> None:
    event = LatenessExcused(month=month, decided_on=day(known), ground="illness")
    folder.lay(event, known)


def reinstate(folder: Folder, withdrawal: str, decided: str) -> None:
    event = GrantReinstated(
        decision_id="r", authority="FK", decided_on=day(decided), withdrawal=withdrawal, ground="x"
    )
    folder.lay(event, decided)


def due(folder: Folder, month: str) -> str:
    return str(accounts_of(folder.case, month_of(month), rules()).due.on)


def test_an_excuse_lifts_the_lateness_of_its_month_only(folder: Folder) -> None:
    late_work(folder)
    late_work(folder, "2026-03", known="2026-06-07")
    assert folder.owed("2026-02").owed_ore == 0
    excuse(folder, "2026-02")
    assert folder.owed("2026-02").owed_ore == 100 * 34_770
    assert folder.owed("2026-03").owed_ore == 0


def test_an_excuse_is_known_from_its_own_day(folder: Folder) -> None:
    late_work(folder)
    excuse(folder, "2026-02")
    before = folder.case.before(len(folder.papers) - 1)
    assert accounts_of(before, month_of("2026-02"), rules()).reports[0].late


def test_months_under_court_review_have_until_the_second_month_after_it(folder: Folder) -> None:
    withdrawal = folder.withdraw("2026-02-16", "2026-02-10")
    reinstate(folder, withdrawal, "2026-09-20")
    # From the month in which the withdrawal took effect to that of the reinstating decision:
    # the 5th of November 2026, a Thursday. January and October have their own days.
    assert due(folder, "2026-01") == "2026-03-05"
    assert due(folder, "2026-02") == "2026-11-05"
    assert due(folder, "2026-09") == "2026-11-05"
    assert due(folder, "2026-10") == "2026-12-07"


@pytest.mark.parametrize(("known", "owed"), [("2026-11-05", 3_477_000), ("2026-11-06", 0)])
def test_after_the_review_the_papers_count_until_their_day(
    folder: Folder, known: str, owed: int
) -> None:
    reinstate(folder, folder.withdraw("2026-02-01", "2026-01-20"), "2026-09-20")
    late_work(folder, known=known)
    assert folder.owed("2026-02").owed_ore == owed


def test_a_reinstatement_of_what_nobody_withdrew_moves_nothing(folder: Folder) -> None:
    reinstate(folder, "fk/unknown", "2026-09-20")
    assert due(folder, "2026-02") == "2026-04-07"


def advance(folder: Folder) -> None:
    folder.lay(PaymentTermsStated(effective_from=day("2026-01-01"), advance=True), "2026-01-01")


def cut_late(folder: Folder, late: str = "CUT") -> int:
    cuts = folder.owed("2026-02", late=late).cuts
    return sum(int(cut.minutes) for cut in cuts if cut.gate is Gate.LATE)


@pytest.mark.parametrize(("known", "late"), [("2026-08-10", 0), ("2026-08-11", 6000)])
def test_nothing_received_after_the_settlement_of_the_advances_counts(
    folder: Folder, known: str, late: int
) -> None:
    advance(folder)
    settled = FinalSettlementMade(period_from=day("2026-01-01"), settled_on=day("2026-08-10"))
    folder.lay(settled, "2026-08-10")
    late_work(folder, known=known)
    assert cut_late(folder) == late


@pytest.mark.parametrize(("known", "late"), [("2026-09-01", 0), ("2026-09-02", 6000)])
def test_without_a_settlement_an_advance_is_closed_two_months_after_the_period(
    folder: Folder, known: str, late: int
) -> None:
    advance(folder)
    late_work(folder, known=known)
    assert cut_late(folder) == late


def test_noted_lateness_still_cuts_what_was_worked_before_the_decision() -> None:
    folder = Folder()
    folder.grant(60, decided="2026-02-06")
    late_work(folder)
    # The first to the fifth lie before the decision: their account was late (R7).
    assert cut_late(folder, late="NOTICE") == 5 * 600
    assert cut_late(folder) == 6000


def test_noted_lateness_of_a_correction_cuts_what_it_adds_before_the_decision() -> None:
    folder = Folder()
    folder.grant(60, decided="2026-02-06")
    folder.report("2026-02", rows("1-10 08:00-16:00"))
    folder.bill("2026-02", 6000)
    folder.report("2026-02", rows("1-10 08:00-18:00"), known=LATE)
    assert cut_late(folder, late="NOTICE") == 5 * 120
    assert cut_late(folder) == 10 * 120
