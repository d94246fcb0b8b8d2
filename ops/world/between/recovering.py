"""
What Försäkringskassan claims back of what was paid wrongly, and how it comes back.

What is owed back of a month is what its findings add up to (semantics 6.6);
that it is claimed, given up or paid in instalments changes no finding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from ops.world.days import at, month_text
from ops.world.papers import FORCE, Besides, Paper
from ops.world.story import Story
from ops.world.truth.control import Finding

FILE: Final = "recoveries"
#: What has become of a recovery at the end of the world, in turn as the dice fall.
_FATES: Final = ("unclaimed", "open", "repaid", "remitted", "instalments", "instalments")
#: Findings that are no part of what a month's payee owes back (5.5, 5.6).
_APART: Final = ("WRONG_SPLIT", "RETURNED_NOT_PAID_AGAIN", "UNMATCHED")
#: The state's lending rate, in tenths of a percent; assumed.
_LENDING: Final = 23


@dataclass(slots=True)
class Recovery:
    """What a case owes back and what of it was claimed, given up, repaid, and is left."""

    ref: str | None
    fate: str
    months: dict[int, int]
    claimed: int = 0
    remitted: int = 0
    repaid: int = 0

    @property
    def overpaid(self) -> int:
        return sum(self.months.values())

    @property
    def left(self) -> int:
        return self.overpaid - self.remitted - self.repaid


def overpaid(findings: Sequence[Finding]) -> dict[int, int]:
    """Return what each month owes back: what was paid and not owed, taken together."""
    months: dict[int, int] = {}
    for finding in findings:
        if finding.month is not None and finding.kind not in _APART:
            months[finding.month] = months.get(finding.month, 0) - finding.ore
    return {month: ore for month, ore in months.items() if ore > 0}


class Recovering:
    """Claims back what one case owes."""

    def __init__(self, dice: Random, story: Story) -> None:
        self._dice = dice
        self._story = story
        self.papers: list[Paper] = []

    def run(self, findings: Sequence[Finding], papers: Sequence[Paper]) -> Recovery | None:
        """Claim back what the months owe, after all that was paid is known."""
        months = overpaid(findings)
        if not months:
            return None
        recovery = Recovery(None, _FATES[self._dice.randrange(len(_FATES))], months)
        if recovery.fate == "unclaimed":
            return recovery
        decided = max(paper.at for paper in papers).date()
        decided += timedelta(days=10 + self._dice.randrange(20))
        due = decided + timedelta(days=30)
        claim = self._send(decided, "aterkrav", "recovery-decided/1", {
            "decision_id": f"aterkrav.{self._story.label}",
            "debtor": self._story.payee,
            "decided_on": decided.isoformat(),
            "due_on": due.isoformat(),
            "provision": "108:2" if self._story.payee == self._story.recipient else "108:9a",
            "lines": [
                {"amount_ore": ore, "month": month_text(month)} for month, ore in months.items()
            ],
        })  # fmt: skip
        recovery.ref, recovery.claimed = claim.ref, recovery.overpaid
        if recovery.fate == "remitted":
            self._remit(recovery, claim, decided + timedelta(days=20))
        if recovery.fate == "instalments":
            self._instal(recovery, claim, decided + timedelta(days=15))
        elif recovery.fate != "open":
            self._repay(recovery, claim, due - timedelta(days=self._dice.randrange(9)), left=0)
        return recovery

    def _remit(self, recovery: Recovery, claim: Besides, on: date) -> None:
        """Give up a third of the first month."""
        month, ore = next(iter(recovery.months.items()))
        recovery.remitted = ore // 3
        self._send(on, "eftergift", "recovery-remitted/2", {
            "amount_ore": recovery.remitted,
            "decided_on": on.isoformat(),
            "month": month_text(month),
            "recovery": claim.ref,
        })  # fmt: skip

    def _repay(self, recovery: Recovery, claim: Besides, on: date, *, left: int) -> None:
        """Let money come back, the earliest month first, until so much is left."""
        rest = recovery.left - left
        before = recovery.remitted + recovery.repaid
        for month, ore in recovery.months.items():
            done = min(before, ore)
            before -= done
            part = min(rest, ore - done)
            rest -= part
            if part:
                recovery.repaid += part
                self._send(on, "aterbetalning", "money-repaid/2", {
                    "amount_ore": part,
                    "repaid_on": on.isoformat(),
                    "month": month_text(month),
                    "recovery": claim.ref,
                })  # fmt: skip

    def _instal(self, recovery: Recovery, claim: Besides, agreed: date) -> None:
        """Agree on six months; the first two or three are paid."""
        ore = recovery.left
        part = ore // 6
        parts = [ore - 5 * part, *[part] * 5]
        days = [agreed + timedelta(days=30 * number) for number in range(1, 7)]
        days = [day for day, of in zip(days, parts, strict=True) if of]
        self._send(agreed, "avbetalning", "instalments-agreed/1", {
            "recovery": claim.ref,
            "agreed_on": agreed.isoformat(),
            "instalments": [
                [day.isoformat(), of] for day, of in zip(days, parts, strict=False) if of
            ],
            "lending_per_mille": _LENDING,
        })  # fmt: skip
        for day, of in list(zip(days, parts, strict=False))[: 1 + self._dice.randrange(2)]:
            self._repay(recovery, claim, day, left=recovery.left - of)

    def _send(self, on: date, word: str, name: str, fields: dict[str, object]) -> Besides:
        paper = Besides(
            at=at(on, 640 + len(self.papers)),
            sender=FORCE,
            number=f"{word}.{self._story.label}.{len(self.papers) + 1}",
            file=FILE,
            type=name,
            fields=fields,
        )
        self.papers.append(paper)
        return paper
