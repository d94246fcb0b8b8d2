"""
What a correct audit must find: the control table of semantics section 5.

Takes what was owed as given (`ops.world.truth.owed`) and puts the orders, the bank's
confirmations and the returns of one case against it, at two points of
knowledge: now, and just before the last order of a month that is no duplicate.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from ops.world.papers import Key, Line, Order, Paper, Returned, Settled
from ops.world.truth.owed import Owed, Reckoner, rounded, value

#: The kinds that explain what was paid and not owed, by their gates (5.5).
_GATED: Final = (
    ("PAID_AFTER_DEATH", (1,)),
    ("PAID_WITHOUT_GRANT", (2,)),
    ("PAID_BARRED", (3, 4, 5, 6, 7)),
    ("OUTSIDE_GRANTED_TIME", (8, 9)),
)
Kind = tuple[str, str | None]


@dataclass(slots=True)
class Paid:
    """The part of one order that concerns one month, or no month."""

    order: Order
    line: Line
    settled: int | None = None
    returned: int = 0

    @property
    def amount(self) -> int:
        return self.line.amount


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: δ now and δ then, in öre; a month is missing where it is unmatched."""

    month: int | None
    kind: str
    municipality: str | None
    ore: int
    then_ore: int


@dataclass(slots=True)
class _Matched:
    """Orders of one month after re-payments are matched (5.2)."""

    paid: list[Paid]
    repaid_by: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    covered: int = 0


def payments(papers: Sequence[Paper]) -> dict[int | None, list[Paid]]:
    """Return each month's part of the orders in their order, as the bank filled them (5.1)."""
    parts: dict[str, list[Paid]] = {}
    months: dict[int | None, list[Paid]] = {}
    for paper in papers:
        if isinstance(paper, Order):
            parts[paper.ref] = [Paid(paper, line) for line in paper.lines]
            for paid in parts[paper.ref]:
                months.setdefault(paid.line.month, []).append(paid)
    for paper in papers:
        if isinstance(paper, Settled | Returned) and paper.order in parts:
            rest, lines = paper.amount, parts[paper.order]
            for place, paid in enumerate(lines, start=1):
                filled = rest if place == len(lines) else min(rest, paid.amount)
                rest -= filled
                if isinstance(paper, Settled):
                    paid.settled = (paid.settled or 0) + filled
                else:
                    paid.returned += filled
    return months


def _same(one: Paid, other: Paid) -> bool:
    """Tell whether two orders have one payee and one bill, or one of them no bill."""
    bills = (one.line.bill, other.line.bill)
    return one.order.payee == other.order.payee and (None in bills or bills[0] == bills[1])


def _matched(paid: list[Paid]) -> _Matched:
    found = _Matched(paid)
    used: dict[str, None] = {}
    for lost in paid:
        if not lost.returned:
            continue
        others = [p for p in paid if not p.returned and p.order.ref not in used]
        named = [p for p in others if p.order.repays == lost.order.ref]
        free = [p for p in others if p.order.repays is None and _same(p, lost)]
        total = 0
        for again in named + free:
            if total >= lost.returned:
                break
            used[again.order.ref] = None
            found.repaid_by.setdefault(lost.order.ref, []).append(again.order.ref)
            total += again.amount
        found.covered += min(lost.returned, total)
    return found


def _repays(found: _Matched, one: Paid, other: Paid) -> bool:
    refs = (one.order.ref, other.order.ref)
    return refs[1] in found.repaid_by.get(refs[0], ()) or refs[0] in found.repaid_by.get(
        refs[1], ()
    )


def _twice(found: _Matched, due: int) -> list[Paid]:
    """Return the orders that repeat an earlier one and are not owed, the latest first."""
    ordered = sum(paid.amount for paid in found.paid) - found.covered
    doubles: list[Paid] = []
    for place in range(len(found.paid) - 1, 0, -1):
        later = found.paid[place]
        if ordered > due and any(
            earlier.amount == later.amount
            and _same(earlier, later)
            and not _repays(found, earlier, later)
            for earlier in found.paid[:place]
        ):
            doubles.append(later)
            ordered -= later.amount
    return doubles


def _wrong_rate(kept: Sequence[Paid], right: int) -> int:
    wrong = Fraction(0)
    for paid in kept:
        minutes, rate = paid.line.minutes, paid.line.rate
        if minutes is not None and rate is not None:
            wrong += minutes * (rate - right) / 60
    return rounded(-wrong)


