"""
What a statement says: lines, cuts, shares, and the steps that produced them.

Amounts are exact fractions of an öre on lines and whole öre where they are
owed. Time is in actual minutes and in converted units of 1/196 minute; both
are whole numbers unless a limit cut a row at a fraction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final
from uuid import UUID

from ledger.amounts import UNITS, rounded
from ledger.domain.grants import Period
from ledger.rules import Parameter, Policy
from schemas.decisions import GrantDecided

Exact = int | Fraction


class Gate(StrEnum):
    """Why a minute is not payable, in the order in which it is asked (semantics 1.4)."""

    DEATH = "DEATH"
    NO_GRANT = "NO_GRANT"
    NO_BASIS = "NO_BASIS"
    LATE = "LATE"
    BAR = "BAR"
    STAY = "STAY"
    OVERLAP = "OVERLAP"
    BILL_LOWER = "BILL_LOWER"
    DOUBLE_LIMIT = "DOUBLE_LIMIT"
    POOL = "POOL"


#: The number of each gate; two reasons share the third.
NUMBER: Final = {
    Gate.DEATH: 1,
    Gate.NO_GRANT: 2,
    Gate.NO_BASIS: 3,
    Gate.LATE: 3,
    Gate.BAR: 4,
    Gate.STAY: 5,
    Gate.OVERLAP: 6,
    Gate.BILL_LOWER: 7,
    Gate.DOUBLE_LIMIT: 8,
    Gate.POOL: 9,
}
#: Units per minute of each kind of time: active and sick whole, waiting a
#: quarter, standby a seventh (R1, R9).
WEIGHT: Final = (UNITS, UNITS, UNITS // 4, UNITS // 7)


@dataclass(frozen=True, slots=True)
class Span:
    """
    A run of days of the month with one answer to every daily question.

    `decision` is the one in force, if any; `alive` is false after the death.
    `rate` is what an hour is paid with, `schablon` what it would be without an
    enhanced rate. `payee` and `municipality` are those of the day, which a paper
    beside the decision may have changed. `terms` are the places of the papers
    that say how the days are paid.
    """

    first: int
    after: int
    decision: GrantDecided | None
    place: int
    period: Period | None
    national: bool
    alive: bool
    rate: Parameter
    schablon: Parameter
    payee: UUID | None = None
    municipality: str = ""
    enhanced: bool = False
    self_employer: bool = False
    advance: bool = False
    advance_ore: int | None = None
    terms: tuple[int, ...] = ()

    @property
    def costed(self) -> bool:
        """Whether costs are accounted for on these days, and bound what is owed (M2, M4)."""
        return self.enhanced or self.self_employer

    @property
    def days(self) -> int:
        """The number of days of the span."""
        return self.after - self.first


def span_of(day: int, spans: Sequence[Span]) -> Span:
    """Return the span that a day of the month lies in."""
    return next(span for span in spans if span.first <= day < span.after)


def places_of(spans: Sequence[Span]) -> dict[int, int]:
    """Return for each day of the month the place of the span that it lies in."""
    return {day: at for at, span in enumerate(spans) for day in range(span.first, span.after)}


@dataclass(frozen=True, slots=True)
class Step:
    """
    One step of a derivation: rule, quantity, exact value, source, events used.

    `by` is the policy or the dated parameter that the step rests on.
    """

    rule: str
    quantity: str
    value: Exact | str
    unit: str
    by: Policy | Parameter | None
    events: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """
    Payable time of one kind in one span, at one rate, to one payee.

    `amount` is what the time is worth. `earned` is what of it the law gives
    where costs bound a month (M2, M4), and `owed` its part of the month's O:
    nothing where the month is paid in advance.
    """

    first: int
    after: int
    kind: int
    payee: UUID
    municipality: str
    minutes: Exact
    units: Exact
    rate: Parameter
    amount: Fraction
    derivation: Sequence[Step]
    owed: Fraction
    earned: Fraction


@dataclass(frozen=True, slots=True)
class CostBound:
    """The approved costs of a month, and what the time that they account for is worth."""

    approved_ore: int
    value: Fraction
    derivation: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Advance:
    """The advance that a month owes of a grant period, from its first day in advance (M5)."""

    period: Period
    first: int
    payee: UUID
    amount: Fraction
    derivation: Sequence[Step]

    @property
    def owed(self) -> Fraction:
        """The exact amount, as a line has it."""
        return self.amount


@dataclass(frozen=True, slots=True)
class Cut:
    """Time of one kind that one gate cut, with its value at the rate of its days."""

    gate: Gate
    first: int
    after: int
    kind: int
    minutes: Exact
    units: Exact
    value: Fraction
    derivation: Sequence[Step]


@dataclass(frozen=True, slots=True)
class PayeeShare:
    """What one payee is owed for the month: exact, and rounded once (M6)."""

    payee: UUID
    amount: Fraction
    owed_ore: int


@dataclass(frozen=True, slots=True)
class MunicipalShare:
    """What one municipality owes of the month (M7): days, shares of time, öre."""

    municipality: str
    days: int
    share_units: Exact
    payable_units: Exact
    amount: Fraction
    owed_ore: int
    derivation: Sequence[Step]


@dataclass(frozen=True, slots=True)
class MunicipalTime:
    """Payable time on days under a municipal decision: no amount is owed in O."""

    municipality: str
    kind: int
    minutes: Exact
    units: Exact


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know that changes no amount (0 öre)."""

    kind: str
    says: str
    events: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """
    What was owed for one month, to whom, out of whose money, and why.

    `owed_ore` is the sum of the payees, `state_ore` what is left of it after
    the municipalities. `gate_values` is G per gate number, exact öre;
    `closed_by` the gates 1 and 2 that close every day of the month. Notices, and
    the derivation of each part, may be made when they are first read.
    """

    month: int
    lines: tuple[Line, ...]
    cuts: tuple[Cut, ...]
    payees: tuple[PayeeShare, ...]
    municipal: tuple[MunicipalShare, ...]
    municipal_time: tuple[MunicipalTime, ...]
    owed_ore: int
    state_ore: int
    gate_values: dict[int, Fraction]
    closed_by: frozenset[int]
    notices: Sequence[Notice]
    cost_bound: CostBound | None = None
    advances: tuple[Advance, ...] = ()

    @property
    def owed_parts(self) -> "tuple[Line | Advance, ...]":
        """Everything that is owed a part of the month's O, with its derivation."""
        if not self.advances:
            return self.lines
        # What was worked on days in advance is owed with its period.
        return (*(line for line in self.lines if line.owed), *self.advances)

    @property
    def advance_ore(self) -> int:
        """How much of what is owed is advance: what no line accounts for."""
        if not self.advances:
            return 0
        return rounded(sum((of.amount for of in self.advances), Fraction(0)))

    @property
    def municipalities(self) -> dict[str, int]:
        """Öre owed per municipality code."""
        return {share.municipality: share.owed_ore for share in self.municipal}
