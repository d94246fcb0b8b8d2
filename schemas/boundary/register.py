"""
What a register document need not say, because the number it names says it.

The event keeps a month of birth, a date or an organisation number; the identity
number itself goes no further than the door.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from schemas.boundary.identity import birth_date, eighteenth_birthday
from schemas.boundary.reasons import Reason
from schemas.catalogue import RegisterEvent
from schemas.register import AssistantRegistered, PersonRegistered, ProviderRegistered


def _born(named: dict[str, Any], *names: str) -> date | None:
    """Return the date of birth in the first of these fields that holds a number."""
    for name in names:
        value: str | None = named[name]
        if value is not None and value.startswith("pnr:"):
            return birth_date(value.removeprefix("pnr:"))
    return None


def _birth_month(named: dict[str, Any]) -> str | None:
    born = _born(named, "person", "also")
    return f"{born.year:04d}-{born.month:02d}" if born else None


def _eighteen_on(named: dict[str, Any]) -> date | None:
    born = _born(named, "assistant", "also")
    return eighteenth_birthday(born) if born else None


def _organisation_number(named: dict[str, Any]) -> str | None:
    provider: str = named["provider"]
    return provider.removeprefix("org:")


#: The field of a class of events that follows from a number, and how.
_FOLLOWS: Final[
    Mapping[type[RegisterEvent], tuple[str, Callable[[dict[str, Any]], object | None]]]
] = {
    PersonRegistered: ("birth_month", _birth_month),
    AssistantRegistered: ("eighteen_on", _eighteen_on),
    ProviderRegistered: ("organisation_number", _organisation_number),
}


def fill(kind: type[Any], fields: dict[str, Any]) -> list[Reason]:
    """Fill in what follows from a number, or return how the two contradict."""
    if kind not in _FOLLOWS:
        return []
    field, follows = _FOLLOWS[kind]
    derived = follows(fields)
    if derived is None:
        return []
    if fields[field] is None:
        fields[field] = derived
    if fields[field] == derived:
        return []
    return [
        Reason(
            field,
            "it contradicts the number that the document names.",
            f"Leave {field} out, since it follows from the number, or correct the number.",
        )
    ]
