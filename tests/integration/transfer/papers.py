"""The papers of decisions that move, as a municipality and the agency send them."""

import json
from pathlib import Path
from typing import Any

RECIPIENT = "pnr:202402292383"


def paper(kind: str, document_id: str, received_on: str, **own: object) -> dict[str, Any]:
    return {
        "type": kind,
        "document_id": document_id,
        "sender": "fk.intake",
        "received_at": f"{received_on}T10:00:00+01:00",
        "case_ref": "FK-000123",
    } | own


def opened(case_ref: str = "FK-000123", recipient: str = RECIPIENT) -> dict[str, Any]:
    return paper(
        "case-opened/1", f"open-{case_ref}", "2026-01-02", case_ref=case_ref, recipient=recipient
    )


def record(document_id: str = "rec-1", **changes: object) -> dict[str, Any]:
    own: dict[str, object] = {
        "sender": "m-0180",
        "municipality": "0180",
        "municipal_decision": "K-1",
        "recipient": RECIPIENT,
        "eligibility_group": 1,
        "decided_on": "2024-05-01",
        "valid_from": "2024-06-01",
        "hour_unit": "WEEK",
        "payee": "org:2021005521",
        "provision": "PROVIDER",
        "basic_minutes": 2400,
    }
    return paper("transfer-record-received/1", document_id, "2026-02-10", **own | changes)


def without(document: dict[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != field}


def write(path: Path, *documents: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(document) + "\n" for document in documents))
    return path
