"""
Sick pay on the screen: claims on municipalities beside the component in the rate, and one claim.

Shows what was read and reckoned; the only sums made here are those of the lines shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from ledger.amounts import month_text
from ledger.claims.claim import Claim
from ledger.claims.sick_pay import SickPay
from ledger.domain.register import Register
from ops.show.explain.steps import Steps
from ops.show.money import amount, kronor, number, signed
from ops.show.papers import Papers
from ops.show.program import next_line, program
from ops.show.quantities import counted, time_text
from ops.show.readmodels.balances import AsOf, report_head
from ops.show.screen import (
    DOUBTFUL,
    FAINT,
    STRONG,
    Prose,
    figures,
    heading,
    names,
    spaced,
    table,
)
from ops.show.words import CUTS, municipality, party
from projections.tables.sick_pay import Both, ClaimRow, Wanted

#: Lines that are shown unless all are asked for.
SHOWN: Final = 30


@dataclass(slots=True)
class Sides:
    """Both sides added up over some months, municipalities or providers."""

    claims: int = 0
    unreckoned: int = 0
    claimed_ore: int = 0
    owed_ore: int = 0
    approved_ore: int = 0
    paid_ore: int = 0
    component_ore: int = 0
    in_rate_ore: int = 0

    @property
    def change_ore(self) -> int | None:
        """What the component gives more, or less, than is owed, where every claim was reckoned."""
        return None if self.unreckoned else self.component_ore - self.owed_ore

    def add(self, of: Both) -> None:
        """Add a month at a provider for a municipality."""
        self.claims += of.claims
        self.unreckoned += of.unreckoned
        self.claimed_ore += of.claimed_ore
        self.owed_ore += of.owed_ore
        self.approved_ore += of.approved_ore
        self.paid_ore += of.paid_ore
        self.component_ore += of.component_ore
        self.in_rate_ore += of.in_rate_ore


def sick_pay_report(
    of: AsOf,
    wanted: Wanted,
    found: Sequence[Both],
    claims: Sequence[ClaimRow],
    register: Register,
    *,
    shows_all: bool,
) -> Group:
    """Return both sides, in all and line by line, and the claims of which most is cut."""
    total = Sides()
    for each in found:
        total.add(each)
    asked = "every municipality and provider" if wanted == Wanted() else _asked(wanted, register)
    parts: list[RenderableType] = [*report_head("Kvitto sick pay", of, ("Of", asked))]
    if not found:
        parts.append(Text("There is neither a claim nor a payable hour of that.", DOUBTFUL))
        return Group(*spaced(parts)[:-1])
    parts.append(_both(total))
    parts.append(_lines(wanted, found, register, shows_all=shows_all))
    if claims:
        parts.append(_claims(claims, shows_all=shows_all))
    return Group(*spaced(parts), _next(of, claims))


def _asked(wanted: Wanted, register: Register) -> str:
    said: list[str] = []
    if wanted.municipality is not None:
        said.append(f"municipality {municipality(wanted.municipality)}")
    if wanted.provider is not None:
        said.append(party(wanted.provider, register))
    if wanted.month is not None:
        said.append(month_text(wanted.month))
    return ", ".join(said)


def _both(total: Sides) -> Group:
    block = Table.grid(padding=(0, 2, 0, 0))
    block.add_column(no_wrap=True)
    block.add_column(justify="right", no_wrap=True)
    block.add_column(style=FAINT)
    many = counted(total.claims, "claim")
    block.add_row("  claimed", kronor(total.claimed_ore), f"{many} on municipalities, LSS 9 § 2")
    block.add_row("    owed of it", kronor(total.owed_ore), "by the rules, before any decision")
    block.add_row("    decided", kronor(total.approved_ore), "by decisions that stand")
    block.add_row("    paid", kronor(total.paid_ore), "less what came back")
    in_rate = f"of which in the rate: {kronor(total.in_rate_ore)}"
    block.add_row("  component", kronor(total.component_ore), f"of the same months; {in_rate}")
    change = "?" if total.change_ore is None else kronor(total.change_ore, signed=True)
    block.add_row("  change", Text(change, STRONG), "component less owed: + the rate gives more")
    lines: list[RenderableType] = [heading("Both sides"), block]
    if total.unreckoned:
        lines.append(
            Text(
                f"{counted(total.unreckoned, 'claim')} could not be reckoned, because the rulebook"
                " has no value for the day: nothing is owed of them above, and what the change"
                " means is not known.",
                DOUBTFUL,
            )
        )
    return Group(*lines)


_Key = tuple[str, ...]


def _lines(wanted: Wanted, found: Iterable[Both], register: Register, *, shows_all: bool) -> Group:
    """Return a line for each municipality; of one, for each month and provider, and so on."""
    by_place = wanted.municipality is None
    apart = not by_place or wanted.provider is not None
    columns = ["municipality"] * by_place + ["month"] * apart
    columns += ["provider"] * (not by_place and wanted.provider is None)
    of: dict[_Key, Sides] = {}
    for each in found:
        names_of = {
            "municipality": municipality(each.municipality),
            "month": month_text(each.month),
        }
        names_of["provider"] = party(each.provider, register).removeprefix("provider ")
        of.setdefault(tuple(names_of[column] for column in columns), Sides()).add(each)
    rows = table(
        *(names(column) for column in columns),
        figures("claims"),
        figures("claimed, kr"),
        figures("owed, kr"),
        figures("paid, kr"),
        figures("component, kr"),
        figures("change, kr"),
    )
    order = sorted(of.items(), key=lambda item: (-abs(item[1].change_ore or 0), item[0]))
    shown = sorted(of.items()) if shows_all else order[:SHOWN]
    for key, sides in shown:
        money = (sides.claimed_ore, sides.owed_ore, sides.paid_ore, sides.component_ore)
        change = "?" if sides.change_ore is None else signed(sides.change_ore)
        rows.add_row(*key, number(sides.claims), *map(amount, money), change)
    title = counted(len(of), "line")
    if len(shown) < len(of):
        title = f"the {number(len(shown))} largest changes of {title}; all with --all"
    return Group(heading(f"By {' and '.join(columns)}", title), rows)


def _claims(claims: Sequence[ClaimRow], *, shows_all: bool) -> Group:
    shown = claims if shows_all else claims[:SHOWN]
    rows = table(
        # A claim is copied from here, so it is never broken; its month stands in --claim.
        names("claim"),
        names("from"),
        figures("claimed"),
        figures("owed"),
        figures("cut"),
        figures("paid"),
    )
    for claim in shown:
        of = (claim.owed_ore, claim.cut_ore)
        known = ("?" if ore is None else amount(ore) for ore in of)
        where = (claim.claim, claim.municipality)
        rows.add_row(*where, amount(claim.claimed_ore), *known, amount(claim.paid_ore))
    title = f"kr; {counted(len(claims), 'claim')}"
    if len(shown) < len(claims):
        most = f"the {number(len(shown))} with the largest cut of {number(len(claims))}"
        title = f"kr; {most}; all with --all"
    return Group(heading("Claims", title), rows)


def _next(of: AsOf, claims: Sequence[ClaimRow]) -> Text:
    if claims:
        return next_line(f"Next: {program()} sick-pay --claim {claims[0].claim}{of.as_typed}")
    return next_line(f"Next: {program()} sick-pay --all{of.as_typed}")


@dataclass(frozen=True, slots=True)
class OneClaim:
    """A claim with what became of it, and the papers behind it."""

    as_of: AsOf
    case_ref: str
    claim: Claim
    found: SickPay
    papers: Papers
    register: Register


def claim_report(of: OneClaim) -> Group:
    """Return one claim: what is owed and how it follows, what is cut and why, what became of it."""
    claim, found = of.claim, of.found
    event, owed = found.claim.event, found.owed
    state = f"{claim.state.lower()}, decided {kronor(claim.decided_ore)}"
    state += f", paid {kronor(claim.paid_ore)}"
    head = report_head(
        f"Kvitto explains claim {found.claim.ref}",
        of.as_of,
        ("Case", of.case_ref),
        ("Claimed by", party(event.claimant, of.register)),
        ("From", f"municipality {municipality(event.municipality)}"),
        ("Sick", f"{event.sick_from} to {found.claim.through}"),
        ("State", state),
    )
    steps = Steps(of.papers)
    says = f"Owed {kronor(owed.owed_ore)} of {kronor(owed.claimed_ore)}"
    root = Tree(Prose(says, STRONG), guide_style=FAINT)
    covered = f"{time_text(found.covered)} of {time_text(found.parts.minutes)}"
    branch = root.add(Prose(f"a substitute worked {covered}", STRONG))
    steps.hang(branch, owed.steps)
    for cut in owed.cuts:
        branch = root.add(Prose(f"cut {kronor(cut.ore)}: {cut.reason}, {CUTS[cut.reason]}"))
        steps.hang(branch, cut.steps)
    for notice in found.notices:
        root.add(Prose(f"{notice.kind}: {notice.says}", DOUBTFUL))
    next_step = f"Next: {program()} explain {of.case_ref} {min(event.lost)[0]:%Y-%m}"
    next_step += of.as_of.as_typed
    return Group(*spaced([*head, root]), next_line(next_step))
