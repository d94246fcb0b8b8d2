"""
A document that is left out changes only what can depend on it.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.domain.point import select
from ledger.domain.register import Register
from ledger.rules import MissingValueError
from ledger.statement import Statement, statement
from tests.properties.facts.audits import ASKED, Asked, audited
from tests.properties.facts.documents import Written, piles
from tests.properties.facts.logs import MemoryLog, log_of

#: Three tenths of what the profile asks for: each example is computed twice.
FEW = settings(max_examples=settings().max_examples * 3 // 10)
#: What was paid, came back, was given up or charged: it decides nothing of what is owed.
MONEY = (
    *("payment-ordered", "payment-settled", "payment-returned"),
    *("money-repaid", "recovery-remitted", "late-interest-charged"),
)
MONTHS = range(month_of("2025-10"), month_of("2026-05"))


def owed(log: MemoryLog, asked: Asked) -> dict[object, Statement | str]:
    """Return the statements of every case, or why there is none."""
    point = asked.question.point
    register = Register(select(log.register, point))
    found: dict[object, Statement | str] = {}
    for case_id, events in log.cases.items():
        case = Case.of(select(events, point))
        for month in MONTHS:
            try:
                found[case_id, month] = statement(case, register, month, asked.rulebook)
            except MissingValueError as missing:
                found[case_id, month] = str(missing)
    return found


@FEW
@given(piles(), ASKED)
def test_without_any_payment_the_same_is_owed(pile: list[Written], asked: Asked) -> None:
    whole = log_of(pile)
    papers = log_of([paper for paper in pile if not paper["type"].startswith(MONEY)])
    of_papers, of_whole = owed(papers, asked), owed(whole, asked)
    assert {key: of_whole[key] for key in of_papers} == of_papers
    # A case that only payments speak of is owed nothing.
    for of in (of_whole[key] for key in of_whole.keys() - of_papers.keys()):
        assert isinstance(of, str) or of.owed_ore == 0


@FEW
@given(piles().filter(bool), ASKED, st.data())
def test_without_a_paper_of_one_case_the_others_are_the_same(
    pile: list[Written], asked: Asked, drawn: st.DataObject
) -> None:
    left_out = drawn.draw(st.sampled_from(pile))
    rest = log_of([paper for paper in pile if paper is not left_out])
    whole = log_of(pile)
    own = left_out.get("case_ref")
    for case_ref in set(whole.references.values()) - {own} if own else ():
        assert audited(rest, asked, case_ref) == audited(whole, asked, case_ref)
