"""
Balances on the screen: the control equation per case, and co-financing per municipality.

Shows what `projections.reading` returned and computes nothing. The same for a program is in
`as_json`.
"""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ledger.amounts import month_text
from ledger.findings import Reckoned, repaid_lines
from ledger.rules import Rulebook
from ops.show.head import regime_text
from ops.show.money import amount, kronor, number, signed
from ops.show.program import next_line, program
from ops.show.quantities import counted, instant_text
from ops.show.screen import (
    BAD,
    DOUBTFUL,
    FAINT,
    GOOD,
    STRONG,
    figures,
    grid,
    heading,
    names,
    spaced,
    table,
    words,
)
from ops.show.words import when_text
from projections.models.balances import Balance
from projections.reading import Balances, CaseBalance, Cofinancing, Place

#: Cases that are shown unless all are asked for.
SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class AsOf:
    """
    How far what is read has come, where the log ends, and the day of reckoning.

    `options` are those by which the day was asked for: a next step asks for the same.
    """

    position: int
    recorded_at: datetime | None
    head: int
    reckoned_on: date
    rulebook: Rulebook
    options: tuple[str, ...] = ()

    @property
    def as_typed(self) -> str:
        """The options as they are typed after a command, with a space before each."""
        return "".join(f" {shlex.quote(option)}" for option in self.options)

    @property
    def behind(self) -> int:
        """Events that are recorded and not taken yet."""
        return max(0, self.head - self.position)


def balances_report(
    of: AsOf, found: Balances, references: Mapping[UUID, str], *, shows_all: bool
) -> Group:
    """Return the balance of all cases, and those that differ most."""
    total = found.total
    parts: list[RenderableType] = [
        *report_head("Kvitto balances", of),
        _equation(total),
        _counts(total),
    ]
    parts.append(_cases(found, references, shows_all=shows_all))
    parts += _left_out(found.parked, found.parked_ore)
    return Group(*spaced(parts), _next(of, found, references))


def report_head(title: str, of: AsOf, *more: tuple[str, str]) -> Iterator[RenderableType]:
    """Yield the title, and how far what is shown has come and under which rules."""
    yield heading(title)
    when = "" if of.recorded_at is None else f", recorded at {instant_text(of.recorded_at)}"
    how_far = "where the log ends" if not of.behind else f"{counted(of.behind, 'event')} behind"
    yield grid(
        [
            ("Up to", f"position {number(of.position)}{when}: {how_far}"),
            ("Reckoned on", of.reckoned_on.isoformat()),
            ("Rulebook", f"edition {of.rulebook.edition}, {regime_text(of.rulebook)}"),
            *more,
        ]
    )


def _equation(total: Balance) -> Group:
    block = Table.grid(padding=(0, 2, 0, 0))
    block.add_column(no_wrap=True)
    block.add_column(justify="right", no_wrap=True)
    block.add_column(style=FAINT)
    block.add_row("  owed", Text(kronor(total.owed_ore), STRONG), "by decisions, time and law")
    block.add_row("    = paid", kronor(total.paid_ore), "settled by the bank, less returned")
    block.add_row("    + pending", kronor(total.pending_ore), "not settled, or not yet due")
    block.add_row("    + returned", kronor(total.returned_ore), "and not paid again")
    difference = Text(kronor(total.difference_ore, signed=True), STRONG)
    block.add_row("    + difference", difference, "+ owed and not paid, − paid and not owed")
    if total.unmatched_ore:
        block.add_row(
            "  for no month", kronor(total.unmatched_ore, signed=True), "UNMATCHED, beside it"
        )
    if total.municipal_ore:
        block.add_row("  co-financed", kronor(total.municipal_ore), "the municipalities' part")
    lines: list[RenderableType] = [heading("Balance"), block]
    if total.residual_ore:
        fault = (
            f"The findings do not sum to the difference: {kronor(total.residual_ore)} are left."
            f" Make the balances anew ({program()} rebuild); if it stays, it is a fault in"
            " Kvitto: use none of these amounts, and report it."
        )
        lines.append(Text(fault, f"{STRONG} {BAD}"))
    return Group(*lines)


def _counts(total: Balance) -> Text:
    wrong = Text(number(total.wrong_payouts), BAD if total.wrong_payouts else GOOD)
    return Text.assemble(
        f"  {counted(total.payouts, 'payout')}, ",
        (number(total.right_payouts), GOOD),
        " right to the öre, ",
        wrong,
        " not right",
    )


def _cases(found: Balances, references: Mapping[UUID, str], *, shows_all: bool) -> Group:
    every = {references.get(case, str(case)): of for case, of in found.of.items()}
    if shows_all:
        shown = sorted(every.items())
        title = counted(len(shown), "case")
    else:
        apart = [(ref, of) for ref, of in every.items() if of.difference_ore or of.wrong_payouts]
        shown = sorted(apart, key=lambda item: (-abs(item[1].difference_ore), item[0]))[:SHOWN]
        rest = f"the {number(len(shown))} largest of " if len(apart) > len(shown) else ""
        title = f"{rest}{number(len(apart))} of {counted(len(every), 'case')}; all with --all"
    if not shown:
        return Group(heading("Cases that differ", f"none of {counted(len(every), 'case')}"))
    rows = table(
        names("case"),
        figures("owed, kr"),
        figures("paid, kr"),
        figures("pending, kr"),
        figures("returned, kr"),
        figures("difference, kr"),
        figures("not right"),
    )
    for ref, of in shown:
        rows.add_row(ref, *_amounts(of), number(of.wrong_payouts))
    return Group(heading("Cases" if shows_all else "Cases that differ", title), rows)


