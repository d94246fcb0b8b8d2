"""
Well-formed documents of every type, drawn from the forms that are published.

`documents(name)` draws one of a type; `piles()` several with distinct names
that meet: overlapping shifts, work after a death, payments without a grant,
papers late and out of order, names that lead nowhere or round in a circle.
Beneath half of the piles lie the papers of an ordinary month, or nothing would
be payable.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from hypothesis import strategies as st

from schemas.boundary import FORMS
from schemas.bounds import CaseRef, Rows
from schemas.catalogue import CASE_EVENTS, UPCASTS
from tests.properties.facts.fitting import fit
from tests.properties.facts.values import NUMBERS, SENDERS, part, reference, value

#: A document as it is written: field to value, before it becomes a line of bytes.
Written = dict[str, Any]
#: The value of any field.
Stated = Any
#: What tells documents apart: type, sender, number.
Key = tuple[str, str, int]

#: In time, before the month, in it, at the last moment, a moment late, late, long ago.
INSTANTS: Final = tuple(
    datetime.fromisoformat(text)
    for text in (
        "2026-02-10T10:00:00+00:00",
        "2026-01-10T10:00:00+00:00",
        "2025-05-01T10:00:00+00:00",
        "2026-03-03T10:00:00+00:00",
        "2026-03-05T22:59:59.999999+00:00",
        "2026-03-05T23:00:00+00:00",
        "2026-04-07T21:59:59+00:00",
        "2026-04-07T22:00:00+00:00",
        "2026-05-20T10:00:00+00:00",
        "2026-08-01T10:00:00+00:00",
        "1900-01-01T00:00:00+00:00",
    )
)
_CASES: Final = value(CaseRef)
_OFFSETS: Final = (0, 60, 120, -840)
_OLD: Final = {new: old for old, (new, _) in UPCASTS.items()}


def line_of(written: Mapping[str, Any]) -> bytes:
    """Return a document as a line of a file."""
    return json.dumps(written, default=str, ensure_ascii=False).encode()


@st.composite
def instants(draw: st.DrawFn) -> str:
    """Return a stamp of receipt by a clock with any offset, earlier than the store's own."""
    known = draw(st.sampled_from(INSTANTS)) + timedelta(seconds=draw(st.integers(0, 1)))
    offset = timedelta(minutes=draw(st.sampled_from(_OFFSETS)))
    return known.astimezone(timezone(offset)).isoformat()


@st.composite
def documents(
    draw: st.DrawFn, name: str, sender: str = SENDERS[0], number: int = 0, **said: Stated
) -> Written:
    """Return a document of this type; `said` are fields, or what they are drawn from instead."""
    stem, kind = name.partition("/")[0], FORMS[name].kind
    own = draw(part(kind))
    said = {field: draw(s) if isinstance(s, st.SearchStrategy) else s for field, s in said.items()}
    own |= {field: stated for field, stated in said.items() if field in FORMS[name].own}
    fit(kind, own)
    written: Written = {"type": name, "document_id": f"{stem}.{number}", "sender": sender}
    written["received_at"] = said.get("received_at") or draw(instants())
    if draw(st.integers(0, 5)) == 5:
        replaced = draw(reference(stem))
        if replaced != f"{sender}/{stem}.{number}":
            written["replaces"] = replaced
    if name in CASE_EVENTS and "case_ref" not in own:
        written["case_ref"] = said.get("case_ref") or draw(_CASES)
    written |= own
    old = _OLD.get(name)
    # An old type is read as the newest; it is written so where both have the same fields.
    if old is not None and UPCASTS[old][1](written) == written and draw(st.integers(0, 3)) == 3:
        written["type"] = old
    return written


def _ordinary(stem: str, number: int = 0, **said: Stated) -> tuple[Key, dict[str, Any]]:
    name = next(name for name in FORMS if name.startswith(f"{stem}/"))
    return (name, SENDERS[0], number), {"case_ref": "FK-000123", **said}


