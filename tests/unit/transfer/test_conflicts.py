"""What conflicts in a transfer is found, with its provision, and binds as it stands."""

from typing import Any

import pytest

from ledger.domain.register import Register
from ledger.domain.transfer.conflict import ConflictKind
from ledger.domain.transfer.states import transfers_of
from schemas.decisions import GrantDecided
from tests.unit.building import Folder, day, rules, same_person, uid
from tests.unit.transfer.papers import (
    KEPT,
    LAPSED,
    RECORD,
    TAKEOVER,
    Fact,
    conflicts,
    only,
    opened,
    record,
    takeover,
)


def of_municipality(**fields: Fact) -> GrantDecided:
    stated: dict[str, Any] = {
        "decision_id": "K-1",
        "authority": "0180",
        "decided_on": day("2024-05-01"),
        "effective_from": day("2024-06-01"),
        "municipality": "0180",
        "payee": uid("provider"),
        "basic_minutes": 2400,
        **fields,
    }
    return GrantDecided(**stated)


@pytest.fixture
def folder() -> Folder:
    folder = opened()
    folder.lay(RECORD, "2026-01-15")
    return folder


def test_a_record_alone_conflicts_with_nothing(folder: Folder) -> None:
    assert conflicts(folder) == []


def test_a_decision_of_the_agency_on_the_same_days_conflicts(folder: Folder) -> None:
    folder.grant(start="2026-02-01", until="2026-03-01")
    assert conflicts(folder) == ["OVERLAPS_GRANT"]
    assert only(folder).conflicts[0].kind.provision == "LSS 9 § 2"


def test_a_decision_that_was_withdrawn_before_conflicts_with_nothing(folder: Folder) -> None:
    folder.grant(start="2020-01-01")
    folder.withdraw("2024-06-01", "2024-05-20")
    assert conflicts(folder) == []


def test_one_withdrawn_a_day_later_conflicts(folder: Folder) -> None:
    folder.grant(start="2020-01-01")
    folder.withdraw("2024-06-02", "2024-05-20")
    assert conflicts(folder) == ["OVERLAPS_GRANT"]


def test_what_the_municipality_decided_before_was_replaced(folder: Folder) -> None:
    folder.grant(start="2022-01-01", authority="0180")
    assert conflicts(folder) == []


def test_what_the_municipality_decided_later_conflicts(folder: Folder) -> None:
    folder.grant(start="2025-01-01", authority="0180")
    assert conflicts(folder) == ["OVERLAPS_GRANT"]


def test_the_decision_that_takes_over_and_its_reassessment_conflict_with_nothing(
    folder: Folder,
) -> None:
    folder.lay(TAKEOVER, "2026-03-01")
    folder.grant(50, "2026-06-01", ground="needs more")
    assert conflicts(folder) == []


def test_the_same_decision_from_two_municipalities_conflicts_in_both(folder: Folder) -> None:
    folder.lay(record(municipality="0184"), "2026-01-16")
    assert conflicts(folder).count("TWO_MUNICIPALITIES") == 2


def test_a_record_of_somebody_else_conflicts_until_both_are_known_to_be_one(
    folder: Folder,
) -> None:
    folder.lay(record(recipient=uid("S")), "2026-01-16")
    assert conflicts(folder) == ["OTHER_RECIPIENT"]
    register = Register([same_person("R", "S")])
    (transfer,) = transfers_of(folder.case, rules("SOU_2023_9"), register)
    assert transfer.conflicts == ()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, None),
        ({"decided_on": day("2024-05-02")}, "the day of decision"),
        ({"effective_from": day("2024-06-02")}, "the first day"),
        ({"effective_until": day("2027-06-02")}, "the end"),
        ({"per": "MONTH"}, "what the hours are granted per"),
        ({"basic_minutes": 2401}, "the hours"),
        ({"basic_minutes": 0, "total_minutes": 2400}, None),
    ],
)
def test_a_record_that_states_the_decision_otherwise_conflicts(
    folder: Folder, fields: dict[str, Any], says: str | None
) -> None:
    folder.lay(of_municipality(**fields), "2026-01-10")
    found = only(folder).conflicts
    assert [conflict.kind for conflict in found] == (["DIFFERS_FROM_DECISION"] if says else [])
    assert says is None or says in found[0].says


