"""
Whatever papers say of money, the books say the same: equation, municipalities and claims.

Every posting passes öre between two accounts, and none is ever changed.
"""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.amounts import month_of
from ledger.claims.claim import claims_of
from ledger.claims.recoveries import recoveries_of
from ledger.claims.recoveries.recovery import standing_name
from ledger.domain.bank import said_by_bank, standing_orders
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.findings import Verifier, payments_of
from ledger.findings.payments import Purpose
from ledger.postings import AGENCY, BOOKED_EVENTS, Account, Posting, postings_of
from ledger.rules import MissingValueError, load_rulebook
from schemas.catalogue import NAMES
from schemas.municipal.claims import ClaimPaid, ClaimRepaid, SickPayClaimed
from schemas.municipal.debits import (
    MunicipalCreditIssued,
    MunicipalDebitIssued,
    MunicipalPaymentReceived,
)
from schemas.payments import (
    LateInterestCharged,
    MoneyRepaid,
    RecoveryDecided,
    RecoveryInterestCharged,
    RecoveryRemitted,
)
from tests.properties.facts.documents import Written, documents, piles
from tests.properties.facts.logs import log_of
from tests.properties.facts.values import NUMBERS, SENDERS

MANY = settings(max_examples=settings().max_examples)
RULEBOOK = load_rulebook()
#: Orders and the bank's words of them meet more often than the rest.
OFTEN = ("payment-ordered/2", "payment-settled/1", "payment-returned/1")
MONEY = st.sampled_from([*(NAMES[kind] for kind in BOOKED_EVENTS), *OFTEN * 3])
OF_PAYMENTS = {
    "bill-received",
    "payment-ordered",
    "payment-settled",
    "payment-returned",
    "money-repaid",
    "recovery-decided",
    "recovery-remitted",
    "recovery-interest-charged",
}


OF_RECOVERIES = tuple(
    NAMES[kind]
    for kind in (RecoveryDecided, MoneyRepaid, RecoveryRemitted, RecoveryInterestCharged)
)


@st.composite
def moneyed(draw: st.DrawFn, kinds: st.SearchStrategy[str] = MONEY) -> list[Written]:
    """Return documents of one case that speak of money, and of each other."""
    keys = draw(
        st.lists(
            st.tuples(kinds, st.sampled_from(SENDERS), st.integers(0, NUMBERS - 1)),
            max_size=14,
            unique=True,
        )
    )
    return [draw(documents(*key, case_ref="FK-000123")) for key in keys]


def cases_of(pile: list[Written]) -> list[Case]:
    return [Case.of(events) for events in log_of(pile).cases.values()]


CASES = st.one_of(moneyed(), moneyed(), moneyed(), piles()).map(cases_of)
#: Recoveries and what comes of them, some of it set off, mostly of the same two months.
RECOVERING = moneyed(st.sampled_from([*OF_RECOVERIES, "payment-ordered/2"])).map(cases_of)


def balance(postings: Iterable[Posting], *accounts: Account) -> int:
    """Return debit less credit of these accounts together."""
    return sum(
        posting.ore * ((posting.entry.debit in accounts) - (posting.entry.credit in accounts))
        for posting in postings
    )


@MANY
@given(CASES)
def test_every_posting_passes_ore_between_two_accounts_of_one_book(cases: list[Case]) -> None:
    for case in cases:
        for posting in postings_of(case):
            assert posting.ore > 0
            assert posting.entry.debit is not posting.entry.credit
            assert posting.entry.book in (AGENCY, posting.entry.municipality)


