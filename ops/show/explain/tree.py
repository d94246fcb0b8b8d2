"""
The explanation of a month as a tree: what was owed and why, what was paid, what is wrong.

From the amount down to the papers: payee, line, step. The same for a program is in `as_json`.
"""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from ledger.amounts import rounded
from ledger.rules import rule
from ledger.statement import Advance, Cut, Line, MunicipalShare
from ops.show.audit.resting import weak_grounds
from ops.show.explain.explained import Explained
from ops.show.explain.payments import hang_beside, hang_findings, hang_payments
from ops.show.explain.periods import hang_periods, period_text
from ops.show.explain.steps import Steps
from ops.show.head import head_block, months_text
from ops.show.money import kronor
from ops.show.quantities import counted, days_text, minutes_of_units, month_name, time_text
from ops.show.screen import DOUBTFUL, FAINT, GOOD, STRONG, Prose, heading, spaced
from ops.show.words import TIME_KINDS, municipality, party


def explanation(explained: Explained) -> Group:
    """Return the whole explanation."""
    return Group(*spaced(_parts(explained))[:-1])


def _parts(explained: Explained) -> Iterator[RenderableType]:
    month = month_name(explained.verified.month)
    yield heading(f"Kvitto explains {explained.case_ref}, {month}")
    if not explained.is_known:
        yield head_block(explained.head, ("Verdict", "nothing is known of this month"))
        yield Prose(_known_months(explained.months), DOUBTFUL)
        if explained.unmatched or explained.notices:
            root = Tree(Prose("In no month of the case", STRONG), guide_style=FAINT)
            hang_beside(explained, root)
            yield root
        return
    yield head_block(
        explained.head, ("Rests on", _resting(explained)), ("Verdict", _verdict(explained))
    )
    yield _tree(explained)


def _known_months(months: Sequence[int]) -> str:
    """Return which months there is something of, as runs: `2025-10 to 2026-03, 2026-05`."""
    if not months:
        return "At this point no month of the case has a report, a bill or an order."
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][-1] + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    shown = ", ".join(months_text(run[0], run[-1]) for run in runs)
    return f"No report, bill or order of it. The case has something of: {shown}."


def _resting(explained: Explained) -> str:
    owed = explained.verified.statement.owed_ore
    if not owed:
        return "nothing is owed"
    if not explained.not_sourced:
        return "rules that are sourced, all of it"
    grounds = weak_grounds(explained.head.rulebook, explained.rests_on)
    names = ", ".join(f"{weak.name} ({weak.mark})" for weak in grounds)
    weak = rounded(explained.not_sourced)
    part = "all of it" if weak == owed else f"{kronor(weak)} of {kronor(owed)}"
    return f"what is marked assumed or own, {part}: {names}"


def _verdict(explained: Explained) -> str:
    findings = explained.findings
    if not findings:
        return "right to the öre"
    said = (f"{of.kind.value} {kronor(of.delta_ore, signed=True)}" for of in findings)
    repaid = sum(of.delta_ore for of in explained.repaid)
    back = f"; REPAID {kronor(repaid, signed=True)}" if repaid else ""
    return f"{counted(len(findings), 'finding')}: {', '.join(said)}{back}"


def _tree(explained: Explained) -> Tree:
    stated = explained.verified.statement
    steps = Steps(explained.papers)
    root = Tree(
        Prose.assemble(("Owed ", STRONG), (kronor(stated.owed_ore), STRONG)), guide_style=FAINT
    )
    for share in stated.payees:
        who = party(share.payee, explained.register)
        branch = root.add(Prose(f"to {who}: {kronor(share.owed_ore)}", STRONG))
        for part, ore in explained.lines_of(share):
            says = _line(explained, part, ore) if isinstance(part, Line) else _advance(part, ore)
            steps.hang(branch.add(says), part.derivation)
    if not stated.payees:
        root.add(Prose("to nobody: no time of this month is payable", DOUBTFUL))
    if explained.earned:
        branch = root.add(Prose("Worked on days in advance, and owed with their period", STRONG))
        for line in explained.earned:
            says = _line(explained, line, rounded(line.earned))
            steps.hang(branch.add(says), line.derivation)
    if stated.cuts:
        branch = root.add(Prose("Cut, and so not payable", STRONG))
        for cut in stated.cuts:
            steps.hang(branch.add(_cut(explained, cut)), cut.derivation)
    if stated.payees:
        _shares(explained, root, steps)
    _municipal_time(explained, root)
    hang_payments(explained, root)
    hang_periods(explained, root, steps)
    hang_findings(explained, root)
    return root


