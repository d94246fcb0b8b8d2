"""Deciding a claim and taking it back: what follows from the rules, and what is refused."""

from datetime import date
from uuid import UUID

import pytest

from ledger.domain.refusals import Refusal
from ledger.domain.register import Register
from ledger.services.deciding import Known
from ledger.services.deciding import decide as run
from schemas.commands import DecideClaim, ReverseClaim
from schemas.municipal.claims import ClaimDecided, ClaimReversed
from tests.unit.building import Folder, day, rules
from tests.unit.claims.reimbursement_papers import (
    PRICE,
    REFORM,
    WHOLE,
    claim,
    decide,
    folder,
    lay_claim,
    line,
    takeover,
)
from tests.unit.claims.sick_pay_papers import claim as sick_claim
from tests.unit.claims.sick_pay_papers import covering
from tests.unit.claims.sick_pay_papers import folder as sick_folder

TODAY = day("2026-06-30")
ACTOR = UUID(int=9)


def known(papers: Folder, regime: str = REFORM, today: date = TODAY) -> Known:
    return Known(papers.case.history.events, today, rules(regime), Register)


def asked(ref: str, **stated: object) -> DecideClaim:
    return DecideClaim(claim=ref, decided_on=day("2026-06-01"), **stated)  # pyright: ignore[reportArgumentType] - any field


def taken(ref: str, ore: int) -> ReverseClaim:
    return ReverseClaim(claim=ref, reversed_on=TODAY, reversed_ore=ore, ground="void")


def test_what_is_owed_is_granted_with_its_cuts() -> None:
    papers = folder()
    papers.lay(takeover("2026-02-15", "2026-02-10"), "2026-02-10")
    ref = lay_claim(papers, claim())
    decided = ClaimDecided(
        claim=ref,
        decided_on=day("2026-06-01"),
        decided_ore=112 * PRICE,
        cuts=(("AFTER_TAKEOVER", 48 * PRICE),),
    )
    assert run(known(papers), asked(ref)) == [decided]


def test_less_may_be_granted_on_a_ground() -> None:
    papers = folder()
    ref = lay_claim(papers, claim())
    (event,) = run(known(papers), asked(ref, decided_ore=WHOLE - 5, ground="utan faktura"))
    assert isinstance(event, ClaimDecided)
    assert (event.decided_ore, event.cuts, event.ground) == (
        WHOLE - 5,
        (("OTHER", 5),),
        "utan faktura",
    )


def test_sick_pay_is_decided_by_its_own_rules() -> None:
    papers = sick_folder(covering())
    ref = papers.lay(sick_claim(), "2026-04-01", sender="provider")
    (event,) = run(known(papers, "LAW_ACTUAL"), asked(ref))
    assert isinstance(event, ClaimDecided)
    assert event.decided_ore == 733_797
    with pytest.raises(Refusal, match="LSS 9 § 2"):
        run(known(papers, "LAW_ACTUAL"), asked(ref, decided_ore=733_798))


@pytest.mark.parametrize(
    ("ore", "ground", "says"),
    [
        (WHOLE + 1, None, r"5360001 öre would be granted .*\(SOU 2023:9\)"),
        (WHOLE - 1, None, "state the ground"),
    ],
)
def test_another_amount_than_is_owed_is_refused(ore: int, ground: str | None, says: str) -> None:
    papers = folder()
    ref = lay_claim(papers, claim())
    with pytest.raises(Refusal, match=says):
        run(known(papers), asked(ref, decided_ore=ore, ground=ground))


def test_a_claim_that_is_unknown_replaced_or_decided_is_refused() -> None:
    papers = folder()
    first = lay_claim(papers, claim())
    second = lay_claim(papers, claim((line(hours=150),), 150 * PRICE), "2026-04-12")
    with pytest.raises(Refusal, match="no claim fk/C-9"):
        run(known(papers), asked("fk/C-9"))
    with pytest.raises(Refusal, match=f"replaced by {second}"):
        run(known(papers), asked(first))
    decide(papers, second, 150 * PRICE)
    with pytest.raises(Refusal, match="decided before"):
        run(known(papers), asked(second))


def test_a_decision_of_tomorrow_is_refused() -> None:
    papers = folder()
    ref = lay_claim(papers, claim())
    with pytest.raises(Refusal, match="dated 2026-06-01, and today is 2026-05-31"):
        run(known(papers, today=day("2026-05-31")), asked(ref))


def test_a_claim_of_a_year_without_a_rate_is_refused_and_names_the_value() -> None:
    papers = folder()
    month = claim((line(first_day=day("2027-02-01"), last_day=day("2027-02-28")),), month="2027-02")
    ref = lay_claim(papers, month, "2027-04-01")
    with pytest.raises(Refusal, match="No standard rate is known for 2027"):
        run(known(papers, today=day("2027-05-01")), asked(ref))


def test_at_most_what_stands_is_taken_back() -> None:
    papers = folder()
    ref = lay_claim(papers, claim())
    decide(papers, ref, WHOLE)
    reversal = ClaimReversed(claim=ref, reversed_on=TODAY, reversed_ore=WHOLE, ground="void")
    assert run(known(papers), taken(ref, WHOLE)) == [reversal]
    for ore in (0, WHOLE + 1):
        with pytest.raises(Refusal, match="of which 5360000 öre stand"):
            run(known(papers), taken(ref, ore))
    papers.lay(reversal, "2026-06-30")
    with pytest.raises(Refusal, match="of which 0 öre stand"):
        run(known(papers), taken(ref, 1))
