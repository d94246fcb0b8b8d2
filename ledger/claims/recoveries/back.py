"""
What is owed back of each month, and what is still owed to the payee (semantics 6.6).

Pure over what `ledger.findings` reckoned: the difference of a month whose
payment is complete, as difference of rounded amounts, shared between payers.
Source: SFB 108:2, 51:23 second paragraph. The policy `recovery.net` says whether
months are netted. That it is claimed, and of whom, belongs to `deciding`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.amounts import rounded
from ledger.claims.recoveries.coming import Recoveries, recoveries_of
from ledger.claims.recoveries.recovery import Way, purpose_of
from ledger.findings import CaseFacts, Reckoned, Reckoning, reckoned
from ledger.findings.payments import Purpose
from ledger.rules import MissingValueError


@dataclass(frozen=True, slots=True)
class Back:
    """
    A month, or a period by its first day, as it is owed back on a day.

    `difference_ore` is D and `recovered_ore` Q of the control equation.
    `municipal` is owed − debited per municipality; the state bears the rest of
    the difference. `outside_ore` came back, or was given up, under no recovery.

        overpaid + excess = claimed + outside + to claim
    """

    month: int
    period: int
    is_complete: bool
    difference_ore: int
    recovered_ore: int
    municipal: Mapping[str, int]
    claimed_ore: int = 0
    repaid_ore: int = 0
    set_off_ore: int = 0
    remitted_ore: int = 0
    outside_ore: int = 0

    @property
    def overpaid_ore(self) -> int:
        """What was paid and not owed, before anything of it came back."""
        return max(0, self.recovered_ore - self.difference_ore) if self.is_complete else 0

    @property
    def supplement_ore(self) -> int:
        """What was owed and not paid; 0 while it is not due."""
        return max(0, self.difference_ore) if self.is_complete else 0

    @property
    def left_ore(self) -> int:
        """What is still owed back, claimed or not."""
        return max(0, self.overpaid_ore - self.recovered_ore - self.remitted_ore)

    @property
    def to_claim_ore(self) -> int:
        """What is owed back and not claimed yet."""
        return max(0, self.overpaid_ore - self.claimed_ore - self.outside_ore)

    @property
    def excess_ore(self) -> int:
        """What was claimed, or came by itself, beyond what was overpaid."""
        return max(0, self.claimed_ore + self.outside_ore - self.overpaid_ore)

    @property
    def state_ore(self) -> int:
        """The state's part of the difference: what the municipalities do not bear."""
        return self.difference_ore - sum(self.municipal.values())

    @property
    def is_nothing(self) -> bool:
        """Whether the month owes nothing back, and nobody ever claimed that it does."""
        return not (
            self.overpaid_ore
            or self.supplement_ore
            or self.claimed_ore
            or self.outside_ore
            or self.remitted_ore
        )

    @property
    def purpose(self) -> Purpose:
        """The month or the period, as payments name it."""
        return (None, self.period) if self.period else (self.month, None)


def back_of(of: Reckoned, recoveries: Recoveries) -> Back:
    """Return what is owed back of a month or a period as it is reckoned."""
    purpose = (None, of.period) if of.period else (of.month, None)
    come = [each for each in recoveries.come if purpose_of(each) == purpose]
    ways = {way: sum(each.ore for each in come if each.way == way) for way in Way}
    codes = sorted({*of.due_municipal, *of.debited})
    split = {
        code: of.due_municipal.get(code, 0) - rounded(of.debited.get(code, Fraction(0)))
        for code in codes
    }
    return Back(
        of.month,
        of.period,
        of.now.not_yet_due_ore == 0,
        of.now.difference_ore,
        ways[Way.REPAID] + ways[Way.SET_OFF],
        {code: ore for code, ore in split.items() if ore},
        recoveries.claimed_ore(purpose),
        ways[Way.REPAID],
        ways[Way.SET_OFF],
        ways[Way.REMITTED],
        sum(each.ore for each in recoveries.outside if purpose_of(each) == purpose),
    )


@dataclass(frozen=True, slots=True)
class Recoverable:
    """
    A case as it is owed back on a day: its months and periods, and its recoveries.

    `net_ore` is what is to be claimed of all months together, rounded once,
    under the policy `recovery.net = NET`; else None. `faults` say which values
    were missing for the months that are left out.
    """

    months: tuple[Back, ...]
    recoveries: Recoveries
    net_ore: int | None = None
    faults: tuple[str, ...] = ()

    @property
    def to_claim_ore(self) -> int:
        """What is owed back and not claimed yet."""
        if self.net_ore is not None:
            return self.net_ore
        return sum(back.to_claim_ore for back in self.months)


def recoverable(facts: CaseFacts, on: Reckoning) -> Recoverable:
    """Return what is owed back of a case on a day, month by month; `on` has a day."""
    assert on.day is not None, "a period is settled on its day"
    recoveries = recoveries_of(facts.case, facts.as_stated)
    months: list[Back] = []
    faults: dict[str, None] = {}
    asked = [facts.month(month) for month in facts.months]
    asked += [facts.period(first) for first in facts.keys if _is_asked(facts, first, on.day)]
    for each in asked:
        try:
            months.append(back_of(reckoned(each, on), recoveries))
        except MissingValueError as missing:
            faults[str(missing)] = None
    told = tuple(back for back in months if not back.is_nothing)
    is_net = facts.rulebook.policy("recovery.net").value == "NET"
    net = _net_ore(facts, months) if is_net else None
    return Recoverable(told, recoveries, net, tuple(faults))


def _is_asked(facts: CaseFacts, first: int, day: date) -> bool:
    """Tell whether money speaks of a period, or it is due by the day."""
    if first in facts.paid_periods:
        return True
    key = facts.periods.key(facts.case, first)
    return key is not None and key.due_on <= day


def _net_ore(facts: CaseFacts, months: Iterable[Back]) -> int:
    """Return what all complete months together owe back and nobody claimed, rounded once."""
    exact = Fraction(0)
    claimed = 0
    for back in months:
        if not back.is_complete:
            continue
        payees = _payees(facts, back)
        unrounded = sum(payees, Fraction(0)) - sum(rounded(amount) for amount in payees)
        exact += back.recovered_ore - back.difference_ore - unrounded
        claimed += back.claimed_ore + back.outside_ore
    return max(0, rounded(exact) - claimed)


def _payees(facts: CaseFacts, back: Back) -> Sequence[Fraction]:
    """Return the exact amounts that the payees of a month or a period are owed."""
    if not back.period:
        return [share.amount for share in facts.stated(facts.case, back.month).payees]
    settled = facts.periods.settled(facts.case, back.period)
    return [] if settled is None else [share.amount for share in settled.payees]
