"""
What municipalities claim for the months until the takeover, rightly and wrongly.

A claim of a month follows when the month's papers are in, is decided and paid.
What is owed of it is worked out by `ops.world.truth.claimed`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Final

from ops.world.between.transfers import Transfer
from ops.world.days import ONE_DAY, at, deadline, first_of, month_of, month_text
from ops.world.papers import FORCE, Besides, Grant, Paper
from ops.world.story import Frame, Story, likely
from ops.world.truth.claimed import Asked, Right, payable, reimbursed
from ops.world.truth.owed import rate_of

FILE: Final = "claims"
#: The sorts of wrong claims, handed out in turn.
SORTS: Final = (
    "after-takeover",
    "above-cap",
    "above-reported",
    "claimed-twice",
    "wrong-sum",
    "before-reform",
)
_OUTSIDE: Final = ("after-takeover", "before-reform")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim as it was made: its papers' name, month, what is right, and what became of it."""

    ref: str
    kind: str
    municipality: str
    month: int
    right: Right
    replaced: bool = False
    decided: int | None = None
    paid: int | None = None
    sort: str | None = None


class Claims:
    """The claims of one case and its municipality."""

    def __init__(
        self, dice: Random, frame: Frame, story: Story, transfer: Transfer, granted: Grant
    ) -> None:
        assert frame.reform is not None
        self._dice = dice
        self._frame = frame
        self._story = story
        self._granted = granted
        until = transfer.taken_on or frame.until
        self._taken_on = transfer.taken_on
        if story.died is not None:
            until = min(until, story.died[0] + ONE_DAY)
        self._window = (max(first_of(frame.reform), granted.effective_from), until)
        self._price = transfer.price
        self._count = 0
        self.papers: list[Paper] = []
        self.made: list[Claimed] = []

    def run(self, papers: list[Paper], sort: str | None) -> None:
        """Claim each month of the window; a sort of fault bends one of them."""
        start, until = self._window
        if until <= start:
            return
        of = payable(papers, self._granted, self._window, self._frame.all)
        months = [month for month in self._frame.all if of[month]]
        if not months:
            return
        wrong = months[self._dice.randrange(len(months))]
        if sort == "after-takeover":
            wrong = month_of(until)
            possible = self._taken_on == until and until.day > 1 and wrong in months
            sort = sort if possible and wrong < self._frame.last + 1 else "above-reported"
            wrong = wrong if sort == "after-takeover" else months[-1]
        if sort == "before-reform":
            self._before_reform(sort)
        for month in months:
            bent = sort if month == wrong and sort != "before-reform" else None
            first = self._line(month, of[month])
            if bent == "claimed-twice":
                self._claim(month, first, of[month], sort=None, replaced=True)
            self._claim(month, self._bent(first, bent), of[month], sort=bent)

    def _line(self, month: int, minutes: Fraction) -> Asked:
        start, until = self._window
        first = max(start, first_of(month))
        last = min(until, first_of(month + 1)) - ONE_DAY
        return Asked(first, last, minutes, self._price)

    def _bent(self, line: Asked, sort: str | None) -> Asked:
        more = Fraction(30 * (2 + self._dice.randrange(30)))
        if sort in {"above-reported", "claimed-twice"}:
            return Asked(line.first_day, line.last_day, line.minutes + more, line.price)
        if sort == "above-cap":
            price = rate_of(month_of(line.first_day), self._frame.reform) + 100 * int(more) // 30
            return Asked(line.first_day, line.last_day, line.minutes, price)
        return line

    def _before_reform(self, sort: str) -> None:
        """Claim a month in which the municipality still bore the cost itself."""
        assert self._frame.reform is not None
        month = self._frame.reform - 1
        line = Asked(first_of(month), first_of(month + 1) - ONE_DAY, Fraction(3000), self._price)
        right = reimbursed(month, None, [("OUTSIDE_WINDOW", line)], Fraction(0), 0)
        self._send(month, [line], right, sort=sort, replaced=False)

    def _claim(
        self, month: int, line: Asked, of: Fraction, *, sort: str | None, replaced: bool = False
    ) -> None:
        beside: list[tuple[str, Asked]] = []
        if sort == "after-takeover":
            assert self._taken_on is not None
            last = min(self._taken_on + 2 * ONE_DAY, first_of(month + 1) - ONE_DAY)
            minutes = Fraction(60 * (3 + self._dice.randrange(15)))
            beside.append(("AFTER_TAKEOVER", Asked(self._taken_on, last, minutes, self._price)))
        extra = 100 * (50 + self._dice.randrange(9_000)) if sort == "wrong-sum" else 0
        right = reimbursed(month, line, beside, of, extra)
        self._send(month, [line, *(of for _, of in beside)], right, sort=sort, replaced=replaced)

    def _send(
        self, month: int, lines: list[Asked], right: Right, *, sort: str | None, replaced: bool
    ) -> None:
        """Write the claim, and what is decided and paid of it as far as it came."""
        self._count += 1
        dice, label = self._dice, f"{self._story.label}.{month_text(month)}.{self._count}"
        day = deadline(month) + timedelta(days=2 + dice.randrange(5) + 3 * (not replaced))
        sender = f"kommun-{self._story.code}"
        fields: dict[str, object] = {
            "municipality": self._story.code,
            "municipal_decision": self._granted.number,
            "month": month_text(month),
            "lines": [self._written(line) for line in lines],
            "claimed_ore": right.claimed,
        }
        claim = Besides(
            at=at(day, 600 + self._count),
            sender=sender,
            number=f"ersattning.{label}",
            file=FILE,
            type="reimbursement-claimed/1",
            fields=fields,
        )
        self.papers.append(claim)
        decided = paid = None
        steps = dice.randrange(100)
        missed = sort is not None and likely(dice, 500)
        if not replaced and steps < 93:
            cuts = {} if missed else right.cuts
            decided = right.claimed - sum(cuts.values())
            self._decide(claim, day + timedelta(days=3 + dice.randrange(5)), decided, cuts)
            if steps < 86 and decided:
                paid = decided
                self._pay(claim, day + timedelta(days=10 + dice.randrange(4)), paid)
        self.made.append(
            Claimed(
                claim.ref, "reimbursement", self._story.code, month, right, replaced, decided, paid,
                sort,
            )
        )  # fmt: skip

    def _written(self, line: Asked) -> dict[str, object]:
        fields: dict[str, object] = {
            "first_day": line.first_day.isoformat(),
            "last_day": line.last_day.isoformat(),
            "minutes": [line.minutes.numerator, line.minutes.denominator],
            "price_ore": line.price,
        }
        if self._story.provider.form == "municipality":
            fields["direct_provision"] = True
        return fields

    def _decide(self, claim: Besides, day: date, ore: int, cuts: dict[str, int]) -> None:
        self.papers.append(decision(claim, day, ore, cuts))

    def _pay(self, claim: Besides, day: date, ore: int) -> None:
        self.papers.append(payment(claim, day, ore))


def decision(claim: Besides, day: date, ore: int, cuts: dict[str, int]) -> Besides:
    """Return the decision on a claim."""
    fields: dict[str, object] = {
        "claim": claim.ref,
        "decided_on": day.isoformat(),
        "decided_ore": ore,
        "cuts": [[reason, cut] for reason, cut in cuts.items()],
    }
    return Besides(
        at=at(day, 660), sender=_payer_of(claim), number=f"prov.{claim.number}", file=FILE,
        type="claim-decided/1", fields=fields,
    )  # fmt: skip


def payment(claim: Besides, day: date, ore: int) -> Besides:
    """Return the payment of a claim."""
    fields: dict[str, object] = {
        "claim": claim.ref, "paid_on": day.isoformat(), "paid_ore": ore,
    }  # fmt: skip
    return Besides(
        at=at(day, 670), sender=_payer_of(claim), number=f"utbet.{claim.number}", file=FILE,
        type="claim-paid/1", fields=fields,
    )  # fmt: skip


def _payer_of(claim: Besides) -> str:
    """Return who decides and pays: the state of a reimbursement, the municipality of sick pay."""
    if claim.type == "reimbursement-claimed/1":
        return FORCE
    return f"kommun-{claim.fields['municipality']}"
