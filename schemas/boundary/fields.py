"""
The type of each field at the door, made from the type it has in the event.

A field that holds a random id in the event holds a name in the document. Every
bound of `schemas.bounds` is checked by pydantic, and our own checks of a single
value stand beside it, so that all faults come out at once and with their place.
Whole documents belong to `schemas.boundary.forms`.
"""

import re
from collections.abc import Mapping
from dataclasses import field, fields, is_dataclass, make_dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import GenericAlias, UnionType
from typing import Annotated, Any, Final, Union, cast, get_args, get_origin

from pydantic import AfterValidator, ConfigDict, StringConstraints
from pydantic import Field as Published
from pydantic_core import PydanticCustomError

from schemas.boundary.identity import (
    account_fault,
    hides_identity_number,
    identity_fault,
    organisation_fault,
)
from schemas.boundary.municipalities import CODES
from schemas.bounds import (
    Authority,
    BirthMonth,
    Fingerprint,
    MonthText,
    MunicipalityCode,
    Names,
    OrganisationNumber,
    Pattern,
)

#: What stands after the colon of a field: Python 3.11 has no type for it.
Annotation = Any

#: How a name is written, by its form: as an expression and in words.
_FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "pnr": ("pnr:[0-9]{12}", "pnr: and the twelve digits of an identity number"),
    "ref": ("ref:[A-Za-z0-9._-]{1,64}", "ref: and the sender's own reference of the person"),
    "org": ("org:[0-9]{10}", "org: and the ten digits of an organisation number"),
    "acc": (
        "acc:(?:SE[0-9]{22}|bg[0-9]{7,8}|pg[0-9]{2,8})",
        "acc: and a Swedish IBAN, bg and a bankgiro number, or pg and a plusgiro number",
    ),
}
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"
    r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?"
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
#: Texts in which nothing but what they say can stand.
_CLOSED_TEXTS: Final = (MonthText, BirthMonth, Fingerprint)
#: What a document is read by when the first of its type comes, and no sooner: there are many.
STRICT: Final = ConfigDict(extra="forbid", strict=True, defer_build=True)


def _day(text: str) -> date:
    if _DATE.fullmatch(text) is None:
        # Strict pydantic would read "86400" as a day in January 1970.
        raise PydanticCustomError("date_form", "not a date")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("date_missing", "no such day") from None


