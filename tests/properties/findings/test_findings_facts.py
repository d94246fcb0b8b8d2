"""
Facts that were written out answer for every day what the case itself would answer.
"""

from datetime import date, timedelta

from hypothesis import given, settings

from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.findings import CaseFacts, Reckoned, Reckoning, Verifier, reckoned
from tests.properties.hostile import Hostile
from tests.properties.test_findings import FEW, RECKONED, paid_cases

#: Days of reckoning on both sides of every payday that a case may meet.
DAYS = [date(2025, 9, 1) + timedelta(days=8 * number) for number in range(60)]


def as_reckoned(of: Reckoned) -> tuple[object, ...]:
    return (of.month, of.now, of.then, of.orders, of.findings, of.cured, of.debited, of.municipal)


@settings(max_examples=settings().max_examples // 2)
@given(paid_cases())
def test_facts_written_out_reckon_as_the_case_does_on_any_day(paid: tuple[Hostile, Case]) -> None:
    hostile, case = paid
    register = Register(hostile.register)
    facts = CaseFacts(case, register, hostile.rulebook)
    for month in facts.months:
        kept = facts.gathered(month)
        for on in DAYS:
            reckoning = Reckoning.of(hostile.rulebook, on)
            asked = reckoned(facts.month(month), reckoning)
            assert as_reckoned(reckoned(kept, reckoning)) == as_reckoned(asked)


@FEW
@given(paid_cases(), RECKONED)
def test_a_verification_is_what_its_facts_give(paid: tuple[Hostile, Case], on: date) -> None:
    hostile, case = paid
    verifier = Verifier(case, Register(hostile.register), hostile.rulebook, on)
    reckoning = Reckoning.of(hostile.rulebook, on)
    for month in verifier.months:
        kept = verifier.facts.gathered(month)
        assert as_reckoned(reckoned(kept, reckoning)) == as_reckoned(verifier.month(month))
