"""A paper on a claim that was corrected: the correction counts in its place, in claim and books."""

from collections import Counter

import pytest

from ledger.claims.claim import claims_of
from ledger.postings import postings_of
from ledger.postings.posting import Account
from schemas.municipal.claims import ClaimDecided, ClaimPaid, ClaimRepaid, ClaimReversed
from tests.unit.building import Folder, day
from tests.unit.claims.reimbursement_papers import (
    WHOLE,
    claim,
    decide,
    folder,
    lay_claim,
    pay,
    verified,
)


def booked(papers: Folder, account: Account) -> int:
    """Return the balance of an account over all books."""
    balances: Counter[Account] = Counter()
    for posting in postings_of(papers.case):
        balances[posting.entry.debit] += posting.ore
        balances[posting.entry.credit] -= posting.ore
    return balances[account]


def claimed() -> tuple[Folder, str]:
    papers = folder()
    return papers, lay_claim(papers, claim())


def paid(ref: str, ore: int) -> ClaimPaid:
    return ClaimPaid(claim=ref, paid_on=day("2026-05-20"), paid_ore=ore)


def test_a_corrected_payment_counts_once() -> None:
    papers, ref = claimed()
    decide(papers, ref, WHOLE)
    wrong = papers.lay(paid(ref, 5_000_000), "2026-05-20")
    papers.lay(paid(ref, WHOLE), "2026-05-21", replaces=wrong)
    (found,) = verified(papers).claims
    assert (found.claim.paid_ore, found.outstanding_ore, found.findings) == (WHOLE, 0, ())
    assert booked(papers, Account.BANK) == -WHOLE
    assert booked(papers, Account.CLAIM_PAYABLES) == 0


def test_a_corrected_decision_is_the_one_that_counts() -> None:
    papers, ref = claimed()
    wrong = papers.lay(
        ClaimDecided(claim=ref, decided_on=day("2026-05-04"), decided_ore=WHOLE), "2026-05-04"
    )
    lower = ClaimDecided(claim=ref, decided_on=day("2026-05-04"), decided_ore=WHOLE - 7)
    papers.lay(lower, "2026-05-05", replaces=wrong)
    assert claims_of(papers.case)[ref].decided_ore == WHOLE - 7
    assert [event for _, event in claims_of(papers.case)[ref].life] == [lower]
    assert booked(papers, Account.REIMBURSEMENT_COST) == WHOLE - 7


def test_a_corrected_reversal_takes_back_once() -> None:
    papers, ref = claimed()
    decide(papers, ref, WHOLE)

    def taken(ore: int) -> ClaimReversed:
        return ClaimReversed(
            claim=ref, reversed_on=day("2026-06-01"), reversed_ore=ore, ground="kept"
        )

    wrong = papers.lay(taken(1_000_000), "2026-06-01")
    papers.lay(taken(100_000), "2026-06-02", replaces=wrong)
    assert claims_of(papers.case)[ref].decided_ore == WHOLE - 100_000
    assert booked(papers, Account.REIMBURSEMENT_COST) == WHOLE - 100_000


def test_a_corrected_repayment_comes_back_once() -> None:
    papers, ref = claimed()
    decide(papers, ref, WHOLE)
    pay(papers, ref, WHOLE)

    def back(ore: int) -> ClaimRepaid:
        return ClaimRepaid(claim=ref, repaid_on=day("2026-06-10"), repaid_ore=ore)

    wrong = papers.lay(back(50_000), "2026-06-10")
    papers.lay(back(60_000), "2026-06-11", replaces=wrong)
    assert claims_of(papers.case)[ref].paid_ore == WHOLE - 60_000
    assert booked(papers, Account.BANK) == 60_000 - WHOLE


@pytest.mark.parametrize("wrong_claim", ["kommun-0180/C-9", None])
def test_a_payment_that_named_the_wrong_claim_is_moved(wrong_claim: str | None) -> None:
    papers, ref = claimed()
    decide(papers, ref, WHOLE)
    other = wrong_claim or lay_claim(papers, claim(month="2026-03"))
    wrong = papers.lay(paid(other, WHOLE), "2026-05-20")
    papers.lay(paid(ref, WHOLE), "2026-05-21", replaces=wrong)
    found = verified(papers)
    assert found.stray == {}
    assert {each.ref: each.claim.paid_ore for each in found.claims if each.claim.paid_ore} == {
        ref: WHOLE
    }
    assert booked(papers, Account.BANK) == -WHOLE
    assert booked(papers, Account.CLEARING) == 0
    assert booked(papers, Account.CLAIM_RECEIVABLES) == 0
