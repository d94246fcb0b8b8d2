"""
Municipal debits on the screen: per municipality and month, what is to be issued, and one case.

Shows what `projections.between` returned and computes nothing but the sums of the lines shown.
The same for a program is in `debits_json`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from ledger.amounts import month_text
from ledger.statement import Step
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
from projections.between.debits import Debits, Line
from projections.tables.owed_back import Wanted

#: Lines that are shown unless all are asked for.
SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class DerivedLine:
    """A municipality's debits of a month of a case, and the steps from which they follow."""

    line: Line
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class CaseDebits:
    """What municipalities were debited of one case."""

    of: AsOf
    case_ref: str
    lines: tuple[DerivedLine, ...]
    papers: Papers


def debits_report(
    of: AsOf,
    wanted: Wanted,
    lines: Sequence[Line],
    references: Mapping[UUID, str],
    *,
    shows_all: bool,
) -> Group:
    """Return debits per municipality; of one municipality or month, month by month."""
    whose = "every municipality"
    if wanted.municipality is not None:
        whose = f"municipality {municipality(wanted.municipality)}"
    if wanted.month is not None:
        whose += f", {month_text(wanted.month)}"
    parts: list[RenderableType] = [*report_head("Kvitto debits", of, ("Of", whose))]
    if not lines:
        parts.append(Text("Nobody was debited of that, and nothing is to be debited.", DOUBTFUL))
        return Group(*spaced(parts)[:-1])
    apart = wanted.municipality is not None or wanted.month is not None
    sums = _summed(lines, apart=apart)
    total = Debits()
    for debits in sums.values():
        total.add(debits)
    shown = list(sums.items()) if shows_all else list(sums.items())[:SHOWN]
    parts.append(_table(shown, total, len(sums), apart=apart))
    parts += _said(total)
    return Group(*spaced(parts), _next(of, wanted, lines, references))


def _summed(lines: Iterable[Line], *, apart: bool) -> dict[tuple[str, str], Debits]:
    """Return the sums per municipality, or per municipality and month."""
    of: dict[tuple[str, str], Debits] = {}
    for line in lines:
        when = when_text(line.month, line.period) if apart else ""
        of.setdefault((line.municipality, when), Debits()).add(line.debits)
    return of


def _table(
    shown: Sequence[tuple[tuple[str, str], Debits]], total: Debits, many: int, *, apart: bool
) -> Group:
    rows = table(
        names("municipality"),
        *([names("month")] if apart else []),
        figures("cases"),
        figures("debited, kr"),
        figures("outstanding, kr"),
        figures("late, kr"),
        figures("interest, kr"),
        figures("to debit, kr"),
    )
    for (code, when), debits in shown:
        rows.add_row(municipality(code), *([when] if apart else []), *_figures(debits))
    if many > 1:
        rows.add_section()
        rows.add_row(Text("all", STRONG), *([""] if apart else []), *_figures(total))
    title = f"{counted(many, 'line')}, SFB 51:22–23"
    if len(shown) < many:
        title = f"the first {number(len(shown))} of {title}; all with --all"
    return Group(heading("Debits", title), rows)


def _figures(debits: Debits) -> list[str | Text]:
    late = amount(debits.overdue_ore)
    return [
        number(len(debits.cases)),
        amount(debits.debited_ore - debits.credited_ore),
        amount(debits.outstanding_ore),
        Text(late, BAD) if debits.overdue_ore else late,
        amount(debits.interest_ore),
        signed(debits.to_debit_ore),
    ]


def _said(total: Debits) -> Iterator[RenderableType]:
    yield Prose(
        "debited: less what was credited; to debit: + what is paid or due of the share and was not"
        " debited, − to be credited; interest: what the law gives on late days up to the day,"
        " charged or not"
        f" ({kronor(total.charged_ore)} charged).",
        FAINT,
    )
    if total.unknown:
        cases = counted(len(total.unknown), "case")
        yield Text(
            f"Of {cases} the interest is not in the sum: the edition has no reference rate for the"
            " days.",
            DOUBTFUL,
        )


