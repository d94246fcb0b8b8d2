"""
Debits and recoveries conserve money, whatever was debited, claimed, repaid and replaced.
"""

from datetime import UTC, date, datetime, time
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.amounts import month_text
from ledger.claims.debiting import decide_debit, to_issue
from ledger.claims.debits import debit_accounts, interest_owed_ore
from ledger.claims.recoveries import (
    RecoveryState,
    recoverable,
    recovery_interest_ore,
)
from ledger.claims.recoveries.deciding import decide_recovery
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.findings import CaseFacts, Reckoning, net_ore, reckoned
from projections.models import municipal_debits, recoveries
from projections.models.months import CaseMonths, Month
from projections.models.municipal_debits import ACCOUNTS
from projections.models.recoveries import OWED_BACK
from schemas.catalogue import Event
from schemas.commands import DebitMunicipality, DecideRecovery
from tests.properties.claims.hostile_debits import owed_back
from tests.properties.hostile import Hostile, hostile_cases
from tests.properties.hostile_payments import payments
from tests.unit.building import recorded, uid

#: A sixth of what the profile asks for: each example is a whole case, several times over.
FEW = settings(max_examples=settings().max_examples // 6)
DAYS = st.dates(date(2026, 2, 1), date(2026, 12, 31))
AFTER_ALL = datetime.combine(date(2027, 1, 1), time(12), tzinfo=UTC)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Hostile, list[Recorded]]:
    hostile = draw(hostile_cases())
    papers = [*hostile.papers, *draw(payments(hostile.months)), *draw(owed_back(hostile.months))]
    return hostile, papers


def facts_of(hostile: Hostile, papers: list[Recorded]) -> CaseFacts:
    return CaseFacts(Case.of(papers), Register(hostile.register), hostile.rulebook)


def with_one_more(papers: list[Recorded], event: Event, name: str) -> list[Recorded]:
    return [*papers, recorded(event, AFTER_ALL, name)]


@FEW
@given(cases(), DAYS)
def test_what_was_overpaid_is_claimed_has_come_back_or_is_to_be_claimed(
    given_case: tuple[Hostile, list[Recorded]], day: date
) -> None:
    facts = facts_of(*given_case)
    on = Reckoning.of(facts.rulebook, day)
    for back in recoverable(facts, on).months:
        of = reckoned(facts.month(back.month), on)
        overpaid = back.overpaid_ore + back.excess_ore
        assert overpaid == back.claimed_ore + back.outside_ore + back.to_claim_ore
        assert back.state_ore + sum(back.municipal.values()) == of.now.difference_ore
        assert not (back.overpaid_ore and back.supplement_ore > back.recovered_ore)
        if back.is_complete:
            repaid = sum(ore for _, ore in facts.month(back.month).recovered)
            assert back.overpaid_ore == max(0, repaid - of.now.difference_ore)
        else:
            assert (back.overpaid_ore, back.to_claim_ore, back.supplement_ore) == (0, 0, 0)


@FEW
@given(cases(), DAYS)
def test_what_comes_back_is_of_one_recovery_or_of_none(
    given_case: tuple[Hostile, list[Recorded]], day: date
) -> None:
    facts = facts_of(*given_case)
    found = recoverable(facts, Reckoning.of(facts.rulebook, day)).recoveries
    come = sum(each.ore for each in found.come)
    taken = sum(each.ore for recovery in found.recoveries for each in recovery.come)
    assert come == taken + sum(each.ore for each in found.outside)
    for recovery in found.recoveries:
        assert recovery.left_ore == recovery.claimed_ore - sum(of.ore for of in recovery.come)
        assert recovery.overdue_ore(day) >= 0
        if recovery.left_ore <= 0:
            assert recovery.state(day) in {RecoveryState.SETTLED, RecoveryState.REMITTED}
        for charged in recovery.interest:
            law = recovery_interest_ore(recovery, charged, facts.rulebook)
            days = (charged.last_day - charged.first_day).days + 1
            assert 0 <= law <= charged.principal_ore * days


