"""
Claims between payers in the report of an audit: their equation, and what is wrong with which.

Shows what `projections.audit` found and computes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from ledger.amounts import month_text
from ops.show.money import amount, kronor, number, signed
from ops.show.quantities import counted
from ops.show.screen import BAD, DOUBTFUL, FAINT, STRONG, figures, heading, names, table, words
from ops.show.words import CLAIM_FINDINGS, CUTS
from projections.audit import AuditReport
from projections.found import CaseClaimFinding, ClaimTotals


def claims_parts(report: AuditReport, most: int | None) -> Iterator[Group]:
    """Yield the section on claims, of a ledger that has any; at most so many findings."""
    if report.claims:
        yield Group(heading("Claims between payers", "an equation of their own"), _totals(report))
        if report.claim_cuts:
            yield _cuts(report)
    if report.claim_findings:
        yield _findings(report.claim_findings, most)


def _totals(report: AuditReport) -> Group:
    """Return the equation: a column for each kind of claim, and one for all where they are more."""
    total = ClaimTotals()
    columns = dict(sorted(report.claims.items()))
    for of in columns.values():
        total.add(of)
    if len(columns) > 1:
        columns["all"] = total
    rows = table(names(""), *(figures(name) for name in columns), words(""))
    of_all = tuple(columns.values())
    rows.add_row("  claims", *(number(of.count) for of in of_all), "that stand")
    for name, ore, says in _AMOUNTS:
        style = STRONG if name.strip() == "owed" else ""
        rows.add_row(name, *(kronor(ore(of)) for of in of_all), Text(says, FAINT), style=style)
    lines: list[Table | Text] = [rows]
    if total.replaced:
        more = f"  {counted(total.replaced, 'further claim')} replaced by a later one of the same"
        lines.append(Text(more, FAINT))
    if total.unreckoned:
        more = f"  {counted(total.unreckoned, 'further claim')} could not be reckoned, see below"
        lines.append(Text(more, DOUBTFUL))
    if total.residual_ore:
        fault = (
            f"The findings do not sum to the difference: {kronor(total.residual_ore)} are left."
            " This is a fault in Kvitto; use none of these amounts, and report it."
        )
        lines.append(Text(fault, f"{STRONG} {BAD}"))
    return Group(*lines)


#: The lines of the equation: name, amount, what it says.
_AMOUNTS: Final[tuple[tuple[str, Callable[[ClaimTotals], int], str], ...]] = (
    ("  claimed", attrgetter("claimed_ore"), ""),
    ("  owed", attrgetter("owed_ore"), "by decisions, time and law"),
    ("    = paid", attrgetter("paid_ore"), "less what came back"),
    ("    + outstanding", attrgetter("outstanding_ore"), "to come; − to come back"),
    ("    + withheld", attrgetter("withheld_ore"), "kept back on a ground"),
    ("    + difference", attrgetter("difference_ore"), "= the sum of the findings below"),
)


def _cuts(report: AuditReport) -> Group:
    rows = table(names("cut"), figures("kr"), words("meaning"))
    for reason, ore in sorted(report.claim_cuts.items(), key=lambda cut: (-cut[1], cut[0])):
        rows.add_row(reason, amount(ore), CUTS[reason])
    return Group(heading("Claimed and not owed", "claimed = owed + what is cut"), rows)


def _findings(found: Iterable[CaseClaimFinding], most: int | None) -> Group:
    # The claim's own name leads on: with its case and its meaning the row would be too wide.
    rows = table(names("claim"), words("what is wrong"), figures("now, kr"), figures("then, kr"))
    ordered = sorted(found, key=lambda each: (-abs(each.finding.delta_ore), each.case_ref))
    for each in ordered[:most]:
        finding = each.finding
        rows.add_row(
            each.claim,
            CLAIM_FINDINGS[finding.kind],
            signed(finding.delta_ore),
            signed(finding.delta_then_ore),
        )
    left = len(ordered) - len(ordered[:most])
    rest = f"; {number(left)} more with --all" if left else ""
    title = f"{counted(len(ordered), 'finding')}{rest}"
    return Group(heading("What is wrong with claims", title), rows)


def claims_json(report: AuditReport) -> dict[str, object]:
    """Return the section for a program."""
    return {
        "claims": [
            {
                "kind": name,
                "count": of.count,
                "replaced": of.replaced,
                "not_reckoned": of.unreckoned,
                "claimed_ore": of.claimed_ore,
                "owed_ore": of.owed_ore,
                "decided_ore": of.decided_ore,
                "paid_ore": of.paid_ore,
                "outstanding_ore": of.outstanding_ore,
                "withheld_ore": of.withheld_ore,
                "difference_ore": of.difference_ore,
                "findings_ore": of.explained_ore,
                "residual_ore": of.residual_ore,
            }
            for name, of in sorted(report.claims.items())
        ],
        "claim_cuts": dict(sorted(report.claim_cuts.items())),
        "claim_findings": [
            {
                "case": each.case_ref,
                "claim": each.claim,
                "month": None if each.month is None else month_text(each.month),
                "kind": each.finding.kind.value,
                "ore": each.finding.delta_ore,
                "then_ore": each.finding.delta_then_ore,
            }
            for each in sorted(
                report.claim_findings, key=lambda of: (of.case_ref, of.claim, of.finding.kind)
            )
        ],
    }
