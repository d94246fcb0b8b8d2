"""
Who may not be paid for, on which days: rule G15 and the decisions of rule 1.6.

Source: SFB 51:16 and 51:16 b. The bars are known from the register and from the case itself, both
at the case's point. Working time (G16) is counted by its gate.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from ledger.amounts import days_in, first_day, month_of
from ledger.domain.case import Case
from ledger.domain.circumstances.closing import Closed, Ground, closed_days
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import Parameter, Rulebook
from ledger.runs import MINUTES_A_DAY
from schemas.circumstances import MinutesDisallowed, PermitLossTold, ReasonableRateGranted
from schemas.register import (
    AssistantDeclaredUnable,
    AssistantRegistered,
    PermitReported,
    ProviderRegistered,
)

#: The day after every day: an open end.
_OPEN_END: Final = date.max.toordinal()
_POLICY: Final = "bars"
#: What the name of a rate begins with that a decision gives to one assistant.
OWN_RATE: Final = "rate.reasonable "
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class OwnRate:
    """What an assistant outside the EEA is paid for with, on some days."""

    first: int
    after: int
    rate: Parameter


@dataclass(frozen=True, slots=True)
class Outside:
    """An assistant who lives outside the EEA: barred but for the days of a reasonable rate."""

    ground: Ground
    rates: tuple[OwnRate, ...]

    def rate_on(self, day: int) -> Parameter | None:
        """Return the reasonable rate in force on a day: of several the latest known."""
        in_force = [own.rate for own in self.rates if own.first <= day < own.after]
        return in_force[-1] if in_force else None


@dataclass(frozen=True, slots=True)
class Barred:
    """
    What is barred at a point: by assistant and employer as reports name them.

    `disallowed` holds the person concerned, or None for everybody, as the register's id.
    """

    assistants: dict[UUID, tuple[Closed, ...]] = field(default_factory=dict)
    outside: dict[UUID, Outside] = field(default_factory=dict)
    employers: dict[UUID, tuple[Closed, ...]] = field(default_factory=dict)
    disallowed: tuple[tuple[UUID | None, Closed], ...] = ()

    @property
    def nobody(self) -> bool:
        """Whether nothing is barred at all, which is the ordinary case."""
        return not (self.assistants or self.outside or self.employers or self.disallowed)


#: What nearly every case has.
_NOBODY: Final = Barred()


def barred_of(case: Case, register: Register, rulebook: Rulebook) -> Barred:
    """Return what is barred of the work that the case's reports may name."""
    history = case.history
    first = first_day(min(history.reports)) if history.reports else 0
    doubtful = any(register.may_bar(party, first) for party in history.parties)
    if not doubtful and MinutesDisallowed not in history.by_kind:
        return _NOBODY
    begun = first * MINUTES_A_DAY
    assistants: dict[UUID, tuple[Closed, ...]] = {}
    outside: dict[UUID, Outside] = {}
    for met in history.assistants:
        if not register.may_bar(met, first):
            continue
        own = _closed_for(register, met, case)
        assistants[met] = tuple(closed for closed in own if closed.after > begun)
        if (of := _outside(register, met, case)) is not None:
            outside[met] = of
    employers: dict[UUID, tuple[Closed, ...]] = {}
    for employer in dict.fromkeys(employer for _, employer in history.employments):
        if not register.may_bar(employer, first):
            continue
        gaps = _without_permit(register, employer, case, rulebook)
        employers[employer] = tuple(closed for closed in gaps if closed.after > begun)
    return Barred(
        {met: closed for met, closed in assistants.items() if closed},
        outside,
        {employer: closed for employer, closed in employers.items() if closed},
        tuple(_disallowed(case, register)),
    )


def _closed_for(register: Register, met: UUID, case: Case) -> Iterator[Closed]:
    """Yield the days on which an assistant is too young or was declared unable."""
    birthdays = [
        (recorded, event.eighteen_on)
        for recorded, event in register.facts(met, AssistantRegistered, case.instant)
        if event.eighteen_on is not None
    ]
    if birthdays:
        recorded, eighteen_on = birthdays[-1]
        ground = _ground("under 18 until", eighteen_on.isoformat(), [recorded])
        yield closed_days(0, eighteen_on.toordinal(), ground)
    for recorded, event in register.facts(met, AssistantDeclaredUnable, case.instant):
        until = event.effective_until
        ground = _ground("declared unable from", event.effective_from.isoformat(), [recorded])
        after = _OPEN_END if until is None else until.toordinal()
        yield closed_days(event.effective_from.toordinal(), after, ground)


