"""The papers by which a municipal decision of a case file moves to Försäkringskassan, as events."""

from datetime import timedelta
from typing import Final

from ops.case_file.decisions import stated_hours
from ops.case_file.entries import Entry, id_of
from ops.case_file.envelopes import Documents, Sort
from schemas.municipal.transfer import (
    DecisionKept,
    MunicipalProvisionRequested,
    TransferLapsed,
    TransferRecordQuarantined,
    TransferRecordReceived,
)

_DAY: Final = timedelta(days=1)
_KEPT: Final = ("GROUP_HOME", "DEVIATES_FROM_SFB", "OTHER_AUTHORITY")
_LAPSED: Final = ("DEATH", "ENDED", "MOVED_ABROAD")


def read_records(file: Entry, documents: Documents) -> None:
    """Read the municipalities' records, before the decisions that take them over name them."""
    for entry in file.rows("record"):
        default_id = f"record-{entry.number + 1}"
        first, last = entry.day("from"), entry.date_if_any("through")
        per, (basic, other, double, waiting, standby) = stated_hours(entry)
        replaces = documents.named(entry, "replaces", Sort.DECISION, default_id)
        record = TransferRecordReceived(
            municipality=entry.code("municipality", "0180"),
            municipal_decision=_decision(entry, entry.identity(default_id)),
            recipient=id_of("person", entry.name("recipient", "recipient")),
            eligibility_group=1,
            decided_on=entry.date_or("decided", first - _DAY),
            valid_from=first,
            valid_until=None if last is None else last + _DAY,
            hour_unit=per,
            payee=id_of("party", entry.name("payee", "provider")),
            provision="PROVIDER",
            basic_minutes=basic,
            other_minutes=other,
            double_minutes=double,
            waiting_minutes=waiting,
            standby_minutes=standby,
            group_home=entry.flag("group_home"),
        )
        stamp = entry.stamp("known", first)
        documents.add(Sort.DECISION, entry, default_id, stamp, [record], replaces=replaces)


def read_transfers(file: Entry, documents: Documents) -> None:
    """Read what else became of a transfer: quarantined, kept, lapsed; and who goes on."""
    for entry in file.rows("quarantined"):
        quarantined = TransferRecordQuarantined(
            record=f"{Sort.DECISION.sender}/{entry.text('record')}",
            sha256="0" * 64,
            faults=(("hour_unit", "the field is missing.", "Add it."),),
            municipality=entry.code("municipality", "0180"),
            municipal_decision=_decision(entry, None),
        )
        stamp = entry.day("known")
        documents.add(Sort.DECISION, entry, f"quarantined-{entry.number + 1}", stamp, [quarantined])
    for entry in file.rows("kept"):
        on = entry.day("decided")
        kept = DecisionKept(
            municipality=entry.code("municipality", "0180"),
            municipal_decision=_decision(entry, None),
            decided_on=on,
            reason=entry.choice("reason", _KEPT),
            ground=entry.text("ground") if entry.has("ground") else "kept",
        )
        stamp = entry.stamp("known", on)
        documents.add(Sort.DECISION, entry, f"kept-{entry.number + 1}", stamp, [kept])
    for entry in file.rows("lapsed"):
        on = entry.day("on")
        lapsed = TransferLapsed(
            municipality=entry.code("municipality", "0180"),
            municipal_decision=_decision(entry, None),
            lapsed_on=on,
            reason=entry.choice("reason", _LAPSED),
        )
        stamp = entry.stamp("known", on)
        documents.add(Sort.DECISION, entry, f"lapsed-{entry.number + 1}", stamp, [lapsed])
    for entry in file.rows("goes_on"):
        first = entry.day("from")
        requested_on = entry.date_or("requested", first - _DAY)
        request = MunicipalProvisionRequested(
            municipality=entry.code("municipality", "0180"),
            provider=id_of("party", entry.name("payee")),
            requested_on=requested_on,
            effective_from=first,
        )
        stamp = entry.stamp("known", requested_on)
        documents.add(Sort.DECISION, entry, f"goes-on-{entry.number + 1}", stamp, [request])


def _decision(entry: Entry, default: str | None) -> str:
    """Return the id of the municipal decision that a paper speaks of."""
    return default if default is not None and not entry.has("decision") else entry.text("decision")
