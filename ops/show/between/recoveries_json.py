"""Recoveries for a program: whole öre, ISO dates, and every list in full."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from ledger.claims.recoveries import Back, Recovery, Way
from ops.show.between.recoveries import CaseRecoveries
from ops.show.explain.steps_json import steps_json
from ops.show.readmodels.as_json import as_of_json, when_json
from ops.show.readmodels.balances import AsOf
from projections.between.recoveries import CaseBack, OwedBackOf


def recoveries_json(
    of: AsOf, found: Mapping[UUID, CaseBack], references: Mapping[UUID, str]
) -> dict[str, object]:
    """Return what every case is owed back, and the sum."""
    day = of.reckoned_on
    totals = {case: back.total(day) for case, back in found.items()}
    total = OwedBackOf()
    for each in totals.values():
        total.merge(each)
    every = sorted((references.get(case, str(case)), case) for case in found)
    return {
        **as_of_json(of),
        "total": _sums_json(total),
        "cases": [
            {
                "case": ref,
                **_sums_json(totals[case]),
                "months": [_back_json(back) for back in found[case].months],
                "recoveries": [_life_json(r, day) for r in found[case].recoveries.recoveries],
            }
            for ref, case in every
        ],
    }


def case_json(found: CaseRecoveries) -> dict[str, object]:
    """Return what one case is owed back, with the steps from which it follows."""
    owed, day = found.owed, found.of.reckoned_on
    kept = found.kept_until
    return {
        **as_of_json(found.of),
        "case": found.case_ref,
        "to_claim_ore": owed.to_claim_ore,
        "months": [
            {
                **_back_json(back),
                "derivation": steps_json(found.steps[back.purpose], found.papers),
            }
            for back in owed.months
        ],
        "recoveries": [_life_json(recovery, day) for recovery in owed.recoveries.recoveries],
        "notices": [{"kind": notice.kind, "says": notice.says} for notice in found.notices],
        "left_out": list(owed.faults),
        "kept_until": None if kept is None else kept.isoformat(),
        "kept_because": found.no_paragraph,
    }


def _sums_json(of: OwedBackOf) -> dict[str, int]:
    return {
        "overpaid_ore": of.overpaid_ore,
        "claimed_ore": of.claimed_ore,
        "to_claim_ore": of.to_claim_ore,
        "left_ore": of.left_ore,
        "late_ore": of.overdue_ore,
        "supplement_ore": of.supplement_ore,
        "excess_ore": of.excess_ore,
    }


def _back_json(back: Back) -> dict[str, object]:
    return {
        **when_json(back.month, back.period),
        "is_complete": back.is_complete,
        "difference_ore": back.difference_ore,
        "overpaid_ore": back.overpaid_ore,
        "supplement_ore": back.supplement_ore,
        "claimed_ore": back.claimed_ore,
        "to_claim_ore": back.to_claim_ore,
        "repaid_ore": back.repaid_ore,
        "set_off_ore": back.set_off_ore,
        "remitted_ore": back.remitted_ore,
        "left_ore": back.left_ore,
        "excess_ore": back.excess_ore,
        "municipal_ore": dict(back.municipal),
        "state_ore": back.state_ore,
    }


def _life_json(recovery: Recovery, day: date) -> dict[str, object]:
    return {
        "recovery": recovery.decision_id,
        "document": recovery.ref,
        "debtor": str(recovery.debtor),
        "provision": recovery.provision,
        "state": recovery.state(day).value,
        "decided_on": recovery.decided_on.isoformat(),
        "due_on": recovery.due_on.isoformat(),
        "claimed_ore": recovery.claimed_ore,
        "repaid_ore": recovery.come_ore(Way.REPAID),
        "set_off_ore": recovery.come_ore(Way.SET_OFF),
        "remitted_ore": recovery.come_ore(Way.REMITTED),
        "left_ore": recovery.left_ore,
        "late_ore": recovery.overdue_ore(day),
        "interest_charged_ore": recovery.charged_ore,
        "instalments": [
            {
                "due_on": instalment.due_on.isoformat(),
                "ore": instalment.ore,
                "paid_ore": instalment.paid_ore,
                "is_late": instalment.is_late,
            }
            for instalment in recovery.instalments(day)
        ],
    }
