"""
From the facts of a case file to recorded events: envelopes, default stamps, references by id.

A document without a stamp came in time; documents of one day follow each other in the order that
`tests/cases/README.md` gives.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum
from uuid import UUID

from ledger.amounts import first_day, month_of
from ledger.domain.recorded import Recorded
from ops.case_file.entries import Entry
from ops.case_file.quantities import instant_of
from schemas.catalogue import Event
from schemas.envelope import Envelope, event_id_of


class Sort(Enum):
    """The sorts of document: who sends them, and at what time of their day they count as known."""

    DECISION = ("fk", 8)
    DEATH = ("population-register", 9)
    REPORT = ("provider", 10)
    BILL = ("provider", 11)
    ORDER = ("fk", 12)
    SETTLED = ("bank", 13)
    RETURNED = ("bank", 14)
    DEBIT = ("fk", 15)
    RECOVERY = ("fk", 16)
    REGISTER = ("register", 7)
    SICK_PAY = ("employer", 15)
    REIMBURSEMENT = ("municipality", 15)
    CLAIM = ("fk", 17)
    APPLICATION = ("recipient", 7)

    @property
    def sender(self) -> str:
        """The sender of such documents in a case file."""
        return self.value[0]

    @property
    def on_the_clock(self) -> time:
        """The Swedish time of a stamp that is a date alone."""
        return time(self.value[1])


@dataclass(slots=True)
class Documents:
    """The events made so far, in the order of the file, and what ids they were given."""

    stream: UUID
    faults: list[str]
    events: list[Recorded] = field(default_factory=list[Recorded])
    ids: dict[str, Sort] = field(default_factory=dict[str, Sort])
    _made: Counter[Sort] = field(default_factory=Counter[Sort])

    def add(
        self,
        sort: Sort,
        entry: Entry,
        default_id: str,
        stamp: date,
        events: Iterable[Event],
        *,
        replaces: str | None = None,
    ) -> str:
        """Record a document, which may consist of several parts, and return its id."""
        identity = entry.identity(default_id)
        number = self._made[sort]
        self._made[sort] += 1
        known_at = instant_of(stamp, sort.on_the_clock, number)
        for part, event in enumerate(events, start=1):
            document_id = part_id(identity, part)
            if document_id in self.ids:
                entry.fault(f"the id {document_id!r} is taken: every id stands once in a file")
            self.ids[document_id] = sort
            envelope = Envelope(
                event_id=event_id_of(sort.sender, document_id),
                known_at=known_at,
                sender=sort.sender,
                document_id=document_id,
                replaces=None if replaces is None else f"{sort.sender}/{part_id(replaces, part)}",
                rests_on=(),
                actor="case-file",
                command_id=None,
            )
            self.events.append(Recorded(self.stream, len(self.events) + 1, envelope, event))
        return identity

    def named(self, entry: Entry, key: str, sort: Sort, default_id: str) -> str | None:
        """Return the id of an earlier document of the same sort that a key names, if it does."""
        if not entry.has(key):
            return None
        wanted = entry.text(key)
        if self.ids.get(wanted) is sort:
            return wanted
        before = [identity for identity, of in self.ids.items() if of is sort]
        entry.fault(
            f"{key} names {wanted!r}, and no {sort.name.lower()} before {default_id} has that id; "
            f"there are: {', '.join(before) or 'none'}"
        )
        return None

    def parts_of(self, identity: str) -> int:
        """Return how many parts a document has."""
        parts = 1
        while part_id(identity, parts + 1) in self.ids:
            parts += 1
        return parts


def part_id(identity: str, part: int) -> str:
    """Return the document id of a part: the first has the id itself."""
    return identity if part == 1 else f"{identity}.{part}"


def months_later(month: str, months: int, day: int) -> date:
    """Return a day of a month counted from another."""
    return date.fromordinal(first_day(month_of(month) + months) + day - 1)
