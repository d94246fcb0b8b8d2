"""
Municipal reimbursements on the screen: per municipality, claim by claim, and one claim derived.

Shows what was read and reckoned, and computes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from ledger.amounts import month_text
from ledger.claims.verify import ClaimKind, VerifiedClaim
from ledger.domain.register import Register
from ops.show.explain.steps import Steps
from ops.show.money import amount, kronor, number, signed
from ops.show.papers import Paper, Papers
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.readmodels.balances import AsOf, report_head
from ops.show.screen import (
    BAD,
    DOUBTFUL,
    FAINT,
    STRONG,
    Prose,
    figures,
    heading,
    names,
    spaced,
    table,
    words,
)
from ops.show.words import CLAIM_FINDINGS, CUTS, municipality
from projections.tables.reimbursed import ClaimRow, Municipality
from schemas.municipal.claims import ReimbursementClaimed

#: Claims that are shown unless all are asked for.
SHOWN: Final = 30
#: Where a claim is, in words.
STATES: Final = {
    "CLAIMED": "waits for a decision",
    "DECIDED": "decided, to be paid",
    "PAID": "paid",
    "REVERSED": "taken back",
    "REPLACED": "replaced by a later claim",
}


def reimbursements_report(
    of: AsOf,
    found: Sequence[Municipality],
    claims: Sequence[ClaimRow],
    code: str | None,
    *,
    shows_all: bool,
) -> Group:
    """Return the municipalities, and the claims: those of one, or those with something to do."""
    asked = "every municipality" if code is None else f"municipality {municipality(code)}"
    parts: list[RenderableType] = [*report_head("Kvitto reimbursements", of, ("Of", asked))]
    shown = [each for each in found if code in (None, each.municipality)]
    if not claims:
        parts.append(Text("Nothing is claimed by it, or by anybody.", DOUBTFUL))
        return Group(*spaced(parts)[:-1])
    parts.append(_municipalities(shown))
    chosen = list(claims)
    if code is None and not shows_all:
        chosen = [each for each in claims if _is_to_look_at(each)]
        chosen.sort(key=lambda each: (-abs(each.difference_ore), -each.cut_ore, each.claim))
    most = None if shows_all else SHOWN
    parts.append(_claims(chosen[:most], len(claims), of.reckoned_on))
    faults = _faults(chosen[:most])
    if faults is not None:
        parts.append(faults)
    if any(each.owed_ore is None for each in claims):
        missing = (
            "Claims owed “?” lack a value in the rulebook: nothing of them is in what is owed, and"
            " of what is wrong only what was paid beyond a decision."
        )
        parts.append(Text(missing, DOUBTFUL))
    first = max(chosen or claims, key=_to_see_first)
    step = f"Next: {program()} reimbursements --claim {first.claim}{of.as_typed}"
    return Group(*spaced(parts), next_line(step))


def _to_see_first(claim: ClaimRow) -> tuple[bool, bool, int]:
    """Return how much a claim is to be looked at: what is wrong comes before what waits."""
    return bool(claim.wrong), _is_to_look_at(claim), abs(claim.difference_ore)


def _is_to_look_at(claim: ClaimRow) -> bool:
    unknown = claim.owed_ore is None
    return unknown or bool(claim.wrong or claim.cuts) or claim.state == "CLAIMED"


def _municipalities(found: Iterable[Municipality]) -> Group:
    rows = table(
        words("municipality"),
        figures("waiting"),
        figures("claimed"),
        figures("owed"),
        figures("paid"),
        figures("to come"),
        figures("withheld"),
        figures("wrong"),
    )
    for of in found:
        rows.add_row(
            municipality(of.municipality),
            f"{number(of.waiting)} of {number(of.claims)}",
            *map(amount, _money(of)),
            signed(of.difference_ore),
        )
    title = "kr; owed = paid + to come + withheld + wrong; − to come back, − paid and not owed"
    return Group(heading("Reimbursement", title), rows)


def _money(of: Municipality) -> tuple[int, ...]:
    return of.claimed_ore, of.owed_ore, of.paid_ore, of.outstanding_ore, of.withheld_ore


def _claims(claims: Sequence[ClaimRow], every: int, on: date) -> Group:
    rows = table(
        names("claim"),
        names("month"),
        words("where it is"),
        figures("claimed, kr"),
        figures("owed, kr"),
        figures("paid, kr"),
        figures("to come, kr"),
    )
    for each in claims:
        where = STATES[each.state]
        if each.outstanding_ore < 0:
            where = f"{where}, to come back"
        if each.state == "CLAIMED":
            where = f"{where}, {counted(max(0, (on - each.received_on).days), 'day')}"
        owed = "?" if each.owed_ore is None else amount(each.owed_ore)
        money = (amount(each.paid_ore), amount(each.outstanding_ore))
        rows.add_row(
            each.claim,
            month_text(each.month),
            where,
            amount(each.claimed_ore),
            owed,
            *money,
        )
    title = counted(every, "claim")
    if len(claims) < every:
        title = f"{number(len(claims))} of {title}, those to look at; all with --all"
    return Group(heading("Claims", title), rows)


def _faults(claims: Iterable[ClaimRow]) -> Group | None:
    """Return what was cut of the claims, and what is wrong with them, or None where nothing is."""
    rows = table(names("claim"), names("cut, or wrong"), figures("kr"), words("meaning"))
    for each in claims:
        for reason, ore in each.cut.items():
            rows.add_row(each.claim, reason, amount(ore), CUTS[reason])
        for kind, ore in each.faults.items():
            rows.add_row(each.claim, kind, signed(ore), CLAIM_FINDINGS[ClaimKind(kind)], style=BAD)
    if not rows.row_count:
        return None
    return Group(heading("Cut, and wrong", "+ owed and not granted, − granted and not owed"), rows)


@dataclass(frozen=True, slots=True)
class OneReimbursement:
    """A claim verified, with the papers behind it."""

    as_of: AsOf
    case_ref: str
    of: VerifiedClaim
    papers: Papers
    register: Register
    decision: Paper | None = None

    @property
    def event(self) -> ReimbursementClaimed:
        """What was asked."""
        event = self.of.claim.event
        assert isinstance(event, ReimbursementClaimed)
        return event


def reimbursement_report(one: OneReimbursement) -> Group:
    """Return one claim: what is owed and how it follows, what is cut, and what became of it."""
    of, event = one.of, one.event
    claim = of.claim
    head = report_head(
        f"Kvitto explains claim {of.ref}",
        one.as_of,
        ("Case", one.case_ref),
        ("Claimed by", f"municipality {municipality(event.municipality)}"),
        ("For", f"decision {event.municipal_decision}, {event.month}"),
        ("State", STATES[claim.state.value]),
        ("Decided", f"{kronor(claim.decided_ore)}, paid {kronor(claim.paid_ore)}"),
        ("To come", kronor(of.outstanding_ore)),
        *_withheld(one),
    )
    if claim.replaced:
        later = Text("A later claim of the same decision and month stands in its place.", DOUBTFUL)
        return Group(*spaced([*head, later])[:-1])
    root = Tree(Prose(_says(of), STRONG), guide_style=FAINT)
    if of.owed is not None:
        steps = Steps(one.papers)
        steps.hang(root.add(Prose("how it follows", STRONG)), of.owed.steps)
        for cut in of.owed.cuts:
            branch = root.add(Prose(f"cut {kronor(cut.ore)}: {cut.reason}, {CUTS[cut.reason]}"))
            steps.hang(branch, cut.steps)
    for finding in of.findings:
        said = f"{finding.kind} {kronor(finding.delta_ore, signed=True)}"
        branch = root.add(Prose(f"{said}: {CLAIM_FINDINGS[finding.kind]}", BAD))
        for paper in one.papers.of(finding.events):
            branch.add(Prose(paper.ref, FAINT))
    for notice in of.notices:
        root.add(Prose(f"{notice.kind}: {notice.says}", DOUBTFUL))
    next_step = f"Next: {program()} explain {one.case_ref} {event.month}{one.as_of.as_typed}"
    return Group(*spaced([*head, root]), next_line(next_step))


def _withheld(one: OneReimbursement) -> Iterator[tuple[str, str]]:
    """Yield what a decision kept back, its ground, and the paper that decided."""
    of = one.of
    if of.withheld_ore and of.claim.decided is not None:
        decided = of.claim.decided[1]
        ground = "no ground is stated" if decided.ground is None else f"on {decided.ground}"
        yield "Withheld", f"{kronor(of.withheld_ore)}, {ground}"
    if one.decision is not None:
        yield "Decided by", str(one.decision)


def _says(of: VerifiedClaim) -> str:
    if of.owed is None:
        return f"What is owed cannot be computed: {of.missing}"
    return f"Owed {kronor(of.owed.owed_ore)} of {kronor(of.owed.claimed_ore)}"
