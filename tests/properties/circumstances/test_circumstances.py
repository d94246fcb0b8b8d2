"""Bars, stays and a register that learns: no minute is lost, and every point has its own answer."""

from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.domain.recorded import fold_order
from ledger.domain.register import Register
from ledger.findings import CaseFacts, Reckoning, reckoned
from ledger.statement import Carried, Gate, statement
from tests.properties.circumstances.circumstanced import circumstanced_cases
from tests.properties.hostile import Hostile
from tests.properties.hostile_payments import payments

#: Two fifths of what the profile asks for: each example is a whole case at several points.
FEW = settings(max_examples=settings().max_examples * 2 // 5)


@FEW
@given(circumstanced_cases())
def test_every_reported_minute_is_payable_or_keeps_its_reason(hostile: Hostile) -> None:
    case = Case.of(hostile.papers)
    carried = Carried(case.history, Register(hostile.register), hostile.rulebook)
    for month in map(month_of, hostile.months):
        of = statement(case, carried.register, month, hostile.rulebook, carried)
        spent = sum(line.minutes for line in of.lines) + sum(cut.minutes for cut in of.cuts)
        rows = [
            (day, start, end)
            for report in carried.month(case, month).accounts.reports
            for day, start, end, _ in report.event.rows
        ]
        # The nights when the clocks change are the oracle's; all others are exact here.
        if not any(day in {26, 29} for day, _, _ in rows):
            assert spent == sum(end - start for _, start, end in rows)
        assert all(cut.derivation for cut in of.cuts)


@FEW
@given(circumstanced_cases())
def test_an_earlier_point_knows_what_was_known_then_and_no_more(hostile: Hostile) -> None:
    book, register = hostile.rulebook, Register(hostile.register)
    case = Case.of(hostile.papers)
    carried = Carried(case.history, register, book)
    papers = sorted(hostile.papers, key=fold_order)
    for place in range(1, len(papers)):
        point = case.before(place)
        assert point.instant is not None
        then = [of for of in hostile.register if of.envelope.known_at <= point.instant]
        alone = Case.of(papers[:place])
        for month in map(month_of, hostile.months):
            kept = statement(point, register, month, book, carried)
            assert kept == statement(alone, Register(then), month, book)


@FEW
@given(circumstanced_cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_papers_were_laid_in_does_not_matter(
    hostile: Hostile, chance: Random
) -> None:
    papers, told = list(hostile.papers), list(hostile.register)
    chance.shuffle(papers)
    chance.shuffle(told)
    for month in map(month_of, hostile.months):
        one = statement(
            Case.of(hostile.papers), Register(hostile.register), month, hostile.rulebook
        )
        assert one == statement(Case.of(papers), Register(told), month, hostile.rulebook)


@FEW
@given(circumstanced_cases())
def test_what_a_bar_or_a_stay_cuts_has_a_ground(hostile: Hostile) -> None:
    register = Register(hostile.register)
    for month in map(month_of, hostile.months):
        of = statement(Case.of(hostile.papers), register, month, hostile.rulebook)
        for cut in of.cuts:
            if cut.gate in (Gate.BAR, Gate.STAY):
                rules = {step.rule for step in cut.derivation}
                assert rules & {"G13", "G14", "G15", "G16", "1.6"}


@FEW
@given(circumstanced_cases(), st.data(), st.sampled_from(range(60)))
def test_facts_written_out_know_when_the_register_learnt(
    hostile: Hostile, more: st.DataObject, week: int
) -> None:
    case = Case.of([*hostile.papers, *more.draw(payments(hostile.months))])
    facts = CaseFacts(case, Register(hostile.register), hostile.rulebook)
    reckoning = Reckoning.of(hostile.rulebook, date(2025, 9, 1) + timedelta(days=8 * week))
    for month in facts.months:
        kept = reckoned(facts.gathered(month), reckoning)
        asked = reckoned(facts.month(month), reckoning)
        assert (kept.now, kept.then, kept.findings) == (asked.now, asked.then, asked.findings)
