"""
What forgetting a person did, would do, or why it may not be done yet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.claims.recoveries.retention import no_paragraph
from ledger.rules import Rulebook
from ledger.services.forgetting import Person
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.screen import BAD, DOUBTFUL, GOOD


@dataclass(frozen=True, slots=True)
class Forgetting:
    """
    What became of a wish to forget a person.

    `left` are deleted rows that an older transaction still sees; `backups_until` is the day until
    which backups and archived WAL may hold what was destroyed.
    """

    person: Person
    may: bool
    is_done: bool
    left: int
    references: Mapping[UUID, str]
    rulebook: Rulebook
    backups_until: date
    backup_days: int


@dataclass(frozen=True, slots=True)
class Cleared:
    """That somebody had been forgotten before, and that the tables' files were cleared again."""

    person: UUID
    on: date
    left: int
    is_done: bool


def forgetting_report(result: Forgetting | Cleared) -> RenderableType:
    """Return what became of it, in words."""
    if isinstance(result, Cleared):
        then = (
            "The tables were written anew, so that nothing of it stays in their files."
            if result.is_done
            else "Without --dry-run the tables are written anew."
        )
        said = Text(f"Person {result.person} was forgotten on {result.on}. {then}", GOOD)
        return Group(said, *_left(result.left))
    person = result.person
    if not result.may:
        return Group(
            Text("Refused: ", BAD).append(
                f"person {person.id} must be kept until {_until(result)} for {_what(result)}, and"
                f" may be forgotten from {person.forgettable_from}.",
                "default",
            ),
            Text(no_paragraph(result.rulebook)),
        )
    said = "Forgotten" if result.is_done else "Nothing was destroyed. Would be forgotten"
    return Group(
        Text(f"{said}: person {person.id}, {_counts(person)}.", GOOD), *map(Text, _after(result)),
        *_next(result),
    )  # fmt: skip


def _counts(person: Person) -> str:
    return (
        f"{counted(len(person.ids), 'id')}, {counted(len(person.accounts), 'account')},"
        f" in {counted(len(person.cases), 'case')}"
    )


def _after(result: Forgetting) -> Iterator[str]:
    are = "are" if result.is_done else "would be"
    yield (
        f"The data key, every text under it and the ways from names to ids {are} destroyed; the"
        " log, its totals and its proofs stay, with ids that lead to nobody."
    )
    yield (
        f"Backups and archived WAL may hold them until {result.backups_until}, and not after it"
        f" where they are kept {result.backup_days} days (KVITTO_BACKUP_DAYS, our assumption)."
    )
    yield (
        "Files outside the database are yours to remove: the documents that were imported, and"
        " what was set aside beside them (*.rejected)."
    )


def _left(left: int) -> Iterator[Text]:
    if left:
        yield Text(
            f"{counted(left, 'deleted row')} could not be cleared from the tables yet: an"
            " older transaction still sees them. When it has ended, give the command again with"
            " the id.",
            DOUBTFUL,
        )


def _next(result: Forgetting) -> Iterator[Text]:
    yield from _left(result.left)
    if not result.is_done:
        asked = f"forget {result.person.id} --why TEXT"
        yield next_line(f"Next: the same without --dry-run: {program()} {asked}")


def _until(result: Forgetting) -> date | None:
    return None if result.person.kept is None else result.person.kept.until


def _what(result: Forgetting) -> str:
    kept = result.person.kept
    if kept is None or kept.case is None:
        return "what the register says of it"
    return f"case {result.references.get(kept.case, str(kept.case))}"


def forgetting_json(result: Forgetting | Cleared) -> dict[str, object]:
    """Return what became of it, for programs."""
    if isinstance(result, Cleared):
        return {
            "person": str(result.person),
            "result": "forgotten_before",
            "forgotten_on": result.on.isoformat(),
            "rows_left": result.left,
        }
    person, until = result.person, _until(result)
    first = person.forgettable_from
    return {
        "person": str(person.id),
        "result": "forgotten" if result.is_done else "would_be" if result.may else "refused",
        "ids": sorted(map(str, person.ids)),
        "accounts": len(person.accounts),
        "cases": len(person.cases),
        "kept_until": None if until is None else until.isoformat(),
        "forgettable_from": None if first is None else first.isoformat(),
        "rows_left": result.left,
        "backups_until": result.backups_until.isoformat(),
    }