_FROM: Final[dict[str, Stated]] = {"effective_from": date(2025, 12, 1)}
_GRANT: Final[dict[str, Stated]] = {"authority": "FK", **_FROM}
_EARLY, _IN_TIME = "2025-05-01T10:00:00Z", st.just("2026-02-10T10:00:00Z")
_MOSTLY_IN_TIME: Final = st.one_of(_IN_TIME, _IN_TIME, instants())
_ROWS: Final = value(Rows).map(lambda rows: [*rows[:39], [5, 480, 1080, 0]])
_AMOUNTS: Final = st.sampled_from((347_700, 34_770, 1_000_000, 0))
_PAID: Final = {"month": "2026-01", "minutes": [600, 1], "rate_ore": 34_770}
#: An ordinary January: hours, a report, its bill, and what was paid for it.
_ORDINARY: Final = (
    _ordinary("grant-decided", basic_minutes=5_000, received_at=_EARLY, **_GRANT),
    _ordinary("time-report-received", month="2026-01", rows=_ROWS, received_at=_MOSTLY_IN_TIME),
    _ordinary("bill-received", month="2026-01", active_minutes=5_000, received_at=_MOSTLY_IN_TIME),
    _ordinary("payment-ordered", lines=_AMOUNTS.map(lambda ore: [_PAID | {"amount_ore": ore}])),
    _ordinary("payment-settled", order="fk/payment-ordered.0", amount_ore=_AMOUNTS),
    _ordinary("payment-returned", order="fk/payment-ordered.0", amount_ore=_AMOUNTS),
    # It pays again what came back, or pays the same twice, or is a part of it.
    _ordinary("payment-ordered", 1, lines=_AMOUNTS.map(lambda ore: [_PAID | {"amount_ore": ore}])),
)
_PERIOD: Final[dict[str, Stated]] = {"period_from": date(2025, 12, 1)}
_SETTLED: Final = (
    _ordinary("final-settlement-made", **_PERIOD),
    _ordinary(
        "payment-ordered", 2, lines=_AMOUNTS.map(lambda ore: [_PERIOD | {"amount_ore": ore}])
    ),
)
#: In what manner an ordinary month is paid, and what is settled of its period.
_MANNERS: Final = (
    (),
    (),
    (_ordinary("time-report-received", 1, month="2026-01", rows=_ROWS, received_at=_IN_TIME),),
    (_ordinary("payment-terms-stated", received_at=_EARLY, advance=True, **_FROM), *_SETTLED),
    (
        _ordinary("enhanced-rate-granted", received_at=_EARLY, rate_ore=37_600, **_FROM),
        _ordinary("costs-approved", month="2026-01"),
        *_SETTLED,
    ),
    (
        _ordinary("payment-terms-stated", received_at=_EARLY, self_employer=True, **_FROM),
        _ordinary("costs-approved", month="2026-01"),
    ),
)
#: What decides most of a month, and what is paid for it, come more often than the rest.
_OFTEN: Final = ("grant", "time-report", "bill", "payment-ordered", "payment-settled", "payment-re")
TYPES: Final = (*FORMS, *(name for name in FORMS if name.startswith(_OFTEN) for _ in range(3)))
#: The types of one module speak of one matter, as do a few that are met by chance.
_MATTERS: Final = st.one_of(
    st.lists(st.sampled_from(TYPES), min_size=1, max_size=4),
    st.sampled_from(sorted({form.kind.__module__ for form in FORMS.values()})).map(
        lambda module: [name for name, form in FORMS.items() if form.kind.__module__ == module]
    ),
    st.just(list(TYPES)),
)


@st.composite
def piles(draw: st.DrawFn, most: int = 12) -> list[Written]:
    """Return documents with distinct names, in no order."""
    first = _ORDINARY[: draw(st.sampled_from((0, 0, 3, len(_ORDINARY), len(_ORDINARY))))]
    first = (*first, *draw(st.sampled_from(_MANNERS))) if first else ()
    taken = {key for key, _ in first}
    types = st.sampled_from(draw(_MATTERS))
    keys = draw(
        st.lists(
            st.tuples(types, st.sampled_from(SENDERS), st.integers(0, NUMBERS - 1)),
            max_size=most,
            unique=True,
        )
    )
    return [
        *(draw(documents(*key, **said)) for key, said in first),
        *(draw(documents(*key)) for key in keys if key not in taken),
    ]