def _amounts(of: Balance) -> list[str]:
    return [
        amount(of.owed_ore),
        amount(of.paid_ore),
        amount(of.pending_ore),
        amount(of.returned_ore),
        signed(of.difference_ore),
    ]


def _left_out(cases: int, ore: int) -> Iterator[Text]:
    """Yield what is said where cases could not be taken."""
    if cases:
        yield Text(
            f"{counted(cases, 'case')} could not be taken in whole, with {kronor(ore)} ordered"
            f" there; what is left out is in no sum above. See: {program()} status",
            DOUBTFUL,
        )


def _next(of: AsOf, found: Balances, references: Mapping[UUID, str]) -> Text:
    if not found.of:
        return next_line(f"Next: {program()} ingest PATH, because this ledger knows no case.")
    dearest = max(found.of, key=lambda case: (abs(found.of[case].difference_ore), case))
    if not found.of[dearest].difference_ore:
        return Text("Nothing differs.", GOOD)
    ref = references.get(dearest, str(dearest))
    return next_line(f"Next: {program()} balances --case {ref}{of.as_typed}")


def case_report(of: AsOf, case_ref: str, found: CaseBalance) -> Group:
    """Return the balance of one case, month by month."""
    rows = table(
        names("month"),
        figures("owed, kr"),
        figures("paid, kr"),
        figures("pending, kr"),
        figures("returned, kr"),
        figures("difference, kr"),
        words("findings and repaid, kr"),
    )
    for month in found.months:
        now = month.now
        rows.add_row(
            when_text(month.month, month.period),
            amount(now.owed_ore),
            amount(now.paid_ore),
            amount(now.pending_ore),
            amount(now.returned_ore),
            signed(now.difference_ore),
            "\n".join(_lines(month)),
        )
    parts: list[RenderableType] = [
        *report_head("Kvitto balances", of, ("Case", case_ref)),
        _equation(found.balance),
        Group(heading("Months", counted(len(found.months), "month")), rows),
    ]
    for reason, ore in found.parked:
        said = f"Left out: {reason}. {kronor(ore)} were ordered there, and are in no sum above."
        parts.append(Text(said, DOUBTFUL))
    return Group(*spaced(parts), _next_month(of, case_ref, found.months))


def _lines(month: Reckoned) -> list[str]:
    """Return the kinds of the month with their öre, and what was repaid: the difference."""
    lines: dict[str, int] = {}
    for of in (*month.findings, *repaid_lines(month)):
        lines[of.kind.value] = lines.get(of.kind.value, 0) + of.delta_ore
    return [f"{kind} {signed(ore)}" for kind, ore in lines.items()]


def _next_month(of: AsOf, case_ref: str, months: tuple[Reckoned, ...]) -> Text:
    if not months:
        return next_line(f"Next: {program()} status, because nothing is known of this case.")
    dearest = max(months, key=lambda month: (abs(month.now.difference_ore), month.month))
    step = f"Next: {program()} explain {case_ref} {month_text(dearest.month)}"
    return next_line(f"{step}{of.as_typed}")


def cofinancing_report(
    of: AsOf,
    found: Mapping[Place, Cofinancing],
    municipality: str | None,
    parked: tuple[int, int],
) -> Group:
    """Return co-financing per municipality, or of one month by month; `parked` as `left_out`."""
    whose = "each municipality" if municipality is None else f"municipality {municipality}"
    parts: list[RenderableType] = [*report_head("Kvitto balances", of, ("Co-financing of", whose))]
    if not found:
        parts.append(Text("Nothing is owed by it, and it was debited nothing.", DOUBTFUL))
        return Group(*spaced([*parts, *_left_out(*parked)]))
    rows = table(
        names("municipality"),
        names("month"),
        figures("cases"),
        figures("owed, kr"),
        figures("debited, kr"),
        figures("wrongly debited, kr"),
    )
    for (code, month, period), share in found.items():
        rows.add_row(code, when_text(month, period), *_share(share))
    total = Cofinancing()
    for share in found.values():
        total.merge(share)
    rows.add_section()
    rows.add_row(Text("all", STRONG), "", *_share(total))
    title = "SFB 51:22; + owed and not debited, − debited and not owed"
    parts.append(Group(heading("Co-financing", title), rows))
    parts += _left_out(*parked)
    return Group(*spaced(parts)[:-1])


def _share(share: Cofinancing) -> list[str]:
    return [
        number(len(share.cases)),
        amount(share.owed_ore),
        amount(share.debited_ore),
        signed(share.split_ore),
    ]
