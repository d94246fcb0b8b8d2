"""
What an explanation is made of: a verified month, the papers it rests on, and where it speaks from.

Nothing is computed here but how exact lines are shown so that they add up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.amounts import largest_remainder
from ledger.domain.register import Register
from ledger.findings import Finding, PeriodVerification, Verification
from ledger.statement import Advance, Line, Notice, PayeeShare
from ops.show.head import Head
from ops.show.papers import Papers


@dataclass(frozen=True, slots=True)
class Explained:
    """
    One month of a case, verified, with everything that is needed to show it.

    `months` are those of the case that anything speaks of: time, a bill, or money. `unmatched`
    and `notices` lie in the case but in no month; `rests_on` and
    `not_sourced` are the öre on rules marked assumed or own, as the audit has them.
    `periods` are those that the month belongs to and that are settled apart from it.
    """

    head: Head
    case_ref: str
    verified: Verification
    months: Sequence[int]
    papers: Papers
    register: Register
    unmatched: tuple[Finding, ...]
    notices: tuple[Notice, ...]
    rests_on: Mapping[str, Fraction]
    not_sourced: Fraction
    periods: tuple[PeriodVerification, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything is known of the month."""
        verified = self.verified
        return verified.month in self.months or bool(verified.statement.owed_ore)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong in the month, and in the periods that are settled apart from it."""
        of_periods = (finding for period in self.periods for finding in period.findings)
        return (*self.verified.findings, *of_periods)

    @property
    def repaid(self) -> tuple[Finding, ...]:
        """What was repaid or set off, of the month and of its periods: no finding."""
        of_periods = (repaid for period in self.periods for repaid in period.repaid)
        return (*self.verified.repaid, *of_periods)

    def lines_of(self, share: PayeeShare) -> list[tuple[Line | Advance, int]]:
        """Return a payee's lines with the öre to show, which add up to what is owed (M6)."""
        stated = self.verified.statement
        parts = [part for part in stated.owed_parts if part.payee == share.payee]
        shown = largest_remainder([part.owed for part in parts], share.owed_ore)
        return list(zip(parts, shown, strict=True))

    @property
    def earned(self) -> list[Line]:
        """The lines of days in advance: they are owed with their period, not with the month."""
        stated = self.verified.statement
        return [line for line in stated.lines if line.earned and not line.owed]
