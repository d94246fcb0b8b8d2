"""What became of a claim, its equation, and what is wrong with it."""

from ledger.claims.claim import ClaimState, claims_of
from ledger.claims.verify import ClaimKind, VerifiedClaim
from schemas.municipal.claims import ClaimPaid, ClaimRepaid, ClaimReversed
from tests.unit.building import Folder, day
from tests.unit.claims.reimbursement_papers import (
    PRICE,
    WHOLE,
    claim,
    decide,
    folder,
    lay_claim,
    line,
    pay,
    takeover,
    verified,
)


def only(papers: Folder, on: str = "2026-06-30") -> VerifiedClaim:
    (found,) = [each for each in verified(papers, on).claims if each.owed is not None]
    terms = found.claim.paid_ore + found.outstanding_ore + found.withheld_ore
    assert found.owed_ore == terms + found.difference_ore
    assert found.difference_ore == sum(finding.delta_ore for finding in found.findings)
    return found


def wrong(of: VerifiedClaim) -> dict[ClaimKind, int]:
    return {finding.kind: finding.delta_ore for finding in of.findings}


def test_a_claim_waits_is_decided_and_paid() -> None:
    papers = folder()
    ref = lay_claim(papers, claim())
    assert (only(papers).claim.state, only(papers).outstanding_ore) == (ClaimState.CLAIMED, WHOLE)
    decide(papers, ref, WHOLE)
    assert (only(papers).claim.state, only(papers).outstanding_ore) == (ClaimState.DECIDED, WHOLE)
    pay(papers, ref, 5_000_000)
    assert (only(papers).claim.state, only(papers).outstanding_ore) == (ClaimState.DECIDED, 360_000)
    pay(papers, ref, 360_000)
    assert (only(papers).claim.state, only(papers).findings) == (ClaimState.PAID, ())


def test_what_became_known_after_the_decision_is_no_error_of_whoever_decided() -> None:
    papers = folder()
    ref = lay_claim(papers, claim())
    decide(papers, ref, WHOLE)
    papers.lay(takeover("2026-02-15", "2026-05-10"), "2026-05-10")
    (finding,) = only(papers).findings
    assert finding.kind is ClaimKind.CLAIM_DECIDED_WRONG
    assert (finding.delta_ore, finding.delta_then_ore) == (-48 * PRICE, 0)


def test_too_little_decided_is_owed_and_not_granted() -> None:
    papers = folder()
    ref = lay_claim(papers, claim())
    decide(papers, ref, WHOLE - 1)
    assert wrong(only(papers)) == {ClaimKind.CLAIM_DECIDED_WRONG: 1}


def test_what_is_kept_back_on_a_ground_is_withheld_and_not_wrong() -> None:
    papers = folder()
    ref = lay_claim(papers, claim())
    decide(papers, ref, WHOLE - 100, cuts=(("OTHER", 100),), ground="utan faktura")
    assert (only(papers).withheld_ore, only(papers).findings) == (100, ())


def test_payments_beyond_the_decision_are_found_by_their_kind() -> None:
    papers = folder()
    ref = lay_claim(papers, claim())
    pay(papers, ref, 100, "2026-05-01")
    assert wrong(only(papers)) == {ClaimKind.CLAIM_PAID_UNDECIDED: -100}
    decide(papers, ref, WHOLE)
    # The decision covers what was paid too early.
    assert wrong(only(papers)) == {}
    pay(papers, ref, WHOLE)
    assert wrong(only(papers)) == {ClaimKind.CLAIM_PAID_TOO_MUCH: -100}
    pay(papers, ref, WHOLE, "2026-05-25")
    assert wrong(only(papers)) == {
        ClaimKind.CLAIM_PAID_TWICE: -WHOLE,
        ClaimKind.CLAIM_PAID_TOO_MUCH: -100,
    }


def test_what_was_paid_rightly_and_taken_back_is_to_come_back() -> None:
    papers = folder()
    ref = lay_claim(papers, claim((line(hours=100),), 100 * PRICE))
    decide(papers, ref, 100 * PRICE)
    pay(papers, ref, 100 * PRICE)
    taken = ClaimReversed(
        claim=ref, reversed_on=day("2026-06-01"), reversed_ore=100 * PRICE, ground="kept"
    )
    papers.lay(taken, "2026-06-01")
    found = only(papers)
    assert (found.claim.state, found.outstanding_ore) == (ClaimState.REVERSED, -100 * PRICE)
    # By the rules it is owed, so that taking it back was wrong.
    assert wrong(found) == {ClaimKind.CLAIM_DECIDED_WRONG: 100 * PRICE}
    back = ClaimRepaid(claim=ref, repaid_on=day("2026-06-10"), repaid_ore=100 * PRICE)
    papers.lay(back, "2026-06-10")
    assert only(papers).outstanding_ore == 0


def test_what_was_paid_on_a_replaced_claim_counts_against_its_successor() -> None:
    papers = folder()
    first = lay_claim(papers, claim())
    decide(papers, first, WHOLE)
    pay(papers, first, WHOLE)
    second = lay_claim(papers, claim((line(hours=150),), 150 * PRICE), "2026-06-01")
    claims = claims_of(papers.case)
    assert (claims[first].state, claims[first].paid_ore) == (ClaimState.REPLACED, 0)
    assert claims[second].paid_ore == WHOLE
    found = only(papers)
    assert (found.outstanding_ore, found.findings) == (-10 * PRICE, ())
    assert [notice.kind for notice in found.notices] == ["CLAIMED_AGAIN", "CLAIMED_LATE"]
    # Money that is then sent for the first is beyond what was decided of either.
    pay(papers, first, 200, "2026-06-05")
    assert wrong(only(papers)) == {ClaimKind.CLAIM_PAID_TOO_MUCH: -200}
    decide(papers, second, 150 * PRICE, "2026-06-10")
    found = only(papers)
    assert (wrong(found), found.outstanding_ore) == (
        {ClaimKind.CLAIM_PAID_TOO_MUCH: -200},
        -10 * PRICE,
    )


def test_money_for_a_claim_that_is_not_there_is_found() -> None:
    papers = folder()
    papers.lay(
        ClaimPaid(claim="kommun-0180/C-9", paid_on=day("2026-05-20"), paid_ore=700), "2026-05-20"
    )
    papers.lay(
        ClaimRepaid(claim="kommun-0180/C-9", repaid_on=day("2026-05-21"), repaid_ore=200),
        "2026-05-21",
    )
    found = verified(papers)
    assert found.claims == ()
    assert found.stray["kommun-0180/C-9"].delta_ore == -500


def test_a_claim_that_waits_is_told_of_after_three_and_twelve_months() -> None:
    papers = folder()
    ref = lay_claim(papers, claim(), "2026-04-10")
    said = {
        on: [notice.says for notice in only(papers, on).notices]
        for on in ("2026-07-09", "2026-07-10", "2027-04-10")
    }
    assert said["2026-07-09"] == []
    assert "more than 3 months" in said["2026-07-10"][0]
    assert "more than 12 months" in said["2027-04-10"][0]
    decide(papers, ref, WHOLE)
    assert only(papers, "2027-04-10").notices == ()
