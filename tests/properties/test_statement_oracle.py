"""
The statement equals the oracle: every öre and every minute, on small hostile cases.
"""

from collections import defaultdict
from fractions import Fraction

from hypothesis import given

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.statement import NUMBER, Statement, statement
from tests.properties.hostile import Hostile, hostile_cases
from tests.properties.oracle import Answer, Oracle, Wishes
from tests.unit.building import uid


def told(stated: Statement) -> Answer:
    """Return what a statement says in the words of the oracle."""
    payable: dict[int, Fraction] = defaultdict(Fraction)
    foreign: dict[int, Fraction] = defaultdict(Fraction)
    cut: dict[str, tuple[Fraction, Fraction]] = defaultdict(lambda: (Fraction(0), Fraction(0)))
    for line in stated.lines:
        payable[line.kind] += line.minutes
    for of in stated.municipal_time:
        foreign[of.kind] += of.minutes
    gates: dict[int, Fraction] = defaultdict(Fraction)
    for piece in stated.cuts:
        minutes, value = cut[piece.gate.value]
        cut[piece.gate.value] = (minutes + piece.minutes, value + piece.value)
        gates[NUMBER[piece.gate]] += piece.value
    assert gates == stated.gate_values
    reported = sum(payable.values(), Fraction(0)) + sum((m for m, _ in cut.values()), Fraction(0))
    return Answer(
        stated.owed_ore,
        {share.payee: share.owed_ore for share in stated.payees},
        stated.municipalities,
        stated.state_ore,
        payable,
        foreign,
        cut,
        gates,
        reported,
    )


def without_zeros(answer: Answer) -> Answer:
    """Leave out what is nothing: whether it is listed at all says nothing."""
    return Answer(
        answer.owed_ore,
        {of: ore for of, ore in answer.payees.items() if ore},
        {of: ore for of, ore in answer.municipalities.items() if ore},
        answer.state_ore,
        {of: m for of, m in answer.payable.items() if m},
        {of: m for of, m in answer.municipal_time.items() if m},
        {of: spent for of, spent in answer.cut.items() if any(spent)},
        {of: value for of, value in answer.gates.items() if value},
        answer.reported,
    )


def wishes_of(hostile: Hostile) -> Wishes:
    one = min(uid("A"), uid("B"))
    persons = {uid("A"): one, uid("B"): one} if hostile.register else {}
    return Wishes(hostile.pool, hostile.reform, persons)


@given(hostile_cases())
def test_the_statement_is_what_the_oracle_says(hostile: Hostile) -> None:
    oracle = Oracle(hostile.papers, wishes_of(hostile))
    case, register = Case.of(hostile.papers), Register(hostile.register)
    for month in hostile.months:
        stated = statement(case, register, month_of(month), hostile.rulebook)
        assert without_zeros(told(stated)) == without_zeros(oracle.answer(month)), month
