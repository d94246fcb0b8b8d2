"""
What a case costs whom: the budget of its months, to be held against that of another rulebook.

Every amount is asked for where it is computed: what is owed and co-financed of `statement`, what
is reimbursed and what sick pay costs of `ledger.claims`. Only time under municipal decisions has
no amount in the law, and is valued at the standard rate.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from ledger.amounts import UNITS_PER_HOUR, rounded
from ledger.claims.claim import Claim, claims_of
from ledger.claims.reimbursement.owed import reimbursements_or_missing
from ledger.claims.sick_pay.lost import Days
from ledger.claims.sick_pay.owed import SickPay, claimed_of, sick_pay_or_missing
from ledger.comparing.beside import same_grants, same_sick_pay
from ledger.domain.case import Case
from ledger.findings import CaseFacts
from ledger.rules import MissingValueError, Rulebook
from ledger.rules.edition import STANDARD
from ledger.statement import Carried, MonthTime, Statement

#: The payer that is no municipality.
STATE: Final = "state"


class Item(StrEnum):
    """What a payer pays for."""

    ASSISTANCE = "ASSISTANCE"
    COFINANCING = "COFINANCING"
    MUNICIPAL_DECISIONS = "MUNICIPAL_DECISIONS"
    REIMBURSEMENT = "REIMBURSEMENT"
    SICK_PAY = "SICK_PAY"


#: A work month, a payer (a municipality's code, or the state), and what for.
Place = tuple[int, str, Item]


@dataclass(slots=True)
class Budget:
    """
    Whole öre per place, and per month what the rate check needs.

    `taken_over_ore` is the value of time under decisions taken over from
    municipalities, which is in the amounts: what their takeover moved.
    `sick_pay` are the claims, reckoned, and `days` those that they lie on.
    """

    amounts: dict[Place, int] = field(default_factory=dict[Place, int])
    months: dict[int, tuple[Statement, MonthTime]] = field(
        default_factory=dict[int, tuple[Statement, MonthTime]]
    )
    sick_pay: Mapping[str, SickPay | MissingValueError] = field(
        default_factory=dict[str, SickPay | MissingValueError]
    )
    days: Days | None = None
    taken_over_ore: int = 0
    missing: dict[int, str] = field(default_factory=dict[int, str])

    def pay(self, month: int, payer: str, item: Item, ore: int) -> None:
        """Add an amount; a negative one is received."""
        if ore:
            place = (month, payer, item)
            self.amounts[place] = self.amounts.get(place, 0) + ore

    def leave_out(self, month: int) -> None:
        """Take a month out, because the other side has no value for it."""
        self.months.pop(month, None)
        for place in [place for place in self.amounts if place[0] == month]:
            del self.amounts[place]


def budget_of(
    case: Case, months: range, carried: Carried, law: tuple[Carried, Budget] | None = None
) -> Budget:
    """
    Return what a case costs in work months, whoever pays and whenever.

    `law` is the other side, from which what is the same is taken.
    """
    facts = CaseFacts(case, carried.register, carried.rulebook, carried=carried)
    budget = Budget()
    for month in facts.months:
        if month in months:
            try:
                _add_month(budget, facts, month)
            except MissingValueError as missing:
                budget.missing[month] = str(missing)
    for first in facts.keys:
        _add_period(budget, facts, first, months)
    claims = claims_of(case)
    if claims:
        _reckon_sick_pay(budget, case, carried, claims, law)
        _add_claims(budget, case, carried, claims, months)
    return budget


def _add_month(budget: Budget, facts: CaseFacts, month: int) -> None:
    stated = facts.stated(facts.case, month)
    time = facts.carried.month(facts.case, month)
    budget.months[month] = (stated, time)
    _share(budget, month, stated.owed_ore, stated.municipalities)
    if stated.municipal_time:
        for code, ore in _municipal(time, facts.rulebook).items():
            budget.pay(month, code, Item.MUNICIPAL_DECISIONS, ore)
    if any(span.decision is not None and span.decision.takes_over for span in time.spans):
        budget.taken_over_ore += _taken_over(time)


def _share(budget: Budget, month: int, owed: int, municipalities: Mapping[str, int]) -> None:
    budget.pay(month, STATE, Item.ASSISTANCE, owed - sum(municipalities.values()))
    for code, ore in municipalities.items():
        budget.pay(month, code, Item.COFINANCING, ore)


def _municipal(time: MonthTime, rulebook: Rulebook) -> dict[str, int]:
    """Return what time under municipal decisions is worth at the standard rate."""
    worth: dict[str, Fraction] = {}
    for (place, _, _), (_, units) in time.payable.items():
        span = time.spans[place]
        if not span.national:
            rate = rulebook.parameter(STANDARD, date.fromordinal(span.first))
            before = worth.get(span.municipality, Fraction(0))
            worth[span.municipality] = before + Fraction(units * rate.value) / UNITS_PER_HOUR
    return {code: rounded(amount) for code, amount in worth.items()}


def _taken_over(time: MonthTime) -> int:
    worth = Fraction(0)
    for (place, _, _), (_, units) in time.payable.items():
        span = time.spans[place]
        if span.national and span.decision is not None and span.decision.takes_over:
            worth += Fraction(units * span.rate.value) / UNITS_PER_HOUR
    return rounded(worth)


def _add_period(budget: Budget, facts: CaseFacts, first: int, months: range) -> None:
    """Add what a period owes beside its months; it belongs to its last month, as in the audit."""
    try:
        key = facts.periods.key(facts.case, first)
        if key is None or key.months[-1] not in months:
            return
        settled = facts.periods.settled(facts.case, first)
    except MissingValueError:
        # It reaches into a year without a rate, and is settled after that year begins.
        return
    assert settled is not None
    _share(budget, key.months[-1], settled.owed_ore, settled.municipalities)


def _reckon_sick_pay(
    budget: Budget,
    case: Case,
    carried: Carried,
    claims: Mapping[str, Claim],
    law: tuple[Carried, Budget] | None,
) -> None:
    """Reckon the claims for sick pay, with what is the same on the law's side."""
    register, rulebook = carried.register, carried.rulebook
    if law is not None and same_grants(law[0].rulebook, rulebook):
        budget.days = law[1].days
        if same_sick_pay(law[0].rulebook, rulebook):
            budget.sick_pay = law[1].sick_pay
            return
    elif claimed := claimed_of(case, register, claims):
        with suppress(MissingValueError):
            # What is missing is said below of each claim that needs it.
            budget.days = Days(case, carried, claimed)
    budget.sick_pay = sick_pay_or_missing(case, claims, carried, days=budget.days)


def _add_claims(
    budget: Budget, case: Case, carried: Carried, claims: Mapping[str, Claim], months: range
) -> None:
    """Add what the state reimburses a municipality, and what sick pay costs one."""
    for ref, owed in reimbursements_or_missing(case, claims, carried, months.__contains__).items():
        month, municipality = claims[ref].month, claims[ref].event.municipality
        if month not in months:
            continue
        if isinstance(owed, MissingValueError):
            budget.missing[month] = str(owed)
            continue
        budget.pay(month, STATE, Item.REIMBURSEMENT, owed.owed_ore)
        budget.pay(month, municipality, Item.REIMBURSEMENT, -owed.owed_ore)
    for ref, sick in budget.sick_pay.items():
        month, municipality = claims[ref].month, claims[ref].event.municipality
        if month not in months:
            continue
        if isinstance(sick, MissingValueError):
            budget.missing[month] = str(sick)
            continue
        budget.pay(month, municipality, Item.SICK_PAY, sick.owed.owed_ore)
