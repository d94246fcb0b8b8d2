"""
What the demo tells of the money between payers: each read model in one line, with its command.

Reads what the commands of this folder read, and calculates nothing. What is
shown in whole belongs to those commands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ledger.amounts import month_text
from ledger.claims.claim import ClaimState
from ledger.domain.accounts import local_date
from ledger.postings.chart import load_chart
from ledger.postings.trial import trial_balances
from ops.commands.compare.every_case import compared_cases
from ops.commands.compare.pricing import priced_cases
from ops.commands.compare.rulebooks import whatif_named
from ops.commands.options import Asked, asked
from ops.commands.readmodels.opened import ReadModels
from ops.show.money import kronor
from ops.show.quantities import counted
from projections.between.debits import debits_on
from projections.between.recoveries import recoveries_on
from projections.between.transfers import standing_on
from projections.tables import booked, owed_back, reimbursed, sick_pay, transferred
from projections.tables.connecting import Connection

#: Every month that a document can speak of.
_ALL_MONTHS = range(9999 * 12)


@dataclass(frozen=True, slots=True)
class Stop:
    """One line of the tour: what it is about, what it says, and the command that shows it."""

    name: str
    says: str
    command: str


def stops(
    models: ReadModels, connection: Connection, regime: str, month: int, known_at: date
) -> list[Stop]:
    """
    Return the lines of the tour, in the order in which money moves.

    Of `month` is told what became known of it after `known_at`.
    """
    today = local_date(datetime.now(UTC))
    return [
        *_transfers(models, connection, today),
        *_claims(connection),
        *_debits(models, connection, today),
        *_recoveries(models, connection, today),
        *_books(connection),
        *_compared(models, regime, month, known_at),
        *_whatif(models, regime),
    ]


def _transfers(models: ReadModels, connection: Connection, today: date) -> Iterator[Stop]:
    rows = list(transferred.transfers(connection, None, None))
    if not rows:
        return
    found = [standing_on(row, today, models.rulebook) for row in rows]
    over = sum(of.state == "TAKEN_OVER" for of in found)
    waits = sum(of.is_waiting for of in found)
    codes = len({row.municipality for row in rows})
    says = (
        f"{counted(len(rows), 'municipal decision')} of"
        f" {counted(codes, 'municipality', 'municipalities')}: {over} taken over by the state,"
        f" {waits} on their way, {len(rows) - over - waits} ended otherwise"
    )
    yield Stop("Transfers", says, "transfers")


def _claims(connection: Connection) -> Iterator[Stop]:
    # A claim that a later one replaces is asked for no more.
    claims = [of for of in reimbursed.claims(connection, None) if of.state != ClaimState.REPLACED]
    if claims:
        claimed, cut = (sum(of.claimed_ore for of in claims), sum(of.cut_ore for of in claims))
        wrong = sum(bool(of.wrong) for of in claims)
        says = (
            f"{counted(len(claims), 'claim')} until the takeovers: {kronor(claimed)} claimed,"
            f" {kronor(cut)} of it not owed; {wrong} decided wrongly"
        )
        yield Stop("Reimbursement", says, "reimbursements")
    everything = sick_pay.Wanted()
    sick = list(sick_pay.claims(connection, everything))
    both = list(sick_pay.both_sides(connection, everything))
    if sick:
        claimed, owed = sum(of.claimed_ore for of in sick), sum(of.owed_ore or 0 for of in sick)
        in_rate = sum(of.in_rate_ore for of in both)
        says = (
            f"{counted(len(sick), 'claim')} on municipalities, {kronor(owed)} owed of"
            f" {kronor(claimed)}; from the reform {kronor(in_rate)} in the rate instead"
        )
        yield Stop("Sick pay", says, "sick-pay")


def _debits(models: ReadModels, connection: Connection, today: date) -> Iterator[Stop]:
    lines = debits_on(connection, today, models.rulebook, owed_back.Wanted())
    if lines:
        debited = sum(line.debits.debited_ore - line.debits.credited_ore for line in lines)
        interest = sum(line.debits.interest_ore for line in lines)
        to_debit = sum(line.debits.to_debit_ore for line in lines)
        says = (
            f"{kronor(debited)} debited municipalities for months before the reform,"
            f" {kronor(to_debit, signed=True)} still to ask for; {kronor(interest)} interest on"
            " what was paid late"
        )
        yield Stop("Co-financing", says, "debits")


def _recoveries(models: ReadModels, connection: Connection, today: date) -> Iterator[Stop]:
    found = recoveries_on(connection, today, models.rulebook, owed_back.Wanted())
    totals = [back.total(today) for back in found.values()]
    if totals:
        says = (
            f"{kronor(sum(of.overpaid_ore for of in totals))} overpaid in"
            f" {counted(sum(bool(of.overpaid_ore) for of in totals), 'case')},"
            f" {kronor(sum(of.claimed_ore for of in totals))} claimed back,"
            f" {kronor(sum(of.left_ore for of in totals))} left"
        )
        yield Stop("Recoveries", says, "recoveries")


def _books(connection: Connection) -> Iterator[Stop]:
    chart = load_chart()
    books = trial_balances(booked.sums(connection, booked.Wanted(), chart.changes()), chart)
    postings = sum(book.postings for book in books.values())
    debit = sum(book.debit_ore for book in books.values())
    credit = sum(book.credit_ore for book in books.values())
    equal = "debit and credit are equal" if debit == credit else "DEBIT AND CREDIT DIFFER"
    of = f"{counted(postings, 'posting')} of {kronor(debit)}"
    says = f"{of} in {counted(len(books), 'book')}: {equal}"
    yield Stop("Trial balance", says, "trial-balance")


def _compared(models: ReadModels, regime: str, month: int, known_at: date) -> Iterator[Stop]:
    then = datetime(known_at.year, known_at.month, known_at.day, 12, tzinfo=UTC)
    if then >= datetime.now(UTC):
        return
    sides = _asked(regime, then), _asked(regime, None)
    found = compared_cases(models.store, sides, month, None).found
    unexplained = len(found.unexplained)
    left = f" in all but {unexplained}" if unexplained else ""
    says = (
        f"{month_text(month)} as known on {known_at} and today:"
        f" {counted(len(found.changed), 'case')} differ,"
        f" explained by {counted(sum(bool(of) for of in found.touched.values()), 'cause')} down to"
        f" the öre{left}"
    )
    when = f"month={month_text(month)}"
    command = f"diff --from known={known_at},{when} --to {when}"
    yield Stop("Difference", says, command)


def _whatif(models: ReadModels, regime: str) -> Iterator[Stop]:
    asks = whatif_named("law", regime)
    point = _asked(regime, None).head(models.store).point
    found = priced_cases(models.store, point, (asks.law, asks.rulebook), _ALL_MONTHS, None)
    state = sum(of for _, of, _ in found.affected)
    municipal = sum(of for *_, of in found.affected)
    says = (
        f"without the reform the same work would cost the state {kronor(state, signed=True)},"
        f" municipalities {kronor(municipal, signed=True)}"
    )
    yield Stop("What if", says, "whatif law")


def _asked(regime: str, known_at: datetime | None) -> Asked:
    return asked(known_at, None, None, regime, None)
