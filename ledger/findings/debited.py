"""
The co-financing that a case's municipalities were debited and credited, per month and period.

Pure. It is what the split is held against (5.6) and what the papers say of
themselves; what of a debit is due, paid and late belongs to `ledger.claims`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.findings.payments import Payments, Purpose
from ledger.rules import MissingValueError, Rulebook
from ledger.statement import Notice
from schemas.municipal.debits import (
    MunicipalCreditIssued,
    MunicipalDebitIssued,
    MunicipalPaymentReceived,
)
from schemas.payments import LateInterestCharged

_NONE: Final[Mapping[Purpose, "tuple[Debited, ...]"]] = {}


@dataclass(frozen=True, slots=True)
class Debited:
    """A debit of a municipality, or a credit below zero: the place of its paper, and öre."""

    place: int
    municipality: str
    ore: int


def purpose_of(event: MunicipalDebitIssued | MunicipalCreditIssued) -> Purpose:
    """Return the month, or the period by its first day, that a debit or a credit is of."""
    if event.period_from is not None:
        return None, event.period_from.toordinal()
    return None if event.month is None else month_of(event.month), None


def debits_of(case: Case) -> Mapping[Purpose, tuple[Debited, ...]]:
    """Return the debits and credits that stand, in fold order."""
    if not case.history.aside:
        return _NONE
    of: dict[Purpose, tuple[Debited, ...]] = {}
    for place in sorted(case.standing(case.history.aside)):
        event = case.history.events[place].event
        if isinstance(event, MunicipalDebitIssued):
            entry = Debited(place, event.municipality, event.debited_ore)
        elif isinstance(event, MunicipalCreditIssued):
            entry = Debited(place, event.municipality, -event.credited_ore)
        else:
            continue
        purpose = purpose_of(event)
        of[purpose] = (*of.get(purpose, ()), entry)
    return of


def net_ore(debits: Iterable[Debited]) -> dict[str, Fraction]:
    """Return what each municipality was debited, less what it was credited."""
    net: dict[str, Fraction] = {}
    for entry in debits:
        net[entry.municipality] = net.get(entry.municipality, Fraction(0)) + entry.ore
    return net


def wrong_debits(case: Case, payments: Payments, rulebook: Rulebook) -> Iterable[Notice]:
    """Yield a notice of a debit made late, or due on another day, and of a payment of none."""
    debited: set[tuple[str, Purpose]] = set()
    for place in sorted(case.standing(case.history.aside)):
        event = case.history.events[place].event
        if isinstance(event, MunicipalDebitIssued):
            says = _due(event, rulebook)
            if says:
                yield Notice("DEBIT_DUE_DIFFERS", says, (case.event_id(place),))
            of = event.municipality, purpose_of(event)
            # What follows a first debit adjusts it, whenever that became known.
            if of not in debited and (says := _made_late(event, payments, rulebook)):
                yield Notice("DEBIT_MADE_LATE", says, (case.event_id(place),))
            debited.add(of)
        elif isinstance(event, MunicipalPaymentReceived) and not _is_debited(case, event.debit):
            yield Notice(
                "PAYMENT_WITHOUT_DEBIT",
                f"a municipality paid {event.amount_ore} öre of {event.debit}, which is no debit"
                " and no late interest that this case knows",
                (case.event_id(place),),
            )


def _due(event: MunicipalDebitIssued, rulebook: Rulebook) -> str:
    """Return what is wrong with the due day of a debit, or nothing."""
    try:
        law = rulebook.debit_due_on(event.debited_on)
    except MissingValueError as missing:
        return f"the due day of a debit cannot be checked: {missing}"
    if event.due_on == law:
        return ""
    return (
        f"municipality {event.municipality} was debited on {event.debited_on} with {event.due_on}"
        f" as the day to pay by, and the rule gives {law} (förordningen (1993:1091) 9 §)"
    )


def _made_late(event: MunicipalDebitIssued, payments: Payments, rulebook: Rulebook) -> str:
    """Return by how much the first debit is too late for the first order of it, or nothing."""
    month, first = purpose_of(event)
    orders = payments.by_month.get(month, ()) if first is None else payments.by_period.get(first)
    paid_on = min(
        (of.pay_on for of in orders or () if event.municipality in of.municipal), default=None
    )
    if paid_on is None:
        return ""
    try:
        by = rulebook.debited_by(paid_on)
    except MissingValueError as missing:
        return f"whether a debit was made in time cannot be checked: {missing}"
    if event.debited_on <= by:
        return ""
    return (
        f"municipality {event.municipality} was debited on {event.debited_on} its part of an order"
        f" for {paid_on}, which is to be debited by {by} (förordningen (1993:1091) 9 §; of which"
        " month is assumed)"
    )


def _is_debited(case: Case, ref: str) -> bool:
    """Tell whether a name is that of a debit, or of late interest, that is known."""
    place = case.history.by_ref.get(ref)
    if place is None or place >= case.known:
        return False
    return isinstance(case.history.events[place].event, MunicipalDebitIssued | LateInterestCharged)
