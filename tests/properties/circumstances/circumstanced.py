"""
Hostile cases with circumstances: stays, bars, permits, excuses, and a register that learns late.
"""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from ledger.domain.recorded import Recorded
from schemas.bounds import StayPlace
from schemas.catalogue import Event
from schemas.circumstances import (
    AbroadReported,
    LatenessExcused,
    MinutesDisallowed,
    PermitLossTold,
    ReasonableRateGranted,
    StayExempted,
    StayReported,
)
from schemas.decisions import CaseOpened
from schemas.register import (
    AssistantDeclaredUnable,
    AssistantRegistered,
    PermitReported,
    PersonRegistered,
    ProviderRegistered,
    WorktimeAgreed,
)
from schemas.reports import TimeReportReceived
from tests.properties.hostile import Hostile, hostile_cases
from tests.unit.building import recorded, stamp, uid

#: Before all papers, among them and after them.
KNOWN = ("2024-12-31", "2025-12-01", "2026-01-20", "2026-03-01", "2026-04-20", "2026-06-10")
PLACES: tuple[StayPlace, ...] = ("HOSPITAL", "SCHOOL", "INSTITUTION")
PROVIDER = uid("provider")


def days(first: date) -> st.SearchStrategy[date]:
    return st.sampled_from((-40, 0, 0, 13, 14, 27, 45)).map(lambda n: first + timedelta(n))


def minutes() -> st.SearchStrategy[int | None]:
    return st.sampled_from((None, 0, 100, 121, 1440))


@st.composite
def stays(draw: st.DrawFn, first: date) -> StayReported:
    begun = draw(days(first))
    ended = draw(st.sampled_from((None, begun, begun + timedelta(1), begun + timedelta(40))))
    return StayReported(
        place=draw(st.sampled_from(PLACES)),
        first_day=begun,
        first_minute=draw(minutes()),
        last_day=ended,
        last_minute=None if ended is None else draw(minutes()),
    )


@st.composite
def of_case(draw: st.DrawFn, first: date, month: str) -> Event:
    """Return one thing that bars, suspends or lifts."""
    day, who = draw(days(first)), uid(draw(st.sampled_from("ABCD")))
    match draw(st.integers(0, 6)):
        case 0 | 1:
            return draw(stays(first))
        case 2:
            expected = day + timedelta(draw(st.sampled_from((10, 400))))
            within = draw(st.booleans())
            home = draw(st.sampled_from((None, day + timedelta(20))))
            return AbroadReported(
                within_eea=within, left_on=day, expected_until=expected, returned_on=home
            )
        case 3:
            return ReasonableRateGranted(assistant=who, rate_ore=20_000, effective_from=day)
        case 4:
            return PermitLossTold(provider=PROVIDER, told_on=day)
        case 5:
            somebody = draw(st.sampled_from((None, who)))
            spans = ((1, 0, 125), (28, 60, 1440))
            return MinutesDisallowed(month=month, spans=spans, ground="x", assistant=somebody)
        case _:
            return LatenessExcused(month=month, decided_on=day, ground="x")


@st.composite
def of_register(draw: st.DrawFn, first: date) -> Event:
    """Return one thing that the register may learn."""
    day, who = draw(days(first)), uid(draw(st.sampled_from("ABCD")))
    match draw(st.integers(0, 6)):
        case 0 | 1:
            also = draw(st.sampled_from((None, uid("B"))))
            birthday = draw(st.sampled_from((None, day)))
            resident = draw(st.booleans())
            return AssistantRegistered(who, PROVIDER, also, birthday, resident)
        case 2:
            return AssistantDeclaredUnable(assistant=who, effective_from=day)
        case 3:
            return ProviderRegistered(PROVIDER, draw(st.sampled_from(("company", "municipality"))))
        case 4:
            until = draw(st.sampled_from((None, day + timedelta(15))))
            return PermitReported(provider=PROVIDER, effective_from=day, effective_until=until)
        case 5:
            weekly = draw(st.sampled_from((0, 10, 100)))
            return WorktimeAgreed(employer=PROVIDER, weekly_minutes=weekly, effective_from=day)
        case _:
            return PersonRegistered(uid("R"), None, draw(st.sampled_from(("2014-02", "1958-01"))))


def averaged(paper: Recorded, first: date) -> Recorded:
    """Return a report that states a calculation period of four weeks."""
    event = paper.event
    if not isinstance(event, TimeReportReceived) or event.assistant not in {uid("A"), uid("C")}:
        return paper
    stated = replace(event, averaging_from=first, averaging_until=first + timedelta(28))
    return paper._replace(event=stated)


@st.composite
def circumstanced_cases(draw: st.DrawFn) -> Hostile:
    """Return a hostile case to which things happen."""
    hostile = draw(hostile_cases())
    first = date.fromisoformat(f"{hostile.months[0]}-01")
    known = st.sampled_from(KNOWN)
    events = draw(st.lists(of_case(first, hostile.months[0]), min_size=1, max_size=4))
    papers = [averaged(paper, first) for paper in hostile.papers]
    papers.append(recorded(CaseOpened("FK-1", uid("R")), stamp("2024-12-30"), "opened"))
    for number, event in enumerate(events):
        papers.append(recorded(event, stamp(draw(known)), f"c{number}"))
        if isinstance(event, StayReported) and draw(st.booleans()):
            provision = draw(st.sampled_from(("106:25", "106:25a")))
            lifted = StayExempted(stay=f"fk/c{number}", decided_on=first, provision=provision)
            papers.append(recorded(lifted, stamp(draw(known)), f"x{number}"))
    told = draw(st.lists(of_register(first), min_size=1, max_size=5))
    register = [
        recorded(event, stamp(draw(known)), f"r{number}", "register")
        for number, event in enumerate(told)
    ]
    return replace(hostile, papers=tuple(papers), register=(*hostile.register, *register))
