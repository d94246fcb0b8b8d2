"""Whatever papers a transfer has, and in whatever order they come in, it stands in one place."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.transfer.states import WAITING, TransferState, transfers_of
from schemas.catalogue import Event
from tests.unit.building import day, recorded, rules
from tests.unit.transfer.papers import (
    KEPT,
    LAPSED,
    OPENED,
    RECORD,
    REGISTERED,
    REQUESTED,
    TAKEOVER,
    quarantine,
    record,
)

RULES = rules("SOU_2023_9")
START = datetime(2026, 1, 1, tzinfo=UTC)
PAPERS: tuple[Event, ...] = (
    REGISTERED,
    REQUESTED,
    RECORD,
    record(group_home=True),
    record(municipality="0184"),
    record(valid_until=day("2026-05-01")),
    quarantine("fk/d1"),
    quarantine("fk/none", municipality=None, municipal_decision=None),
    KEPT,
    LAPSED,
    TAKEOVER,
)


@st.composite
def folders(draw: st.DrawFn) -> list[Recorded]:
    """Draw papers with stamps, some of the same instant, some that replace an earlier one."""
    drawn = draw(st.lists(st.sampled_from(PAPERS), max_size=8))
    laid = [recorded(OPENED, START, "open")]
    for number, event in enumerate(drawn):
        known = START + timedelta(days=draw(st.integers(0, 5)))
        named = draw(st.sampled_from([None, *range(number)]))
        replaces = None if named is None else f"fk/d{named}"
        laid.append(recorded(event, known, f"d{number}", replaces=replaces))
    return laid


def seen(papers: list[Recorded]) -> list[tuple[object, ...]]:
    return [
        (
            of.papers.municipality,
            of.papers.decision,
            of.state,
            of.stand.reason,
            of.stand.since,
            of.opened_on,
            [(conflict.kind, conflict.says) for conflict in of.conflicts],
        )
        for of in transfers_of(Case.of(papers), RULES)
    ]


@given(papers=folders(), chosen=st.data())
def test_any_order_of_the_papers_gives_the_same_transfers(
    papers: list[Recorded], chosen: st.DataObject
) -> None:
    other = chosen.draw(st.permutations(papers))
    assert seen(papers) == seen(other)


@given(papers=folders(), on=st.dates(day("2026-01-01"), day("2027-01-01")))
def test_a_day_changes_a_transfer_only_from_waiting_to_lapsed(
    papers: list[Recorded], on: object
) -> None:
    for of in transfers_of(Case.of(papers), RULES):
        assert isinstance(on, type(of.stand.since))
        state = of.state_on(on)
        assert state is of.state or (of.state in WAITING and state is TransferState.LAPSED)


@given(papers=folders())
def test_what_is_known_later_never_changes_what_was_known_before(papers: list[Recorded]) -> None:
    until = START + timedelta(days=2)
    early = [paper for paper in papers if paper.envelope.known_at <= until]
    then = transfers_of(Case.of(papers).known_until(until), RULES)
    assert seen(early) == [
        (
            of.papers.municipality,
            of.papers.decision,
            of.state,
            of.stand.reason,
            of.stand.since,
            of.opened_on,
            [(conflict.kind, conflict.says) for conflict in of.conflicts],
        )
        for of in then
    ]
