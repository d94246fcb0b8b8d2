"""The door and claims for sick pay: lost time has a form, and what is claimed of it is a fact."""

import json
from typing import Any

import pytest

from schemas.boundary import Document, read_document

CLAIM: dict[str, Any] = {
    "type": "sick-pay-claimed/1",
    "sender": "provider-1",
    "document_id": "S-1",
    "received_at": "2026-04-01T08:00:00+02:00",
    "case_ref": "FK-000123",
    "municipality": "0180",
    "claimant": "ref:provider",
    "assistant": "ref:a1",
    "sick_from": "2026-03-02",
    "sick_until": "2026-03-11",
    "lost": [["2026-03-02", 480, 900]],
    "hourly_wage_ore": 16500,
    "weekly_minutes": 1800,
    "claimed_ore": 733797,
}


def test_a_claim_is_read() -> None:
    assert isinstance(read_document(json.dumps(CLAIM).encode()), Document)


def test_a_claim_that_is_too_high_or_late_is_a_fact() -> None:
    # Twice the same minutes, twenty days of sickness, no certificate: stored, and cut.
    lost = [["2026-03-02", 480, 900], ["2026-03-02", 480, 900]]
    read = read_document(json.dumps(CLAIM | {"lost": lost, "claimed_ore": 10**9}).encode())
    assert isinstance(read, Document)


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"lost": [["2026-03-02", 900, 480]]}, "lost[0]", "does not end after it starts"),
        ({"lost": [["2026-03-01", 480, 900]]}, "lost[0][0]", "before the sickness of 2026-03-02"),
        ({"lost": [["2026-03-12", 480, 900]]}, "lost[0][0]", "after the sickness ended on"),
        ({"lost": []}, "lost", ""),
        ({"hourly_wage_ore": None}, "hourly_wage_ore", ""),
    ],
)
def test_lost_time_without_form_is_answered(changes: dict[str, Any], field: str, why: str) -> None:
    found = read_document(json.dumps(CLAIM | changes).encode())
    assert isinstance(found, list)
    (reason,) = found
    assert reason.field == field
    assert why in reason.why
