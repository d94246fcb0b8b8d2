"""
Whatever well-formed documents say, no öre and no minute is lost or counted twice.

For every case, point of knowledge, reckoning day, regime and built policy: the
control equation holds, the shares add up, and what is payable and what is cut
are the minutes that were reported. Source: semantics 1.4, 5.4, 5.5, 9.
"""

from calendar import SUNDAY, monthcalendar
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from typing import TypeVar

from hypothesis import given, settings

from ledger.domain.case import Case
from ledger.domain.point import select
from ledger.domain.register import Register
from ledger.findings import PeriodVerification, Table, Verification, Verifier
from ledger.rules import MissingValueError
from ledger.statement import Carried, Settlement, Statement
from schemas.bounds import Row
from tests.properties.facts.audits import ASKED, Asked
from tests.properties.facts.documents import piles
from tests.properties.facts.logs import MemoryLog, log_of

#: Two fifths of what the profile asks for: each example is several cases.
MANY = settings(max_examples=settings().max_examples * 2 // 5)


Verified = TypeVar("Verified")
LOGS = piles().map(log_of)


def verifiers(log: MemoryLog, asked: Asked) -> Iterator[Verifier]:
    """Yield every case of the log at the point that is asked of."""
    question = asked.question
    register = Register(select(log.register, question.point))
    for events in log.cases.values():
        known = select(events, question.point)
        if known:
            with suppress(MissingValueError):
                yield Verifier(Case.of(known), register, asked.rulebook, question.reckoned_on)


def computed(of: Callable[[int], Verified], keys: Callable[[], list[int]]) -> Iterator[Verified]:
    """Yield what can be computed of each month or period: for some the rulebook lacks values."""
    with suppress(MissingValueError):
        for key in keys():
            with suppress(MissingValueError):
                yield of(key)


def verified(verifier: Verifier) -> Iterator[Verification]:
    """Yield every month of a case that the rulebook has values for."""
    return computed(verifier.month, lambda: verifier.months)


def settled(verifier: Verifier) -> Iterator[PeriodVerification]:
    """Yield every period of a case that is settled apart from its months."""
    return computed(verifier.period, lambda: verifier.periods)


def assert_equation(table: Table) -> None:
    known = table.paid_ore + table.pending_ore + table.returned_ore
    assert table.owed_ore == known + table.difference_ore
    assert sum(table.deltas.values()) == table.difference_ore
    assert table.residual_ore == 0


@MANY
@given(LOGS, ASKED)
def test_the_control_equation_holds(log: MemoryLog, asked: Asked) -> None:
    is_now = asked.rulebook.policy("finding.knowledge").value == "NOW"
    for verifier in verifiers(log, asked):
        for of in verified(verifier):
            assert_equation(of.now)
            assert_equation(of.then)
            assert of.now.paid_ore == of.then.paid_ore
            assert of.now.owed_ore == of.statement.owed_ore or not is_now
        for of in settled(verifier):
            assert_equation(of.now)
            assert_equation(of.then)
            assert of.now.paid_ore == of.then.paid_ore
            assert of.now.owed_ore in {of.settlement.owed_ore, 0} or not is_now
        verifier.unmatched()
        with suppress(MissingValueError):
            verifier.notices()


def assert_shares(stated: Statement | Settlement) -> None:
    assert sum(share.owed_ore for share in stated.payees) == stated.owed_ore
    assert sum(stated.municipalities.values()) + stated.state_ore == stated.owed_ore
    assert all(value >= 0 for value in stated.gate_values.values())


@MANY
@given(LOGS, ASKED)
def test_the_shares_add_up_and_no_gate_is_worth_less_than_nothing(
    log: MemoryLog, asked: Asked
) -> None:
    for verifier in verifiers(log, asked):
        for stated in (of.statement for of in verified(verifier)):
            assert_shares(stated)
            assert all(part.minutes >= 0 for part in (*stated.lines, *stated.cuts))
            assert all(ore >= 0 for ore in (stated.owed_ore, *stated.municipalities.values()))
        for of in settled(verifier):
            assert_shares(of.settlement)


def changing_sunday(month: int, of: int) -> int | None:
    """Return the day of the month on which the clock changes, if it is that month of the year."""
    weeks = monthcalendar(month // 12, of)
    return max(week[SUNDAY] for week in weeks) if month % 12 + 1 == of else None


def elapsed(month: int, row: Row) -> int:
    """Return the minutes that passed in a row, by clocks that change in two nights (R3)."""
    day, start, end, _ = row
    if day == changing_sunday(month, 3):
        return end - start - max(0, min(end, 180) - max(start, 120))
    longer = day == changing_sunday(month, 10) and start < 120 and end >= 180
    return end - start + 60 * longer


@MANY
@given(LOGS, ASKED)
def test_payable_and_cut_minutes_are_the_reported_minutes(log: MemoryLog, asked: Asked) -> None:
    rulebook = asked.rulebook
    # A bill above the rows is paid where the bill alone is the basis (R8).
    by_bill = rulebook.policy("basis").value == "BILL"
    wall = rulebook.policy("dst").value == "WALL_CLOCK"
    for verifier in verifiers(log, asked):
        case, register = verifier.case, verifier.facts.register
        carried = Carried(case.history, register, rulebook)
        for of in verified(verifier):
            parts = (*of.statement.lines, *of.statement.cuts)
            spent = sum((Fraction(part.minutes) for part in parts), Fraction(0))
            rows = [
                row
                for report in carried.month(case, of.month).accounts.reports
                for row in report.event.rows
            ]
            reported = sum(row[2] - row[1] if wall else elapsed(of.month, row) for row in rows)
            assert spent == reported or (by_bill and spent > reported)
