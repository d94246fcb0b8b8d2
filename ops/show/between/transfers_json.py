"""Transfers for a program: whole öre, exact hours, ISO dates, and every list in full."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from ledger.domain.transfer.states import TransferState
from ops.show.between.transfers import progress_of
from ops.show.quantities import exact_text
from ops.show.readmodels.as_json import as_of_json
from ops.show.readmodels.balances import AsOf
from projections.between.transfers import Standing
from projections.models.transfers import Said


def transfers_json(
    of: AsOf, standings: Sequence[Standing], references: Mapping[UUID, str]
) -> dict[str, object]:
    """Return the progress of each municipality, and every transfer."""
    return {
        **as_of_json(of),
        "municipalities": [
            {
                "municipality": code,
                "states": {state.value: progress.counts[state] for state in TransferState},
                "waiting": progress.waiting,
                "waiting_minutes_a_week": exact_text(progress.waiting_minutes),
                "stake_ore_a_month": progress.stake_ore,
                "without_rate": progress.without_rate,
                "oldest_days": progress.oldest_days,
            }
            for code, progress in sorted(progress_of(standings).items())
        ],
        "transfers": [
            {
                "case": references.get(one.row.case_id, str(one.row.case_id)),
                "municipality": one.row.municipality,
                "decision": one.row.decision,
                "state": one.state.value,
                "reason": one.reason,
                "since": one.since.isoformat(),
                "waited_days": one.waited_days,
                "minutes_a_week": exact_text(one.weekly_minutes),
                "stake_ore_a_month": one.stake_ore,
                "is_past_age_limit": one.row.is_past_age_limit,
                "conflicts": _said(one.conflicts, ("kind", "provision", "says")),
                "faults": _said(one.faults, ("field", "why", "what_now")),
            }
            for one in standings
        ],
    }


def _said(said: Sequence[Said], called: tuple[str, str, str]) -> list[dict[str, str]]:
    return [dict(zip(called, each, strict=True)) for each in said]
