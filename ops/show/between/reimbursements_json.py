"""Municipal reimbursements for a program: whole öre, ISO dates, and every list in full."""

from collections.abc import Iterable

from ledger.amounts import month_text
from ops.show.between.reimbursements import OneReimbursement
from ops.show.explain.steps_json import steps_json
from ops.show.readmodels.as_json import as_of_json
from ops.show.readmodels.balances import AsOf
from projections.tables.reimbursed import ClaimRow, Municipality


def reimbursements_json(
    of: AsOf, found: Iterable[Municipality], claims: Iterable[ClaimRow]
) -> dict[str, object]:
    """Return each municipality and each claim."""
    return {
        **as_of_json(of),
        "municipalities": [
            {
                "municipality": each.municipality,
                "claims": each.claims,
                "claims_waiting": each.waiting,
                "claims_not_reckoned": each.unreckoned,
                "claimed_ore": each.claimed_ore,
                "owed_ore": each.owed_ore,
                "decided_ore": each.decided_ore,
                "paid_ore": each.paid_ore,
                "outstanding_ore": each.outstanding_ore,
                "withheld_ore": each.withheld_ore,
                "difference_ore": each.difference_ore,
            }
            for each in found
        ],
        "claims": [
            {
                "claim": each.claim,
                "municipality": each.municipality,
                "decision": each.decision,
                "month": month_text(each.month),
                "state": each.state,
                "received_on": each.received_on.isoformat(),
                "decided_on": None if each.decided_on is None else each.decided_on.isoformat(),
                "claimed_ore": each.claimed_ore,
                "owed_ore": each.owed_ore,
                "decided_ore": each.decided_ore,
                "paid_ore": each.paid_ore,
                "outstanding_ore": each.outstanding_ore,
                "withheld_ore": each.withheld_ore,
                "difference_ore": each.difference_ore,
                "cuts": each.cut,
                "wrong": each.faults,
            }
            for each in claims
        ],
    }


def reimbursement_json(one: OneReimbursement) -> dict[str, object]:
    """Return one claim with its derivation."""
    of, event = one.of, one.event
    content: dict[str, object] = {
        **as_of_json(one.as_of),
        "claim": of.ref,
        "case": one.case_ref,
        "municipality": event.municipality,
        "decision": event.municipal_decision,
        "month": event.month,
        "state": of.claim.state.value,
        "claimed_ore": event.claimed_ore,
        "owed_ore": of.owed_ore,
        "not_computed": of.missing,
        "decided_ore": of.claim.decided_ore,
        "paid_ore": of.claim.paid_ore,
        "outstanding_ore": of.outstanding_ore,
        "withheld_ore": of.withheld_ore,
        "difference_ore": of.difference_ore,
        "findings": [
            {
                "kind": finding.kind.value,
                "ore": finding.delta_ore,
                "then_ore": finding.delta_then_ore,
                "documents": [paper.ref for paper in one.papers.of(finding.events)],
            }
            for finding in of.findings
        ],
        "notices": [{"kind": notice.kind, "says": notice.says} for notice in of.notices],
    }
    if of.owed is not None:
        content["cuts"] = [
            {"reason": cut.reason, "ore": cut.ore, "derivation": steps_json(cut.steps, one.papers)}
            for cut in of.owed.cuts
        ]
        content["derivation"] = steps_json(of.owed.steps, one.papers)
    return content