def test_a_group_home_conflicts_until_the_municipality_keeps_the_decision(folder: Folder) -> None:
    folder.lay(record(group_home=True), "2026-01-16")
    assert conflicts(folder) == ["GROUP_HOME"]
    folder.lay(KEPT, "2026-02-20")
    assert conflicts(folder) == []


@pytest.mark.parametrize(
    ("regime", "first", "found"),
    [
        ("SOU_2023_9", "2026-01-01", []),
        ("SOU_2023_9", "2025-12-31", ["BEFORE_REGIME"]),
        ("LAW_ACTUAL", "2026-03-16", ["BEFORE_REGIME"]),
    ],
)
def test_a_takeover_needs_a_law_that_has_it(
    folder: Folder, regime: str, first: str, found: list[str]
) -> None:
    folder.lay(takeover(effective_from=day(first)), "2026-03-01")
    assert conflicts(folder, regime) == found


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, None),
        ({"basic_minutes": 3600}, "the hours"),
        ({"basic_minutes": 1800, "other_minutes": 600}, "basic needs, other needs"),
        ({"per": "MONTH"}, "what the hours are granted per"),
        ({"basic_minutes": 0, "total_minutes": 2400}, None),
    ],
)
def test_a_takeover_with_other_time_conflicts_and_is_shown_as_it_grants(
    folder: Folder, fields: dict[str, Any], says: str | None
) -> None:
    folder.lay(takeover(**fields), "2026-03-01")
    transfer = only(folder)
    assert [of.kind for of in transfer.conflicts] == (["CHANGED_BY_TAKEOVER"] if says else [])
    assert says is None or transfer.conflicts[0].says.endswith(f": {says}")
    assert transfer.grant == takeover(**fields)


def test_a_record_corrected_after_the_takeover_conflicts_with_it(folder: Folder) -> None:
    folder.lay(TAKEOVER, "2026-03-01")
    folder.lay(record(basic_minutes=3600), "2026-08-11")
    assert conflicts(folder) == ["CHANGED_BY_TAKEOVER"]
    assert only(folder).grant == TAKEOVER


def test_two_takeovers_conflict(folder: Folder) -> None:
    folder.lay(TAKEOVER, "2026-03-01")
    folder.lay(takeover(decision_id="B-2"), "2026-03-02")
    assert conflicts(folder) == ["TWO_TAKEOVERS"]


def test_a_takeover_of_what_was_kept_or_had_lapsed_conflicts(folder: Folder) -> None:
    folder.lay(KEPT, "2026-02-20")
    folder.lay(LAPSED, "2026-02-21")
    folder.lay(TAKEOVER, "2026-03-01")
    assert conflicts(folder) == ["KEPT", "LAPSED"]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ({"valid_from": day("2026-03-16")}, []),
        ({"valid_from": day("2026-03-17")}, ["OUTSIDE_DECISION"]),
        ({"valid_until": day("2026-03-17")}, []),
        ({"valid_until": day("2026-03-16")}, ["OUTSIDE_DECISION"]),
    ],
)
def test_a_takeover_outside_the_days_of_the_decision_conflicts(
    folder: Folder, days: dict[str, Any], found: list[str]
) -> None:
    folder.lay(record(**days), "2026-01-16")
    folder.lay(TAKEOVER, "2026-03-01")
    assert conflicts(folder) == found


def test_every_kind_says_what_it_means_and_names_its_provision() -> None:
    assert all(kind.says and kind.provision for kind in ConflictKind)


def test_a_month_under_the_decision_tells_of_the_conflict_and_owes_the_same(
    folder: Folder,
) -> None:
    folder.lay(TAKEOVER, "2026-03-01")
    folder.lay(takeover(decision_id="B-2"), "2026-03-02")
    folder.work("2026-04", 40)
    notices = folder.owed("2026-04", regime="SOU_2023_9").notices
    assert "TRANSFER_CONFLICT" in {notice.kind for notice in notices}
