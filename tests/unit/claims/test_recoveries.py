"""
Recoveries: what is refused with its paragraph, what is noted, and until when a case is kept.
"""

from dataclasses import replace
from datetime import date

import pytest

from ledger.claims.recoveries import recoverable
from ledger.claims.recoveries.deciding import decide_instalments, decide_recovery
from ledger.claims.recoveries.noticing import recovery_notices
from ledger.claims.recoveries.refused import (
    AboveReceived,
    AgreedBeforeDecided,
    AlreadyClaimed,
    InstalmentsNotLeft,
    MonthNotComplete,
    NothingOwedBack,
    NotTheDebtor,
    RecoveryIdUsed,
    RecoveryUnknown,
)
from ledger.claims.recoveries.retention import no_paragraph, retained_until
from ledger.domain.refusals import DecidedLater
from ledger.domain.register import Register
from ledger.findings import CaseFacts, Reckoning
from schemas.commands import AgreeInstalments, DecideRecovery
from schemas.payments import InstalmentsAgreed, MoneyRepaid, RecoveryDecided, RecoveryLine
from tests.unit.building import Folder, day, rules, uid

TODAY = date(2027, 1, 1)
ASKED = DecideRecovery(
    decision_id="R-1",
    debtor=uid("provider"),
    decided_on=date(2026, 7, 15),
    due_on=date(2026, 8, 14),
    provision="108:2",
    months=("2026-02",),
)
PLAN = AgreeInstalments(
    recovery="fk/r-1",
    agreed_on=date(2026, 8, 20),
    instalments=((date(2026, 9, 30), 100_000),),
    lending_per_mille=25,
)


def overpaid(ore: int = 347_700) -> Folder:
    """A month of 240 hours, for which so much more was paid than it owes."""
    folder = Folder()
    folder.grant(60, "2026-01-01")
    folder.work("2026-02", 240)
    order = folder.order("2026-02", 8_344_800 + ore, on="2026-04-20")
    folder.settle(order, 8_344_800 + ore, "2026-04-20")
    return folder


def claimed(folder: Folder, ore: int = 347_700) -> Folder:
    (event,) = decide_recovery(facts(folder), ASKED, TODAY)
    assert isinstance(event, RecoveryDecided)
    lines = tuple(replace(line, amount_ore=ore) for line in event.lines)
    folder.lay(replace(event, lines=lines), "2026-07-15", "r-1")
    return folder


def facts(folder: Folder) -> CaseFacts:
    return CaseFacts(folder.case, Register(()), rules())


def notices(folder: Folder) -> set[str]:
    owed = recoverable(facts(folder), Reckoning.of(rules(), TODAY))
    return {notice.kind for notice in recovery_notices(owed, rules())}


def test_a_recovery_claims_what_its_months_owe_back() -> None:
    (event,) = decide_recovery(facts(overpaid()), ASKED, TODAY)
    assert isinstance(event, RecoveryDecided)
    assert [(line.month, line.amount_ore) for line in event.lines] == [("2026-02", 347_700)]


def test_what_may_not_be_claimed_is_refused_with_its_paragraph() -> None:
    folder = overpaid()
    other = replace(ASKED, debtor=uid("guardian"))
    with pytest.raises(NotTheDebtor, match=r"108:9 a"):
        decide_recovery(facts(folder), other, TODAY)
    assert decide_recovery(facts(folder), replace(other, provision="108:9a"), TODAY)
    with pytest.raises(NothingOwedBack, match=r"Nothing of 2026-03 .*\(SFB 108:2\)"):
        decide_recovery(facts(folder), replace(ASKED, months=("2026-03",)), TODAY)
    period = replace(ASKED, months=(), periods=(day("2026-01-01"),))
    with pytest.raises(NothingOwedBack, match="the period from 2026-01-01"):
        decide_recovery(facts(folder), period, TODAY)
    with pytest.raises(DecidedLater):
        decide_recovery(facts(folder), ASKED, date(2026, 7, 14))


def test_a_month_that_is_not_complete_owes_nothing_back_yet() -> None:
    folder = Folder()
    folder.grant(60, "2026-01-01")
    folder.work("2026-02", 240)
    early = replace(ASKED, decided_on=day("2026-04-10"))
    with pytest.raises(MonthNotComplete, match="8344800 öre of 2026-02 are owed and not yet due"):
        decide_recovery(facts(folder), early, TODAY)


