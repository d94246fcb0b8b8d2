"""Which decision counts on which day where one is taken over (1.5, 6.1)."""

import pytest

from ledger.amounts import month_of
from ledger.domain.grants import Stretch, granted_time
from tests.unit.building import Folder, day, rules
from tests.unit.transfer.papers import RECORD, TAKEOVER, opened, record, takeover


def stretches(folder: Folder, **wishes: str) -> list[tuple[str, str, str, str]]:
    """Return authority, first day, last day and decision of each run in and around March."""
    granted = granted_time(folder.case, month_of("2026-03"), rules(**wishes))
    return [_run(of) for of in granted.stretches]


def _run(of: Stretch) -> tuple[str, str, str, str]:
    first, last = (type(day("2026-01-01")).fromordinal(n) for n in (of.first, of.after - 1))
    return (of.decision.authority, first.isoformat(), last.isoformat(), of.decision.decision_id)


def around(folder: Folder, **wishes: str) -> list[tuple[str, str]]:
    """Return which decision counts on the last day before the takeover, and on its day."""
    found = stretches(folder, **wishes)
    return [
        (authority, decision)
        for on in ("2026-03-15", "2026-03-16")
        for authority, first, last, decision in found
        if first <= on <= last
    ]


def test_a_record_counts_as_the_decision_that_it_states() -> None:
    folder = opened()
    folder.lay(RECORD, "2026-01-15")
    assert around(folder) == [("0180", "K-1"), ("0180", "K-1")]


def test_from_the_takeover_the_decision_of_the_agency_counts_and_its_period_begins() -> None:
    folder = opened()
    folder.lay(RECORD, "2026-01-15")
    folder.lay(TAKEOVER, "2026-03-01")
    assert around(folder) == [("0180", "K-1"), ("FK", "B-1")]
    granted = granted_time(folder.case, month_of("2026-03"), rules())
    period = next(of.period for of in granted.stretches if of.national)
    assert period.first == day("2026-03-16").toordinal()
    assert period.after == day("2026-09-01").toordinal()


@pytest.mark.parametrize("policy", ["LATEST", "SUM", "REFUSE"])
def test_a_municipal_decision_of_a_later_day_does_not_count_after_the_takeover(policy: str) -> None:
    folder = opened()
    folder.lay(record(decided_on=day("2026-03-10")), "2026-03-10")
    folder.lay(TAKEOVER, "2026-03-01")
    assert around(folder, grant_overlap=policy) == [("0180", "K-1"), ("FK", "B-1")]


def test_nor_does_a_later_reassessment_by_the_municipality() -> None:
    folder = opened()
    folder.lay(RECORD, "2026-01-15")
    folder.grant(30, "2026-03-10", decided="2026-03-20", authority="0180", ground="x")
    folder.lay(TAKEOVER, "2026-03-01")
    assert around(folder) == [("0180", "b2"), ("FK", "B-1")]


def test_when_the_decision_taken_over_is_withdrawn_the_municipal_one_does_not_come_back() -> None:
    folder = opened()
    folder.lay(RECORD, "2026-01-15")
    folder.lay(TAKEOVER, "2026-03-01")
    folder.withdraw("2026-05-01", "2026-04-20")
    assert max(last for _, _, last, _ in stretches(folder)) == "2026-04-30"


def test_of_a_decision_and_its_record_the_decision_counts() -> None:
    folder = opened()
    folder.lay(record(basic_minutes=600), "2026-01-15")
    event = takeover(
        decision_id="K-1", authority="0180", takes_over=None, effective_from=day("2024-06-01")
    )
    folder.lay(event, "2026-01-20")
    granted = granted_time(folder.case, month_of("2026-03"), rules())
    assert {of.decision.basic_minutes for of in granted.stretches} == {2400}


def test_the_latest_record_of_a_decision_counts() -> None:
    folder = opened()
    folder.lay(RECORD, "2026-01-15")
    folder.lay(record(basic_minutes=3000), "2026-01-20")
    granted = granted_time(folder.case, month_of("2026-03"), rules())
    assert {of.decision.basic_minutes for of in granted.stretches} == {3000}


def test_under_the_alternative_a_small_decision_stays_municipal() -> None:
    folder = opened()
    folder.lay(record(basic_minutes=1199), "2026-01-15")
    folder.lay(takeover(basic_minutes=1199), "2026-03-01")
    assert around(folder, qualify="THREE_AND_TWENTY") == [("0180", "K-1"), ("0180", "B-1")]