def _line(explained: Explained, line: Line, ore: int) -> Text:
    """Return a line of the statement: days, kind, time, rate, amount."""
    days = days_text(line.first, line.after, explained.verified.month)
    worked, counts = time_text(line.minutes), time_text(minutes_of_units(line.units))
    time = worked if worked == counts else f"{worked}, which count as {counts}"
    text = Prose(f"{days}: {TIME_KINDS[line.kind]} {time}")
    text.append(f" × {kronor(line.rate.value)}/h = ")
    if line.earned != line.amount:
        text.append(f"{kronor(rounded(line.amount))}, of which the approved costs leave ")
        text.append(kronor(ore), STRONG)
        return text
    text.append(kronor(ore), STRONG)
    if line.amount.denominator != 1:
        text.append(f" (exactly {_exact(line)} öre)", FAINT)
    return text


def _advance(advance: Advance, ore: int) -> Text:
    """Return the advance of a month: what it is for is in its steps."""
    period = period_text(advance.period.first, advance.period.after)
    return Prose(f"advance for the period {period}: ").append(kronor(ore), STRONG)


def _exact(line: Line) -> str:
    whole, part = divmod(line.amount, 1)
    return f"{whole} {part}"


def _cut(explained: Explained, cut: Cut) -> Text:
    days = days_text(cut.first, cut.after, explained.verified.month)
    text = Prose.assemble((cut.gate.value, f"{STRONG} {DOUBTFUL}"))
    text.append(f" {days}: {TIME_KINDS[cut.kind]} {time_text(cut.minutes)}")
    return text.append(f", worth {kronor(rounded(cut.value))}. {rule(cut.gate.value).says}")


def _shares(explained: Explained, root: Tree, steps: Steps) -> None:
    """Say out of whose money it is paid: the municipalities' parts, and the state's residual."""
    stated = explained.verified.statement
    branch = root.add(Prose("Out of whose money", STRONG))
    for share in stated.municipal:
        steps.hang(branch.add(_municipal(share)), share.derivation)
    rest = "what is left" if stated.municipal else "all of it"
    branch.add(Prose(f"the state: {kronor(stated.state_ore)}, {rest}"))
    for code, ore in sorted(explained.verified.debited.items()):
        # Of a debit stream the orders say nothing, and the finding is held against it.
        says = f"debited municipality {municipality(code)}: {kronor(rounded(ore))}"
        branch.add(Prose(f"{says}, by debits less credits, else by the orders"))


def _municipal(share: MunicipalShare) -> Prose:
    first = time_text(minutes_of_units(share.share_units))
    payable = time_text(minutes_of_units(share.payable_units))
    return Prose(
        f"municipality {municipality(share.municipality)}: {kronor(share.owed_ore)},"
        f" the first {first} of {payable} over {counted(share.days, 'day')}"
    )


def _municipal_time(explained: Explained, root: Tree) -> None:
    """Say what time lies under a municipal decision, for which nothing is owed here."""
    for time in explained.verified.statement.municipal_time:
        root.add(
            Prose(
                f"Under a decision of municipality {municipality(time.municipality)}, which pays"
                f" for it: {TIME_KINDS[time.kind]} {time_text(time.minutes)}",
                GOOD,
            )
        )