def _explained(owed: Owed, rest: int) -> dict[Kind, int]:
    """Share out over the gates what was paid and not owed; `rest` is negative."""
    found: dict[Kind, int] = {}
    for kind, gates in _GATED:
        worth = rounded(
            value(sum((owed.cut.get(g, Fraction(0)) for g in gates), Fraction(0)), owed.rate)
        )
        closed = (gates == (1,) and owed.dead_throughout) or (gates == (2,) and owed.never_granted)
        part = -rest if closed else min(-rest, worth)
        found[kind, None] = -part
        rest += part
    found["PAID_TOO_MUCH", None] = rest
    return found


def table(paid: list[Paid], owed: Owed, pending: int = 0) -> dict[Kind, int]:
    """Return the signed öre of each kind in one month (5.5 and 5.6)."""
    match = _matched(paid)
    due = owed.ore - pending
    found: dict[Kind, int] = {}
    settled = [(p.amount, p.settled) for p in paid]
    found["SETTLED_NOT_AS_ORDERED", None] = sum(a - s for a, s in settled if s is not None)
    lost = sum(p.returned for p in paid)
    found["RETURNED_NOT_PAID_AGAIN", None] = lost - match.covered
    doubles = _twice(match, due)
    found["PAID_TWICE", None] = -sum(p.amount for p in doubles)
    ordered = sum(p.amount for p in paid) - match.covered + found["PAID_TWICE", None]
    if ordered == 0 and due > 0:
        return found | {("NOT_PAID", None): due}
    kept = [p for p in paid if p not in doubles and p.order.ref not in match.repaid_by]
    found["WRONG_RATE", None] = _wrong_rate(kept, owed.rate)
    difference = due - (ordered + found["WRONG_RATE", None])
    if difference > 0:
        found["PAID_TOO_LITTLE", None] = difference
    else:
        found |= _explained(owed, difference)
    shares = dict(owed.shares)
    for part in kept:
        for code, amount in part.line.municipal:
            shares[code] = shares.get(code, 0) - amount
    return found | {("WRONG_SPLIT", code): rest for code, rest in shares.items()}


def _then(paid: list[Paid], due: int) -> Key | None:
    """Return the key of the last order that is no duplicate, as it looks now (5.7)."""
    doubles = _twice(_matched(paid), due)
    kept = [p.order.key for p in paid if p not in doubles]
    return kept[-1] if kept else None


def _pending(owed: int, due: int, paid: list[Paid]) -> int:
    """Return N: what is owed now and was not yet due at the last cutoff (5.4)."""
    ordered = sum(p.amount for p in paid) - _matched(paid).covered
    return max(0, owed - max(ordered, due))


@dataclass(slots=True)
class Audit:
    """What was found in one case, and how many of its payouts there are and are right."""

    findings: list[Finding] = field(default_factory=list[Finding])
    payouts: int = 0
    right: int = 0
    owed: int = 0
    ordered: int = 0


def audit(papers: Sequence[Paper], reckoner: Reckoner, last_cutoff: date) -> Audit:
    """Audit one case; a payout is a month that is owed or ordered. Papers stand in order."""
    by_month = payments(papers)
    now = reckoner.owed(papers)
    due = reckoner.owed([paper for paper in papers if paper.at.date() <= last_cutoff])
    found = Audit()
    for month, owed in now.items():
        paid = by_month.get(month, [])
        if not paid and not owed.ore:
            continue
        pending = _pending(owed.ore, due[month].ore, paid)
        # What is not yet due would depend on the reckoning day, so this world leaves it out.
        assert not pending, (month, pending)
        here = table(paid, owed)
        there = here
        then = _then(paid, owed.ore)
        if then is not None:
            known = [paper for paper in papers if paper.key < then]
            past = reckoner.owed(known)[month]
            in_time = [paper for paper in known if paper.at.date() <= last_cutoff]
            past_due = reckoner.owed(in_time)[month].ore
            there = table(paid, past, _pending(past.ore, past_due, paid))
        mine = _listed(month, here, there)
        found.findings += mine
        found.payouts += 1
        found.right += not mine
        found.owed += owed.ore
        found.ordered += sum(part.amount for part in paid)
    unmatched = by_month.get(None, [])
    if unmatched:
        rest = _matched(unmatched).covered - sum(part.amount for part in unmatched)
        found.findings.append(Finding(None, "UNMATCHED", None, rest, rest))
    return found


def _listed(month: int, here: dict[Kind, int], there: dict[Kind, int]) -> list[Finding]:
    found: list[Finding] = []
    for kind, code in here | there:
        ore, then_ore = here.get((kind, code), 0), there.get((kind, code), 0)
        if ore or then_ore:
            found.append(Finding(month, kind, code, ore, then_ore))
    return found