def _outside(register: Register, met: UUID, case: Case) -> Outside | None:
    """Return the rates of an assistant who by the latest word lives outside the EEA."""
    told = register.facts(met, AssistantRegistered, case.instant)
    if not told or told[-1][1].resident_in_eea:
        return None
    person = register.person(met, case.instant)
    ground = _ground("lives outside the EEA", "no special reasons", [told[-1][0]])
    rates: list[OwnRate] = []
    for place, event in _standing(case, ReasonableRateGranted):
        if register.person(event.assistant, case.instant) == person:
            until = event.effective_until
            after = _OPEN_END if until is None else until.toordinal()
            rate = _reasonable_rate(case.history.events[place].envelope.document_ref, event)
            rates.append(OwnRate(event.effective_from.toordinal(), after, rate))
    return Outside(ground, tuple(rates))


def _reasonable_rate(document: str, event: ReasonableRateGranted) -> Parameter:
    """Return the rate of a decision; its name holds the document, by which it is found again."""
    return Parameter(
        name=f"{OWN_RATE}{document}",
        value=event.rate_ore,
        unit="öre/hour",
        in_force_from=event.effective_from,
        source="SFB 51:11 third paragraph, 51:16 second paragraph; the decision itself",
        mark="sourced",
    )


def _without_permit(
    register: Register, employer: UUID, case: Case, rulebook: Rulebook
) -> Iterator[Closed]:
    """
    Yield the days on which a private provider is known to have had no permit (SFB 51:16 b).

    A permit holds until its end, or until the next one begins. A provider of whom no permit was
    ever reported is not known to lack one. When the insured was told of the end, the days up to
    and including the fourteenth after it are paid for.
    """
    permits = permits_of(register, employer, case)
    if not permits:
        return
    ends = sorted(permits)
    yield closed_days(0, ends[0], _no_permit("before", ends[0], [permits[ends[0]][0]]))
    for place, begun in enumerate(ends):
        recorded, permit = permits[begun]
        if permit.effective_until is None:
            continue
        following = ends[place + 1] if place + 1 < len(ends) else _OPEN_END
        lost = permit.effective_until.toordinal()
        told = [
            (event.told_on.toordinal(), case.history.events[at])
            for at, event in _standing(case, PermitLossTold)
            if event.provider == employer and event.told_on.toordinal() >= begun
        ]
        papers = [recorded]
        if told:
            told_on, paper = min(told, key=lambda of: of[0])
            day = date.fromordinal(told_on)
            lost = max(lost, told_on + rulebook.parameter("permit.days_after_told", day).value + 1)
            papers.append(paper)
        if lost < following:
            yield closed_days(lost, following, _no_permit("from", lost, papers))


def _no_permit(word: str, day: int, papers: Iterable[Recorded]) -> Ground:
    return _ground(f"provider without permit {word}", date.fromordinal(day).isoformat(), papers)


def permits_of(
    register: Register, employer: UUID, case: Case
) -> dict[int, tuple[Recorded, PermitReported]]:
    """Return the permits of a private provider by their first day, of one day the latest known."""
    if not is_private(register, employer, case):
        return {}
    return {
        event.effective_from.toordinal(): (recorded, event)
        for recorded, event in register.facts(employer, PermitReported, case.instant)
    }


def is_private(register: Register, employer: UUID, case: Case) -> bool:
    """Tell whether the employer is a private provider, who needs IVO's permit (LSS 23 §)."""
    provider = register.latest(employer, ProviderRegistered, case.instant)
    return provider is not None and provider.form != "municipality"


def _disallowed(case: Case, register: Register) -> Iterator[tuple[UUID | None, Closed]]:
    """Yield the minutes that a decision disallows, and whose they are."""
    for place, event in _standing(case, MinutesDisallowed):
        month = month_of(event.month)
        person = event.assistant
        if person is not None:
            person = register.person(person, case.instant)
        ground = Ground("1.6", "disallowed by decision", "", None, (case.event_id(place),))
        for day, start, end in event.spans:
            if day <= days_in(month):
                midnight = (first_day(month) + day - 1) * MINUTES_A_DAY
                yield person, Closed(midnight + start, midnight + end, ground)


def _standing(case: Case, kind: type[_Kind]) -> Iterator[tuple[int, _Kind]]:
    """Yield the decisions of one kind that stand, in fold order."""
    for place in case.standing(case.history.by_kind.get(kind, ())):
        yield place, case.event(place, kind)


def _ground(quantity: str, value: str, papers: Iterable[Recorded]) -> Ground:
    events = tuple(paper.envelope.event_id for paper in papers)
    return Ground("G15", quantity, value, _POLICY, events)
