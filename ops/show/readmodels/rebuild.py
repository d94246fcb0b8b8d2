"""
A rebuild on the screen: rows made, rows that differ from the old ones, and what is shown now.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.amounts import month_text
from ops.show.money import number
from ops.show.program import next_line, program
from ops.show.screen import BAD, DOUBTFUL, GOOD, figures, heading, names, spaced, table, words
from projections.rebuilding import Rebuilt
from projections.tables.sides import Differing

#: A value that is longer than this is shown in part.
_LONGEST: Final = 60


def rebuild_report(found: Sequence[Rebuilt], references: Mapping[UUID, str]) -> Group:
    """Return what was rebuilt, with rows that differ."""
    rows = table(
        names("read model"), figures("rows"), figures("differing"), words("shown from now on")
    )
    for of in found:
        shown = "the new rows" if of.is_switched else "the old rows"
        if of.is_outdated:
            shown += "; the old were of another version or rulebook"
        style = BAD if of.compared.differing and not of.is_outdated else ""
        differing = Text(number(of.compared.differing), style)
        rows.add_row(of.name, number(of.compared.rows), differing, shown)
    position = f"up to position {number(found[0].position)}" if found else ""
    parts: list[RenderableType] = [heading("Kvitto rebuild", position), rows]
    apart = [of for of in found if of.compared.some and not of.is_outdated]
    parts += [_differences(of, references) for of in apart]
    return Group(*spaced(parts), _verdict(found))


def _differences(of: Rebuilt, references: Mapping[UUID, str]) -> Group:
    rows = table(names("case"), names("stands in"), words("row"))
    for row in of.compared.some:
        case = row.values[0]
        rows.add_row(references.get(case, str(case)), _side(row), _row_text(row))
    shown = len(of.compared.some)
    title = f"{number(shown)} of {number(of.compared.differing)} rows"
    return Group(heading(f"Differing in {of.name}", title), rows)


def _side(row: Differing) -> str:
    return "the new" if row.is_new else "the old"


def _row_text(row: Differing) -> str:
    return ", ".join(
        f"{name} {_value_text(name, value)}"
        for name, value in zip(row.columns[1:], row.values[1:], strict=True)
    )


def _value_text(name: str, value: object) -> str:
    if name == "month" and isinstance(value, int):
        return month_text(value)
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _verdict(found: Sequence[Rebuilt]) -> Text:
    differing = [of.name for of in found if of.compared.differing and not of.is_outdated]
    if not differing:
        if any(of.is_outdated for of in found):
            return Text("Made anew by this version, under its rulebook.", GOOD)
        return Text("The new rows equal the old.", GOOD)
    if found[0].is_switched:
        return Text("The new rows differ from the old, and are shown from now on.", DOUBTFUL)
    return next_line(
        "The log gives other rows than those that were shown, so they were changed from outside,\n"
        "or the calculation has changed without a new version. Nothing was changed over. To take\n"
        f"the new rows: {program()} rebuild {' '.join(differing)} --force",
        BAD,
    )


def rebuild_json(found: Sequence[Rebuilt], references: Mapping[UUID, str]) -> dict[str, object]:
    """Return the same for a program."""
    return {
        "rebuilt": [
            {
                "name": of.name,
                "position": of.position,
                "rows": of.compared.rows,
                "differing": of.compared.differing,
                "made_by_another_version": of.is_outdated,
                "shown": of.is_switched,
                "differences": [
                    {
                        "case": references.get(row.values[0], str(row.values[0])),
                        "stands_in": "new" if row.is_new else "old",
                        "row": dict(zip(row.columns[1:], row.values[1:], strict=True)),
                    }
                    for row in of.compared.some
                ],
            }
            for of in found
        ]
    }