@MANY
@given(CASES)
def test_the_accounts_are_the_control_equation(cases: list[Case]) -> None:
    for case in cases:
        booked = [of for of in postings_of(case) if of.cause in OF_PAYMENTS]
        payments = payments_of(case)
        orders = [
            order
            for every in (*payments.by_month.values(), *payments.by_period.values())
            for order in every
        ]
        recovered = sum(ore for amounts in payments.recovered.values() for _, ore in amounts)
        settled = [order for order in orders if order.settled_ore is not None]
        unsettled = sum(order.amount_ore for order in orders if order.settled_ore is None)
        paid = sum((o.settled_ore or 0) - o.returned_ore for o in settled) - recovered
        returned = sum(order.returned_ore - order.repaid_ore for order in orders)
        ordered = sum(order.amount_ore - order.repaid_ore for order in orders)
        otherwise = sum(order.amount_ore - (order.settled_ore or 0) for order in settled)
        outgoing = (Account.PAYABLES, Account.BANK, Account.CLEARING)
        assert -balance(booked, *outgoing) == paid + unsettled
        assert -balance(booked, Account.RETURNED_PAYABLES) == returned
        assert -balance(booked, Account.SETTLEMENT_DIFFERENCES) == otherwise
        assert balance(booked, *NET_COST) == ordered - recovered
        said = said_by_bank(case)
        waiting = [
            order.total_ore
            for _, ref, order in standing_orders(case, said)
            if ref not in said or said[ref].settled_ore is None
        ]
        assert -balance(booked, Account.PAYABLES) == sum(waiting)


#: What assistance has cost, whatever of it is claimed back, given up or charged interest on.
NET_COST = (
    Account.ASSISTANCE_COST,
    Account.RECOVERY_RECEIVABLES,
    Account.REMISSIONS,
    Account.RECOVERY_INTEREST,
)


def owed_back(case: Case) -> dict[str, int]:
    """Return what is left of each recovery, paper by paper; interest is added to nobody's."""
    history = case.history
    claimed: dict[str, dict[Purpose, int]] = {}
    known: dict[str, int] = {}
    for place in case.standing(history.aside):
        if isinstance(event := history.events[place].event, RecoveryDecided):
            ref = history.events[place].envelope.document_ref
            known[ref] = place
            for line in event.lines:
                month = None if line.month is None else month_of(line.month)
                first = None if line.period_from is None else line.period_from.toordinal()
                of = claimed.setdefault(ref, {})
                of[month, first] = of.get((month, first), 0) + line.amount_ore
    left = {ref: sum(of.values()) for ref, of in claimed.items()}
    payments = payments_of(case)
    papers = [
        (place, purpose, ore)
        for sums in (payments.recovered, payments.remitted)
        for purpose, amounts in sums.items()
        for place, ore in amounts
    ]
    for place, purpose, rest in sorted(papers, key=lambda of: of[0]):
        ore = rest
        event = history.events[place].event
        named = event.recovery if isinstance(event, MoneyRepaid | RecoveryRemitted) else None
        if named is not None:
            named = standing_name(case, named)
            if named in left:
                left[named] -= ore
                claimed[named][purpose] = claimed[named].get(purpose, 0) - ore
            continue
        for ref, of in claimed.items():
            part = min(ore, max(0, of.get(purpose, 0))) if known[ref] < place else 0
            of[purpose] = of.get(purpose, 0) - part
            left[ref] -= part
            ore -= part
    return left


@MANY
@given(RECOVERING)
def test_what_is_claimed_back_is_what_is_left_of_the_recoveries_and_interest(
    cases: list[Case],
) -> None:
    for case in cases:
        recoveries = recoveries_of(case, payments_of(case)).recoveries
        left = owed_back(case)
        assert {of.ref: of.left_ore for of in recoveries} == left
        interest = sum(
            event.interest_ore
            for place in case.standing(case.history.aside)
            if isinstance(event := case.history.events[place].event, RecoveryInterestCharged)
        )
        booked = list(postings_of(case))
        assert balance(booked, Account.RECOVERY_RECEIVABLES) == sum(left.values()) + interest
        assert balance(booked, Account.RECOVERY_INTEREST) == -interest


@MANY
@given(CASES)
def test_each_month_agrees_with_its_findings(cases: list[Case]) -> None:
    for case in cases:
        booked = list(postings_of(case))
        verifier = Verifier(case, Register([]), RULEBOOK, case.history.keys[-1][0].date())
        for month in payments_of(case).by_month:
            if month is None:
                continue
            try:
                now = verifier.month(month).now
            except MissingValueError:
                continue
            of_month = [of for of in booked if of.entry.month == month]
            assert -balance(of_month, Account.RETURNED_PAYABLES) == now.returned_ore
            ordered = now.paid_ore + now.pending_ore - now.not_yet_due_ore + now.returned_ore
            differences = balance(of_month, Account.SETTLEMENT_DIFFERENCES)
            assert balance(of_month, *NET_COST) + differences == ordered


