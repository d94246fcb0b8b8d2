"""What a case file may expect of transfers, and how often a notice is given: counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from ledger.domain.transfer.conflict import ConflictKind
from ledger.domain.transfer.states import TransferState, transfers_of
from ledger.findings import CaseFacts
from ledger.statement import NoticeKind
from ops.case_file.entries import Entry, Keys

GROUPS: Final = ("transfers", "transfer_conflicts", "notices")
_MOST: Final = 1000


def _state(name: str) -> bool:
    return name in TransferState.__members__


def _conflict(name: str) -> bool:
    return name in ConflictKind.__members__


def _notice(name: str) -> bool:
    return name in NoticeKind.__members__


_STATES: Final = Keys(_state, f"a state: {', '.join(TransferState.__members__)}")
_CONFLICTS: Final = Keys(_conflict, f"a conflict: {', '.join(ConflictKind.__members__)}")
_NOTICES: Final = Keys(_notice, f"a notice: {', '.join(NoticeKind.__members__)}")


def is_count(key: str) -> bool:
    """Tell whether the value of a key is a number of something."""
    return key.partition(".")[0] in GROUPS


def read_counts(entry: Entry) -> dict[str, Mapping[str, int | Fraction]]:
    """Return what is expected, by group."""
    return {
        "transfers": entry.each("transfers", _count, _STATES),
        "transfer_conflicts": entry.each("transfer_conflicts", _count, _CONFLICTS),
        "notices": entry.each("notices", _count, _NOTICES),
    }


def _count(entry: Entry, key: str) -> int:
    return entry.whole(key, 0, _MOST)


def count_values(facts: CaseFacts, day: date, notices: Iterable[str]) -> dict[str, int]:
    """Return the transfers of a case on a day by state and conflict, and a month's notices."""
    transfers = transfers_of(facts.case, facts.rulebook, facts.register)
    counts = Counter(f"transfers.{of.state_on(day)}" for of in transfers)
    counts.update(
        f"transfer_conflicts.{conflict.kind}" for of in transfers for conflict in of.conflicts
    )
    counts.update(f"notices.{kind}" for kind in notices)
    return dict(counts)
