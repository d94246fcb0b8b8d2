"""
What stands beside the payments of one case: drawn, told in papers, and its truth.

The one door of this folder: a case is bent before its papers are written, and
afterwards told on. A turn, where a case has one, says which fault is hidden here.
"""

from dataclasses import dataclass, field
from random import Random

from ops.world.between import reimbursing, transfers
from ops.world.between.reimbursing import Claimed, Claims
from ops.world.between.transfers import Transfer
from ops.world.days import first_of
from ops.world.papers import Grant, Paper
from ops.world.story import Frame, Story


@dataclass(slots=True)
class Beside:
    """The transfer, claims and debits of one case, as far as it has them."""

    dice: Random
    frame: Frame
    story: Story
    turn: int | None
    transfer: Transfer | None = None
    papers: list[Paper] = field(default_factory=list[Paper])
    claims: list[Claimed] = field(default_factory=list[Claimed])

    def bend(self) -> None:
        """Bend the story, before any paper is written."""
        if self.frame.reform is None or not self.story.municipal:
            return
        transfers.straightened(self.frame, self.story)
        transfer = transfers.drawn(self.dice, self.frame, self.story)
        died = self.story.died
        if died is None or died[1] > transfer.registered:
            self.transfer = transfer

    def decided(self, papers: list[Paper]) -> list[Paper]:
        """Return the decision that takes over, where there is one."""
        if self.transfer is None:
            return []
        return transfers.taken_over(self.story, self.transfer, _granted(papers))

    def tell(self, papers: list[Paper]) -> None:
        """Write what is beside the papers of the case, which are all there."""
        if self.transfer is not None:
            granted = _granted(papers)
            self.papers += transfers.told(self.dice, self.story, self.transfer, granted)
            if self.transfer.fate != "KEPT":
                self._claim(granted, papers)

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
