"""
Where the recipient is: stays that assistance is not paid for, and stays abroad (G13, G14).

Source: SFB 106:24-25 a and 5:3, 5:13-14. Each yields the minutes that it closes for everybody; that
an assistant under notice is paid for all the same is left to the gate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ledger.amounts import months_after
from ledger.domain.case import Case
from ledger.domain.circumstances.closing import Closed, Ground, closed_days
from ledger.rules import Rulebook
from ledger.runs import MINUTES_A_DAY
from schemas.circumstances import AbroadReported, StayExempted, StayReported

_OPEN_END: Final = date.max.toordinal()
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """
    The days [first, after) that somebody is away, on what ground, and the minutes that it closes.

    What it does not close is paid for on the same ground: as the rule or an exemption says.
    """

    first: int
    after: int
    closed: Closed | None
    ground: Ground

    def touches(self, first: int, after: int) -> bool:
        """Tell whether any of the days is one of the stay's."""
        return self.first < after and first < self.after


def stays_of(case: Case, rulebook: Rulebook) -> tuple[Stay, ...]:
    """Return the stays that stand, in fold order; most cases have none."""
    if case.history.by_kind.keys().isdisjoint((StayReported, AbroadReported)):
        return ()
    return tuple(_stays(case, rulebook))


def _stays(case: Case, rulebook: Rulebook) -> Iterator[Stay]:
    for place in case.decisions:
        event = case.history.events[place].event
        if isinstance(event, StayReported):
            closed, last = _stay(case, place, event, rulebook), event.last_day
            yield _whole(event.first_day, last, closed)
        elif isinstance(event, AbroadReported):
            closed, last = _abroad(case, place, event, rulebook), event.returned_on
            yield _whole(event.left_on, last, closed)


def _whole(first: date, last: date | None, closed: Closed) -> Stay:
    after = _OPEN_END if last is None else last.toordinal() + 1
    closes = closed if closed.first < closed.after else None
    return Stay(first.toordinal(), after, closes, closed.ground)


def _stay(case: Case, place: int, stay: StayReported, rulebook: Rulebook) -> Closed:
    """
    Return what a stay closes: [from, to) to the minute, less what an exemption lifts.

    A bound known only as a date leaves that day payable (policy `stay.date_only`).
    """
    payable = rulebook.policy("stay.date_only").value == "ENDS_PAYABLE"
    first = stay.first_day.toordinal() * MINUTES_A_DAY
    if stay.first_minute is not None:
        first += stay.first_minute
    elif payable:
        first += MINUTES_A_DAY
    after = _OPEN_END * MINUTES_A_DAY
    if stay.last_day is not None:
        after = stay.last_day.toordinal() * MINUTES_A_DAY
        if stay.last_minute is not None:
            after += stay.last_minute
        elif not payable:
            after += MINUTES_A_DAY
    events, policy = [case.event_id(place)], None
    if stay.first_minute is None or (stay.last_day is not None and stay.last_minute is None):
        policy = "stay.date_only"
    for at, exemption in exemptions_of(case, place):
        lifted = _lifted_until(stay, exemption, rulebook)
        if lifted is not None:
            first = max(first, lifted * MINUTES_A_DAY)
            events.append(case.event_id(at))
            policy = "stay.hospital_max_days" if exemption.through is None else policy
    words = stay.place.lower().replace("_", " ")
    run = _run(stay.first_day, stay.last_day)
    return Closed(first, after, Ground("G13", words, run, policy, tuple(events)))


def exemptions_of(case: Case, place: int) -> Iterator[tuple[int, StayExempted]]:
    """Yield the standing exemptions that name a stay, or a version of it that it replaced."""
    history = case.history
    exemptions = history.by_kind.get(StayExempted)
    if exemptions is None:
        return
    names: set[str] = set()
    at: int | None = place
    while at is not None and history.events[at].envelope.document_ref not in names:
        names.add(history.events[at].envelope.document_ref)
        at = history.named_by(at)
    for other in case.standing(exemptions):
        event = case.event(other, StayExempted)
        if event.stay in names:
            yield other, event


def has_effect(stay: StayReported, exemption: StayExempted) -> bool:
    """Tell whether an exemption can lift a stay: 106:25 a speaks of school only."""
    return exemption.provision == "106:25" or stay.place == "SCHOOL"


def _lifted_until(stay: StayReported, exemption: StayExempted, rulebook: Rulebook) -> int | None:
    """
    Return the first day that an exemption does not lift.

    As the decision states; else a hospital stay is paid for during at most so many days from the
    admission, the day of admission the first of them (RAR 2002:6: at most four weeks).
    """
    if not has_effect(stay, exemption):
        return None
    if exemption.through is not None:
        return exemption.through.toordinal() + 1
    if stay.place == "HOSPITAL":
        return stay.first_day.toordinal() + int(rulebook.policy("stay.hospital_max_days").value)
    return _OPEN_END


def _abroad(case: Case, place: int, stay: AbroadReported, rulebook: Rulebook) -> Closed:
    """
    Return what a stay abroad closes, perhaps nothing; the day of return is payable.

    In the EEA what lies beyond a year. Outside all of it, unless at departure it was expected to
    end within six months; how long it then lasted does not matter.
    """
    after = _OPEN_END if stay.returned_on is None else stay.returned_on.toordinal()
    if stay.within_eea:
        months = rulebook.parameter("abroad.eea_months", stay.left_on).value
        first, words = (months_after(stay.left_on, months) + _DAY).toordinal(), "abroad in the EEA"
        policy = None
    else:
        months = int(rulebook.policy("abroad.outside_max").value.partition(" ")[0])
        short = stay.expected_until <= months_after(stay.left_on, months)
        first, words = (after if short else stay.left_on.toordinal()), "abroad outside the EEA"
        policy = "abroad.outside_max"
    run = _run(stay.left_on, stay.returned_on)
    return closed_days(first, after, Ground("G14", words, run, policy, (case.event_id(place),)))


def _run(first: date, last: date | None) -> str:
    return f"from {first}" if last is None else f"{first}..{last}"
