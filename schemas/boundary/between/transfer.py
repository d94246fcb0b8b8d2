"""
The form of a municipality's record of its decision: hours with their unit, days in order.

Only form: what conflicts with another paper is stored and found
(`ledger.domain.transfer`). A record without form is set aside by `quarantine`.
"""

from collections.abc import Iterator
from typing import Final

from schemas.boundary.check import Check, Fields
from schemas.boundary.reasons import Reason
from schemas.boundary.spans import in_order
from schemas.bounds import HIGHEST_WEEKLY_MINUTES

_MINUTES: Final = (
    "basic_minutes",
    "other_minutes",
    "double_minutes",
    "waiting_minutes",
    "standby_minutes",
)


def _some(found: Fields) -> Iterator[Reason]:
    """Find a record that states no hours at all."""
    if not any(found[name] for name in _MINUTES):
        yield Reason(
            "basic_minutes",
            "the record states no minutes of any kind.",
            "State what the decision grants; a decision that grants nothing is not handed over.",
        )


def _weekly(found: Fields) -> Iterator[Reason]:
    """Find minutes a week that no week has."""
    for name in _MINUTES if found["hour_unit"] == "WEEK" else ():
        if found[name] > HIGHEST_WEEKLY_MINUTES:
            yield Reason(
                name,
                f"{found[name]} minutes a week are more than {HIGHEST_WEEKLY_MINUTES}.",
                "Correct the minutes, or state in hour_unit what they are granted per.",
            )


def _own_price(found: Fields) -> Iterator[Reason]:
    """Find a price of the municipality's own work where somebody else performs it."""
    if found["direct_provision"] and found["provision"] != "MUNICIPAL":
        yield Reason(
            "direct_provision",
            "the municipality performs the assistance itself, and provision says who else does.",
            "Write provision MUNICIPAL, or leave direct_provision out.",
        )


TRANSFER_RECORD: Final = (
    Check(_MINUTES, _some),
    Check(("hour_unit", *_MINUTES), _weekly),
    Check(("provision", "direct_provision"), _own_price),
    in_order("valid_from", "valid_until"),
)
