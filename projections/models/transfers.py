"""
Transfers: where each municipal decision stands on its way to Försäkringskassan.

A row for each decision. That what waits has lapsed once its decision ended
depends on the day, and is reckoned by the reader (`state_on`), as is what a
month of it costs.
"""

import json
from collections.abc import Iterable
from typing import Final

from ledger.domain.grants import stated_units
from ledger.domain.transfer.records import grant_of
from ledger.domain.transfer.states import Transfer, TransferState, transfers_of
from projections.models.months import CaseMonths
from schemas.decisions import GrantDecided

COLUMNS: Final = (
    "case_id",
    "municipality",
    "decision",
    "state",
    "reason",
    "since",
    "opened_on",
    "ends_on",
    "units",
    "per",
    "is_past_age_limit",
    "conflicts",
    "faults",
)


def rows(case: CaseMonths) -> Iterable[tuple[object, ...]]:
    """Yield the rows of a case, none where it cannot be read."""
    facts = case.facts
    if facts is None:
        return
    for transfer in transfers_of(facts.case, facts.rulebook, facts.register):
        papers, ends_on = transfer.papers, transfer.ends_on
        granted = _granted(transfer)
        yield (
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


def _faults(transfer: Transfer) -> Iterable[tuple[str, str, str]]:
    """Return what is wrong with a record that stands quarantined."""
    if transfer.state is not TransferState.QUARANTINED:
        return ()
    return transfer.papers.quarantines[-1][1].faults


def _text(said: Iterable[tuple[str, str, str]]) -> str:
    return json.dumps(list(said), ensure_ascii=False)