@FEW
@given(cases(), DAYS)
def test_after_a_debit_nothing_is_to_be_debited_and_the_stream_is_what_is_owed(
    given_case: tuple[Hostile, list[Recorded]], day: date
) -> None:
    hostile, papers = given_case
    facts = facts_of(hostile, papers)
    on = Reckoning.of(facts.rulebook, day)
    for month in facts.months:
        for share in to_issue(facts.month(month), on):
            code = share.municipality
            asked = DebitMunicipality(municipality=code, month=month_text(month), decided_on=day)
            (event,) = decide_debit(facts, asked, date(2027, 1, 1))
            after = facts_of(hostile, with_one_more(papers, event, "issued"))
            again = after.month(month)
            assert [of for of in to_issue(again, on) if of.municipality == code] == []
            assert net_ore(again.debits)[code] == share.owed_ore


@FEW
@given(cases(), DAYS)
def test_after_a_claim_nothing_of_the_month_is_to_be_claimed(
    given_case: tuple[Hostile, list[Recorded]], day: date
) -> None:
    hostile, papers = given_case
    facts = facts_of(hostile, papers)
    on = Reckoning.of(facts.rulebook, day)
    for back in recoverable(facts, on).months:
        if back.to_claim_ore:
            asked = DecideRecovery(
                decision_id="new",
                debtor=uid("anybody"),
                decided_on=day,
                due_on=day,
                provision="108:9",
                months=(month_text(back.month),),
            )
            (event,) = decide_recovery(facts, asked, date(2027, 1, 1))
            after = facts_of(hostile, with_one_more(papers, event, "claimed"))
            (claimed,) = (of for of in recoverable(after, on).months if of.purpose == back.purpose)
            assert claimed.to_claim_ore == 0
            assert claimed.claimed_ore == back.claimed_ore + back.to_claim_ore


@FEW
@given(cases(), DAYS)
def test_a_month_written_out_is_reckoned_as_the_month_that_is_asked(
    given_case: tuple[Hostile, list[Recorded]], day: date
) -> None:
    facts = facts_of(*given_case)
    on = Reckoning.of(facts.rulebook, day)
    for month in facts.months:
        written, asked = facts.gathered(month), facts.month(month)
        kept, found = reckoned(written, on), reckoned(asked, on)
        # Before the first paper of a month that counts it has no shares, and not shares of 0.
        assert {code: ore for code, ore in kept.due_municipal.items() if ore} == {
            code: ore for code, ore in found.due_municipal.items() if ore
        }
        assert (kept.now, kept.then, kept.findings) == (found.now, found.then, found.findings)
        assert kept.debited == found.debited
        assert to_issue(written, on) == to_issue(asked, on)


@FEW
@given(cases(), DAYS)
def test_accounts_add_up_and_their_rows_are_read_as_they_were_written(
    given_case: tuple[Hostile, list[Recorded]], day: date
) -> None:
    facts = facts_of(*given_case)
    accounts = debit_accounts(facts.case, facts.rulebook)
    for (code, month, _), account in accounts.items():
        net = net_ore(facts.debits.get((month, None), ())).get(code, 0)
        assert account.net_ore == net == account.outstanding_ore + account.paid_ore
        assert sum(debit.credited_ore for debit in account.debits) in {0, account.credited_ore}
        assert interest_owed_ore(account, day, facts.rulebook) >= 0
        assert account.overdue_ore(day) >= 0
    months = tuple(Month.of(facts.gathered(month)) for month in facts.months)
    case = CaseMonths(UUID(int=1), months, facts=facts)
    kept = [ACCOUNTS.load(str(row[-1])) for row in municipal_debits.rows(case)]
    assert kept == list(accounts.values())
    for row in recoveries.rows(case):
        written = OWED_BACK.load(str(row[-1]))
        assert OWED_BACK.dump(written) == row[-1]