@MANY
@given(CASES, st.integers(0, 40))
def test_postings_of_an_earlier_point_are_the_first_of_them(cases: list[Case], place: int) -> None:
    for case in cases:
        instant = case.history.keys[place % len(case.history.keys)][0] + timedelta(seconds=place)
        earlier = list(postings_of(case.known_until(instant)))
        assert list(postings_of(case))[: len(earlier)] == earlier
        known = [of for of in case.history.events if of.envelope.known_at <= instant]
        assert list(postings_of(Case.of(known))) == earlier


@MANY
@given(CASES)
def test_municipalities_owe_debits_less_credits_and_payments_with_interest(
    cases: list[Case],
) -> None:
    for case in cases:
        debits: dict[str, str] = {}
        owed: dict[str, int] = {}
        history = case.history
        issued = (MunicipalDebitIssued, MunicipalCreditIssued, LateInterestCharged)
        for recorded in history.events:
            if isinstance(recorded.event, issued):
                debits[recorded.envelope.document_ref] = recorded.event.municipality
        for place in case.standing([*history.aside, *history.payments]):
            match event := history.events[place].event:
                case MunicipalDebitIssued():
                    code, ore = event.municipality, event.debited_ore
                case MunicipalCreditIssued():
                    code, ore = event.municipality, -event.credited_ore
                case LateInterestCharged():
                    code, ore = event.municipality, event.interest_ore
                case MunicipalPaymentReceived() if event.debit in debits:
                    code, ore = debits[event.debit], -event.amount_ore
                case _:
                    continue
            owed[code] = owed.get(code, 0) + ore
        booked = list(postings_of(case))
        for code, ore in owed.items():
            of = [posting for posting in booked if posting.entry.municipality == code]
            assert balance(of, Account.MUNICIPAL_RECEIVABLES) == ore


@MANY
@given(CASES)
def test_claims_owe_what_was_decided_and_not_paid(cases: list[Case]) -> None:
    for case in cases:
        owed: dict[tuple[str, Account], int] = {}
        claims = claims_of(case)
        # From the papers, not from the claims: a correction counts in place of the corrected.
        paid: dict[int, int] = {}
        for place in case.standing(case.history.aside):
            event = case.history.events[place].event
            if isinstance(event, ClaimPaid | ClaimRepaid) and event.claim in claims:
                ore = event.paid_ore if isinstance(event, ClaimPaid) else -event.repaid_ore
                latest = id(claims[event.claim].latest)
                paid[latest] = paid.get(latest, 0) + ore
        for claim in claims.values():
            is_sick_pay = isinstance(claim.event, SickPayClaimed)
            book = claim.event.municipality if is_sick_pay else AGENCY
            # A claim that another replaced is owed nothing by itself.
            left = (0 if claim.replaced else claim.decided_ore) - paid.get(id(claim), 0)
            account = Account.CLAIM_PAYABLES if left > 0 else Account.CLAIM_RECEIVABLES
            owed[book, account] = owed.get((book, account), 0) - left
        booked = list(postings_of(case))
        for (book, account), ore in owed.items():
            of = [posting for posting in booked if posting.entry.book == book]
            assert balance(of, account) == ore


@MANY
@given(moneyed(), st.randoms(use_true_random=False))
def test_the_order_in_which_papers_were_laid_in_changes_no_posting(
    pile: list[Written], dice: Random
) -> None:
    events = [of for every in log_of(pile).cases.values() for of in every]
    shuffled = list(events)
    dice.shuffle(shuffled)
    assert list(postings_of(Case.of(shuffled))) == list(postings_of(Case.of(events)))


def test_every_class_that_is_booked_has_a_name() -> None:
    assert len(set(BOOKED_EVENTS)) == len(BOOKED_EVENTS)
    assert all(kind in NAMES for kind in BOOKED_EVENTS)
