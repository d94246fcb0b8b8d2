"""Given the papers of a transfer, when a command is given, then events, or a refusal."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ledger.domain.refusals import (
    DecidedLater,
    DecisionIdUsed,
    EffectiveBeforeCause,
    GrantAfterDeath,
    Refusal,
)
from ledger.domain.register import Register
from ledger.domain.transfer.refusals import (
    CauseBeforeTakeover,
    ChangeTooOld,
    DecisionKeptAlready,
    EffectBeforeTakeover,
    NoTakeoverInLaw,
    RecordNotValidated,
    TakenOverAlready,
    TakeoverOutsideDecision,
    TransferHasLapsed,
    TransferUnknown,
)
from ledger.services.deciding import Known, decide
from schemas.catalogue import Event
from schemas.commands import Command, KeepDecision, ReassessGrant, TakeOverDecision, WithdrawGrant
from schemas.decisions import GrantReassessed
from schemas.municipal.transfer import MunicipalProvisionRequested
from tests.unit.building import Folder, day, rules, uid
from tests.unit.transfer.papers import (
    KEPT,
    LAPSED,
    RECORD,
    REGISTERED,
    TAKEOVER,
    opened,
    quarantine,
    record,
    takeover,
)

TAKE_OVER = TakeOverDecision(
    municipality="0180",
    municipal_decision="K-1",
    decision_id="B-1",
    decided_on=day("2026-03-01"),
    takeover_on=day("2026-03-16"),
)
KEEP = KeepDecision(
    municipality="0180",
    municipal_decision="K-1",
    decided_on=day("2026-02-20"),
    reason="GROUP_HOME",
    ground="lives in a group home",
)
REASSESS = ReassessGrant(
    decision_id="B-2",
    authority="FK",
    decided_on=day("2026-06-10"),
    effective_from=day("2026-06-01"),
    municipality="0180",
    payee=uid("provider"),
    basic_minutes=1800,
    ground="needs less",
    cause_on=day("2026-06-05"),
)


def decided(folder: Folder, command: Command, regime: str = "SOU_2023_9") -> list[Event]:
    known = Known(folder.papers, date(2026, 6, 30), rules(regime), Register)
    return decide(known, command)


def refused(
    kind: type[Refusal], folder: Folder, command: Command, regime: str = "SOU_2023_9"
) -> str:
    with pytest.raises(kind) as refusal:
        decided(folder, command, regime)
    return str(refusal.value)


@pytest.fixture
def folder() -> Folder:
    folder = opened()
    folder.lay(RECORD, "2026-01-15")
    return folder


@pytest.fixture
def taken(folder: Folder) -> Folder:
    folder.lay(TAKEOVER, "2026-03-01")
    return folder


def test_a_validated_decision_is_taken_over_unchanged(folder: Folder) -> None:
    assert decided(folder, TAKE_OVER) == [TAKEOVER]


def test_hours_of_each_kind_and_the_end_come_along() -> None:
    folder = opened()
    hours = {
        "basic_minutes": 600,
        "other_minutes": 1800,
        "double_minutes": 60,
        "waiting_minutes": 70,
        "standby_minutes": 80,
        "valid_until": day("2027-01-01"),
    }
    folder.lay(record(**hours), "2026-01-15")
    (grant,) = decided(folder, TAKE_OVER)
    until = hours.pop("valid_until")
    assert grant == replace(TAKEOVER, **hours, effective_until=until)


@pytest.mark.parametrize(
    ("goes_on", "payee"), [("2026-03-16", "municipality"), ("2026-03-17", "provider")]
)
def test_a_municipality_that_goes_on_as_provider_is_paid(
    folder: Folder, goes_on: str, payee: str
) -> None:
    request = MunicipalProvisionRequested(
        municipality="0180",
        provider=uid("municipality"),
        requested_on=day("2026-02-01"),
        effective_from=day(goes_on),
    )
    folder.lay(request, "2026-02-01")
    assert decided(folder, TAKE_OVER) == [takeover(payee=uid(payee))]


def test_one_that_goes_on_later_is_paid_from_that_day(taken: Folder) -> None:
    request = MunicipalProvisionRequested(
        municipality="0180",
        provider=uid("municipality"),
        requested_on=day("2026-02-01"),
        effective_from=day("2026-04-16"),
    )
    taken.lay(request, "2026-02-01")
    taken.work("2026-04", 300)
    lines = taken.owed("2026-04", regime="SOU_2023_9").lines
    assert {(line.payee, line.first >= day("2026-04-16").toordinal()) for line in lines} == {
        (uid("provider"), False),
        (uid("municipality"), True),
    }


def test_a_decision_of_which_nothing_is_known_is_not_taken_over() -> None:
    told = refused(TransferUnknown, opened(), TAKE_OVER)
    assert "(SOU 2023:9)" in told


@pytest.mark.parametrize(
    ("paper", "told"),
    [
        (REGISTERED, "REGISTERED"),
        (quarantine(), "QUARANTINED"),
        (record(group_home=True), "SFB 106:24"),
    ],
)
def test_a_decision_without_a_validated_record_is_not_taken_over(paper: Event, told: str) -> None:
    folder = opened()
    folder.lay(paper, "2026-01-15")
    assert told in refused(RecordNotValidated, folder, TAKE_OVER)


@pytest.mark.parametrize(
    ("regime", "first"), [("LAW_ACTUAL", "2026-03-16"), ("SOU_2023_9", "2025-12-31")]
)
def test_nothing_is_taken_over_where_the_law_has_no_takeover(
    folder: Folder, regime: str, first: str
) -> None:
    early = replace(TAKE_OVER, takeover_on=day(first))
    told = refused(NoTakeoverInLaw, folder, early, regime)
    assert regime in told
    assert "SOU 2023:9" in told


def test_the_first_day_of_the_reform_is_a_day_of_takeover(folder: Folder) -> None:
    assert decided(folder, replace(TAKE_OVER, takeover_on=day("2026-01-01")))


@pytest.mark.parametrize(
    ("paper", "refusal"),
    [(KEPT, DecisionKeptAlready), (LAPSED, TransferHasLapsed), (TAKEOVER, TakenOverAlready)],
)
def test_what_was_kept_lapsed_or_taken_over_is_not_taken_over(
    folder: Folder, paper: Event, refusal: type[Refusal]
) -> None:
    folder.lay(paper, "2026-03-01")
    assert "SOU 2023:9" in refused(refusal, folder, TAKE_OVER)


@pytest.mark.parametrize(("died", "allowed"), [("2026-03-15", False), ("2026-03-16", True)])
def test_nothing_is_taken_over_after_a_death(folder: Folder, died: str, allowed: bool) -> None:
    folder.death(died)
    if allowed:
        assert decided(folder, TAKE_OVER)
    else:
        refused(GrantAfterDeath, folder, TAKE_OVER)


@pytest.mark.parametrize(
    "days", [{"valid_from": day("2026-03-17")}, {"valid_until": day("2026-03-16")}]
)
def test_a_decision_is_taken_over_on_one_of_its_days(days: dict[str, Any]) -> None:
    folder = opened()
    folder.lay(record(**days), "2026-01-15")
    refused(TakeoverOutsideDecision, folder, TAKE_OVER)


def test_a_takeover_is_recorded_when_it_is_decided_and_under_an_id_of_its_own(
    folder: Folder,
) -> None:
    refused(DecidedLater, folder, replace(TAKE_OVER, decided_on=day("2026-07-01")))
    folder.withdraw("2025-01-01", "2024-12-01", authority="FK")
    refused(DecisionIdUsed, folder, replace(TAKE_OVER, decision_id="i2"))


def test_a_decision_is_kept_by_its_municipality(folder: Folder) -> None:
    assert decided(folder, KEEP) == [KEPT]


def test_what_is_taken_over_or_kept_or_unknown_is_not_kept(folder: Folder) -> None:
    refused(TransferUnknown, opened(), KEEP)
    refused(DecidedLater, folder, replace(KEEP, decided_on=day("2026-07-01")))
    folder.lay(KEPT, "2026-02-20")
    refused(DecisionKeptAlready, folder, KEEP)
    folder.lay(TAKEOVER, "2026-03-01")
    refused(TakenOverAlready, folder, KEEP)


def reassess(ground: str | None, cause: str, effective: str = "2026-06-01") -> ReassessGrant:
    fields: dict[str, Any] = {"transfer_ground": ground}
    return replace(REASSESS, cause_on=day(cause), effective_from=day(effective), **fields)


@pytest.mark.parametrize(
    "command",
    [
        reassess("CHANGED_CIRCUMSTANCES", "2024-03-16"),
        reassess("CHANGED_CIRCUMSTANCES", "2026-03-15"),
        reassess("DELIBERATE_FALSE_INFO", "2019-01-01"),
        reassess(None, "2026-03-16", "2026-03-16"),
        reassess(None, "2026-06-05"),
    ],
)
def test_a_decision_taken_over_is_reassessed_on_its_grounds(
    taken: Folder, command: ReassessGrant
) -> None:
    (event,) = decided(taken, command)
    assert isinstance(event, GrantReassessed)
    assert (event.cause_on, event.transfer_ground) == (command.cause_on, command.transfer_ground)
    taken.lay(event, "2026-06-10")
    taken.work("2026-06", 40)
    notices = taken.owed("2026-06", regime="SOU_2023_9").notices
    assert "REASSESSED_AFTER_TAKEOVER" not in {notice.kind for notice in notices}


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (reassess(None, "2026-03-15"), CauseBeforeTakeover),
        (reassess("CHANGED_CIRCUMSTANCES", "2024-03-15"), ChangeTooOld),
        (
            reassess("DELIBERATE_FALSE_INFO", "2019-01-01", "2026-03-15"),
            EffectBeforeTakeover,
        ),
        (reassess(None, "2026-03-16", "2026-03-01"), EffectBeforeTakeover),
    ],
)
def test_on_another_ground_it_is_refused_and_from_outside_it_is_noticed(
    taken: Folder, command: ReassessGrant, refusal: type[Refusal]
) -> None:
    assert "SOU 2023:9" in refused(refusal, taken, command)
    fields: dict[str, Any] = {
        name: getattr(command, name) for name in GrantReassessed.__dataclass_fields__
    }
    taken.lay(GrantReassessed(**fields), "2026-06-10")
    taken.work("2026-06", 40)
    statement = taken.owed("2026-06", regime="SOU_2023_9")
    (notice,) = [of for of in statement.notices if of.kind == "REASSESSED_AFTER_TAKEOVER"]
    assert "SOU 2023:9" in notice.says
    # It binds all the same: thirty hours a week from its first day.
    steps = [step.value for line in statement.lines for step in line.derivation]
    assert "B-2" in steps


def test_after_the_takeover_the_ordinary_rule_of_the_cause_holds(taken: Folder) -> None:
    refused(EffectiveBeforeCause, taken, reassess(None, "2026-06-05", "2026-05-31"))


def test_a_withdrawal_for_a_cause_before_the_takeover_says_which_command_has_the_grounds(
    taken: Folder,
) -> None:
    withdraw = WithdrawGrant(
        decision_id="B-3",
        authority="FK",
        decided_on=day("2026-06-10"),
        effective_from=day("2026-06-01"),
        ground="moved in with a partner",
        cause_on=day("2026-03-15"),
    )
    assert "reassess-grant" in refused(CauseBeforeTakeover, taken, withdraw)
    assert decided(taken, replace(withdraw, cause_on=day("2026-03-16")))
