"""
Why a document was refused: one sentence each for what, why and what now.

Every fault of a row is said at once, and no reason repeats the digits of an
identity number. Where a fault is found belongs to the other modules.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from schemas.bounds import (
    Authority,
    BirthMonth,
    CaseRef,
    DecisionId,
    DocumentId,
    DocumentRef,
    MonthText,
    MunicipalityCode,
    OrganisationNumber,
    Pattern,
    Sender,
)
from schemas.commands import Actor


@dataclass(frozen=True, slots=True)
class Reason:
    """One fault: the field it is in, why it is refused, and what to do."""

    field: str
    why: str
    what_now: str

    def __str__(self) -> str:
        """Return the reason as a line for people."""
        return f"{self.field}: {self.why} {self.what_now}"


#: More than this is said of no row: the rest follows when these are mended.
MOST_REASONS: Final = 50

_LONGEST_SHOWN: Final = 40
_MANY_DIGITS: Final = re.compile(r"\d{10}")
_SEPARATORS: Final = re.compile(r"[\W_]+")


def shown(value: object) -> str:
    """Return a value as a reason may repeat it: short, printable, no identity number."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    if _MANY_DIGITS.search(_SEPARATORS.sub("", text)):
        return "a value (not shown: it may hold an identity number)"
    printable = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    if len(printable) <= _LONGEST_SHOWN:
        return printable
    return printable[:_LONGEST_SHOWN] + "…"


def _expression(alias: object) -> str:
    """Return the regular expression of a bounded text type."""
    return next(mark.expression for mark in get_args(alias) if isinstance(mark, Pattern))


#: What a text that must match a pattern looks like, said to a person.
_EXPECTED: Final[Mapping[str, str]] = {
    _expression(CaseRef): "a case number: capital letters, a hyphen, digits, such as FK-000123",
    _expression(Sender): "a sender: small letters, digits, dots and hyphens, such as fk.intake",
    _expression(DocumentId): "a document id: at most 100 of A-Z a-z 0-9 . _ : -",
    _expression(DocumentRef): "another document: its sender, a slash, its document id",
    _expression(DecisionId): "a decision id: at most 64 of A-Z a-z 0-9 . _ : -",
    _expression(MunicipalityCode): "a municipality code of four digits, such as 0180",
    _expression(Authority): "FK or a municipality code of four digits, such as 0180",
    _expression(MonthText): "a month from 2014-01 to 2049-12, such as 2026-03; each is a document",
    _expression(BirthMonth): "a month of birth, such as 1987-04",
    _expression(Actor): "an account name: at most 64 of A-Z a-z 0-9 . _ @ -",
    _expression(OrganisationNumber): "ten digits without hyphen, such as 2021005521",
}

