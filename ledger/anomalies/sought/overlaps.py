"""
R01: one assistant active or waiting with two recipients at the same minute.

Found per assistant, pair of cases and month. At stake is the lower of the two values: one of
the two was not worked, and it is not known which.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from uuid import UUID

from ledger.amounts import rounded
from ledger.anomalies.anomaly import Anomaly, Part
from ledger.anomalies.seen import Row
from ledger.anomalies.sorts import SORTS
from ledger.anomalies.value import Prices
from ledger.runs import Run, in_both, joined, length, month_of_minute, without
from schemas.bounds import ACTIVE, WAITING


def overlapping_assistants(person: UUID, rows: Sequence[Row], prices: Prices) -> Iterator[Anomaly]:
    """Yield where the rows of one person, in order of time, say two places at once."""
    by_case: dict[tuple[int, UUID], list[Row]] = {}
    for row in rows:
        if row.kind in (ACTIVE, WAITING):
            by_case.setdefault((month_of_minute(row.first), row.report.case), []).append(row)
    keys = sorted(by_case)
    for place, (month, one) in enumerate(keys):
        for of_month, other in keys[place + 1 :]:
            if of_month != month:
                break
            sides = (by_case[month, one], by_case[month, other])
            meeting = list(in_both(*(joined(row[:2] for row in side) for side in sides)))
            if meeting:
                yield _found(person, month, meeting, sides, prices)


def _found(
    person: UUID, month: int, meeting: list[Run], sides: Sequence[list[Row]], prices: Prices
) -> Anomaly:
    sort = SORTS["R01"]
    parts: list[Part] = []
    values: list[Fraction | None] = []
    for side in sides:
        case = side[0].report.case
        within: list[tuple[Run, Row]] = []
        for row in side:
            # A minute that is reported twice here as well is one minute.
            left = without(in_both([row[:2]], meeting), (run for run, _ in within))
            within += [(run, row) for run in left]
        events = tuple(dict.fromkeys(row.report.event for _, row in within))
        parts.append(Part(case, tuple(run for run, _ in within), events))
        values.append(prices.ore(case, ((run, row.kind) for run, row in within)))
    minutes = length(meeting)
    known = [value for value in values if value is not None]
    return Anomaly(
        rule=sort.id,
        version=sort.version,
        severity=sort.severity,
        month=month,
        who=(person,),
        parts=tuple(parts),
        minutes=minutes,
        stake_ore=rounded(min(known)) if len(known) == len(values) else None,
        says="active or waiting with two recipients at the same minutes",
        guard=sort.guard,
    )
