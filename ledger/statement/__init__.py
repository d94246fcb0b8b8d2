"""
`statement`: what was owed for one month, to whom, out of whose money, and why.

The one calculation. Pure: no clock, no I/O; the same case, register, month
and rulebook give the same statement, to the öre and to the byte.
"""

from functools import partial

from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.statement.marks import OwedPart, rests_on_ore, unsourced_ore, weak_grounds
from ledger.statement.model import (
    NUMBER,
    Advance,
    CostBound,
    Cut,
    Exact,
    Gate,
    Line,
    MunicipalShare,
    MunicipalTime,
    Notice,
    PayeeShare,
    Span,
    Statement,
    Step,
)
from ledger.statement.money import (
    Key,
    KeyKind,
    Settlement,
    advance_months,
    amounts_of,
    keys_of,
    settlement,
)
from ledger.statement.month import Carried, MonthTime
from ledger.statement.notices.kinds import NoticeKind
from ledger.statement.notices.of_month import notices_of
from ledger.statement.when_read import WhenRead

__all__ = [
    "NUMBER",
    "Advance",
    "Carried",
    "CostBound",
    "Cut",
    "Exact",
    "Gate",
    "Key",
    "KeyKind",
    "Line",
    "MonthTime",
    "MunicipalShare",
    "MunicipalTime",
    "Notice",
    "NoticeKind",
    "OwedPart",
    "PayeeShare",
    "Settlement",
    "Span",
    "Statement",
    "Step",
    "advance_months",
    "keys_of",
    "rests_on_ore",
    "settlement",
    "statement",
    "unsourced_ore",
    "weak_grounds",
]


def statement(
    case: Case, register: Register, month: int, rulebook: Rulebook, carried: Carried | None = None
) -> Statement:
    """
    Return what the law gives for a month of a case, as known at the case's point.

    `month` is an index (`ledger.amounts.month_of`). `carried` keeps what the
    same history gave before under the same register and rulebook; it changes
    the time this takes and nothing else. Raises `MissingValueError` where the
    rulebook has no value for a day of the month.
    """
    if carried is None:
        carried = Carried(case.history, register, rulebook)
    return carried.kept(case, month, _statement)


def _statement(carried: Carried, case: Case, month: int) -> Statement:
    rulebook = carried.rulebook
    time = carried.month(case, month)
    amounts = amounts_of(case, time, rulebook)
    owed = sum(share.owed_ore for share in amounts.payees)
    return Statement(
        month=month,
        lines=amounts.lines,
        cuts=amounts.cuts,
        payees=amounts.payees,
        municipal=amounts.municipal,
        municipal_time=amounts.municipal_time,
        owed_ore=owed,
        state_ore=owed - sum(share.owed_ore for share in amounts.municipal),
        gate_values=amounts.gate_values,
        closed_by=_closed_by(time),
        notices=WhenRead(partial(notices_of, case, carried.register, time, rulebook)),
        cost_bound=amounts.cost_bound,
        advances=amounts.advances,
    )


def _closed_by(time: MonthTime) -> frozenset[int]:
    """
    Return which of gates 1 and 2 closes every day of the month (5.5).

    A day under a municipal decision is closed by gate 2 for O (1.5); one of
    wages during notice is open, though it comes after the death (G12).
    """
    closed: set[int] = set()
    if all(not span.alive and span.decision is None for span in time.spans):
        closed.add(NUMBER[Gate.DEATH])
    elif all(span.alive and not span.national for span in time.spans):
        closed.add(NUMBER[Gate.NO_GRANT])
    return frozenset(closed)
