"""Gates 4 and 5: who is barred, when a stay closes time, and which gate is the first."""

import pytest

from ledger.amounts import month_of
from ledger.domain.register import Register
from ledger.statement import Gate, Statement, statement
from schemas.bounds import WAITING
from schemas.circumstances import (
    AbroadReported,
    MinutesDisallowed,
    NoticePayStated,
    PermitLossTold,
    ReasonableRateGranted,
    StayReported,
)
from schemas.reports import TimeReportReceived
from tests.unit.building import Folder, Row, assistant_known, day, rows, rules, same_person, uid
from tests.unit.circumstances.register import (
    agreement,
    assistant,
    company,
    permit,
    unable,
)

FEBRUARY = ("2026-02-01", "2026-03-01")


@pytest.fixture
def folder() -> Folder:
    folder = Folder()
    folder.grant(120)
    return folder


def cut(stated: Statement, gate: Gate) -> int:
    return sum(int(of.minutes) for of in stated.cuts if of.gate is gate)


def averaged(
    folder: Folder, worked: tuple[Row, ...], name: str = "A", period: tuple[str, str] = FEBRUARY
) -> None:
    """Lay in a report that states its calculation period; B's is the second part of a form."""
    part, start, end = 1 + (name == "B"), day(period[0]), day(period[1])
    event = TimeReportReceived(
        uid(name), uid("provider"), "2026-02", worked, part, False, start, end
    )
    folder.lay(event, "2026-04-01", f"averaged-{name}")


def test_two_ids_of_one_person_have_the_same_age(folder: Folder) -> None:
    folder.report("2026-02", rows("1-28 08:00-09:00"), "B")
    folder.bill("2026-02", 28 * 60)
    register = Register([assistant("A", eighteen_on="2026-02-15", also="B")])
    assert cut(folder.owed("2026-02", register), Gate.BAR) == 14 * 60


def test_a_finding_that_was_replaced_bars_nothing(folder: Folder) -> None:
    folder.report("2026-02", rows("1-28 08:00-09:00"))
    folder.bill("2026-02", 28 * 60)
    papers = [unable("A", "2026-02-01"), unable("A", "2026-02-28", "v", replaces="register/u")]
    assert cut(folder.owed("2026-02", Register(papers)), Gate.BAR) == 60


def test_residence_is_as_the_latest_document_says(folder: Folder) -> None:
    folder.work("2026-02", 10)
    papers = [
        assistant(resident=False),
        assistant(resident=True, known="2020-02-01", document="b"),
    ]
    assert cut(folder.owed("2026-02", Register(papers)), Gate.BAR) == 0
    assert cut(folder.owed("2026-02", Register(papers[:1])), Gate.BAR) == 600


def test_each_point_of_knowledge_has_its_own_register(folder: Folder) -> None:
    folder.work("2026-02", 10)
    folder.order("2026-02", 1, on="2026-06-01")
    register = Register([unable("A", "2026-01-01", known="2026-05-01")])
    month, book = month_of("2026-02"), rules()
    now = statement(folder.case, register, month, book)
    before = statement(folder.case.before(2), register, month, book)
    assert (cut(now, Gate.BAR), cut(before, Gate.BAR)) == (600, 0)


def test_of_two_reasonable_rates_the_later_paper_counts(folder: Folder) -> None:
    for rate, start in ((20_000, "2026-01-01"), (25_000, "2026-02-01")):
        granted = ReasonableRateGranted(
            assistant=uid("A"), rate_ore=rate, effective_from=day(start)
        )
        folder.lay(granted, start)
    folder.work("2026-02", 10)
    stated = folder.owed("2026-02", Register([assistant(resident=False)]))
    assert stated.owed_ore == 10 * 25_000
    (line,) = stated.lines
    rate_step = next(step for step in line.derivation if step.quantity == "reasonable rate")
    assert rate_step.rule == "G15"
    assert rate_step.events == (folder.papers[2].envelope.event_id,)


def test_a_reasonable_rate_is_nothing_to_who_lives_here(folder: Folder) -> None:
    granted = ReasonableRateGranted(
        assistant=uid("A"), rate_ore=20_000, effective_from=day("2026-01-01")
    )
    folder.lay(granted, "2026-01-01")
    folder.work("2026-02", 10)
    assert folder.owed("2026-02", Register([assistant()])).owed_ore == 347_700


def test_a_barred_row_leaves_its_minute_to_another_row(folder: Folder) -> None:
    # A is disallowed 08–10; the later report of the same person keeps its own minutes.
    folder.report("2026-02", rows("5 08:00-12:00"))
    folder.report("2026-02", rows("5 08:00-12:00"), "B")
    folder.bill("2026-02", 480)
    spans = ((5, 480, 600),)
    disallowed = MinutesDisallowed(month="2026-02", spans=spans, ground="x", assistant=uid("A"))
    folder.lay(disallowed, "2026-04-01")
    stated = folder.owed("2026-02", Register(), double_limit="NONE")
    assert (cut(stated, Gate.BAR), cut(stated, Gate.OVERLAP)) == (120, 0)


def test_disallowed_minutes_of_a_person_are_those_of_all_ids(folder: Folder) -> None:
    folder.report("2026-02", rows("5 08:00-12:00"), "B")
    folder.bill("2026-02", 240)
    disallowed = MinutesDisallowed(
        month="2026-02", spans=((5, 480, 600),), ground="x", assistant=uid("A")
    )
    folder.lay(disallowed, "2026-04-01")
    assert cut(folder.owed("2026-02", Register([same_person("B", "A")])), Gate.BAR) == 120


