"""
From one line of bytes to a document, or to every reason why it is none.

The steps in their order: encoding, JSON without duplicate keys, the type, the
single fields, the fields together. Files belong to `consumers.files`; ids for
names, and the store's clock, to `ledger.services.intake`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NoReturn, cast
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from schemas.boundary.checks import faults
from schemas.boundary.forms import CALLED, COMMAND_FORMS, FORMS, Form
from schemas.boundary.reasons import MOST_REASONS, Reason, place, reason_of, shown
from schemas.boundary.register import fill
from schemas.catalogue import UPCASTS, Event
from schemas.commands import Command

#: What some programs put at the start of a UTF-8 file.
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
#: The longest line: a thousand times a full time report.
LONGEST_LINE: Final = 1 << 20
#: More fields, or items in one list, than any document has.
_MOST_ITEMS: Final = 500


@dataclass(frozen=True, slots=True)
class Document:
    """
    A document that has a form.

    `fields` are the fields of the event, by name; where the event holds a
    random id they hold a name (`pnr:…`, `ref:…`, `org:…`), and `named` says
    which these are. `received_at` is in UTC. `called` is what a person is
    called: no event holds it.
    """

    name: str
    kind: type[Event]
    document_id: str
    sender: str
    received_at: datetime
    replaces: str | None
    case_ref: str | None
    fields: dict[str, Any]
    named: tuple[str, ...]
    called: str | None = None


@dataclass(frozen=True, slots=True)
class GivenCommand:
    """
    A command that has a form; `fields` are those of its class, as in `Document`.

    Whether it may happen is decided by `ledger.domain.decide`.
    """

    name: str
    kind: type[Command]
    command_id: UUID
    case_ref: str
    actor: str
    fields: dict[str, Any]
    named: tuple[str, ...]


class _NoFormError(ValueError):
    """The line cannot be read as JSON that means one thing."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.why)
        self.reason = reason


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))
        raise _NoFormError(
            Reason(
                place([twice]),
                "the field stands twice in the same object.",
                "Keep one of them: readers differ in which one they believe.",
            )
        )
    return read


def _no_constant(name: str) -> NoReturn:
    raise _NoFormError(
        Reason("line", f"{name} is not a number in JSON.", "Write whole numbers only.")
    )


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_without_duplicates, parse_constant=_no_constant
)


def decode(line: bytes) -> dict[str, Any] | Reason:
    """Return the JSON object on the line, or why there is none."""
    if len(line.rstrip(b"\r\n")) > LONGEST_LINE:
        return Reason(
            "line",
            f"the line is longer than {LONGEST_LINE} bytes.",
            "Write one document a line, with a line break after each.",
        )
    try:
        read = _DECODER.decode(line.decode())
    except UnicodeDecodeError as fault:
        return Reason(
            "line",
            f"byte {fault.start + 1} of the line is not UTF-8.",
            "Save the file as UTF-8; å, ä and ö in Windows-1252 look like this.",
        )
    except _NoFormError as fault:
        return fault.reason
    except RecursionError:
        return Reason("line", "the line is nested too deep.", "Send a document as published.")
    except ValueError as fault:
        column = getattr(fault, "colno", None)
        where = f" at character {column}" if column else ""
        return Reason(
            "line",
            f"the line is not JSON{where}.",
            "Write one whole JSON object on one line; a cut-off line must be sent again.",
        )
    if not isinstance(read, dict):
        return reason_of("json_invalid", ())
    whole = cast("dict[str, Any]", read)
    return _bounded(whole) if len(line) > _MOST_ITEMS else whole


def _bounded(read: dict[str, Any]) -> dict[str, Any] | Reason:
    """Refuse what would take long to find every fault in."""
    for name, value in (("line", read), *read.items()):
        if isinstance(value, dict | list):
            count = len(cast("list[object]", value))
            if count > _MOST_ITEMS:
                return reason_of(
                    "too_many", () if name == "line" else (name,), None, {"count": count}
                )
    return read


