"""
Reading transfers on a day: where each stands then, how long it has waited, what a month costs.

What the day decides is asked of `ledger.domain.transfer`.
"""

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.domain.transfer.stake import stake_ore, weekly_minutes
from ledger.domain.transfer.states import WAITING, Stand, TransferState
from ledger.rules import MissingValueError, Rulebook
from projections.models.transfers import Said, TransferRow


@dataclass(frozen=True, slots=True)
class Standing:
    """A transfer on a day of reckoning; `stake_ore` is None where the day has no rate."""

    row: TransferRow
    state: TransferState
    reason: str | None
    since: date
    waited_days: int
    weekly_minutes: Fraction
    stake_ore: int | None
    conflicts: tuple[Said, ...]
    faults: tuple[Said, ...]

    @property
    def is_waiting(self) -> bool:
        """Whether somebody still has something to do."""
        return self.state in WAITING


def standing_on(row: TransferRow, day: date, rulebook: Rulebook) -> Standing:
    """Return what a row means on a day."""
    ends_on = None if row.ends_on is None else date.fromordinal(row.ends_on)
    kept = Stand(TransferState(row.state), row.reason, date.fromordinal(row.since))
    stand = kept.on(day, ends_on)
    try:
        weekly = weekly_minutes(row.units, row.per, day, rulebook)
        stake = stake_ore(row.units, row.per, day, rulebook)
    except MissingValueError:
        weekly, stake = Fraction(0), None
    return Standing(
        row=row,
        state=stand.state,
        reason=stand.reason,
        since=stand.since,
        waited_days=stand.waited_days(day, date.fromordinal(row.opened_on)),
        weekly_minutes=weekly,
        stake_ore=stake,
        conflicts=_said(row.conflicts),
        faults=_said(row.faults),
    )


def _said(text: str) -> tuple[Said, ...]:
    return tuple((first, second, third) for first, second, third in json.loads(text))