def _next(of: AsOf, wanted: Wanted, lines: Sequence[Line], references: Mapping[UUID, str]) -> Text:
    due = [line for line in lines if line.debits.to_debit_ore and line.month]
    if due:
        month = month_text(max(due, key=lambda line: abs(line.debits.to_debit_ore)).month)
        return next_line(f"Next: {program()} debits --month {month} --to-issue{of.as_typed}")
    late = [line for line in lines if line.debits.overdue_ore]
    if late and wanted.municipality is not None:
        first = references.get(late[0].case, str(late[0].case))
        return next_line(f"Next: {program()} debits --case {first}{of.as_typed}")
    if late:
        code = late[0].municipality
        return next_line(f"Next: {program()} debits --municipality {code}{of.as_typed}")
    return Text("Nothing is late, and nothing is to be debited.", GOOD)


def issue_report(
    of: AsOf,
    due: Sequence[Line],
    references: Mapping[UUID, str],
    month: int | None,
    *,
    shows_all: bool,
) -> Group:
    """Return what is to be debited or credited, case by case."""
    when = "of every month" if month is None else f"of {month_text(month)}"
    by = of.rulebook.debit_due_on(of.reckoned_on)
    more = (("To be issued", when), ("To be paid by", f"{by}, if debited on this day"))
    parts: list[RenderableType] = [*report_head("Kvitto debits", of, *more)]
    if not due:
        parts.append(Text("Every municipality was debited what it bears.", GOOD))
        return Group(*spaced(parts)[:-1])
    rows = table(
        names("code"),
        names("case"),
        names("month"),
        figures("bears, kr"),
        figures("debited, kr"),
        figures("to debit, kr"),
        figures("to credit, kr"),
    )
    for line in due if shows_all else due[:SHOWN]:
        rows.add_row(*_issue_row(line, references))
    debit = sum(max(0, line.debits.to_debit_ore) for line in due)
    credit = -sum(min(0, line.debits.to_debit_ore) for line in due)
    rows.add_section()
    rows.add_row(Text("all", STRONG), "", "", "", "", amount(debit), amount(credit))
    title = counted(len(due), "line")
    if len(due) > SHOWN and not shows_all:
        title = f"the first {SHOWN} of {title}; all with --all"
    parts.append(Group(heading("To be debited and credited", title), rows))
    first = references.get(due[0].case, str(due[0].case))
    note = "Each is issued by the command debit-municipality in a file: kvitto command FILE.json"
    parts.append(Prose(note, FAINT))
    return Group(*spaced(parts), next_line(f"Next: {program()} debits --case {first}{of.as_typed}"))


def _issue_row(line: Line, references: Mapping[UUID, str]) -> list[str]:
    issue, ore = line.issue, line.debits.to_debit_ore
    assert issue is not None, "what is to be debited is told by what is borne"
    return [
        line.municipality,
        references.get(line.case, str(line.case)),
        when_text(line.month, line.period),
        amount(issue.owed_ore),
        amount(issue.net_ore),
        amount(ore) if ore > 0 else "",
        amount(-ore) if ore < 0 else "",
    ]


def case_report(found: CaseDebits) -> Group:
    """Return the debits of one case, each down to the papers it rests on."""
    parts: list[RenderableType] = [
        *report_head("Kvitto debits", found.of, ("Case", found.case_ref))
    ]
    steps = Steps(found.papers)
    for derived in found.lines:
        line, debits = derived.line, derived.line.debits
        when = when_text(line.month, line.period)
        says = f"{municipality(line.municipality)}, {when}: "
        says += f"outstanding {kronor(debits.outstanding_ore)}"
        if debits.overdue_ore:
            says += f", late {kronor(debits.overdue_ore)}"
        if debits.to_debit_ore:
            says += f", to debit {kronor(debits.to_debit_ore, signed=True)}"
        tree = Tree(Prose(says, STRONG), guide_style=FAINT)
        steps.hang(tree, derived.steps)
        parts.append(tree)
    if not found.lines:
        parts.append(Text("No municipality was debited of it, nor is to be.", DOUBTFUL))
        return Group(*spaced(parts)[:-1])
    dearest = max(found.lines, key=lambda of: abs(of.line.debits.to_debit_ore)).line
    if dearest.month:
        step = f"Next: {program()} explain {found.case_ref} {month_text(dearest.month)}"
        return Group(*spaced(parts), next_line(f"{step}{found.of.as_typed}"))
    return Group(*spaced(parts)[:-1])
