"""Claims of municipalities, whatever they say: the sums hold, no hour is paid twice, nor lost."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.amounts import month_of
from ledger.claims.claim import ClaimOwed
from ledger.claims.reimbursement import reimbursements_of
from ledger.claims.verify import verify_claims
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.statement import Carried, statement
from schemas.municipal.claims import (
    ClaimDecided,
    ClaimLine,
    ClaimPaid,
    ClaimRepaid,
    ClaimReversed,
    ReimbursementClaimed,
)
from tests.unit.building import Folder, Row, day, rules
from tests.unit.claims.reimbursement_papers import decision, takeover

_DAYS = st.integers(1, 28)
_REGIMES = st.sampled_from(
    ["LAW_ACTUAL", "SOU_2023_9:2026-01-01", "SOU_2023_9:2026-02-10", "SOU_2023_9:2026-04-01"]
)
_WISHES = st.sampled_from(
    [{}, {"reimb.pool": "MONTH"}, {"grant.overlap": "SUM"}, {"cap.allocation": "PRO_RATA"}]
)
_ORE = st.integers(0, 9_000_000)


@st.composite
def lines(draw: st.DrawFn) -> ClaimLine:
    first = draw(_DAYS)
    return ClaimLine(
        first_day=day(f"2026-02-{first:02d}"),
        last_day=day(f"2026-02-{draw(st.integers(first, 28)):02d}"),
        minutes=(draw(st.integers(0, 12_000)), draw(st.sampled_from([1, 4, 7]))),
        price_ore=draw(st.integers(1, 60_000)),
    )


@st.composite
def claims(draw: st.DrawFn) -> ReimbursementClaimed:
    return ReimbursementClaimed(
        municipality=draw(st.sampled_from(["0180", "0180", "0126"])),
        municipal_decision=draw(st.sampled_from(["M-1", "M-1", "M-2", "M-9"])),
        month="2026-02",
        lines=tuple(draw(st.lists(lines(), min_size=1, max_size=3))),
        claimed_ore=draw(_ORE),
        sick_pay_ore=draw(st.sampled_from([0, 70_000])),
    )


@st.composite
def cases(draw: st.DrawFn) -> Folder:
    """Draw a case: decisions of one or two municipalities, a takeover or none, time, claims."""
    folder = Folder()
    folder.lay(decision(), "2025-10-01")
    if draw(st.booleans()):
        code = draw(st.sampled_from(["0180", "0126"]))
        start = f"2026-02-{draw(_DAYS):02d}"
        folder.lay(decision("M-2", start, authority=code, basic_minutes=900), start)
    if draw(st.booleans()):
        folder.lay(takeover(f"2026-02-{draw(_DAYS):02d}", "2026-01-20"), "2026-01-20")
    hours = draw(st.dictionaries(_DAYS, st.integers(1, 24), min_size=1))
    worked: list[Row] = [(on, 0, of * 60, 0) for on, of in sorted(hours.items())]
    folder.report("2026-02", worked)
    folder.bill("2026-02", sum(hours.values()) * 60)
    for event in draw(st.lists(claims(), min_size=1, max_size=4)):
        folder.lay(event, "2026-04-10", sender="kommun")
    return folder


def owed(events: Sequence[Recorded], regime: str, wishes: dict[str, str]) -> dict[str, ClaimOwed]:
    return reimbursements_of(Case.of(events), Register(), book(regime, wishes))


def book(regime: str, wishes: dict[str, str]) -> Rulebook:
    return rules(regime, **{name.replace(".", "_"): value for name, value in wishes.items()})


def units(found: dict[str, ClaimOwed]) -> Fraction:
    """Return the time that is paid for in all claims."""
    return sum(
        (
            Fraction(step.value)
            for of in found.values()
            for step in of.steps
            if step.quantity == "payable, and not paid before"
        ),
        Fraction(0),
    )


@given(papers=cases(), regime=_REGIMES, wishes=_WISHES)
@settings(max_examples=40)
def test_what_is_claimed_is_owed_or_cut(
    papers: Folder, regime: str, wishes: dict[str, str]
) -> None:
    for of in owed(papers.papers, regime, wishes).values():
        assert 0 <= of.owed_ore <= of.claimed_ore
        assert of.claimed_ore == of.owed_ore + sum(cut.ore for cut in of.cuts)
        assert all(cut.ore > 0 for cut in of.cuts)
        assert len({cut.reason for cut in of.cuts}) == len(of.cuts)


@given(papers=cases(), regime=_REGIMES, wishes=_WISHES)
@settings(max_examples=40)
def test_no_hour_is_paid_by_two_payers(papers: Folder, regime: str, wishes: dict[str, str]) -> None:
    found = owed(papers.papers, regime, wishes)
    stated = statement(papers.case, Register(), month_of("2026-02"), book(regime, wishes))
    national = sum(Fraction(line.units) for line in stated.lines)
    reported = sum(
        Fraction(end - start) * 196
        for paper in papers.papers
        for _, start, end, _ in getattr(paper.event, "rows", ())
    )
    assert units(found) + national <= reported


@given(papers=cases(), regime=_REGIMES, wishes=_WISHES, seed=st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_in_which_papers_come_in_does_not_matter(
    papers: Folder, regime: str, wishes: dict[str, str], seed: Random
) -> None:
    shuffled = list(papers.papers)
    seed.shuffle(shuffled)
    assert owed(shuffled, regime, wishes) == owed(papers.papers, regime, wishes)


@st.composite
def lives(draw: st.DrawFn) -> Folder:
    """Draw a case whose claims are decided, paid, taken back and repaid at random."""
    papers = draw(cases())
    refs = [
        paper.envelope.document_ref
        for paper in papers.papers
        if isinstance(paper.event, ReimbursementClaimed)
    ]
    named = st.sampled_from([*refs, "kommun/unknown"])
    for number in range(draw(st.integers(0, 8))):
        ref, on = draw(named), f"2026-{5 + number // 4:02d}-{1 + number:02d}"
        at, ore = day(on), draw(_ORE)
        event = draw(
            st.sampled_from(
                [
                    ClaimDecided(claim=ref, decided_on=at, decided_ore=ore, cuts=(("OTHER", 7),)),
                    ClaimPaid(claim=ref, paid_on=at, paid_ore=ore),
                    ClaimPaid(claim=ref, paid_on=at, paid_ore=1_000),
                    ClaimReversed(claim=ref, reversed_on=at, reversed_ore=ore, ground="void"),
                    ClaimRepaid(claim=ref, repaid_on=at, repaid_ore=ore),
                ]
            )
        )
        papers.lay(event, on)
    return papers


@given(papers=lives(), regime=_REGIMES)
@settings(max_examples=60)
def test_the_findings_of_each_claim_are_its_difference_and_nothing_is_lost(
    papers: Folder, regime: str
) -> None:
    carried = Carried(papers.case.history, Register(), rules(regime))
    found = verify_claims(papers.case, carried, day("2026-12-31"))
    moved = 0
    for paper in papers.papers:
        moved += getattr(paper.event, "paid_ore", 0) - getattr(paper.event, "repaid_ore", 0)
    stray = sum(finding.delta_ore for finding in found.stray.values())
    assert sum(each.claim.paid_ore for each in found.claims) - stray == moved
    for each in found.claims:
        assert sum(finding.delta_ore for finding in each.findings) == each.difference_ore
        if each.owed is None:
            assert (each.claim.paid_ore, each.findings) == (0, ())
