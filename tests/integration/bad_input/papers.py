"""
The papers of one case, as the tests of bad input send them.
"""

import json
from pathlib import Path
from typing import Any

CASE = "FK-000123"


def paper(kind: str, document_id: str, received_on: str, **own: object) -> dict[str, Any]:
    return {
        "type": kind,
        "document_id": document_id,
        "sender": "fk.intake",
        "received_at": f"{received_on}T10:00:00+01:00",
        "case_ref": CASE,
    } | own


def grant(**changes: object) -> dict[str, Any]:
    own: dict[str, object] = {
        "decision_id": "b-1", "authority": "FK", "decided_on": "2026-01-02",
        "effective_from": "2026-01-01", "municipality": "0180", "payee": "org:2021005521",
        "basic_minutes": 3600,
    }  # fmt: skip
    return paper("grant-decided/2", "grant-1", "2026-01-02", **own | changes)


def report(document_id: str = "report-1", **changes: object) -> dict[str, Any]:
    own: dict[str, object] = {
        "assistant": "pnr:201701012393", "employer": "org:2021005521", "month": "2026-01",
        "rows": [[3, 480, 1080, 0]],
    }  # fmt: skip
    return paper("time-report-received/2", document_id, "2026-02-03", **own | changes)


def bill(
    document_id: str = "bill-1", received_on: str = "2026-02-03", **changes: object
) -> dict[str, Any]:
    own: dict[str, object] = {"month": "2026-01", "active_minutes": 600}
    return paper("bill-received/1", document_id, received_on, **own | changes)


def order(document_id: str = "order-1", **changes: object) -> dict[str, Any]:
    own: dict[str, object] = {
        "payee": "org:2021005521", "pay_on": "2026-02-20", "total_ore": 347_700,
        # All of it is within the twenty hours a week that the municipality pays for.
        "lines": [{"amount_ore": 347_700, "month": "2026-01", "municipal": [["0180", 347_700]]}],
    }  # fmt: skip
    return paper("payment-ordered/2", document_id, "2026-02-18", **own | changes)


def settled(of: str = "order-1", **changes: object) -> dict[str, Any]:
    own: dict[str, object] = {
        "order": f"fk.intake/{of}", "amount_ore": 347_700, "settled_on": "2026-02-20",
    }  # fmt: skip
    return paper("payment-settled/1", f"settled-{of}", "2026-02-21", **own | changes)


def line(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode() + b"\n"


def write(path: Path, *rows: dict[str, Any] | bytes) -> Path:
    path.write_bytes(b"".join(row if isinstance(row, bytes) else line(row) for row in rows))
    return path
