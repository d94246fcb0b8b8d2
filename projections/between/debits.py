"""
Reading municipal debits on a day: what is due, paid and late, and what is still to be debited.

The öre are the ledger's; here they are put together per case, month and municipality.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ledger.claims.debiting import ToIssue, to_issue
from ledger.claims.debits import DebitAccount, interest_owed_ore
from ledger.findings import MonthFacts, Reckoning
from ledger.rules import MissingValueError, Rulebook
from projections.models.municipal_debits import ACCOUNTS
from projections.models.payout_verification import FACTS, looked_at_until
from projections.sums import add_fields
from projections.tables import owed_back
from projections.tables.connecting import Connection
from projections.tables.owed_back import Wanted

#: Told how many months have been reckoned, of how many.
Tell = Callable[[int, int], None]


@dataclass(slots=True)
class Debits:
    """
    The debits of some cases and months on a day, in öre.

    `interest_ore` is what the law gives up to the day, charged or not; the cases
    of `unknown` have days whose reference rate is not known. `to_debit_ore` is to
    be debited, or below zero credited.
    """

    cases: set[UUID] = field(default_factory=set[UUID])
    debited_ore: int = 0
    credited_ore: int = 0
    paid_ore: int = 0
    outstanding_ore: int = 0
    overdue_ore: int = 0
    late_days: int = 0
    interest_ore: int = 0
    charged_ore: int = 0
    to_debit_ore: int = 0
    unknown: set[UUID] = field(default_factory=set[UUID])

    def add(self, other: "Debits") -> None:
        """Add others; of days late the most are kept."""
        latest = max(self.late_days, other.late_days)
        add_fields(self, other, Debits)
        self.late_days = latest


@dataclass(frozen=True, slots=True)
class Line:
    """One municipality's debits of one month, or period by its first day, of one case."""

    case: UUID
    municipality: str
    month: int
    period: int
    debits: Debits
    account: DebitAccount | None = None
    #: What it bears of the month, and what of it was debited, where that is not the same.
    issue: ToIssue | None = None


def debits_on(
    connection: Connection,
    day: date,
    rulebook: Rulebook,
    wanted: Wanted,
    tell: Tell = lambda _done, _many: None,
) -> list[Line]:
    """Return each line on a day, by municipality, month, period and case."""
    lines: dict[tuple[str, int, int, UUID], Line] = {}
    for row in owed_back.accounts(connection, wanted):
        account = ACCOUNTS.load(row.account)
        key = (row.municipality, row.month, row.period, row.case_id)
        debits = _of_account(row.case_id, account, day, rulebook)
        lines[key] = Line(row.case_id, row.municipality, row.month, row.period, debits, account)
    on = Reckoning.of(rulebook, day)
    until = looked_at_until(day, rulebook)
    many = owed_back.count_shared_months(connection, until, wanted)
    for done, row in enumerate(owed_back.shared_months(connection, until, wanted), start=1):
        for line in _to_issue(row.case_id, FACTS.load(row.facts), on):
            if wanted.municipality in {None, line.municipality}:
                key = (line.municipality, line.month, line.period, line.case)
                lines[key] = _together(lines.get(key), line)
        tell(done, many)
    return [lines[key] for key in sorted(lines)]


def _of_account(case: UUID, account: DebitAccount, day: date, rulebook: Rulebook) -> Debits:
    debits = Debits(
        cases={case},
        debited_ore=account.debited_ore,
        credited_ore=account.credited_ore,
        paid_ore=account.paid_ore,
        outstanding_ore=account.outstanding_ore,
        overdue_ore=account.overdue_ore(day),
        late_days=max((debit.late_days(day) for debit in account.debits), default=0),
        charged_ore=account.charged_ore,
    )
    try:
        debits.interest_ore = interest_owed_ore(account, day, rulebook)
    except MissingValueError:
        debits.unknown.add(case)
    return debits


def _to_issue(case: UUID, facts: MonthFacts, on: Reckoning) -> Iterable[Line]:
    for share in to_issue(facts, on):
        # A period stands under no month, as its account does.
        month = 0 if share.period else share.month
        debits = Debits(cases={case}, to_debit_ore=share.difference_ore)
        yield Line(
            case,
            share.municipality,
            month,
            share.period,
            debits,
            issue=share,
        )


def _together(known: Line | None, line: Line) -> Line:
    if known is None:
        return line
    known.debits.add(line.debits)
    return Line(
        known.case,
        known.municipality,
        known.month,
        known.period,
        known.debits,
        known.account,
        line.issue,
    )
