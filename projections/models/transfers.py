"""
Transfers: where each municipal decision stands on its way to Försäkringskassan.

A row for each decision. That what waits has lapsed once its decision ended
depends on the day, and is reckoned by the reader (`state_on`), as is what a
month of it costs.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple
from uuid import UUID

from ledger.domain.grants import stated_units
from ledger.domain.transfer.records import grant_of
from ledger.domain.transfer.stake import stake_ore, weekly_minutes
from ledger.domain.transfer.states import (
    WAITING,
    Transfer,
    TransferState,
    state_on,
    transfers_of,
)
from ledger.rules import MissingValueError, Rulebook
from projections.models.months import CaseMonths
from schemas.decisions import GrantDecided


class TransferRow(NamedTuple):
    """A transfer as it is kept; days are day numbers, conflicts and faults JSON."""

    case_id: UUID
    municipality: str
    decision: str
    state: str
    reason: str | None
    since: int
    opened_on: int
    ends_on: int | None
    units: int
    per: str
    is_past_age_limit: bool
    conflicts: str
    faults: str


COLUMNS: Final = TransferRow._fields
#: Three texts: of a conflict its kind, its provision and what it says; of a fault
#: the field, why, and what now.
Said = tuple[str, str, str]


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
    kept = TransferState(row.state)
    ends_on = None if row.ends_on is None else date.fromordinal(row.ends_on)
    state, reason, since = state_on(kept, ends_on, day), row.reason, date.fromordinal(row.since)
    if state is not kept and ends_on is not None:
        reason, since = "ENDED", ends_on
    try:
        weekly = weekly_minutes(row.units, row.per, day, rulebook)
        stake = stake_ore(row.units, row.per, day, rulebook)
    except MissingValueError:
        weekly, stake = Fraction(0), None
    return Standing(
        row=row,
        state=state,
        reason=reason,
        since=since,
        waited_days=max(0, day.toordinal() - row.opened_on) if state in WAITING else 0,
        weekly_minutes=weekly,
        stake_ore=stake,
        conflicts=_said(row.conflicts),
        faults=_said(row.faults),
    )


def _said(text: str) -> tuple[Said, ...]:
    return tuple((first, second, third) for first, second, third in json.loads(text))


def rows(case: CaseMonths) -> Iterable[TransferRow]:
    """Yield the rows of a case, none where it cannot be read."""
    facts = case.facts
    if facts is None:
        return
    for transfer in transfers_of(facts.case, facts.rulebook, facts.register):
        papers, ends_on = transfer.papers, transfer.ends_on
        granted = _granted(transfer)
        yield TransferRow(
            case.case_id,
            papers.municipality,
            papers.decision,
            transfer.state.value,
            transfer.reason,
            transfer.since.toordinal(),
            transfer.opened_on.toordinal(),
            None if ends_on is None else ends_on.toordinal(),
            0 if granted is None else stated_units(granted),
            "WEEK" if granted is None else granted.per,
            papers.record is not None and papers.record[1].age_limit != "BELOW",
            _text([(of.kind.value, of.kind.provision, of.says) for of in transfer.conflicts]),
            _text(_faults(transfer)),
        )


def _granted(transfer: Transfer) -> GrantDecided | None:
    papers = transfer.papers
    if papers.decided is not None:
        return papers.decided[1]
    if papers.record is not None:
        return grant_of(papers.record[1])
    return papers.takeovers[0][1] if papers.takeovers else None


def _faults(transfer: Transfer) -> Iterable[Said]:
    """Return what is wrong with a record that stands quarantined."""
    if transfer.state is not TransferState.QUARANTINED:
        return ()
    return transfer.papers.quarantines[-1][1].faults


def _text(said: Iterable[Said]) -> str:
    return json.dumps(list(said), ensure_ascii=False)
