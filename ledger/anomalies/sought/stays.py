"""
R12: hours reported while the recipient was where assistance is not paid for.

The hours that gate STAY of `ledger.statement` closes, so every exemption counts, and whatever
else may close them: they were asked for. Found per case and month.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil
from uuid import UUID

from ledger.amounts import rounded, value_of
from ledger.anomalies.anomaly import Anomaly, Part
from ledger.anomalies.sorts import SORTS
from ledger.anomalies.value import Priced
from ledger.domain.accounts import Accounts
from ledger.domain.circumstances import Circumstances, circumstances_of
from ledger.rules import MissingValueError
from ledger.runs import MINUTES_A_DAY, Run
from ledger.statement import Gate
from ledger.statement.gates.cutting import Closings
from ledger.statement.gates.stays import stays
from ledger.statement.rows import Piece, pieces_of


def during_stays(priced: Priced, case_id: UUID, covers: Callable[[int], bool]) -> Iterator[Anomaly]:
    """Yield each month in which hours of a stay are reported."""
    case, carried = priced.case, priced.carried
    circumstances = circumstances_of(case, carried.register, carried.rulebook)
    wall = carried.rulebook.policy("dst").value == "WALL_CLOCK"
    for month in sorted(case.history.reports):
        if not covers(month):
            continue
        try:
            accounts = carried.month(case, month).accounts
            closings: Closings = {}
            pieces = _within(accounts, month, circumstances, closings, wall=wall)
            value = sum((_worth(piece, priced) for piece in pieces), Fraction(0))
        except MissingValueError:
            continue
        if pieces:
            papers = dict.fromkeys(
                event
                for gate, _, ground in closings
                if gate is Gate.STAY
                for event in ground.events
            )
            yield _anomaly(priced, case_id, month, pieces, (tuple(papers), rounded(value)))


def _within(
    accounts: Accounts, month: int, circumstances: Circumstances, closings: Closings, *, wall: bool
) -> list[Piece]:
    """Return what of the reported rows lies within a stay, as if nothing else closed any."""
    pieces = stays(pieces_of(accounts.reports, month, wall=wall), circumstances, closings)
    return [piece for piece in pieces if piece.gate is Gate.STAY]


def _worth(piece: Piece, priced: Priced) -> Fraction:
    return value_of(piece.units, priced.span(piece.day).rate.value)


def _anomaly(
    priced: Priced,
    case_id: UUID,
    month: int,
    pieces: list[Piece],
    rest: tuple[tuple[UUID, ...], int],
) -> Anomaly:
    sort = SORTS["R12"]
    papers, stake = rest
    reports = dict.fromkeys(priced.case.event_id(piece.report.place) for piece in pieces)
    runs: tuple[Run, ...] = tuple(
        (piece.day * MINUTES_A_DAY + int(piece.start), piece.day * MINUTES_A_DAY + ceil(piece.end))
        for piece in pieces
    )
    register = priced.carried.register
    return Anomaly(
        rule=sort.id,
        version=sort.version,
        severity=sort.severity,
        month=month,
        who=tuple(dict.fromkeys(register.person(piece.person) for piece in pieces)),
        parts=(Part(case_id, runs, (*papers, *reports)),),
        minutes=ceil(sum((Fraction(piece.minutes) for piece in pieces), Fraction(0))),
        stake_ore=stake,
        says="hours reported during a stay that nothing exempts",
        guard=sort.guard,
    )
