"""
A transfer record without form, set aside under the name that it came with.

Beyond the names that it is found by, neither its bytes nor any value of it are
kept, but their fingerprint and which fields have no form: a cell in the wrong
column may be a person's name. What stood there is said when the record comes, and
is not written down. One whose case, sender, name or stamp cannot be read is no
document at all, and is left to be rejected as a row.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from schemas.boundary.door import Document, decode
from schemas.boundary.fields import INSTANT, Annotation, at_the_door
from schemas.boundary.forms import FORMS
from schemas.boundary.reasons import Reason
from schemas.bounds import CaseRef, DecisionId, DocumentId, MunicipalityCode, Sender
from schemas.catalogue import NAMES
from schemas.municipal.transfer import TransferRecordQuarantined, TransferRecordReceived

_TYPE: Final = NAMES[TransferRecordReceived]
_RECORD: Final = _TYPE.partition("/")[0]
#: What must be read for the record to be kept track of.
_HEAD: Final[Mapping[str, Annotation]] = {
    "case_ref": at_the_door(CaseRef),
    "sender": at_the_door(Sender),
    "document_id": at_the_door(DocumentId),
    "received_at": INSTANT,
}
#: What is kept where it can be read.
_WHOSE: Final[Mapping[str, Annotation]] = {
    "municipality": at_the_door(MunicipalityCode),
    "municipal_decision": at_the_door(DecisionId),
}
_MOST_FAULTS: Final = 60
#: The fields that a record has; any other name of a field is a text of the sender's.
_FIELDS: Final = frozenset(("type", "replaces", *_HEAD, *FORMS[_TYPE].own))
_LINE: Final = "line"
_NO_FORM: Final = "what stands there is not what this field takes, or contradicts another field."
_COMPARE: Final = f"Correct it by the published schema of {_TYPE}, and send the record again."
_MISSING: Final = ("the field is missing.", "Add it, and send the record again.")
_STRANGE: Final = (
    "the record has a field that this type of document does not have.",
    "Remove it, or correct its spelling, and send the record again.",
)
#: So much of the record's own name stands in that of its quarantine, which has
#: room for a hundred characters.
_NAME: Final = 60
_DIGITS: Final = 16
#: Where the place within a field begins.
_WITHIN: Final = re.compile(r"[.\[]")


def set_aside(
    line: bytes,
    reasons: Sequence[Reason],
    came: bytes | None = None,
    columns: Mapping[str, str] | None = None,
) -> Document | None:
    """
    Return what is kept of a line that is a transfer record without form, or none.

    `came` are the bytes that were sent, where the line was made from them, and
    `columns` what each of the columns takes that the reasons then name. The
    same bytes give the same document, so that a second import changes nothing.
    """
    read = decode(line)
    if isinstance(read, Reason) or str(read.get("type")).partition("/")[0] != _RECORD:
        return None
    head = {name: _read(name, kind, read) for name, kind in _HEAD.items()}
    if None in head.values() or not reasons:
        return None
    faults = [_fault(reason.field, read, columns) for reason in reasons]
    fingerprint = sha256((line if came is None else came).strip()).hexdigest()
    return Document(
        name=NAMES[TransferRecordQuarantined],
        kind=TransferRecordQuarantined,
        document_id=f"{head['document_id'][:_NAME]}.set-aside.{fingerprint[:_DIGITS]}",
        sender=head["sender"],
        received_at=head["received_at"],
        replaces=None,
        case_ref=head["case_ref"],
        fields={
            "record": f"{head['sender']}/{head['document_id']}",
            "sha256": fingerprint,
            "faults": tuple(dict.fromkeys(faults))[:_MOST_FAULTS],
            **{name: _read(name, kind, read) for name, kind in _WHOSE.items()},
        },
        named=(),
    )


@cache
def _reader(_: str, kind: Annotation) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _read(name: str, kind: Annotation, read: Mapping[str, Any]) -> Any:  # noqa: ANN401 - what the door reads
    try:
        return _reader(name, kind).validate_python(read.get(name), strict=True)
    except ValidationError:
        return None


def _fault(
    field: str, read: Mapping[str, Any], columns: Mapping[str, str] | None
) -> tuple[str, str, str]:
    """Return the field, why and what now, in words that are all our own."""
    if columns is not None:
        if field not in columns:
            return (_LINE, _NO_FORM, "Correct the row, and import it again.")
        return (field, _NO_FORM, f"It takes: {columns[field]}. Correct it, and import it again.")
    own = _WITHIN.split(field, maxsplit=1)[0]
    if own == _LINE:
        return (_LINE, _NO_FORM, _COMPARE)
    if own not in _FIELDS:
        return (_LINE, *_STRANGE)
    why, what_now = (_NO_FORM, _COMPARE) if own in read else _MISSING
    return (own, why, what_now)
