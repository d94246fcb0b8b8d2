"""Sick pay for a program: whole öre, ISO dates, and every list in full."""

from collections.abc import Iterable

from ledger.amounts import month_text
from ops.show.between.sick_pay import OneClaim
from ops.show.explain.steps_json import steps_json
from ops.show.quantities import exact_text
from ops.show.readmodels.as_json import as_of_json
from ops.show.readmodels.balances import AsOf
from projections.tables.sick_pay import Both, ClaimRow


def sick_pay_json(of: AsOf, found: Iterable[Both], claims: Iterable[ClaimRow]) -> dict[str, object]:
    """Return both sides per month, municipality and provider, and every claim."""
    return {
        **as_of_json(of),
        "sides": [
            {
                "month": month_text(each.month),
                "municipality": each.municipality,
                "provider": str(each.provider),
                "claims": each.claims,
                "claims_not_reckoned": each.unreckoned,
                "claimed_ore": each.claimed_ore,
                "owed_ore": each.owed_ore,
                "decided_ore": each.approved_ore,
                "paid_ore": each.paid_ore,
                "component_ore": each.component_ore,
                "component_in_rate_ore": each.in_rate_ore,
                "change_ore": each.change_ore,
            }
            for each in found
        ],
        "claims": [
            {
                "claim": claim.claim,
                "month": month_text(claim.month),
                "municipality": claim.municipality,
                "provider": str(claim.provider),
                "claimed_ore": claim.claimed_ore,
                "owed_ore": claim.owed_ore,
                "decided_ore": claim.approved_ore,
                "paid_ore": claim.paid_ore,
            }
            for claim in claims
        ],
    }


def claim_json(of: OneClaim) -> dict[str, object]:
    """Return one claim with its derivation."""
    found = of.found
    owed, parts = found.owed, found.parts
    return {
        **as_of_json(of.as_of),
        "claim": found.claim.ref,
        "case": of.case_ref,
        "state": of.claim.state.value,
        "claimed_ore": owed.claimed_ore,
        "owed_ore": owed.owed_ore,
        "decided_ore": of.claim.decided_ore,
        "paid_ore": of.claim.paid_ore,
        "lost_minutes": exact_text(found.lost),
        "counted_minutes": exact_text(parts.minutes),
        "covered_minutes": exact_text(found.covered),
        "gross_ore": parts.gross_ore,
        "sick_ore": parts.sick_ore,
        "deduction_ore": parts.deduction_ore,
        "holiday_ore": parts.holiday_ore,
        "contributions_ore": parts.contributions_ore,
        "agreement_ore": parts.agreement_ore,
        "refund_ore": parts.refund_ore,
        "cuts": [
            {
                "reason": cut.reason,
                "ore": cut.ore,
                "derivation": steps_json(cut.steps, of.papers),
            }
            for cut in owed.cuts
        ],
        "derivation": steps_json(owed.steps, of.papers),
        "notices": [{"kind": notice.kind, "says": notice.says} for notice in found.notices],
    }