def test_nothing_is_claimed_twice() -> None:
    folder = claimed(overpaid())
    with pytest.raises(RecoveryIdUsed):
        decide_recovery(facts(folder), ASKED, TODAY)
    with pytest.raises(AlreadyClaimed, match="347700 öre were paid too much, and 347700"):
        decide_recovery(facts(folder), replace(ASKED, decision_id="R-2"), TODAY)


def test_who_is_liable_in_place_of_the_insured_owes_at_most_what_it_received() -> None:
    folder = overpaid(0)
    second = folder.order("2026-02", 500_000, on="2026-04-20", payee="other")
    folder.settle(second, 300_000, "2026-04-20")
    asked = replace(ASKED, debtor=uid("other"), provision="108:9a")
    folder_owes = recoverable(facts(folder), Reckoning.of(rules(), ASKED.decided_on))
    assert folder_owes.to_claim_ore == 300_000
    assert decide_recovery(facts(folder), asked, TODAY)
    folder.settle(folder.order("2026-02", 100_000, on="2026-04-20"), 100_000, "2026-04-20")
    with pytest.raises(AboveReceived, match=r"400000 öre of 2026-02 .* received 300000"):
        decide_recovery(facts(folder), asked, TODAY)


def test_instalments_are_what_is_left_of_a_recovery_that_stands() -> None:
    folder = claimed(overpaid())
    with pytest.raises(InstalmentsNotLeft, match="100000 öre, and 347700 are left"):
        decide_instalments(facts(folder), PLAN, TODAY)
    with pytest.raises(RecoveryUnknown):
        decide_instalments(facts(folder), replace(PLAN, recovery="fk/nothing"), TODAY)
    whole = replace(PLAN, instalments=((day("2026-09-30"), 347_700),))
    with pytest.raises(AgreedBeforeDecided, match="a plan follows a decision"):
        decide_instalments(facts(folder), replace(whole, agreed_on=day("2026-07-14")), TODAY)
    (event,) = decide_instalments(facts(folder), whole, TODAY)
    assert isinstance(event, InstalmentsAgreed)


def test_a_claim_of_more_than_was_overpaid_is_noted() -> None:
    assert notices(claimed(overpaid())) == set()
    assert notices(claimed(overpaid(), 347_701)) == {"RECOVERY_ABOVE_OVERPAID"}


def test_what_is_repaid_of_a_period_that_the_case_has_not_is_of_the_recovery_for_it() -> None:
    folder = Folder()
    line = RecoveryLine(amount_ore=1_000, period_from=day("2025-07-01"))
    event = RecoveryDecided(
        decision_id="R-1",
        debtor=uid("provider"),
        decided_on=day("2026-07-15"),
        due_on=day("2026-08-14"),
        provision="108:2",
        lines=(line,),
    )
    folder.lay(event, "2026-07-15")
    back = MoneyRepaid(amount_ore=1_000, repaid_on=day("2026-08-01"), period_from=line.period_from)
    folder.lay(back, "2026-08-01")
    owed = recoverable(facts(folder), Reckoning.of(rules(), TODAY))
    assert [recovery.left_ore for recovery in owed.recoveries.recoveries] == [0]
    assert owed.recoveries.outside == ()


def test_more_repaid_than_claimed_and_a_plan_of_another_sum_are_noted() -> None:
    folder = claimed(overpaid())
    plan = InstalmentsAgreed(
        recovery="fk/r-1",
        agreed_on=day("2026-08-20"),
        instalments=((day("2026-09-30"), 100_000),),
        lending_per_mille=25,
    )
    folder.lay(plan, "2026-08-20")
    assert notices(folder) == {"INSTALMENTS_DIFFER"}
    repaid = MoneyRepaid(
        amount_ore=347_701, repaid_on=day("2026-09-01"), month="2026-02", recovery="fk/r-1"
    )
    folder.lay(repaid, "2026-09-01")
    assert notices(folder) == {"INSTALMENTS_DIFFER", "REPAID_ABOVE_CLAIMED"}


def test_a_case_is_kept_ten_years_after_the_last_payment_recovery_or_instalment() -> None:
    folder = Folder()
    folder.grant(60, "2026-01-01")
    assert retained_until(folder.case, rules()) is None
    assert retained_until(overpaid().case, rules()) == day("2036-04-20")
    assert retained_until(claimed(overpaid()).case, rules()) == day("2036-08-14")
    assert no_paragraph(rules()).startswith("No paragraph was found")
