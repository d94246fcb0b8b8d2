"""
Co-financing as a stream: what a municipality was debited, credited, and paid, and what is late.

Pure: read from the case at its point, and reckoned on a day. What a municipality
owes belongs to `ledger.findings`, what is to be debited to `debiting`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.findings import interest_charged, purpose_of, simple_interest_ore
from ledger.rules import MissingValueError, Rulebook
from schemas.municipal.debits import (
    MunicipalCreditIssued,
    MunicipalDebitIssued,
    MunicipalPaymentReceived,
)

_DAY: Final = timedelta(days=1)
_REFERENCE: Final = "interest.reference_per_mille"


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid of a debit or of late interest, when, and by which paper."""

    event: UUID
    on: date
    ore: int


@dataclass(frozen=True, slots=True)
class Debit:
    """
    A debit, what of it was credited, and what was paid.

    Nobody is late before the day that the law gives: `late_after` is that day,
    or the one that the debit states where that comes later.
    """

    ref: str
    event: UUID
    ore: int
    debited_on: date
    due_on: date
    late_after: date
    credited_ore: int = 0
    paid: tuple[Paid, ...] = ()

    @property
    def paid_ore(self) -> int:
        """What was paid of it."""
        return sum(paid.ore for paid in self.paid)

    def outstanding_ore(self, day: date | None = None) -> int:
        """Return what of it is still to be paid when a day begins; below zero, paid too much."""
        paid = sum(paid.ore for paid in self.paid if day is None or paid.on < day)
        return self.ore - self.credited_ore - paid

    def late_days(self, day: date) -> int:
        """Return the days after the due date on which something of it was unpaid, up to a day."""
        return sum((last - first).days for first, last, _ in self.late(day))

    def late(self, day: date) -> Iterator[tuple[date, date, int]]:
        """
        Yield the runs of days on which so much was late: after the first day, up to the last.

        The day of a payment is one of them (semantics M10).
        """
        after = self.late_after
        turns = sorted({paid.on for paid in self.paid if after < paid.on <= day} | {day})
        for turn in turns:
            ore = self.outstanding_ore(turn)
            if turn > after and ore > 0:
                yield after, turn, ore
            after = max(after, turn)


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit: the municipality had been debited too much (SFB 51:23 second paragraph)."""

    ref: str
    event: UUID
    ore: int
    credited_on: date


@dataclass(frozen=True, slots=True)
class Interest:
    """Late interest that was charged, and what was paid of it."""

    ref: str
    event: UUID
    ore: int
    paid: tuple[Paid, ...] = ()


@dataclass(frozen=True, slots=True)
class DebitAccount:
    """
    One municipality's account of one month, or of one period by its first day.

    net = debited − credited; outstanding = net − paid.
    """

    municipality: str
    month: int | None
    period: int | None
    debits: tuple[Debit, ...] = ()
    credits: tuple[Credit, ...] = ()
    interest: tuple[Interest, ...] = ()

    @property
    def debited_ore(self) -> int:
        """The sum of the debits."""
        return sum(debit.ore for debit in self.debits)

    @property
    def credited_ore(self) -> int:
        """The sum of the credits."""
        return sum(credit.ore for credit in self.credits)

    @property
    def net_ore(self) -> int:
        """What was debited, less what was credited."""
        return self.debited_ore - self.credited_ore

    @property
    def paid_ore(self) -> int:
        """What was paid of the debits."""
        return sum(debit.paid_ore for debit in self.debits)

    @property
    def outstanding_ore(self) -> int:
        """What is still to be paid; below zero, what the municipality has to its good."""
        return self.net_ore - self.paid_ore

    def overdue_ore(self, day: date) -> int:
        """Return what should have been paid before a day and was not."""
        return sum(
            max(0, debit.outstanding_ore(day)) for debit in self.debits if debit.late_after < day
        )

    @property
    def charged_ore(self) -> int:
        """The late interest that was charged."""
        return sum(interest.ore for interest in self.interest)


def interest_owed_ore(account: DebitAccount, day: date, rulebook: Rulebook) -> int:
    """
    Return the late interest of an account up to a day, charged or not, rounded once a debit.

    (reference rate of the day + 8 points) · days / 365 on what was late. Raises
    `MissingValueError` for days whose reference rate is not known. Source: semantics M10.
    """
    return sum(_interest_ore(debit, day, rulebook) for debit in account.debits)


def _interest_ore(debit: Debit, day: date, rulebook: Rulebook) -> int:
    worth = 0
    for after, last, ore in debit.late(day):
        above = rulebook.parameter("interest.per_mille_above", debit.late_after).value
        # The rate of each half-year (räntelagen 9 §) is dated in the edition.
        for start, end, rate in rulebook.value_spans(_REFERENCE, after + _DAY, last + _DAY):
            worth += ore * (end - start) * max(0, rate.value + above)
    return simple_interest_ore(worth, rulebook)


#: A municipality, a month and a period: of the latter two one is None.
_Key = tuple[str, int | None, int | None]


def debit_accounts(case: Case, rulebook: Rulebook) -> dict[_Key, DebitAccount]:
    """Return the accounts of a case's debits at its point, in order; most cases have none."""
    history = case.history
    if not history.aside and not any(True for _ in interest_charged(case)):
        return {}
    paid: dict[str, list[Paid]] = {}
    accounts: dict[_Key, DebitAccount] = {}
    for place in sorted(case.standing(history.aside)):
        recorded = history.events[place]
        event, ref = recorded.event, recorded.envelope.document_ref
        if isinstance(event, MunicipalPaymentReceived):
            entry = Paid(case.event_id(place), event.received_on, event.amount_ore)
            paid.setdefault(event.debit, []).append(entry)
        elif isinstance(event, MunicipalDebitIssued):
            account = _account(accounts, (event.municipality, *purpose_of(event)))
            debit = _debit(ref, case.event_id(place), event, rulebook)
            accounts[_key(account)] = replace(account, debits=(*account.debits, debit))
        elif isinstance(event, MunicipalCreditIssued):
            account = _account(accounts, (event.municipality, *purpose_of(event)))
            credit = Credit(ref, case.event_id(place), event.credited_ore, event.credited_on)
            accounts[_key(account)] = replace(account, credits=(*account.credits, credit))
    for place, charged in interest_charged(case):
        ref = history.events[place].envelope.document_ref
        account = _account(accounts, (charged.municipality, month_of(charged.month), None))
        interest = Interest(
            ref, case.event_id(place), charged.interest_ore, tuple(paid.get(ref, ()))
        )
        accounts[_key(account)] = replace(account, interest=(*account.interest, interest))
    settled = {key: _settled(account, paid) for key, account in accounts.items()}
    return dict(sorted(settled.items(), key=lambda item: _sorted(item[0])))


