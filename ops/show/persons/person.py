"""
What is kept of a person, on the screen and as JSON; what it means is settled elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.claims.recoveries.retention import no_paragraph
from ledger.domain.accounts import local_date
from ledger.domain.recorded import fold_order
from ledger.rules import Rulebook
from ledger.services.forgetting import Person
from ledger.store import Told
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.screen import FAINT, STRONG, names, plain, table, words
from schemas.register import AccountReported

#: What each field is called on the screen.
FIELDS: Final = {"number": "identity number", "name": "name", "account": "account"}
#: Cases that are named; there are more of a busy assistant.
_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person, what is kept of it, and the case numbers it occurs in."""

    person: Person
    told: tuple[Told, ...]
    cases: tuple[str, ...]
    longest: str | None
    rulebook: Rulebook
    today: date


def person_report(shown: PersonShown) -> RenderableType:
    """Return what is kept, in plain text."""
    person = shown.person
    lines: list[RenderableType] = [Text(f"Person {person.id}", STRONG)]
    others = sorted(str(met) for met in person.ids if met != person.id)
    if others:
        lines.append(Text(f"Met also as {', '.join(others)}"))
    if shown.told:
        by = _told_by(shown)
        rows = table(names("field"), words("kept"), names("told by"), names("known"))
        for told in _in_order(shown, by):
            paper, known = by.get(told.place.item, ("", ""))
            rows.add_row(FIELDS[told.place.field], plain(told.text), paper, known)
        lines += [Text(), rows]
    else:
        lines.append(Text("No identity number, name or account is kept.", FAINT))
    lines += [Text(), Text(_occurs(shown)), *map(Text, kept_lines(shown))]
    first = person.forgettable_from
    if first is None or first <= shown.today:
        lines.append(next_line(f"Next: {program()} forget {person.id} --why TEXT --dry-run"))
    return Group(*lines)


def _told_by(shown: PersonShown) -> dict[UUID, tuple[str, str]]:
    """Return the document and the day of each name and account, by what tells them apart."""
    found: dict[UUID, tuple[str, str]] = {}
    for of in sorted(shown.person.told, key=fold_order):
        paper = of.envelope.document_ref, local_date(of.envelope.known_at).isoformat()
        found[of.envelope.event_id] = paper
        if isinstance(of.event, AccountReported):
            found[of.event.account] = paper
    return found


def _in_order(shown: PersonShown, by: Mapping[UUID, tuple[str, str]]) -> list[Told]:
    """Return numbers, then names and accounts, each as they became known: the last is current."""
    fields = list(FIELDS)
    return sorted(
        shown.told,
        key=lambda told: (fields.index(told.place.field), by.get(told.place.item, ("", ""))[1]),
    )


def _occurs(shown: PersonShown) -> str:
    if not shown.cases:
        return "Occurs in no case."
    named = ", ".join(shown.cases[:_MOST])
    more = f" and {len(shown.cases) - _MOST} more" if len(shown.cases) > _MOST else ""
    return f"Occurs in {counted(len(shown.cases), 'case')}: {named}{more}."


def kept_lines(shown: PersonShown) -> Iterator[str]:
    """Yield until when the person must be kept, for what, and on what that rests."""
    kept = shown.person.kept
    if kept is None:
        yield "Nothing says that the person must be kept."
        return
    what = "the register" if kept.case is None else f"case {shown.longest or kept.case}"
    first = shown.person.forgettable_from
    yield f"Kept until {kept.until} for {what}; may be forgotten from {first}."
    yield no_paragraph(shown.rulebook)


def person_json(shown: PersonShown) -> dict[str, object]:
    """Return what is kept, for programs."""
    person, by = shown.person, _told_by(shown)
    first = person.forgettable_from
    return {
        "person": str(person.id),
        "ids": sorted(map(str, person.ids)),
        "kept": [
            {
                "field": told.place.field,
                "text": told.text,
                "id": str(told.place.person),
                "told_by": by.get(told.place.item, (None, None))[0],
                "known_on": by.get(told.place.item, (None, None))[1],
            }
            for told in _in_order(shown, by)
        ],
        "cases": list(shown.cases),
        "kept_until": None if person.kept is None else person.kept.until.isoformat(),
        "forgettable_from": None if first is None else first.isoformat(),
    }
