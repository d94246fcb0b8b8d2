"""
A transfer record without form, set aside under the name that it came with.

Neither its bytes nor any value of it are kept, but their fingerprint and what is
wrong with which field. One whose case, sender, name or stamp cannot be read is
no document at all, and is left to be rejected as a row.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from schemas.boundary.door import Document, decode
from schemas.boundary.fields import INSTANT, Annotation, at_the_door
from schemas.boundary.reasons import Reason
from schemas.bounds import CaseRef, DecisionId, DocumentId, MunicipalityCode, Sender
from schemas.catalogue import NAMES
from schemas.municipal.transfer import TransferRecordQuarantined, TransferRecordReceived

_RECORD: Final = NAMES[TransferRecordReceived].partition("/")[0]
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
_LONGEST: Final = 400
#: So much of the record's own name stands in that of its quarantine, which has
#: room for a hundred characters.
_NAME: Final = 60
_DIGITS: Final = 16


def set_aside(line: bytes, reasons: Sequence[Reason], came: bytes | None = None) -> Document | None:
    """
    Return what is kept of a line that is a transfer record without form, or none.

    `came` are the bytes that were sent, where the line was made from them. The
    same bytes give the same document, so that a second import changes nothing.
    """
    read = decode(line)
    if isinstance(read, Reason) or str(read.get("type")).partition("/")[0] != _RECORD:
        return None
    head = {name: _read(name, kind, read) for name, kind in _HEAD.items()}
    if None in head.values() or not reasons:
        return None
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
            "faults": tuple(map(_fault, reasons[:_MOST_FAULTS])),
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


def _fault(reason: Reason) -> tuple[str, str, str]:
    return (reason.field[:_LONGEST], reason.why[:_LONGEST], reason.what_now[:_LONGEST])