def _account(accounts: dict[_Key, DebitAccount], key: _Key) -> DebitAccount:
    return accounts.get(key) or DebitAccount(*key)


def _key(account: DebitAccount) -> _Key:
    return account.municipality, account.month, account.period


def _sorted(key: _Key) -> tuple[str, int, int]:
    return key[0], key[1] or 0, key[2] or 0


def _debit(ref: str, event_id: UUID, event: MunicipalDebitIssued, rulebook: Rulebook) -> Debit:
    try:
        law = rulebook.debit_due_on(event.debited_on)
    except MissingValueError:
        # A debit dated where no edition reaches stands as it is; a notice says so.
        law = event.due_on
    late_after = max(event.due_on, law)
    return Debit(ref, event_id, event.debited_ore, event.debited_on, event.due_on, late_after)


def _settled(account: DebitAccount, paid: dict[str, list[Paid]]) -> DebitAccount:
    """
    Return an account with its payments, and with its credits taken off the oldest debits.

    A credit says that so much was never owed, so no interest runs on it.
    """
    credited = account.credited_ore
    debits: list[Debit] = []
    for number, debit in enumerate(account.debits):
        part = min(credited, debit.ore)
        if number == len(account.debits) - 1:
            part = credited
        credited -= part
        own: Sequence[Paid] = sorted(paid.get(debit.ref, ()), key=lambda of: of.on)
        debits.append(replace(debit, credited_ore=part, paid=tuple(own)))
    return replace(account, debits=tuple(debits))
