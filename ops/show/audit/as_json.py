"""
The report of an audit for a program: whole öre, ISO dates, and every list in full.

The same events at the same point give the same bytes, whatever order they were imported in.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from ledger.amounts import month_text, rounded
from ledger.findings import Finding
from ops.show.audit.claims import claims_json
from ops.show.audit.report import AuditView, by_case
from ops.show.audit.resting import weak_grounds
from ops.show.head import head_json
from ops.show.papers import Paper
from ops.show.words import ORDER
from projections.audit import AuditReport, Totals


def audit_json(view: AuditView) -> dict[str, object]:
    """Return the whole report."""
    report = view.report
    question = report.question
    content: dict[str, object] = {
        **head_json(view.head),
        "months": {"from": _month(question.first_month), "until": _month(question.last_month)},
        "cases": report.cases,
        "events": report.events,
        "payouts": {
            "recomputed": report.payouts,
            "right": report.right,
            "not_right": report.wrong,
            "with_money_not_yet_due": report.waiting,
            "months_without_money": report.without_money,
        },
        "equation": _equation(report.totals),
        "kinds": [
            {
                "kind": kind.value,
                "count": total.count,
                "ore": total.delta_ore,
                "then_ore": total.delta_then_ore,
            }
            for kind, total in sorted(report.kinds.items(), key=lambda item: ORDER[item[0]])
        ],
        "findings": [
            {"case": found.case_ref, **finding_json(found.finding, view.papers)}
            for found in sorted(report.findings, key=by_case)
        ],
        "repaid": [
            {"case": found.case_ref, **finding_json(found.finding, view.papers)}
            for found in sorted(report.repaid, key=by_case)
        ],
        "cured": [
            {"case": found.case_ref, **finding_json(found.finding, view.papers)}
            for found in sorted(report.cured, key=by_case)
        ],
        **claims_json(report),
        **_apart(report),
        "not_sourced_ore": rounded(report.not_sourced),
        "rests_on": [weak.as_json() for weak in weak_grounds(view.head.rulebook, report.rests_on)],
    }
    if view.payday is not None:
        content["payday"] = view.payday
        content["to_stop"] = _to_stop(report, view.papers)
    return content


def finding_json(finding: Finding, papers: Mapping[UUID, Paper]) -> dict[str, object]:
    """Return one finding, without its case."""
    return {
        "month": _month(finding.month),
        "kind": finding.kind.value,
        "period_from": _day(finding.period),
        "municipality": finding.municipality,
        "ore": finding.delta_ore,
        "then_ore": finding.delta_then_ore,
        "since": [papers[event].as_json() for event in finding.since],
    }


def _equation(totals: Totals) -> dict[str, int]:
    return {
        "owed_ore": totals.owed_ore,
        "paid_ore": totals.paid_ore,
        "pending_ore": totals.pending_ore,
        "returned_ore": totals.returned_ore,
        "difference_ore": totals.difference_ore,
        "then_ore": totals.then_ore,
        "findings_ore": totals.explained_ore,
        "residual_ore": totals.residual_ore,
        "unmatched_ore": totals.unmatched_ore,
        "municipal_owed_ore": totals.municipal_ore,
        "municipal_debited_ore": totals.debited_ore,
        "wrong_split_ore": totals.split_ore,
    }


def _apart(report: AuditReport) -> dict[str, object]:
    """Return what is no finding: notices, and the months that lack a value."""
    notices = sorted(
        (found.case_ref, _month(found.month) or "", found.notice.kind, found.notice.says)
        for found in report.notices
    )
    missing = sorted((found.case_ref, found.month, found.says) for found in report.not_computed)
    return {
        "notices": [
            {"case": case, "month": month or None, "kind": kind, "says": says}
            for case, month, kind, says in notices
        ],
        "not_computed": [
            {"case": case, "month": month_text(month), "says": says}
            for case, month, says in missing
        ],
    }


def _to_stop(report: AuditReport, papers: Mapping[UUID, Paper]) -> list[dict[str, object]]:
    ordered = sorted(report.to_stop, key=lambda order: (order.case_ref, order.order))
    return [
        {
            "case": order.case_ref,
            "month": _month(order.month),
            "period_from": None if order.period is None else order.period.isoformat(),
            "order": order.order,
            "pay_on": order.pay_on.isoformat(),
            "ore": order.amount_ore,
            "not_owed_ore": order.not_owed_ore,
            "findings": [finding_json(finding, papers) for finding in order.findings],
        }
        for order in ordered
    ]


def _month(month: int | None) -> str | None:
    return None if month is None else month_text(month)


def _day(ordinal: int) -> str | None:
    """Return the first day of a period, None where there is none."""
    return date.fromordinal(ordinal).isoformat() if ordinal else None
