"""
The audit: every payout recomputed from the events and compared with what was paid.

Pure over the events it is given; it asks `ledger.findings` for every amount
and only adds up. Reading the events belongs to `ledger.store.load`, showing
the report, and sharing the cases out over processes, to `ops`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from uuid import UUID

from ledger.amounts import rounded
from ledger.claims.verify import verify_claims
from ledger.domain.case import Case
from ledger.domain.point import select
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.findings import CaseFacts, Finding, Kind, PeriodVerification, Verification, Verifier
from ledger.findings.stopping import OrderToStop, orders_to_stop, unmatched_to_stop
from ledger.rules import MissingValueError, Rulebook
from ledger.statement import unsourced_ore, weak_grounds
from projections.found import (
    AuditReport,
    CaseFinding,
    CaseNotice,
    Found,
    KindTotal,
    NotComputed,
    Question,
    Totals,
    add_claim,
    add_strays,
    whole_ore,
)

__all__ = [
    "Audit",
    "AuditReport",
    "CaseFinding",
    "CaseNotice",
    "Found",
    "KindTotal",
    "NotComputed",
    "OrderToStop",
    "Question",
    "Totals",
    "whole_ore",
]


class Audit:
    """Adds up one case after the other; ask `report` when all are in."""

    def __init__(
        self,
        question: Question,
        register: Register,
        rulebook: Rulebook,
        references: Mapping[UUID, str],
        payday: date | None = None,
    ) -> None:
        """Prepare; `payday` also lists the orders to stop before it."""
        self.register = register
        self.references = references
        self.payday = payday
        self.report = AuditReport(question, rulebook)

    def add(self, case_id: UUID, events: Sequence[Recorded]) -> None:
        """Verify every month of a case that the question covers."""
        report = self.report
        chosen = select(events, report.question.point)
        if not chosen:
            return
        case_ref = self.references.get(case_id, str(case_id))
        verifier = Verifier(
            Case.of(chosen), self.register, report.rulebook, report.question.reckoned_on
        )
        report.cases += 1
        report.events += len(chosen)
        for month in verifier.months:
            if report.question.covers(month):
                try:
                    self._add_month(case_id, case_ref, verifier.month(month))
                except MissingValueError as missing:
                    report.not_computed.append(NotComputed(case_ref, month, str(missing)))
        for first in verifier.periods:
            # A period is settled after its last month, and belongs to it.
            last = verifier.facts.period(first).month
            if report.question.covers(last):
                try:
                    self._add_month(case_id, case_ref, verifier.period(first))
                except MissingValueError as missing:
                    # One that reaches into a year without a rate, and was not paid, owes
                    # nothing yet.
                    if first in verifier.facts.paid_periods:
                        report.not_computed.append(NotComputed(case_ref, last, str(missing)))
        if verifier.facts.fault is not None:
            until = verifier.facts.until
            report.not_computed.append(NotComputed(case_ref, until, verifier.facts.fault))
        self._add_unmatched(case_id, case_ref, verifier)
        self._add_claims(case_ref, verifier.facts)

    def _add_month(
        self, case_id: UUID, case_ref: str, month: Verification | PeriodVerification
    ) -> None:
        """Add a month, or a period that is settled apart from its months."""
        report = self.report
        if not month.orders and not month.now.owed_ore and month.right:
            report.without_money += 1
        else:
            report.payouts += 1
            report.right += month.right
            report.waiting += bool(month.now.not_yet_due_ore)
        _add_totals(report.totals, month)
        for finding in month.findings:
            self._found(case_id, case_ref, finding)
        for repaid in month.repaid:
            # No finding, and a term of the equation all the same.
            report.repaid.append(CaseFinding(case_id, case_ref, repaid))
            total = report.kinds.setdefault(Kind.REPAID, KindTotal())
            total.count += 1
            total.delta_ore += repaid.delta_ore
            total.delta_then_ore += repaid.delta_then_ore
        for finding in month.cured:
            report.cured.append(CaseFinding(case_id, case_ref, finding))
            total = report.kinds.setdefault(finding.kind, KindTotal())
            total.delta_then_ore += finding.delta_then_ore
        report.notices += [CaseNotice(case_ref, month.month, notice) for notice in month.notices]
        parts = month.owed_parts
        for part in parts:
            grounds = weak_grounds(part)
            report.grounds[grounds] = report.grounds.get(grounds, Fraction(0)) + part.owed
        report.not_sourced += sum(unsourced_ore(parts).values(), Fraction(0))
        if self.payday is not None:
            report.to_stop += orders_to_stop(case_ref, month, self.payday)

    def _add_unmatched(self, case_id: UUID, case_ref: str, verifier: Verifier) -> None:
        """Add what lies in no month: it has its own line in the total (5.6)."""
        unmatched = verifier.unmatched()
        for finding in unmatched:
            self.report.totals.unmatched_ore += finding.delta_ore
            self._found(case_id, case_ref, finding)
        notices = verifier.notices()
        self.report.notices += [CaseNotice(case_ref, None, notice) for notice in notices]
        if self.payday is not None:
            orders = verifier.payments.by_month.get(None, ())
            self.report.to_stop += unmatched_to_stop(case_ref, orders, unmatched, self.payday)

    def _add_claims(self, case_ref: str, facts: CaseFacts) -> None:
        """Add the claims between payers of a case, with an equation of their own."""
        report = self.report
        on = report.question.reckoned_on
        covers = report.question.covers
        of = verify_claims(facts.case, facts.carried, on, covers)
        for each in of.claims:
            if each.missing is not None:
                report.not_computed.append(NotComputed(case_ref, each.claim.month, each.missing))
            add_claim(report, case_ref, each)
        add_strays(report, case_ref, of.stray)

    def _found(self, case_id: UUID, case_ref: str, finding: Finding) -> None:
        self.report.findings.append(CaseFinding(case_id, case_ref, finding))
        total = self.report.kinds.setdefault(finding.kind, KindTotal())
        total.count += 1
        total.delta_ore += finding.delta_ore
        total.delta_then_ore += finding.delta_then_ore


def _add_totals(totals: Totals, month: Verification | PeriodVerification) -> None:
    table = month.now
    totals.owed_ore += table.owed_ore
    totals.paid_ore += table.paid_ore
    totals.pending_ore += table.pending_ore
    totals.returned_ore += table.returned_ore
    totals.difference_ore += table.difference_ore
    totals.explained_ore += sum(table.deltas.values())
    totals.then_ore += sum(month.then.deltas.values())
    totals.municipal_ore += sum(month.municipal.values())
    totals.debited_ore += sum(rounded(debited) for debited in month.debited.values())
    totals.split_ore += sum(
        finding.delta_ore for finding in month.findings if finding.kind is Kind.WRONG_SPLIT
    )
