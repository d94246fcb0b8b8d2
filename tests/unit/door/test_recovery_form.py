"""
The form of recoveries, instalments and debits: every fault is named with what to do.
"""

import datetime as dt
from typing import Any

import pytest

from schemas.boundary.checks import faults
from schemas.commands import AgreeInstalments, DebitMunicipality, DecideRecovery
from schemas.payments import RecoveryDecided, RecoveryInterestCharged, RecoveryLine

FIRST = dt.date(2026, 7, 15)
LATER = dt.date(2026, 8, 14)
FEBRUARY = RecoveryLine(amount_ore=1, month="2026-02")


@pytest.mark.parametrize(
    ("kind", "found", "field"),
    [
        (RecoveryDecided, {"lines": (RecoveryLine(amount_ore=1),)}, "lines[0]"),
        (RecoveryDecided, {"lines": (FEBRUARY, FEBRUARY)}, "lines[1]"),
        (
            RecoveryDecided,
            {"lines": (RecoveryLine(amount_ore=1, month="2026-02", period_from=FIRST),)},
            "lines[0]",
        ),
        (RecoveryDecided, {"decided_on": LATER, "due_on": FIRST}, "due_on"),
        (DecideRecovery, {"months": (), "periods": ()}, "months"),
        (DecideRecovery, {"months": ("2026-02", "2026-02"), "periods": ()}, "months"),
        (DecideRecovery, {"months": (), "periods": (FIRST, FIRST)}, "periods"),
        (DebitMunicipality, {"month": None, "period_from": None}, "month"),
        (DebitMunicipality, {"month": "2026-02", "period_from": FIRST}, "month"),
        (
            AgreeInstalments,
            {"agreed_on": FIRST, "instalments": ((LATER, 1), (LATER, 1))},
            "instalments[1][0]",
        ),
        (
            AgreeInstalments,
            {"agreed_on": LATER, "instalments": ((FIRST, 1),)},
            "instalments[0][0]",
        ),
        (AgreeInstalments, {"agreed_on": FIRST, "instalments": ((LATER, 0),)}, "instalments[0][1]"),
        (RecoveryInterestCharged, {"first_day": LATER, "last_day": FIRST}, "last_day"),
    ],
)
def test_what_has_no_form_is_named_with_its_field(
    kind: type, found: dict[str, Any], field: str
) -> None:
    (reason,) = faults(kind, found)
    assert reason.field == field
    assert reason.what_now.endswith(".")


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (RecoveryDecided, {"lines": (FEBRUARY,), "decided_on": FIRST, "due_on": FIRST}),
        (DecideRecovery, {"months": ("2026-02",), "periods": (FIRST,)}),
        (DebitMunicipality, {"month": "2026-02", "period_from": None}),
        (AgreeInstalments, {"agreed_on": FIRST, "instalments": ((FIRST, 1), (LATER, 1))}),
        (RecoveryInterestCharged, {"first_day": FIRST, "last_day": FIRST}),
    ],
)
def test_what_has_form_is_let_through(kind: type, found: dict[str, Any]) -> None:
    assert faults(kind, found) == []
