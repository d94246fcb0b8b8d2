"""
What one case shows to the rules that look across cases, packed small.

A report becomes one row of bytes, some two hundred, so that the reports of a country and a
year fit in memory; they are gathered by person here, and judged by the rules' own modules.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from struct import Struct
from typing import Final, NamedTuple
from uuid import UUID

from ledger.anomalies.anomaly import Anomaly
from ledger.runs import MINUTES_A_DAY, Run, without

#: Case, employer and event, the stated calculation period, and whether the recipient is employer.
_HEAD: Final = Struct("<16s16s16sii?")
_KIND_BITS: Final = 2
_LENGTH_BITS: Final = 11


class Row(NamedTuple):
    """Reported minutes [first, after) of one kind, and the report that they stand in."""

    first: int
    after: int
    kind: int
    report: "Report"


class Report(NamedTuple):
    """A report that stands: whose case, which employer, and the calculation period it states."""

    case: UUID
    employer: UUID
    event: UUID
    averaging: Run | None
    own_employer: bool


class Lost(NamedTuple):
    """The minutes that one claim for sick pay, which stands, says an assistant lost."""

    case: UUID
    event: UUID
    assistant: UUID
    claimed_ore: int
    runs: tuple[Run, ...]


class Ordered(NamedTuple):
    """An order that stands: what a payee was sent, and for which bills."""

    case: UUID
    event: UUID
    payee: UUID
    pay_on: date
    ore: int
    bills: tuple[str, ...]
    months: tuple[int, ...]


@dataclass(slots=True)
class Seen:
    """
    What some cases show; `add` joins what others show.

    `worked` holds packed reports by person, `recipients` the cases by recipient. `found` is what
    a case alone tells.
    """

    cases: int = 0
    events: int = 0
    reports: int = 0
    shifts: int = 0
    worked: dict[bytes, list[bytes]] = field(default_factory=dict[bytes, list[bytes]])
    lost: list[Lost] = field(default_factory=list[Lost])
    recipients: list[tuple[UUID, UUID]] = field(default_factory=list[tuple[UUID, UUID]])
    #: Bills that orders pay, as the first eight bytes of a hash, by case.
    paid_bills: list[tuple[int, UUID]] = field(default_factory=list[tuple[int, UUID]])
    orders: list[Ordered] = field(default_factory=list[Ordered])
    found: list[Anomaly] = field(default_factory=list[Anomaly])

    def add(self, other: "Seen") -> None:
        """Join what other cases show."""
        self.cases += other.cases
        self.events += other.events
        self.reports += other.reports
        self.shifts += other.shifts
        for person, reports in other.worked.items():
            self.worked.setdefault(person, []).extend(reports)
        self.lost += other.lost
        self.recipients += other.recipients
        self.paid_bills += other.paid_bills
        self.orders += other.orders
        self.found += other.found

    def rows(self, person: UUID) -> list[Row]:
        """Return everything that is reported of a person, in order of time."""
        return unpacked(self.worked.get(person.bytes, ()))


def packed(
    report: Report,
    first_day: int,
    rows: Iterable[tuple[int, int, int, int]],
    taken: Sequence[Run],
) -> bytes:
    """
    Pack a report of the month that begins on a day; `taken` minutes are left out.

    Each row is one whole number: its first minute, its length and its kind.
    """
    midnight = (first_day - 1) * MINUTES_A_DAY
    runs = (
        (midnight + day * MINUTES_A_DAY + start, midnight + day * MINUTES_A_DAY + end, kind)
        for day, start, end, kind in rows
    )
    if taken:
        runs = (
            (first, after, kind)
            for start, end, kind in runs
            for first, after in without([(start, end)], taken)
        )
    whole = array(
        "q",
        [
            ((first << _LENGTH_BITS) | (after - first)) << _KIND_BITS | kind
            for first, after, kind in runs
        ],
    )
    averaging = report.averaging or (0, 0)
    head = _HEAD.pack(
        report.case.bytes, report.employer.bytes, report.event.bytes, *averaging,
        report.own_employer,
    )  # fmt: skip
    return head + whole.tobytes()


def unpacked(reports: Iterable[bytes]) -> list[Row]:
    """Return the rows of packed reports, in order of time."""
    rows = list(_rows(reports))
    rows.sort(key=lambda row: (*row[:3], row.report.case, row.report.event))
    return rows


def runs_of(reports: Iterable[bytes]) -> list[tuple[int, int, int]]:
    """Return first minute, minute after and kind of each row, in order: all that is compared."""
    whole = array("q")
    for packed_report in reports:
        whole.frombytes(packed_report[_HEAD.size :])
    length, kind = (1 << _LENGTH_BITS) - 1, (1 << _KIND_BITS) - 1
    return [
        (
            first := row >> (_LENGTH_BITS + _KIND_BITS),
            first + (row >> _KIND_BITS & length),
            row & kind,
        )
        for row in sorted(whole)
    ]


def averaged(report: bytes) -> bool:
    """Tell whether a packed report states a calculation period."""
    *_, first, _, _ = _HEAD.unpack_from(report)
    return bool(first)


def _rows(reports: Iterable[bytes]) -> Iterator[Row]:
    for packed_report in reports:
        case, employer, event, first, after, own = _HEAD.unpack_from(packed_report)
        report = Report(
            UUID(bytes=case),
            UUID(bytes=employer),
            UUID(bytes=event),
            (first, after) if first else None,
            own,
        )
        for row in runs_of([packed_report]):
            yield Row(*row, report)
