"""Given the papers of a transfer, then where it stands."""

from itertools import permutations

import pytest

from ledger.domain.case import Case
from ledger.domain.transfer.states import TransferState, transfers_of
from schemas.catalogue import Event
from tests.unit.building import Folder, day, recorded, rules, stamp
from tests.unit.transfer.papers import (
    KEPT,
    LAPSED,
    RECORD,
    REGISTERED,
    REQUESTED,
    TAKEOVER,
    only,
    opened,
    quarantine,
    record,
    takeover,
    transfers,
)

PAPERS: dict[str, Event] = {
    "registered": REGISTERED,
    "requested": REQUESTED,
    "quarantined": quarantine(),
    "record": RECORD,
    "group home": record(group_home=True),
    "kept": KEPT,
    "lapsed": LAPSED,
    "taken over": TAKEOVER,
}


def laid(*names: str) -> Folder:
    """Return a case with these papers, one a day."""
    folder = opened()
    for number, name in enumerate(names):
        folder.lay(PAPERS[name], f"2026-02-{number + 1:02d}")
    return folder


@pytest.mark.parametrize(
    ("papers", "state", "since"),
    [
        (["registered"], "REGISTERED", "2026-02-01"),
        (["registered", "requested"], "DATA_REQUESTED", "2026-02-02"),
        (["requested", "record"], "VALIDATED", "2026-02-02"),
        (["requested", "group home"], "RECEIVED", "2026-02-02"),
        (["requested", "quarantined"], "QUARANTINED", "2026-02-02"),
        (["quarantined", "record"], "VALIDATED", "2026-02-02"),
        (["record", "quarantined"], "QUARANTINED", "2026-02-02"),
        (["record", "kept"], "KEPT", "2026-02-20"),
        (["record", "lapsed"], "LAPSED", "2026-02-20"),
        (["record", "taken over"], "TAKEN_OVER", "2026-03-16"),
        (["record", "kept", "taken over"], "TAKEN_OVER", "2026-03-16"),
        (["taken over"], "TAKEN_OVER", "2026-03-16"),
    ],
)
def test_a_transfer_stands_where_its_papers_say(papers: list[str], state: str, since: str) -> None:
    transfer = only(laid(*papers))
    assert (transfer.state, transfer.stand.since) == (state, day(since))


def test_every_state_is_reached() -> None:
    reached = {
        only(laid(*names)).state
        for names in [[name] for name in PAPERS] + [["record", "quarantined"]]
    }
    assert reached == set(TransferState)


@pytest.mark.parametrize("names", [["registered", "requested", "quarantined", "record", "kept"]])
def test_papers_that_come_in_any_order_give_the_same_state(names: list[str]) -> None:
    laid_in_order = [
        recorded(PAPERS[name], stamp(f"2026-02-{number + 1:02d}"), f"d-{number}")
        for number, name in enumerate(names)
    ]
    states = {
        tuple(
            (of.state, of.stand.since, of.opened_on)
            for of in transfers_of(Case.of(order), rules("SOU_2023_9"))
        )
        for order in permutations(laid_in_order)
    }
    assert states == {((TransferState.KEPT, day("2026-02-20"), day("2026-02-01")),)}


def test_a_corrected_record_under_the_same_name_and_stamp_takes_its_place() -> None:
    folder = opened()
    folder.lay(REQUESTED, "2026-02-01")
    folder.lay(quarantine("m-0180/rec-1"), "2026-02-03", "rec-1:q", sender="m-0180")
    folder.lay(RECORD, "2026-02-03", "rec-1", sender="m-0180")
    assert only(folder).state is TransferState.VALIDATED
    assert only(folder).opened_on == day("2026-02-01")


def test_a_record_of_which_nothing_could_be_read_belongs_to_the_only_transfer() -> None:
    folder = opened()
    folder.lay(REGISTERED, "2026-02-01")
    folder.lay(quarantine(municipality=None, municipal_decision=None), "2026-02-03")
    assert only(folder).state is TransferState.QUARANTINED


def test_a_record_of_which_nothing_could_be_read_stands_alone_where_two_are_possible() -> None:
    folder = opened()
    folder.lay(REGISTERED, "2026-02-01")
    folder.lay(record(municipal_decision="K-2"), "2026-02-02")
    folder.lay(quarantine(municipality=None, municipal_decision=None), "2026-02-03")
    assert [(of.papers.decision, of.state) for of in transfers(folder)] == [
        ("", TransferState.QUARANTINED),
        ("K-1", TransferState.REGISTERED),
        ("K-2", TransferState.VALIDATED),
    ]


def test_who_died_before_the_takeover_has_nothing_to_move() -> None:
    folder = laid("record")
    folder.death("2026-02-10")
    assert (only(folder).state, only(folder).stand.reason) == (TransferState.LAPSED, "DEATH")
    folder.lay(TAKEOVER, "2026-03-01")
    assert only(folder).state is TransferState.LAPSED
    assert [conflict.kind for conflict in only(folder).conflicts] == ["LAPSED"]


def test_who_died_after_the_takeover_was_taken_over() -> None:
    folder = laid("record", "taken over")
    folder.death("2026-03-20")
    assert only(folder).state is TransferState.TAKEN_OVER


@pytest.mark.parametrize(("on", "state"), [("2026-04-30", "VALIDATED"), ("2026-05-01", "LAPSED")])
def test_what_nobody_took_over_lapses_on_the_day_on_which_it_ends(on: str, state: str) -> None:
    folder = opened()
    folder.lay(record(valid_until=day("2026-05-01")), "2026-02-01")
    assert only(folder).state_on(day(on)) == state


def test_a_withdrawal_by_the_municipality_ends_the_decision() -> None:
    folder = laid("record")
    folder.withdraw("2026-04-01", "2026-03-20", authority="0180")
    assert only(folder).ends_on == day("2026-04-01")


def test_a_record_that_replaces_one_of_another_decision_leaves_nothing_of_it() -> None:
    folder = opened()
    first = folder.lay(RECORD, "2026-02-01")
    folder.lay(record(municipal_decision="K-2"), "2026-02-02", replaces=first)
    assert [of.papers.decision for of in transfers(folder)] == ["K-2"]


def test_a_case_without_a_paper_of_a_transfer_has_none() -> None:
    folder = opened()
    folder.grant(authority="0180")
    assert transfers(folder) == []


def test_a_takeover_of_a_decision_known_from_the_municipality_is_a_transfer() -> None:
    folder = opened()
    folder.lay(takeover(municipality="0184"), "2026-03-01")
    assert [(of.papers.municipality, of.state) for of in transfers(folder)] == [
        ("0184", TransferState.TAKEN_OVER)
    ]