def test_what_is_late_stays_late_where_it_is_barred_too(folder: Folder) -> None:
    folder.report("2026-02", rows("1-10 08:00-09:00"), known="2026-05-01")
    folder.bill("2026-02", 600)
    stated = folder.owed("2026-02", Register([unable("A", "2026-01-01")]))
    assert (cut(stated, Gate.LATE), cut(stated, Gate.BAR)) == (600, 0)


def test_a_permit_that_is_lost_twice_is_told_of_twice(folder: Folder) -> None:
    folder.report("2026-02", rows("1-28 08:00-09:00"))
    folder.bill("2026-02", 28 * 60)
    folder.lay(PermitLossTold(provider=uid("provider"), told_on=day("2025-03-01")), "2025-03-01")
    papers = [company(), permit("2024-01-01", "2025-03-01"), permit("2025-06-01", "2026-02-11")]
    # The first loss was told of; of the second nobody was told, so it bars at once.
    assert cut(folder.owed("2026-02", Register(papers)), Gate.BAR) == 18 * 60


def test_a_stay_and_a_bar_of_the_same_minute_are_a_bar(folder: Folder) -> None:
    folder.report("2026-02", rows("1-10 08:00-09:00"))
    folder.bill("2026-02", 600)
    folder.lay(
        AbroadReported(
            within_eea=False, left_on=day("2026-02-01"), expected_until=day("2027-02-01")
        ),
        "2026-02-01",
    )
    stated = folder.owed("2026-02", Register([unable("A", "2026-02-06")]))
    assert (cut(stated, Gate.BAR), cut(stated, Gate.STAY)) == (300, 300)


def test_a_stay_that_a_later_paper_corrects_closes_what_that_says(folder: Folder) -> None:
    folder.report("2026-02", rows("1-10 08:00-09:00"))
    folder.bill("2026-02", 600)
    old = folder.lay(StayReported(place="HOSPITAL", first_day=day("2026-02-01")), "2026-02-01")
    folder.lay(
        StayReported(place="HOSPITAL", first_day=day("2026-02-01"), last_day=day("2026-02-04")),
        "2026-03-01",
        replaces=old,
    )
    assert cut(folder.owed("2026-02"), Gate.STAY) == 2 * 60


def test_an_assistant_under_notice_is_paid_for_in_an_institution(folder: Folder) -> None:
    folder.report("2026-02", rows("1-28 08:00-09:00"), employer="recipient")
    folder.report("2026-02", rows("1-28 10:00-11:00"), "B", employer="recipient")
    folder.bill("2026-02", 2 * 28 * 60)
    folder.lay(
        StayReported(place="INSTITUTION", first_day=day("2026-02-02"), first_minute=0),
        "2026-02-02",
    )
    folder.lay(
        NoticePayStated(
            assistant=uid("A"),
            employer=uid("recipient"),
            cause="INSTITUTION",
            ended_on=day("2026-02-02"),
            employed_from=day("2025-01-01"),
        ),
        "2026-02-02",
    )
    assert cut(folder.owed("2026-02"), Gate.STAY) == 27 * 60


def test_working_time_that_is_barred_otherwise_uses_nothing_up(folder: Folder) -> None:
    averaged(folder, rows("1-28 08:00-16:00"))
    folder.bill("2026-02", 28 * 480)
    # 224 h reported, 192 allowed. The 32 h until the 4th are barred, so 192 are left.
    register = Register([assistant(eighteen_on="2026-02-05")])
    stated = folder.owed("2026-02", register)
    assert cut(stated, Gate.BAR) == 4 * 480


def test_a_minute_reported_twice_is_one_minute_of_working_time(folder: Folder) -> None:
    averaged(folder, rows("1-28 08:00-14:00"))
    averaged(folder, rows("1-28 13:00-14:00"), "B")
    folder.bill("2026-02", 28 * 420)
    register = Register([assistant_known("A", also="B")])
    # 168 h of the clock under a limit of 192; what is double is cut by OVERLAP alone.
    stated = folder.owed("2026-02", register)
    assert (cut(stated, Gate.BAR), cut(stated, Gate.OVERLAP)) == (0, 28 * 60)


def test_an_excess_minute_is_barred_in_every_row_that_reports_it(folder: Folder) -> None:
    averaged(folder, rows("1-28 08:00-15:00"))
    averaged(folder, rows("28 14:00-15:00"), "B")
    folder.bill("2026-02", 28 * 420 + 60)
    register = Register([assistant_known("A", also="B"), agreement(49, "2026-01-01")])
    assert cut(folder.owed("2026-02", register), Gate.BAR) == 0
    less = Register([assistant_known("A", also="B"), agreement(48, "2026-01-01")])
    # 196 h under 192: 11–15 on the 28th is barred, in both reports.
    stated = folder.owed("2026-02", less)
    assert (cut(stated, Gate.BAR), cut(stated, Gate.OVERLAP)) == (5 * 60, 0)


def test_time_that_is_cut_at_a_fraction_is_split_exactly(folder: Folder) -> None:
    # 48 · 5 / 7 h = 34 2/7 h; waiting 7 h a day for five days is 35 h of the clock.
    averaged(folder, rows("1-5 08:00-15:00", kind=WAITING), period=("2026-02-01", "2026-02-06"))
    folder.bill("2026-02", 0, 5 * 420)
    stated = folder.owed("2026-02")
    (barred,) = stated.cuts
    assert barred.minutes * 7 == 5 * 60
    assert barred.units * 7 == 5 * 60 * 49


@pytest.mark.parametrize("policy", ["STATED_PERIOD", "OFF"])
def test_without_a_stated_period_no_working_time_is_barred(folder: Folder, policy: str) -> None:
    folder.report("2026-02", rows("1-28 08:00-18:00"))
    folder.bill("2026-02", 28 * 600)
    assert cut(folder.owed("2026-02", worktime_in_case=policy), Gate.BAR) == 0
