"""
What an explanation is made of: a verified month, the papers it rests on, and where it speaks from.

Nothing is computed here but how exact lines are shown so that they add up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from ledger.amounts import largest_remainder
from ledger.domain.register import Register
from ledger.findings import Finding, Verification
from ledger.statement import Line, Notice, PayeeShare
from ops.show.head import Head
from ops.show.papers import Paper


@dataclass(frozen=True, slots=True)
class Explained:
    """
    One month of a case, verified, with everything that is needed to show it.

    `months` are those of the case that anything speaks of: time, a bill, or money. `unmatched`
    and `notices` lie in the case but in no month; `rests_on` and
    `not_sourced` are the öre on rules marked assumed or own, as the audit has them.
    """

    head: Head
    case_ref: str
    verified: Verification
    months: Sequence[int]
    papers: Mapping[UUID, Paper]
    register: Register
    unmatched: tuple[Finding, ...]
    notices: tuple[Notice, ...]
    rests_on: Mapping[str, Fraction]
    not_sourced: Fraction

    @property
    def is_known(self) -> bool:
        """Whether anything is known of the month."""
        verified = self.verified
        return verified.month in self.months or bool(verified.statement.owed_ore)

    def papers_of(self, events: Iterable[UUID]) -> list[Paper]:
        """Return the papers of some events, in the order in which they were known."""
        found = [self.papers[event] for event in dict.fromkeys(events)]
        return sorted(found, key=lambda paper: (paper.known_at, paper.ref))

    def lines_of(self, share: PayeeShare) -> list[tuple[Line, int]]:
        """Return a payee's lines with the öre to show, which add up to what is owed (M6)."""
        lines = [line for line in self.verified.statement.lines if line.payee == share.payee]
        shown = largest_remainder([line.amount for line in lines], share.owed_ore)
        return list(zip(lines, shown, strict=True))