def _instant(text: str) -> datetime:
    """Return an instant in UTC."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise PydanticCustomError("instant_form", "not an instant")
    if match["offset"] is None:
        raise PydanticCustomError("instant_offset", "no offset")
    try:
        instant = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("instant_missing", "no such instant") from None
    if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        raise PydanticCustomError("predicate_failed", "strange year")
    return instant


def _free_text(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("control_character", "control character")
    if hides_identity_number(text):
        raise PydanticCustomError("identity_number_hidden", "identity number")
    return text


def _municipality(code: str) -> str:
    if code not in CODES and code != "FK":
        raise PydanticCustomError("no_such_municipality", "no such municipality")
    return code


def _organisation_number(number: str) -> str:
    if fault := organisation_fault(number):
        raise PydanticCustomError(
            "name_fault", "fault", {"fault": fault, "advice": "Correct the number."}
        )
    return number


_AGAINST_PAPER: Final = "Correct the number against the paper."


def _fault_of_name(form: str, named: str, forms: tuple[str, ...]) -> tuple[str, str] | None:
    """Return what is wrong with a name in its form, and what to do."""
    if form == "pnr":
        fault = identity_fault(named)
        return (fault, _AGAINST_PAPER) if fault else None
    if form == "acc":
        fault = account_fault(named)
        return (fault, _AGAINST_PAPER) if fault else None
    if form == "ref":
        hidden = "is an identity number in a reference"
        return (hidden, "Write it after pnr: instead.") if hides_identity_number(named) else None
    fault = organisation_fault(named)
    if fault and hides_identity_number(named):
        advice = " or ".join(f"{other}:" for other in forms if other != "org")
        return (
            "is a sole trader's identity number",
            f"Name the trader by {advice}." if advice else "Register the trader as a person.",
        )
    return (fault, _AGAINST_PAPER) if fault else None


def _name(forms: tuple[str, ...]) -> Annotation:
    """Return the type of a field that holds a name in one of these forms."""
    expression = "|".join(_FORMS[form][0] for form in forms)
    expected = "; or ".join(_FORMS[form][1] for form in forms)
    written = re.compile(expression)

    def name(text: str) -> str:
        if written.fullmatch(text) is None:
            raise PydanticCustomError("name_form", "form", {"expected": expected})
        if found := _fault_of_name(text[:3], text[4:], forms):
            fault, advice = found
            raise PydanticCustomError("name_fault", "fault", {"fault": fault, "advice": advice})
        return text

    pattern = f"^(?:{expression})$"
    published = Published(description=expected, json_schema_extra={"pattern": pattern})
    return Annotated[str, AfterValidator(name), published]


def _bounded(alias: Annotation, plain: Annotation, marks: tuple[object, ...]) -> Annotation:
    """Return the type of a field with bounds, as pydantic reads them."""
    names = next((mark for mark in marks if isinstance(mark, Names)), None)
    if names is not None:
        return _name(names.forms)
    if plain is not str:
        return Annotated[at_the_door(plain), *marks]
    read: list[object] = [
        StringConstraints(pattern=f"^(?:{mark.expression})$") if isinstance(mark, Pattern) else mark
        for mark in marks
    ]
    if alias in (MunicipalityCode, Authority):
        read.append(AfterValidator(_municipality))
    elif alias == OrganisationNumber:
        read.append(AfterValidator(_organisation_number))
    elif alias not in _CLOSED_TEXTS:
        read.append(AfterValidator(_free_text))
    return Annotated[str, *read]


def _published_as(form: str) -> object:
    return Published(json_schema_extra={"format": form})


_DAY: Final = Annotated[str, AfterValidator(_day), _published_as("date")]
INSTANT: Final = Annotated[str, AfterValidator(_instant), _published_as("date-time")]


def at_the_door(alias: Annotation) -> Annotation:
    """Return the type that a field of this type has in a document."""
    if alias is date:
        return _DAY
    if is_dataclass(alias):
        return _part(cast("type[Any]", alias))
    origin, arguments = get_origin(alias), get_args(alias)
    if origin is Annotated:
        return _bounded(alias, arguments[0], arguments[1:])
    read = [item if item is ... else at_the_door(item) for item in arguments]
    if origin in (UnionType, Union):
        joined = read[0]
        for choice in read[1:]:
            joined = joined | choice
        return joined
    if origin is tuple:
        return GenericAlias(tuple, tuple(read))
    return alias


def _part(kind: type[Any]) -> Annotation:
    """Return the type of a part of a document, which is read as the event's own class."""
    own = [member.name for member in fields(kind)]

    def event_part(read: object) -> object:
        return kind(**{name: getattr(read, name) for name in own})

    return Annotated[document_class(kind, ()), AfterValidator(event_part)]


@cache
def document_class(kind: type[Any], head: tuple[tuple[str, object, object], ...]) -> type[Any]:
    """
    Return the class that is read at the door for a class of events.

    `head` are the fields in front of its own: name, type, and a default or
    `MISSING`.
    """
    own = tuple((member.name, at_the_door(member.type), member.default) for member in fields(kind))
    members: list[tuple[str, Any, Any]] = [
        (name, form, field(default=default)) for name, form, default in (*head, *own)
    ]
    return make_dataclass(
        kind.__name__,
        members,
        frozen=True,
        slots=True,
        kw_only=True,
        namespace={"__pydantic_config__": STRICT, "__doc__": kind.__doc__},
    )
