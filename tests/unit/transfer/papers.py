"""Papers of a transfer, in as few words as its tests need."""

from dataclasses import replace
from typing import Any, Final

from ledger.domain.transfer.states import Transfer, transfers_of
from schemas.decisions import CaseOpened, GrantDecided
from schemas.municipal.transfer import (
    DecisionKept,
    TransferDataRequested,
    TransferLapsed,
    TransferRecordQuarantined,
    TransferRecordReceived,
    TransferRegistered,
)
from tests.unit.building import Folder, day, rules, uid

#: The value of any field.
Fact = Any
OPENED: Final = CaseOpened("FK-1", uid("R"))
REGISTERED: Final = TransferRegistered(
    municipality="0180", municipal_decision="K-1", registered_on=day("2026-01-05")
)
REQUESTED: Final = TransferDataRequested(
    municipality="0180", municipal_decision="K-1", requested_on=day("2026-01-10")
)
RECORD: Final = TransferRecordReceived(
    municipality="0180",
    municipal_decision="K-1",
    recipient=uid("R"),
    eligibility_group=1,
    decided_on=day("2024-05-01"),
    valid_from=day("2024-06-01"),
    hour_unit="WEEK",
    payee=uid("provider"),
    provision="PROVIDER",
    basic_minutes=2400,
)
KEPT: Final = DecisionKept(
    municipality="0180",
    municipal_decision="K-1",
    decided_on=day("2026-02-20"),
    reason="GROUP_HOME",
    ground="lives in a group home",
)
LAPSED: Final = TransferLapsed(
    municipality="0180",
    municipal_decision="K-1",
    lapsed_on=day("2026-02-20"),
    reason="MOVED_ABROAD",
)
TAKEOVER: Final = GrantDecided(
    decision_id="B-1",
    authority="FK",
    decided_on=day("2026-03-01"),
    effective_from=day("2026-03-16"),
    municipality="0180",
    payee=uid("provider"),
    basic_minutes=2400,
    takes_over="K-1",
)


def quarantine(record: str = "m-0180/rec-1", **fields: Fact) -> TransferRecordQuarantined:
    stated = {"municipality": "0180", "municipal_decision": "K-1", **fields}
    return TransferRecordQuarantined(
        record=record,
        sha256="0" * 64,
        faults=(("hour_unit", "the field is missing.", "Add it."),),
        **stated,
    )


def record(**fields: Fact) -> TransferRecordReceived:
    return replace(RECORD, **fields)


def takeover(**fields: Fact) -> GrantDecided:
    return replace(TAKEOVER, **fields)


def opened() -> Folder:
    folder = Folder()
    folder.lay(OPENED, "2020-01-01")
    return folder


def transfers(folder: Folder, regime: str = "SOU_2023_9") -> list[Transfer]:
    return [*transfers_of(folder.case, rules(regime))]


def only(folder: Folder, regime: str = "SOU_2023_9") -> Transfer:
    (transfer,) = transfers(folder, regime)
    return transfer


def conflicts(folder: Folder, regime: str = "SOU_2023_9") -> list[str]:
    return [conflict.kind for of in transfers(folder, regime) for conflict in of.conflicts]
