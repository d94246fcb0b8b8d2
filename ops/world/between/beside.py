"""
What stands beside the payments of one case: drawn, told in papers, and its truth.

The one door of this folder: a case is bent before its papers are written, and
afterwards told on. A turn, where a case has one, says which fault is hidden here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final

from ops.world.between import debiting, reimbursing, sickness, transfers
from ops.world.between.debiting import Account, Debits
from ops.world.between.recovering import Recovering, Recovery
from ops.world.between.reimbursing import Claimed, Claims
from ops.world.between.sickness import SickPay
from ops.world.between.transfers import Transfer
from ops.world.days import first_of
from ops.world.papers import Grant, Paper
from ops.world.shifts import Rows
from ops.world.story import Frame, Story, likely
from ops.world.truth.control import Finding
from ops.world.truth.owed import Reckoner

#: What is hidden beside the payments of Försäkringskassan's cases, in turn.
SORTS: Final = (*sickness.SORTS, *debiting.SORTS)


@dataclass(slots=True)
class Beside:
    """The transfer, claims and debits of one case, as far as it has them."""

    dice: Random
    frame: Frame
    story: Story
    turn: int | None
    #: How many of a thousand months of a case someone is sick in; above, more than one is.
    sick: int
    #: The months that a wrong debit may be hidden in.
    faulty: range
    transfer: Transfer | None = None
    papers: list[Paper] = field(default_factory=list[Paper])
    claims: list[Claimed] = field(default_factory=list[Claimed])
    accounts: list[Account] = field(default_factory=list[Account])
    findings: list[Finding] = field(default_factory=list[Finding])
    recovery: Recovery | None = None
    _sick_pay: SickPay | None = None

    def bend(self, reinstated: int) -> None:
        """Bend the story, before any paper is written; some of a thousand are reinstated."""
        if not self.story.municipal:
            self._reinstate(reinstated)
        if self.frame.reform is None or not self.story.municipal:
            return
        transfers.straightened(self.frame, self.story)
        transfer = transfers.drawn(self.dice, self.frame, self.story)
        died = self.story.died
        if died is None or died[1] > transfer.registered:
            self.transfer = transfer

    def recover(self, findings: Sequence[Finding], papers: Sequence[Paper]) -> None:
        """Claim back what was paid wrongly, where a fault is hidden among the payments."""
        recovering = Recovering(self.dice, self.story)
        self.recovery = recovering.run(findings, papers)
        self.papers += recovering.papers

    def decided(self, papers: list[Paper]) -> list[Paper]:
        """Return the decision that takes over, where there is one."""
        if self.transfer is None:
            return []
        return transfers.taken_over(self.story, self.transfer, _granted(papers))

    def _reinstate(self, per_mille: int) -> None:
        """Let few grants be withdrawn, and a court take that back; work goes on meanwhile."""
        dice, frame, story = self.dice, self.frame, self.story
        month = frame.first + dice.randrange(max(1, frame.months // 2))
        day = 1 + dice.randrange(28)
        waited = 40 + dice.randrange(50)
        happens = (story.died, story.withdrawn, story.changed, story.moved)
        plain = not any(happens) and story.pace[month] <= 1000
        if not likely(dice, per_mille) or not plain or story.works_from > frame.start:
            return
        end = first_of(month) + timedelta(days=day)
        decided_on = end - timedelta(days=5 + dice.randrange(15))
        reinstated = decided_on + timedelta(days=waited)
        if reinstated < frame.last_cutoff - timedelta(days=10):
            story.stated = None
            story.effective_from = min(story.effective_from, first_of(frame.first - 2))
            story.withdrawn, story.reinstated = (end, decided_on), reinstated

    def work(self, rows: Rows) -> Rows:
        """Return the rows as they were worked, some by whoever stood in for the sick."""
        self._sick_pay = SickPay(self.dice, self.frame, self.story)
        self._sick_pay.work(rows, self.sick, self._sort(sickness.SORTS))
        self._sick_pay.claim(rows)
        return rows

    def _sort(self, among: tuple[str, ...]) -> str | None:
        """Return the sort of fault hidden beside the state's payments, where it is one of these."""
        if self.turn is None or self.story.municipal:
            return None
        sort = SORTS[self.turn % len(SORTS)]
        return sort if sort in among else None

    def tell(self, papers: list[Paper], right: Reckoner) -> None:
        """Write what is beside the papers of the case, which are all there."""
        if self.transfer is not None:
            granted = _granted(papers)
            self.papers += transfers.told(self.dice, self.story, self.transfer, granted)
            if self.transfer.fate != "KEPT":
                self._claim(granted, papers)
        if self._sick_pay is not None:
            self.papers += self._sick_pay.papers
            self.claims += self._sick_pay.made
        if not self.story.municipal:
            debits = Debits(self.dice, self.faulty, self.story)
            debits.run(papers, right, self._sort(debiting.SORTS))
            self.papers += debits.papers
            self.accounts += debits.accounts.values()
            self.findings += debits.findings()

    def _claim(self, granted: Grant, papers: list[Paper]) -> None:
        assert self.transfer is not None
        assert self.frame.reform is not None
        sort = None
        if self.turn is not None:
            sort = reimbursing.SORTS[self.turn % len(reimbursing.SORTS)]
            if sort == "before-reform" and first_of(self.frame.reform) <= self.frame.start:
                sort = "wrong-sum"
        claims = Claims(self.dice, self.frame, self.story, self.transfer, granted)
        claims.run(papers, sort)
        self.papers += claims.papers
        self.claims += claims.made


def _granted(papers: list[Paper]) -> Grant:
    """Return the municipality's one decision."""
    return next(paper for paper in papers if isinstance(paper, Grant) and paper.authority != "FK")
