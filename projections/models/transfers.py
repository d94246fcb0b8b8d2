"""
Transfers: where each municipal decision stands on its way to Försäkringskassan.

A row for each decision. What depends on the day, as that what waits has lapsed once its
decision ended, belongs to `projections.between.transfers`.
"""

import json
from collections.abc import Iterable
from typing import Final, NamedTuple
from uuid import UUID

from ledger.domain.grants import stated_units
from ledger.domain.transfer.states import (
    Transfer,
    TransferState,
    transfers_of,
)
from projections.models.months import CaseMonths


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


def rows(case: CaseMonths) -> Iterable[TransferRow]:
    """Yield the rows of a case, none where it cannot be read."""
    facts = case.facts
    if facts is None:
        return
    for transfer in transfers_of(facts.case, facts.rulebook, facts.register):
        papers, ends_on = transfer.papers, transfer.ends_on
        granted = transfer.grant
        yield TransferRow(
            case.case_id,
            papers.municipality,
            papers.decision,
            transfer.state.value,
            transfer.stand.reason,
            transfer.stand.since.toordinal(),
            transfer.opened_on.toordinal(),
            None if ends_on is None else ends_on.toordinal(),
            0 if granted is None else stated_units(granted),
            "WEEK" if granted is None else granted.per,
            papers.record is not None and papers.record[1].age_limit != "BELOW",
            _text([(of.kind.value, of.kind.provision, of.says) for of in transfer.conflicts]),
            _text(_faults(transfer)),
        )


def _faults(transfer: Transfer) -> Iterable[Said]:
    """Return what is wrong with a record that stands quarantined."""
    if transfer.state is not TransferState.QUARANTINED:
        return ()
    return transfer.papers.quarantines[-1][1].faults


def _text(said: Iterable[Said]) -> str:
    return json.dumps(list(said), ensure_ascii=False)
