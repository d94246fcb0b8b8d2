"""
What a municipality is still to be debited, or credited, of a month; and doing so.

Pure. A share is asked for once the month is paid or has been due, and follows
the day worked: the reform ends it for its own days only. Why a debit is refused:

    Refusal
    └── DebitRefused
        ├── DebitNotYetDue
        ├── NothingToDebit
        └── PeriodUnknown

What was debited, and what of it is paid and late, belongs to `debits`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar, Final

from ledger.amounts import month_of, rounded
from ledger.domain.refusals import DecidedLater, Refusal
from ledger.findings import CaseFacts, Facts, Reckoned, Reckoning, net_ore, reckoned
from schemas.catalogue import Event
from schemas.commands import DebitMunicipality
from schemas.municipal.debits import MunicipalCreditIssued, MunicipalDebitIssued

_NONE: Final[Mapping[str, int]] = {}


@dataclass(frozen=True, slots=True)
class ToIssue:
    """
    What a municipality bears of a month by a day, and what it was debited of it.

    The difference is to be debited; below zero, credited. `period` is the first
    day of a period that is settled, 0 where a month is paid.
    """

    municipality: str
    month: int
    period: int
    owed_ore: int
    net_ore: int

    @property
    def difference_ore(self) -> int:
        """Owed, less what was debited and not credited."""
        return self.owed_ore - self.net_ore


def _due_shares(facts: Facts, of: Reckoned, on: Reckoning) -> Mapping[str, int]:
    """
    Return what each municipality may be asked for on a day: its share of what is paid or due.

    Its share of an order is asked for from the day on which the order is to be paid,
    never before it (semantics 8.10: a share does not fall due before its bill).
    """
    is_paid = on.day is not None and any(order.pay_on <= on.day for order in of.orders)
    if is_paid or facts.debits:
        return of.due_municipal
    at_cutoff = on.at_cutoff(facts)
    return _NONE if at_cutoff is None else at_cutoff.municipalities


def to_issue(facts: Facts, on: Reckoning) -> tuple[ToIssue, ...]:
    """Return what of a month is to be debited or credited on a day, 0 left out."""
    of = reckoned(facts, on)
    return tuple(each for each in _shares(facts, of, on) if each.difference_ore)


def share_of(facts: Facts, on: Reckoning, code: str) -> ToIssue:
    """Return what one municipality bears of a month on a day, and what it was debited of it."""
    of = reckoned(facts, on)
    nothing = ToIssue(code, of.month, of.period, 0, 0)
    shares = _shares(facts, of, on)
    return next((each for each in shares if each.municipality == code), nothing)


def _shares(facts: Facts, of: Reckoned, on: Reckoning) -> Sequence[ToIssue]:
    owed, net = _due_shares(facts, of, on), net_ore(facts.debits)
    return [
        ToIssue(code, of.month, of.period, owed.get(code, 0), rounded(net.get(code, Fraction(0))))
        for code in sorted({*owed, *net})
    ]


def decide_debit(facts: CaseFacts, command: DebitMunicipality, today: date) -> list[Event]:
    """Debit or credit a municipality the difference, or refuse with the reason."""
    if command.decided_on > today:
        raise DecidedLater(command.decided_on, today)
    on = Reckoning.of(facts.rulebook, command.decided_on)
    asked = _asked(facts, command)
    code = command.municipality
    when = command.month or f"the period from {command.period_from}"
    share = share_of(asked, on, code)
    if not share.difference_ore:
        later = reckoned(asked, on).municipal.get(code, 0) - share.net_ore
        if later > 0:
            raise DebitNotYetDue(code, when, command.decided_on, later)
        raise NothingToDebit(code, when, share.owed_ore)
    if share.difference_ore > 0:
        return [
            MunicipalDebitIssued(
                municipality=code,
                debited_ore=share.difference_ore,
                debited_on=command.decided_on,
                due_on=facts.rulebook.debit_due_on(command.decided_on),
                month=command.month,
                period_from=command.period_from,
            )
        ]
    return [
        MunicipalCreditIssued(
            municipality=code,
            credited_ore=-share.difference_ore,
            credited_on=command.decided_on,
            ground=f"it bears {share.owed_ore} öre of {when} and was debited {share.net_ore}"
            " (SFB 51:23 second paragraph)",
            month=command.month,
            period_from=command.period_from,
        )
    ]


def _asked(facts: CaseFacts, command: DebitMunicipality) -> Facts:
    """Return the facts of the month or of the period that the command names."""
    if command.month is not None:
        return facts.month(month_of(command.month))
    assert command.period_from is not None, "the door lets one of them through"
    first = command.period_from.toordinal()
    if facts.periods.key(facts.case, first) is None:
        raise PeriodUnknown(command.period_from)
    return facts.period(first)


class DebitRefused(Refusal):
    """A debit that may not be issued."""


@dataclass(eq=False)
class DebitNotYetDue(DebitRefused):
    """The month is neither paid nor due on the day."""

    municipality: str
    when: str
    decided_on: date
    ore: int
    provision: ClassVar[str | None] = "förordningen (1993:1091) 9 §"
    sentence: ClassVar[str] = (
        "Municipality {municipality} bears {ore} öre more of {when}, but on {decided_on} that is"
        " neither paid nor due: a share is debited once its payday has come."
    )


@dataclass(eq=False)
class NothingToDebit(DebitRefused):
    """The municipality was debited what it bears."""

    municipality: str
    when: str
    owed_ore: int
    provision: ClassVar[str | None] = "SFB 51:22, 51:23"
    sentence: ClassVar[str] = (
        "Municipality {municipality} bears {owed_ore} öre of {when} and was debited exactly that:"
        " there is nothing to debit and nothing to credit."
    )


@dataclass(eq=False)
class PeriodUnknown(DebitRefused):
    """The case settles no period that begins on the day."""

    period_from: date
    provision: ClassVar[str | None] = "SFB 51:23 third paragraph"
    sentence: ClassVar[str] = (
        "The case settles no period that begins on {period_from}: name the first day of a grant"
        " period in advance, or of one with a higher amount per hour."
    )