#: pydantic's name of a fault, and our own, to why and what now.
_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("the field is missing.", "Add it; without it the document has no form."),
    "unexpected_keyword_argument": (
        "this type of document has no such field.",
        "Remove it, or correct its spelling.",
    ),
    "string_type": ("{given} is not a text.", "Write a text in double quotes."),
    "int_type": ("{given} is not a whole number.", "Write a whole number without quotes."),
    "bool_type": ("{given} is neither true nor false.", "Write true or false without quotes."),
    "tuple_type": ("{given} is not a list.", "Write a list in square brackets."),
    "dataclass_type": ("{given} is not an object.", "Write an object in curly brackets."),
    "uuid_type": ("{given} is not a UUID.", "Write a UUID in double quotes."),
    "uuid_parsing": ("{given} is not a UUID.", "Write a UUID of 32 hexadecimal digits."),
    "greater_than_equal": ("{given} is below {ge}, the lowest.", "Correct the number or its unit."),
    "less_than_equal": ("{given} is above {le}, the highest.", "Correct the number or its unit."),
    "string_too_short": ("the text is empty.", "Write at least one character."),
    "string_too_long": (
        "the text is longer than {max_length} characters.",
        "Shorten it; what is long belongs in the paper it rests on.",
    ),
    "too_short": (
        "the list has {actual_length} items and must have at least {min_length}.",
        "Add what is missing.",
    ),
    "too_long": (
        "the list has more than {max_length} items.",
        "Remove what is too much, or send the rest as a document of its own.",
    ),
    "string_pattern_mismatch": ("{given} is not {expected}.", "Correct it."),
    "literal_error": ("{given} is not {expected}.", "Write one of these, in double quotes."),
    "predicate_failed": ("{given} lies outside the years 1900 to 2099.", "Correct the year."),
    "date_form": ("{given} is not a date.", "Write it as year-month-day, such as 2026-03-31."),
    "date_missing": ("there is no day {given}.", "Correct the date."),
    "instant_form": (
        "{given} is not a date and time with its offset from UTC.",
        "Write it as 2026-02-03T10:00:00+01:00.",
    ),
    "instant_offset": (
        "{given} does not say how far its clock is from UTC.",
        "End it with the offset: +01:00 in Swedish winter, +02:00 in summer, Z for UTC.",
    ),
    "instant_missing": ("there is no instant {given}.", "Correct the date, time or offset."),
    "no_such_municipality": (
        "no municipality has the code {given}.",
        "Look the code up in SCB's list; keep its leading zero.",
    ),
    "control_character": (
        "the text holds a control character.",
        "Remove line breaks, tabs and zero bytes from it.",
    ),
    "identity_number_hidden": (
        "the text holds a valid identity number.",
        "Choose an id without it: identity numbers stand only in fields that name a person.",
    ),
    "name_form": ("the value is not a name that this field takes.", "Write {expected}."),
    "name_fault": ("the number {fault}.", "{advice}"),
    "called_form": (
        "the value is not what a person is called: 1 to 100 characters, and no digit.",
        "Correct it, or leave it out.",
    ),
    "too_many": ("it holds {count} items, more than any document.", "Send one document a line."),
    "json_invalid": ("the line is not one JSON object.", "Write one JSON object a line."),
}

#: What is said in place of the general sentence where the place says more.
_ROW_PLACES: Final = (
    ("day of the month", "Correct it: 1 to 31."),
    ("start minute of the day", "Correct it: 0 to 1439, and 0 is midnight at its start."),
    (
        "end minute of the day",
        "Correct it: 1 to 1440, which is midnight. What goes on after it is a row of the next day.",
    ),
    ("kind of time", "Write 0 for active time, 1 sick, 2 waiting, 3 standby."),
)
_ROWS_TOO_LONG: Final = (
    "a form has at most forty rows.",
    "Send the rows after the fortieth as a second form with the same month and part 2.",
)


class _Facts(dict[str, object]):
    """The facts of a sentence; one that pydantic did not state is left out."""

    def __missing__(self, fact: str) -> str:
        return f"({fact})"


def place(location: Sequence[str | int]) -> str:
    """Return where a fault is, as `rows[3][1]`; a strange field name may be masked."""
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            known = step if step.isidentifier() and step.isascii() else shown(step)
            path += f".{known}" if path else known
    return path or "line"


def _row_sentence(kind: str, location: Sequence[str | int]) -> tuple[str, str] | None:
    """Return what is said of a time report's rows in particular."""
    if not location or location[0] != "rows":
        return None
    match kind, list(location[1:]):
        case "too_long", []:
            return _ROWS_TOO_LONG
        case (("missing" | "too_long"), [int(row), *_]):
            return (
                f"row {row + 1} does not have four numbers.",
                "Write [day, start minute, end minute, kind].",
            )
        case (("less_than_equal" | "greater_than_equal"), [int(row), int(part)]):
            what, advice = _ROW_PLACES[part]
            return (f"row {row + 1}: {{given}} is no {what}.", advice)
        case _:
            return None


def reason_of(
    kind: str,
    location: Sequence[str | int],
    given: object = None,
    facts: Mapping[str, object] | None = None,
) -> Reason:
    """Return the reason for a fault by its name, where it is and what stood there."""
    known = _Facts(facts or {})
    if "pattern" in known:
        expression = str(known["pattern"])[len("^(?:") : -len(")$")]
        known["expected"] = _EXPECTED.get(expression, "in the form that is published")
    known["given"] = shown(given)
    why, what_now = _row_sentence(kind, location) or _SENTENCES.get(
        kind, ("{given} is not what the published schema asks for.", "Compare it with the schema.")
    )
    return Reason(place(location), why.format_map(known), what_now.format_map(known))
