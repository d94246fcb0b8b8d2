"""
Read models for a program: whole öre, ISO dates, and every list in full.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from ledger.amounts import month_text
from ledger.findings import Reckoned, repaid_lines
from ops.show.readmodels.balances import AsOf
from projections.models.balances import Balance
from projections.reading import Balances, CaseBalance, Cofinancing, Place


def balances_json(of: AsOf, found: Balances, references: Mapping[UUID, str]) -> dict[str, object]:
    """Return the balance of every case, and their sum."""
    every = sorted((references.get(case, str(case)), of) for case, of in found.of.items())
    return {
        **as_of_json(of),
        "total": balance_json(found.total),
        "parked": {"cases": found.parked, "ore_at_risk": found.parked_ore},
        "cases": [{"case": ref, **balance_json(balance)} for ref, balance in every],
    }


def case_json(of: AsOf, case_ref: str, found: CaseBalance) -> dict[str, object]:
    """Return the balance of one case, month by month."""
    return {
        **as_of_json(of),
        "case": case_ref,
        "total": balance_json(found.balance),
        "months": [_month_json(month) for month in found.months],
        "parked": [{"reason": reason, "ore_at_risk": ore} for reason, ore in found.parked],
    }


def cofinancing_json(
    of: AsOf, found: Mapping[Place, Cofinancing], parked: tuple[int, int]
) -> dict[str, object]:
    """Return co-financing per municipality and month; `parked` as `left_out` has it."""
    return {
        **as_of_json(of),
        "parked": {"cases": parked[0], "ore_at_risk": parked[1]},
        "cofinancing": [
            {
                "municipality": code,
                **when_json(month, period),
                "cases": len(share.cases),
                "owed_ore": share.owed_ore,
                "debited_ore": share.debited_ore,
                "wrong_split_ore": share.split_ore,
            }
            for (code, month, period), share in found.items()
        ],
    }


def as_of_json(of: AsOf) -> dict[str, object]:
    """Return how far what is read has come."""
    return {
        "position": of.position,
        "recorded_at": None if of.recorded_at is None else of.recorded_at.isoformat(),
        "events_behind": of.behind,
        "reckoned_on": of.reckoned_on.isoformat(),
        "rulebook": {"edition": of.rulebook.edition, "sha256": of.rulebook.sha256},
    }


def balance_json(of: Balance) -> dict[str, int]:
    """Return the control equation of one case or of many."""
    return {
        "owed_ore": of.owed_ore,
        "paid_ore": of.paid_ore,
        "pending_ore": of.pending_ore,
        "returned_ore": of.returned_ore,
        "difference_ore": of.difference_ore,
        "findings_ore": of.explained_ore,
        "residual_ore": of.residual_ore,
        "unmatched_ore": of.unmatched_ore,
        "municipal_owed_ore": of.municipal_ore,
        "payouts": of.payouts,
        "right": of.right_payouts,
    }


def when_json(month: int, period: int) -> dict[str, object]:
    """Return a month, or the period that is settled by its first day."""
    if period:
        return {"month": None, "period_from": date.fromordinal(period).isoformat()}
    return {"month": month_text(month)}


def _month_json(of: Reckoned) -> dict[str, object]:
    now = of.now
    return {
        **when_json(of.month, of.period),
        "owed_ore": now.owed_ore,
        "paid_ore": now.paid_ore,
        "pending_ore": now.pending_ore,
        "returned_ore": now.returned_ore,
        "difference_ore": now.difference_ore,
        "findings": [
            {
                "kind": finding.kind.value,
                "municipality": finding.municipality,
                "ore": finding.delta_ore,
                "then_ore": finding.delta_then_ore,
            }
            for finding in of.findings
        ],
        "repaid_ore": sum(line.delta_ore for line in repaid_lines(of)),
    }
