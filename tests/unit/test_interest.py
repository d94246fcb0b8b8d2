"""
Interest on late municipal debits: what was charged is compared with what the law gives.
"""

from datetime import date

import pytest

from ledger.domain.case import Case
from ledger.findings import interest_charged
from ledger.findings.interest import wrong_interest
from ledger.rules import load_rulebook
from schemas.payments import LateInterestCharged
from tests.unit.building import recorded, stamp


def charged(ore: int, due: date) -> Case:
    event = LateInterestCharged(
        municipality="0180",
        month="2026-02",
        debited_ore=2_781_600,
        due_on=due,
        paid_on=date(2026, 4, 20),
        reference_per_mille=20,
        interest_ore=ore,
    )
    return Case.of([recorded(event, stamp("2026-05-01"), "i-1")])


def test_interest_that_the_law_gives_needs_no_notice() -> None:
    case = charged(15_242, date(2026, 3, 31))
    assert len(list(interest_charged(case))) == 1
    assert list(wrong_interest(case, load_rulebook())) == []


@pytest.mark.parametrize(
    ("ore", "due", "says"),
    [
        (15_241, date(2026, 3, 31), "15241 öre was charged of municipality 0180 for 2026-02, and"),
        (15_241, date(2026, 3, 31), "the law gives 15242 öre"),
        (0, date(2010, 3, 31), "it cannot be checked: No value of interest.per_mille_above"),
    ],
)
def test_other_interest_is_noted_and_stops_nothing(ore: int, due: date, says: str) -> None:
    (notice,) = wrong_interest(charged(ore, due), load_rulebook())
    assert notice.kind == "INTEREST_DIFFERS"
    assert says in notice.says
