"""
A period that is settled apart from its months, as a branch of the tree and as JSON.

It stands with every month that it covers: what it owes, how that came about, and what is wrong.
"""

from datetime import date
from typing import Any

from rich.tree import Tree

from ledger.findings import PeriodVerification
from ledger.statement import KeyKind
from ops.show.explain.explained import Explained
from ops.show.explain.payments import equation_text, repaid_text
from ops.show.explain.steps import Steps
from ops.show.money import kronor
from ops.show.screen import BAD, DOUBTFUL, FAINT, STRONG, Prose
from ops.show.words import FINDINGS, municipality, party

_WHAT = {
    KeyKind.ADVANCE: "paid in advance, and settled",
    KeyKind.ENHANCED: "with an enhanced rate, and reconciled",
}


def period_text(first: int, after: int) -> str:
    """Return the days of a period, half-open, by its first and last."""
    return f"{date.fromordinal(first)} to {date.fromordinal(after - 1)}"


def hang_periods(explained: Explained, root: Tree, steps: Steps) -> None:
    """Add each period that the month belongs to."""
    for period in explained.periods:
        key = period.settlement.key
        days, what = period_text(key.first, key.after), _WHAT[key.kind]
        branch = root.add(Prose(f"The period {days}, {what}", STRONG))
        if not period.is_due:
            branch.add(Prose(f"owes nothing before {key.due_on}", DOUBTFUL))
        else:
            _owed(explained, branch, period, steps)
        for order in period.orders:
            ore = kronor(order.amount_ore)
            branch.add(Prose(f"{order.ref}: {ore} to {party(order.payee, explained.register)}"))
        branch.add(equation_text(period.now))
        for finding in period.findings:
            text = Prose.assemble((finding.kind.value, f"{STRONG} {BAD}"))
            text.append(f": {FINDINGS[finding.kind]}")
            text.append(f"\n{kronor(finding.delta_ore, signed=True)} now")
            branch.add(text)
        for repaid in period.repaid:
            branch.add(repaid_text(repaid, explained))
        for notice in period.notices:
            branch.add(Prose(f"{notice.kind}: {notice.says}", FAINT))


def _owed(explained: Explained, branch: Tree, period: PeriodVerification, steps: Steps) -> None:
    settled = period.settlement
    says = "owes" if settled.owed_ore >= 0 else "must pay back"
    for share in settled.payees:
        who = party(share.payee, explained.register)
        branch.add(Prose(f"{who}: {kronor(share.owed_ore, signed=True)}"))
    top = branch.add(Prose(f"{says} {kronor(abs(settled.owed_ore))}", STRONG))
    steps.hang(top, settled.derivation)
    for share in settled.municipal:
        name = municipality(share.municipality)
        node = branch.add(Prose(f"municipality {name}: {kronor(share.owed_ore, signed=True)}"))
        steps.hang(node, share.derivation)
    branch.add(Prose(f"the state: {kronor(settled.state_ore, signed=True)}"))


def period_json(period: PeriodVerification) -> dict[str, Any]:
    """Return a period for a program, without its derivation and its papers."""
    settled = period.settlement
    return {
        "kind": settled.key.kind.value,
        "first_day": date.fromordinal(settled.key.first).isoformat(),
        "last_day": date.fromordinal(settled.key.after - 1).isoformat(),
        "due_on": settled.key.due_on.isoformat(),
        "is_due": period.is_due,
        "owed_ore": period.now.owed_ore,
        "municipalities": dict(period.municipal),
        "findings": [
            {"kind": of.kind.value, "municipality": of.municipality, "ore": of.delta_ore}
            for of in period.findings
        ],
        "repaid_ore": sum(of.delta_ore for of in period.repaid),
    }