def form_for(read: Mapping[str, Any], forms: Mapping[str, Form], key: str) -> Form | Reason:
    """Return the form that the object names in its field `key`."""
    name = read.get(key)
    if isinstance(name, str) and name in forms:
        return forms[name]
    known = ", ".join(sorted(forms))
    if name is None:
        return Reason(key, f"the field {key} is missing.", f"Write one of: {known}.")
    stem = name.partition("/")[0] if isinstance(name, str) else None
    versions = [other for other in sorted(forms) if other.partition("/")[0] == stem]
    if versions:
        return Reason(
            key,
            f"{shown(name)} is a version that does not exist here.",
            f"Write {' or '.join(versions)}, or update this ledger first.",
        )
    return Reason(key, f"there is no {key} {shown(name)}.", f"Write one of: {known}.")


def _is_real(error: ErrorDetails) -> bool:
    """Tell whether a fault is one of the document: a list is not short because of bad items."""
    given: object = error["input"]
    if error["type"] != "too_short" or not isinstance(given, list):
        return True
    return len(cast("list[object]", given)) < error.get("ctx", {}).get("min_length", 0)


def _reason(error: ErrorDetails, form: Form) -> Reason:
    """Return the reason for one fault that pydantic found."""
    location = error["loc"]
    is_name = bool(location) and location[0] in form.named
    given = None if is_name else error["input"]
    kind = "name_form" if is_name and error["type"] == "string_type" else error["type"]
    facts = error.get("ctx", {})
    if kind == "name_form" and "expected" not in facts:
        facts = {"expected": "a text in double quotes: pnr:, ref: or org:, and what follows"}
    if location == (CALLED,) and kind == "string_pattern_mismatch":
        # Whoever it is stands in the row, and need not be repeated.
        kind = "called_form"
    return reason_of(kind, location, given, facts)


def read_as(
    line: bytes, read: dict[str, Any], form: Form
) -> tuple[Any, dict[str, Any]] | list[Reason]:
    """Return what was read by the form, with its own fields; or every reason against it."""
    try:
        whole = form.adapter.validate_json(line, strict=True)
    except ValidationError as refused:
        errors = [error for error in refused.errors(include_url=False) if _is_real(error)]
        reasons = [_reason(error, form) for error in errors[:MOST_REASONS]]
        if len(errors) > MOST_REASONS:
            rest = len(errors) - MOST_REASONS
            reasons.append(Reason("line", f"{rest} more faults were found.", "Mend these first."))
        return [*reasons, *faults(form.kind, form.read_parts(read))]
    own: dict[str, Any] = dict(zip(form.own, form.values(whole), strict=True))
    found = [*faults(form.kind, own), *fill(form.kind, own)]
    return found or (whole, own)


def _newest(line: bytes, read: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """
    Return a document of an old type as one of the newest.

    Senders change when they can; what they send meanwhile means what it meant.
    """
    name = read.get("type")
    if not isinstance(name, str) or name not in UPCASTS:
        return line, read
    while name in UPCASTS:
        name, step = UPCASTS[name]
        read = step(read)
    read = {**read, "type": name}
    return json.dumps(read).encode(), read


def read_document(line: bytes) -> Document | list[Reason]:
    """Return the document on one line, or all reasons why it has no form."""
    read = decode(line)
    if isinstance(read, Reason):
        return [read]
    line, read = _newest(line, read)
    form = form_for(read, FORMS, "type")
    if isinstance(form, Reason):
        return [form]
    found = read_as(line, read, form)
    if isinstance(found, list):
        return found
    head, own = found
    if head.replaces == f"{head.sender}/{head.document_id}":
        return [
            Reason(
                "replaces",
                "the document says that it replaces itself.",
                "Give it a document id of its own, and name the old one here.",
            )
        ]
    return Document(
        name=form.name,
        kind=form.kind,
        document_id=head.document_id,
        sender=head.sender,
        received_at=head.received_at,
        replaces=head.replaces,
        case_ref=getattr(head, "case_ref", None),
        fields=own,
        named=form.named,
        called=getattr(head, CALLED, None),
    )


def read_command(text: bytes) -> GivenCommand | list[Reason]:
    """Return the command in a file, or all reasons why it has no form."""
    text = text.removeprefix(BYTE_ORDER_MARK)
    read = decode(text)
    if isinstance(read, Reason):
        return [read]
    form = form_for(read, COMMAND_FORMS, "command")
    if isinstance(form, Reason):
        return [form]
    found = read_as(text, read, form)
    if isinstance(found, list):
        return found
    head, own = found
    return GivenCommand(
        name=form.name,
        kind=form.kind,
        command_id=head.command_id,
        case_ref=head.case_ref,
        actor=head.actor,
        fields=own,
        named=form.named,
    )
