"""What a decision on its way grants and costs a month, and what a stored row means on a day."""

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest

from ledger.amounts import UNITS
from ledger.domain.transfer.stake import stake_ore, weekly_minutes
from ledger.domain.transfer.states import TransferState
from projections.between.transfers import standing_on
from projections.models.transfers import TransferRow
from tests.unit.building import day, rules

REFORM = rules("SOU_2023_9")


@pytest.mark.parametrize(
    ("minutes", "per", "weekly", "ore"),
    [
        # 40 h a week in the 31 days of March: 40 · 31 / 7 · 352,40 = 62 425,142…
        (2400, "WEEK", Fraction(2400), 6_242_514),
        # 124 h a month are 28 h a week of 31 days: 124 · 352,40.
        (7440, "MONTH", Fraction(1680), 4_369_760),
        # 744 h for six months: 124 h a month.
        (44_640, "PERIOD", Fraction(1680), 4_369_760),
    ],
)
def test_hours_per_week_month_or_period_are_compared_by_month(
    minutes: int, per: str, weekly: Fraction, ore: int
) -> None:
    on = day("2026-03-10")
    assert weekly_minutes(minutes * UNITS, per, on, REFORM) == weekly
    assert stake_ore(minutes * UNITS, per, on, REFORM) == ore


@dataclass(frozen=True)
class Kept:
    """A row as it is kept, with what differs from a validated one."""

    state: str = "VALIDATED"
    ends_on: date | None = None

    @property
    def row(self) -> TransferRow:
        return TransferRow(
            case_id=UUID(int=1),
            municipality="0180",
            decision="K-1",
            state=self.state,
            reason=None,
            since=day("2026-02-10").toordinal(),
            opened_on=day("2026-02-01").toordinal(),
            ends_on=None if self.ends_on is None else self.ends_on.toordinal(),
            units=2400 * UNITS,
            per="WEEK",
            is_past_age_limit=False,
            conflicts=json.dumps([["GROUP_HOME", "SFB 106:24", "lives in one"]]),
            faults="[]",
        )


def test_a_transfer_that_waits_is_as_old_as_its_first_paper() -> None:
    standing = standing_on(Kept().row, day("2026-03-01"), REFORM)
    assert (standing.state, standing.waited_days) == (TransferState.VALIDATED, 28)
    assert standing.conflicts == (("GROUP_HOME", "SFB 106:24", "lives in one"),)


def test_what_has_ended_by_the_day_of_reckoning_has_lapsed_and_waits_no_more() -> None:
    ended = standing_on(Kept(ends_on=day("2026-03-01")).row, day("2026-03-01"), REFORM)
    assert (ended.state, ended.reason, ended.since) == (
        TransferState.LAPSED,
        "ENDED",
        day("2026-03-01"),
    )
    assert ended.waited_days == 0
    taken = standing_on(Kept("TAKEN_OVER", day("2026-03-01")).row, day("2026-03-01"), REFORM)
    assert taken.state is TransferState.TAKEN_OVER


def test_a_day_without_a_rate_shows_no_kronor_and_stops_nothing() -> None:
    assert standing_on(Kept().row, day("2040-01-01"), REFORM).stake_ore is None
