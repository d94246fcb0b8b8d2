"""
What was paid for a month, its control equation and its findings, as branches of the tree.
"""

from collections.abc import Sequence
from fractions import Fraction

from rich.text import Text
from rich.tree import Tree

from ledger.findings import READ_UNDER, Finding, Order, Table
from ledger.statement import Notice
from ops.show.explain.explained import Explained
from ops.show.money import kronor
from ops.show.quantities import counted, time_text
from ops.show.screen import BAD, DOUBTFUL, FAINT, GOOD, PAPER, STRONG, Prose
from ops.show.words import FINDINGS, municipality, party
from schemas.payments import OrderLine


def hang_payments(explained: Explained, root: Tree) -> None:
    """Add the orders of the month with what the bank did, and the control equation."""
    verified = explained.verified
    branch = root.add(Prose("Payments", STRONG))
    by_place = {order.place: order for order in verified.orders}
    for order in verified.orders:
        _order(explained, branch, order, by_place)
    if not verified.orders:
        branch.add(Prose("nothing was ordered for this month"))
    root.add(Prose("Control equation", STRONG)).add(equation_text(verified.now))


def equation_text(table: Table) -> Prose:
    """Return the equation of the month, its amounts under each other."""
    rows = [
        ("owed", kronor(table.owed_ore), ""),
        ("= paid", kronor(table.paid_ore), ""),
        ("+ pending", kronor(table.pending_ore), _not_yet_due(table)),
        ("+ returned", kronor(table.returned_ore), ""),
        ("+ difference", kronor(table.difference_ore, signed=True), ""),
    ]
    widest = max(len(amount) for _, amount, _ in rows)
    text = Prose()
    for label, amount, says in rows:
        wrong = f"{STRONG} {BAD}" if table.difference_ore and label == rows[-1][0] else STRONG
        text.append(f"{label:14}").append(amount.rjust(widest), wrong).append(f"{says}\n", FAINT)
    text.rstrip()
    return text


def _not_yet_due(table: Table) -> str:
    if not table.not_yet_due_ore:
        return ""
    return f"  of it {kronor(table.not_yet_due_ore)} not yet due"


def _order(explained: Explained, branch: Tree, order: Order, by_place: dict[int, Order]) -> None:
    text = Prose(f"{order.ref}: ").append(kronor(order.amount_ore), STRONG)
    text.append(f" to {party(order.payee, explained.register)}")
    text.append(f"\nto be paid {order.pay_on}, ")
    if order.settled_ore is None:
        text.append("not confirmed by the bank", DOUBTFUL)
    else:
        text.append(f"settled {kronor(order.settled_ore)}")
    if order.returned_ore:
        again = kronor(order.repaid_ore)
        text.append(f", returned {kronor(order.returned_ore)}, of which {again} was paid again")
    if order.repays is not None:
        text.append(f", pays {by_place[order.repays].ref} again")
    if order.place in explained.verified.now.duplicates:
        text.append(", repeats an earlier order", BAD)
    node = branch.add(text)
    for line in order.lines:
        node.add(Prose(_order_line(line), FAINT))


def _order_line(line: OrderLine) -> str:
    parts = [f"line of {kronor(line.amount_ore)}"]
    if line.minutes is not None and line.rate_ore is not None:
        time = time_text(Fraction(*line.minutes))
        parts.append(f"{time} × {kronor(line.rate_ore)}/h")
    if line.bill is not None:
        parts.append(f"for bill {line.bill}")
    debited = [f"{municipality(code)} {kronor(ore)}" for code, ore in line.municipal]
    parts += [f"debited {each}" for each in debited]
    return ", ".join(parts)


def hang_findings(explained: Explained, root: Tree) -> None:
    """Add the findings now and then with the later papers, and the notices."""
    verified = explained.verified
    findings = (*verified.findings, *explained.unmatched)
    if findings:
        branch = root.add(Prose("Findings", f"{STRONG} {BAD}"))
        for finding in findings:
            _finding(explained, branch, finding)
    elif explained.findings:
        root.add(Prose("Findings of the month itself: none", GOOD))
    else:
        root.add(Prose("Findings: none, right to the öre", GOOD))
    for repaid in verified.repaid:
        root.add(repaid_text(repaid, explained))
    if verified.cured:
        branch = root.add(Prose("Wrong when it was paid, and right by what is known now", STRONG))
        for finding in verified.cured:
            _finding(explained, branch, finding)
    root.add(Prose(f"Findings are read under {_read_under(explained)}", FAINT))
    _notices(explained, root, (*verified.notices, *explained.notices))


def repaid_text(repaid: Finding, explained: Explained) -> Text:
    """Return what came back with its papers: no finding, and part of the difference."""
    text = Prose.assemble((repaid.kind.value, STRONG)).append(f": {FINDINGS[repaid.kind]}\n")
    text.append(f"{kronor(repaid.delta_ore, signed=True)}, part of the difference")
    for paper in explained.papers.of(repaid.since):
        text.append(f"\n{paper}", PAPER)
    return text


def hang_beside(explained: Explained, root: Tree) -> None:
    """Add what lies in the case but in no month of it."""
    for finding in explained.unmatched:
        _finding(explained, root, finding)
    _notices(explained, root, explained.notices)


def _notices(explained: Explained, root: Tree, notices: Sequence[Notice]) -> None:
    if not notices:
        return
    branch = root.add(Prose("Notices, which change no amount", STRONG))
    for notice in notices:
        text = Prose(f"{notice.kind}: {notice.says}")
        for paper in explained.papers.of(notice.events):
            text.append(f"\n{paper}", PAPER)
        branch.add(text)


def _read_under(explained: Explained) -> str:
    policies = (explained.head.rulebook.policy(name) for name in READ_UNDER)
    return ", ".join(f"{of.name} = {of.value} ({of.mark})" for of in policies)


def _finding(explained: Explained, branch: Tree, finding: Finding) -> None:
    where = "" if finding.municipality is None else f" {municipality(finding.municipality)}"
    if finding.month is None:
        where = " in no month of the case"
    text = Prose.assemble((f"{finding.kind.value}{where}", STRONG))
    text.append(f": {FINDINGS[finding.kind]}\n{kronor(finding.delta_ore, signed=True)} now, ")
    if finding.month is not None and not explained.verified.orders:
        text.append("and nothing was ordered, so there is no earlier day to hold it against")
    else:
        then = finding.delta_then_ore
        text.append(f"{kronor(then, signed=True)} by what was known when it was paid")
    node = branch.add(text)
    later = explained.papers.of(finding.since)
    if later:
        known = counted(len(later), "paper")
        text = Prose(f"the difference became known since, by {known}")
        for paper in later:
            text.append(f"\n{paper}", PAPER)
        node.add(text)
