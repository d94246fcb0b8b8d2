"""
Who looked, on the screen and as JSON: who, when, through which door, at what, and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.services.access import Access
from ops.show.program import next_line, program
from ops.show.quantities import counted, instant_text
from ops.show.screen import FAINT, STRONG, names, plain, table, words

#: Rows that are listed unless all are wanted.
_MOST = 50
_NOT_SAID = "not said"


@dataclass(slots=True)
class Looks:
    """Who looked at a case, or what an actor looked at, newest first."""

    about: str
    is_case: bool
    found: Sequence[Access]
    references: Mapping[UUID, str] = field(default_factory=dict[UUID, str])
    first: date | None = None
    last: date | None = None
    shows_all: bool = False


def looks_report(looks: Looks) -> RenderableType:
    """Return the list of who looked."""
    what = "Who read" if looks.is_case else "What was read by"
    lines: list[RenderableType] = [Text(f"{what} {plain(looks.about)}{_days(looks)}", STRONG)]
    shown = looks.found if looks.shows_all else looks.found[:_MOST]
    if not shown:
        return Group(*lines, Text("Nobody looked, as far as is recorded.", FAINT))
    rows = table(names("when"), names("who"), names("command"), words("read"), words("why"))
    for of in shown:
        rows.add_row(
            instant_text(of.recorded_at),
            plain(of.actor),
            plain(of.door),
            plain(_read(of, looks)),
            Text(_NOT_SAID, FAINT) if of.why is None else plain(of.why),
        )
    lines += [Text(), rows, Text(), Text(f"{counted(len(looks.found), 'time')} in all.")]
    if len(shown) < len(looks.found):
        lines.append(Text(f"The newest {_MOST} are shown; all of them with --all.", FAINT))
    if looks.is_case:
        lines.append(next_line(f"Next: {program()} access --actor {shown[0].actor}"))
    return Group(*lines)


def looks_json(looks: Looks) -> dict[str, object]:
    """Return who looked, for programs."""
    return {
        "case": looks.about if looks.is_case else None,
        "actor": None if looks.is_case else looks.about,
        "from": None if looks.first is None else looks.first.isoformat(),
        "until": None if looks.last is None else looks.last.isoformat(),
        "read": [
            {
                "at": of.recorded_at.isoformat(),
                "position": of.position,
                "actor": of.actor,
                "command": of.door,
                "case": None if of.case is None else looks.references.get(of.case, str(of.case)),
                "selection": of.selection,
                "cases": of.cases,
                "asked": of.asked,
                "why": of.why,
            }
            for of in looks.found
        ],
    }


def _read(of: Access, looks: Looks) -> str:
    """Return what was read: in a list of one case, that case goes without saying."""
    if of.case is None:
        what = f"{of.selection} ({of.cases})"
    else:
        what = "" if looks.is_case else looks.references.get(of.case, str(of.case))
    return " ".join(part for part in (what, of.asked) if part) or "this case"


def _days(looks: Looks) -> str:
    first = "" if looks.first is None else f" from {looks.first}"
    return first if looks.last is None else f"{first} until {looks.last}"
