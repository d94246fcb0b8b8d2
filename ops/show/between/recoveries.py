"""
Recoveries on the screen: what is owed back per case, and one case down to its papers.

Shows what `projections.between` and `ledger.claims` returned and computes nothing.
The same for a program is in `recoveries_json`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from ledger.amounts import month_text
from ledger.claims.recoveries import Recoverable, Recovery, Way
from ledger.findings.payments import Purpose
from ledger.statement import Notice, Step
from ops.show.explain.steps import Steps
from ops.show.money import amount, kronor, number, signed
from ops.show.papers import Papers
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.readmodels.balances import AsOf, report_head
from ops.show.screen import (
    BAD,
    DOUBTFUL,
    FAINT,
    GOOD,
    STRONG,
    Prose,
    figures,
    heading,
    names,
    spaced,
    table,
)
from ops.show.words import municipality, when_text
from projections.between.recoveries import CaseBack, OwedBackOf

#: Cases that are shown unless all are asked for.
SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class CaseRecoveries:
    """One case as it is owed back, how that follows, and until when the case is kept."""

    of: AsOf
    case_ref: str
    owed: Recoverable
    steps: Mapping[Purpose, tuple[Step, ...]]
    notices: tuple[Notice, ...]
    kept_until: date | None
    no_paragraph: str
    papers: Papers


def recoveries_report(
    of: AsOf,
    code: str | None,
    found: Mapping[UUID, CaseBack],
    references: Mapping[UUID, str],
    *,
    shows_all: bool,
) -> Group:
    """Return what is owed back in all, and the cases with most to claim."""
    whose = "every case" if code is None else f"where {municipality(code)} paid wrongly"
    parts: list[RenderableType] = [*report_head("Kvitto recoveries", of, ("Of", whose))]
    totals = {case: back.total(of.reckoned_on) for case, back in found.items()}
    total = OwedBackOf()
    for each in totals.values():
        total.merge(each)
    if not totals:
        parts.append(Text("Nothing is owed back, and nobody is owed a supplement.", GOOD))
        return Group(*spaced(parts)[:-1])
    parts.append(_totals(total, len(totals)))
    order = sorted(
        totals.items(), key=lambda item: (-_weight(item[1]), references.get(item[0], ""))
    )
    parts.append(_cases(order if shows_all else order[:SHOWN], len(order), references))
    first = references.get(order[0][0], str(order[0][0]))
    step = f"Next: {program()} recoveries --case {first}{of.as_typed}"
    return Group(*spaced(parts), next_line(step))


def _weight(of: OwedBackOf) -> int:
    return of.to_claim_ore + of.supplement_ore + of.left_ore


def _totals(total: OwedBackOf, cases: int) -> Group:
    block = Table.grid(padding=(0, 2, 0, 0))
    block.add_column(no_wrap=True)
    block.add_column(justify="right", no_wrap=True)
    block.add_column(style=FAINT)
    many = f"{counted(total.months, 'month')} of {counted(cases, 'case')}"
    block.add_row("  overpaid", Text(kronor(total.overpaid_ore), STRONG), f"in {many}, SFB 108:2")
    block.add_row("    claimed", kronor(total.claimed_ore), "by decisions that stand")
    block.add_row("    to claim", kronor(total.to_claim_ore), "and not claimed yet")
    block.add_row("    left", kronor(total.left_ore), "neither repaid, set off nor remitted")
    block.add_row("    late", kronor(total.overdue_ore), "of what is claimed")
    block.add_row("  supplements", kronor(total.supplement_ore), "owed, due and not paid")
    lines: list[RenderableType] = [heading("Owed back"), block]
    if total.excess_ore:
        says = f"{kronor(total.excess_ore)} were claimed, or came back, beyond what was overpaid."
        lines.append(Text(says, DOUBTFUL))
    return Group(*lines)


def _cases(
    shown: Sequence[tuple[UUID, OwedBackOf]], many: int, references: Mapping[UUID, str]
) -> Group:
    rows = table(
        names("case"),
        figures("overpaid, kr"),
        figures("claimed, kr"),
        figures("to claim, kr"),
        figures("left, kr"),
        figures("late, kr"),
        figures("supplement, kr"),
    )
    for case, of in shown:
        late = amount(of.overdue_ore)
        rows.add_row(
            references.get(case, str(case)),
            amount(of.overpaid_ore),
            amount(of.claimed_ore),
            amount(of.to_claim_ore),
            amount(of.left_ore),
            Text(late, BAD) if of.overdue_ore else late,
            amount(of.supplement_ore),
        )
    title = counted(many, "case")
    if len(shown) < many:
        title = f"the {number(len(shown))} with most of {title}; all with --all"
    return Group(heading("Cases", title), rows)


def case_report(found: CaseRecoveries) -> Group:
    """Return what one case is owed back, month by month, with its recoveries."""
    owed, day = found.owed, found.of.reckoned_on
    parts: list[RenderableType] = [
        *report_head("Kvitto recoveries", found.of, ("Case", found.case_ref), *_kept(found))
    ]
    steps = Steps(found.papers)
    for back in owed.months:
        says = f"{when_text(back.month, back.period)}: "
        says += _said(back.overpaid_ore, back.supplement_ore)
        if back.to_claim_ore:
            says += f", to claim {kronor(back.to_claim_ore)}"
        if back.left_ore:
            says += f", left {kronor(back.left_ore)}"
        tree = Tree(Prose(says, STRONG), guide_style=FAINT)
        tree.add(Prose(_split(back.municipal, back.state_ore)))
        steps.hang(tree, found.steps[back.purpose])
        parts.append(tree)
    parts += [_recovery(recovery, day) for recovery in owed.recoveries.recoveries]
    parts += [Prose(f"{notice.kind}: {notice.says}", DOUBTFUL) for notice in found.notices]
    parts += [Text(f"Left out: {fault}", DOUBTFUL) for fault in owed.faults]
    if not owed.months and not owed.recoveries.recoveries:
        parts.append(Text("Nothing is owed back, and no supplement is owed.", GOOD))
    if owed.months:
        first = month_text(owed.months[0].month)
        step = f"Next: {program()} explain {found.case_ref} {first}{found.of.as_typed}"
        return Group(*spaced(parts), next_line(step))
    return Group(*spaced(parts)[:-1])


def _kept(found: CaseRecoveries) -> Iterator[tuple[str, str]]:
    """Yield until when the case is kept, and that no paragraph says so."""
    if found.kept_until is not None:
        yield "Kept until", f"{found.kept_until}. {found.no_paragraph}"


def _said(overpaid: int, supplement: int) -> str:
    if supplement:
        return f"{kronor(supplement)} are owed and not paid"
    return f"overpaid {kronor(overpaid)}" if overpaid else "nothing is overpaid"


def _split(municipal: Mapping[str, int], state: int) -> str:
    """Return how the difference is shared: + still owed by a payer, − paid too much by it."""
    shares = [f"municipality {code} {signed(ore)} kr" for code, ore in municipal.items()]
    return f"of the difference: {', '.join([*shares, f'the state {signed(state)} kr'])}"


def _recovery(recovery: Recovery, day: date) -> Group:
    state = recovery.state(day)
    says = f"{state.lower()}, decided {recovery.decided_on}, due {recovery.due_on}"
    block = Table.grid(padding=(0, 2, 0, 0))
    block.add_column(no_wrap=True)
    block.add_column(justify="right", no_wrap=True)
    block.add_column(style=FAINT)
    block.add_row("  claimed", kronor(recovery.claimed_ore), f"SFB {recovery.provision}")
    for way, law in ((Way.REPAID, ""), (Way.SET_OFF, "108:22"), (Way.REMITTED, "108:11")):
        ore = recovery.come_ore(way)
        if ore:
            name = way.lower().replace("_", " ")
            block.add_row(f"    {name}", kronor(ore), f"SFB {law}" if law else "")
    late = recovery.overdue_ore(day)
    block.add_row("    left", kronor(recovery.left_ore), f"{kronor(late)} late" if late else "")
    for instalment in recovery.instalments(day):
        is_paid = instalment.paid_ore == instalment.ore
        state_of = "late" if instalment.is_late else "paid" if is_paid else "to come"
        due = f"    by {instalment.due_on}"
        block.add_row(
            due, kronor(instalment.ore), f"{state_of}, paid {kronor(instalment.paid_ore)}"
        )
    if recovery.interest:
        block.add_row("  interest charged", kronor(recovery.charged_ore), "SFB 108:15–16, 108:19")
    block.add_row("  decided by", "", recovery.ref)
    if recovery.left_ore:
        # The id that a decision gives itself is not what a command can name.
        block.add_row("", "", f'"recovery": "{recovery.ref}" is its name in agree-instalments')
    return Group(heading(f"Recovery {recovery.decision_id}", says), block)
