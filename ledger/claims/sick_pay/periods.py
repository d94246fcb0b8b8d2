"""
Sick periods: which claims are of one period, on which day of it a day lies, its karensavdrag.

A relapse within five days continues the period before it, so the claims of one
assistant and employer form chains. In a chain the days of sickness are
counted once, whichever papers speak of them and in whichever order they came.
Source: lag (1991:1047) 6 and 7 §§.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ledger.amounts import months_after
from ledger.rules import Rulebook
from schemas.municipal.claims import SickPayClaimed


@dataclass(frozen=True, slots=True)
class Claimed:
    """
    A claim that stands: its document, its place in the history, and who was sick.

    One that was taken back in whole leaves its time, and its deduction, to others.
    """

    ref: str
    place: int
    event: SickPayClaimed
    person: UUID
    taken_back: bool = False

    @property
    def through(self) -> date:
        """The last day of sickness that the claim speaks of."""
        last = max(day for day, _, _ in self.event.lost)
        return last if self.event.sick_until is None else max(last, self.event.sick_until)

    @property
    def order(self) -> tuple[date, int, int]:
        """The key of the order in which the time was lost, whenever the claim came in."""
        day, start, _ = min(self.event.lost)
        return (day, start, self.place)


@dataclass(frozen=True, slots=True)
class Period:
    """A sick period with its relapses: the claims in the order of the time lost."""

    claims: tuple[Claimed, ...]

    @property
    def first(self) -> date:
        """The day on which the sickness began."""
        return min(claim.event.sick_from for claim in self.claims)

    def number(self, day: date) -> int:
        """Return which day of sickness a day is; those between relapses do not count."""
        spells = sorted((claim.event.sick_from, claim.through) for claim in self.claims)
        counted, reached = 0, date.min.toordinal()
        for first, last in spells:
            begin = max(first.toordinal(), reached)
            after = min(last, day).toordinal() + 1
            if after > begin:
                counted += after - begin
                reached = after
        return counted


def periods_of(claims: Iterable[Claimed], rulebook: Rulebook) -> Iterator[list[Period]]:
    """Yield the periods of each assistant and employer, in order of time."""
    by_employment: dict[tuple[UUID, UUID], list[Claimed]] = {}
    for claim in claims:
        by_employment.setdefault((claim.person, claim.event.claimant), []).append(claim)
    for of in by_employment.values():
        yield list(_chained(of, rulebook))


def _chained(claims: Iterable[Claimed], rulebook: Rulebook) -> Iterator[Period]:
    chain: list[Claimed] = []
    last = date.min
    for claim in sorted(claims, key=lambda claim: (claim.event.sick_from, claim.place)):
        began = claim.event.sick_from
        relapse = rulebook.known("sick.relapse_days", began)
        # Without the value the claim stands alone, and what is owed of it is not reckoned.
        if chain and (relapse is None or (began - last).days > relapse.value):
            yield _period(chain)
            chain, last = [], date.min
        chain.append(claim)
        last = max(last, claim.through)
    if chain:
        yield _period(chain)


def _period(chain: Iterable[Claimed]) -> Period:
    return Period(tuple(sorted(chain, key=lambda claim: claim.order)))


def is_free(period: Period, deducted: Sequence[date], rulebook: Rulebook) -> bool:
    """
    Tell whether ten deductions in twelve months have been made, so that there are no more.

    `deducted` are the first days of earlier periods with a deduction. What the
    claim states is the employer's count of all of them, these included, so
    the higher of the two counts, not their sum.
    """
    first = period.first
    most = rulebook.parameter("sick.deduction_most", first).value
    months = rulebook.parameter("sick.deduction_months", first).value
    known = sum(months_after(first, -months) <= day < first for day in deducted)
    return max(known, period.claims[0].event.deductions_before) >= most
