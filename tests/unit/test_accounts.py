"""
A month's accounts: which reports and which bill stand, and what came too late (R5, R6).
"""

import pytest

from ledger.amounts import month_of
from ledger.domain.accounts import Accounts, accounts_of, end_of, local_date
from ledger.domain.register import Register
from ledger.statement import statement
from schemas.reports import TimeReportReceived
from tests.unit.building import Folder, day, rows, rules, same_person, stamp, uid

RULES = rules()
LATE = "2026-04-08T00:00:00"


@pytest.fixture
def folder() -> Folder:
    """Return an empty case: no decision is needed to account for a month."""
    return Folder()


def accounts(folder: Folder, month: str = "2026-02") -> Accounts:
    return accounts_of(folder.case, month_of(month), RULES)


def standing(folder: Folder, month: str = "2026-02") -> list[str]:
    """Return the references of the reports that stand, in fold order."""
    places = [report.place for report in accounts(folder, month).reports]
    return [folder.case.history.events[place].envelope.document_ref for place in places]


def billed(folder: Folder) -> tuple[int, int, int] | None:
    bill = accounts(folder).bill
    return None if bill is None else bill.minutes


def test_a_day_ends_at_midnight_in_stockholm() -> None:
    assert end_of(day("2026-01-05")) == stamp("2026-01-06T00:00:00")
    assert end_of(day("2026-03-29")) == stamp("2026-03-30T00:00:00+02:00")
    assert local_date(stamp("2026-01-05T23:59:59")) == day("2026-01-05")


@pytest.mark.parametrize(
    ("month", "due"),
    [("2026-01", "2026-03-05"), ("2026-02", "2026-04-07"), ("2026-05", "2026-07-06")],
)
def test_papers_are_due_on_the_fifth_of_the_second_month_after(month: str, due: str) -> None:
    assert accounts(Folder(), month).due.on == day(due)


def test_reports_of_different_assistants_employers_and_parts_stand_together(folder: Folder) -> None:
    refs = [
        folder.report("2026-02", rows("1 08:00-09:00")),
        folder.report("2026-02", rows("1 08:00-09:00"), "B"),
        folder.report("2026-02", rows("1 08:00-09:00"), employer="other"),
        folder.report("2026-02", rows("1 08:00-09:00"), part=2),
    ]
    assert standing(folder) == refs


def test_the_latest_report_of_the_same_form_replaces_the_earlier_whole(folder: Folder) -> None:
    folder.report("2026-02", rows("1 08:00-09:00"), known="2026-03-01")
    latest = folder.report("2026-02", rows("2 08:00-09:00"), known="2026-03-03")
    folder.report("2026-02", rows("3 08:00-09:00"), known="2026-03-02")
    assert standing(folder) == [latest]


def test_a_report_replaces_the_one_it_names_whatever_its_form(folder: Folder) -> None:
    old = folder.report("2026-02", rows("1 08:00-09:00"), "A")
    new = folder.report("2026-02", rows("1 08:00-09:00"), "B", replaces=old)
    assert standing(folder) == [new]


def test_a_report_may_move_to_another_month(folder: Folder) -> None:
    old = folder.report("2026-02", rows("1 08:00-09:00"))
    new = folder.report("2026-03", rows("1 08:00-09:00"), replaces=old)
    assert standing(folder) == []
    assert standing(folder, "2026-03") == [new]


def test_a_supplementary_report_adds_and_replaces_nothing(folder: Folder) -> None:
    refs = [
        folder.report("2026-02", rows("1 08:00-09:00")),
        folder.report("2026-02", rows("2 08:00-09:00"), adds=True),
        folder.report("2026-02", rows("3 08:00-09:00"), adds=True),
    ]
    assert standing(folder) == refs


def test_a_supplementary_report_may_be_replaced_by_name(folder: Folder) -> None:
    first = folder.report("2026-02", rows("1 08:00-09:00"))
    old = folder.report("2026-02", rows("2 08:00-09:00"), adds=True)
    new = folder.report("2026-02", rows("3 08:00-09:00"), adds=True, replaces=old)
    assert standing(folder) == [first, new]


def test_of_papers_that_name_each_other_the_latest_stands(folder: Folder) -> None:
    folder.report("2026-02", rows("1 08:00-09:00"), "A", name="one", replaces="fk/two")
    folder.report("2026-02", rows("1 08:00-09:00"), "B", name="two", replaces="fk/one")
    assert standing(folder) == ["fk/two"]


def test_a_report_is_late_after_the_due_day_and_has_no_version_in_time(folder: Folder) -> None:
    folder.report("2026-02", rows("1 08:00-09:00"), known=LATE)
    (report,) = accounts(folder).reports
    assert (report.late, report.in_time) == (True, None)


def test_a_late_correction_knows_the_latest_version_in_time(folder: Folder) -> None:
    folder.report("2026-02", rows("1 08:00-09:00"), known="2026-03-01")
    second = folder.report("2026-02", rows("1 08:00-10:00"), known="2026-03-02")
    folder.report("2026-02", rows("1 08:00-11:00"), known=LATE)
    folder.report("2026-02", rows("1 08:00-12:00"), known="2026-05-01")
    (report,) = accounts(folder).reports
    version = folder.case.history.events[folder.case.history.by_ref[second]].event
    assert isinstance(version, TimeReportReceived)
    assert report.event.assistant == uid("A")
    assert (report.late, report.in_time) == (True, version)


def test_a_late_report_that_names_another_kind_of_paper_is_simply_late(folder: Folder) -> None:
    decision = folder.grant(60)
    folder.report("2026-02", rows("1 08:00-09:00"), known=LATE, replaces=decision)
    (report,) = accounts(folder).reports
    assert (report.late, report.in_time) == (True, None)


def test_a_version_corrected_in_its_own_month_carries_nothing_in_another(
    folder: Folder,
) -> None:
    february = folder.report("2026-02", rows("1 08:00-09:00"))
    late = folder.report("2026-02", rows("2 08:00-09:00"), known=LATE)
    moved = folder.report("2026-03", rows("1 08:00-09:00"), known="2026-05-07", replaces=february)
    (corrected,) = accounts(folder).reports
    (of_march,) = accounts(folder, "2026-03").reports
    assert (standing(folder), standing(folder, "2026-03")) == ([late], [moved])
    assert corrected.in_time is not None
    assert (of_march.late, of_march.in_time) == (True, None)


def test_where_lateness_is_only_noted_the_accounts_still_say_what_came_late(folder: Folder) -> None:
    folder.report("2026-02", rows("1 08:00-09:00"), known=LATE)
    folder.bill("2026-02", 60)
    folder.bill("2026-02", 120, known=LATE)
    noted = accounts_of(folder.case, month_of("2026-02"), rules(late="NOTICE"))
    assert (noted.reports[0].late, noted.noted, noted.billed) == (True, True, True)
    assert noted.bill is not None
    assert noted.bill.minutes == (120, 0, 0)


def test_without_a_bill_there_is_none(folder: Folder) -> None:
    assert accounts(folder).bill is None


def test_the_latest_bill_counts_and_supplementary_ones_add(folder: Folder) -> None:
    folder.bill("2026-02", 100, 10, 1)
    folder.bill("2026-02", 200, 20, 2)
    folder.bill("2026-02", 30, adds=True)
    assert billed(folder) == (230, 20, 2)


def test_a_late_bill_counts_per_kind_the_lower_of_the_two(folder: Folder) -> None:
    folder.bill("2026-02", 100, 10, 1)
    folder.bill("2026-02", 90, 20, 5, known=LATE)
    assert billed(folder) == (90, 10, 1)


def test_a_late_bill_alone_is_late(folder: Folder) -> None:
    folder.bill("2026-02", 100, known=LATE)
    bill = accounts(folder).bill
    assert bill is not None
    assert bill.late


def test_a_late_supplementary_bill_that_names_one_in_time_counts_the_lower(folder: Folder) -> None:
    folder.bill("2026-02", 100)
    old = folder.bill("2026-02", 20, adds=True)
    folder.bill("2026-02", 10, adds=True, known=LATE, replaces=old)
    assert billed(folder) == (110, 0, 0)


def test_a_late_bill_follows_the_name_to_another_month(folder: Folder) -> None:
    old = folder.bill("2026-01", 100)
    folder.bill("2026-02", 90, known=LATE, replaces=old)
    assert billed(folder) == (90, 0, 0)


def test_a_version_that_another_paper_in_time_replaced_carries_nothing(folder: Folder) -> None:
    old = folder.report("2026-02", rows("1 08:00-09:00"), "A")
    folder.report("2026-02", rows("1 08:00-09:00"), "B", replaces=old)
    folder.report("2026-02", rows("2 08:00-09:00"), "A", known=LATE)
    late = accounts(folder).reports[-1]
    assert late.in_time is None


def test_one_version_in_time_carries_one_late_correction(folder: Folder) -> None:
    # given one form in time, and late both a form that names it and one of its own key
    old = folder.report("2026-02", rows("1 08:00-09:00"), "A")
    folder.report("2026-02", rows("1 08:00-09:00"), "B", known=LATE, replaces=old)
    folder.report("2026-02", rows("2 08:00-09:00"), "A", known="2026-05-01")
    first, second = accounts(folder).reports
    assert first.in_time is not None
    assert second.in_time is None


def test_a_late_correction_of_a_late_correction_keeps_the_version_in_time(folder: Folder) -> None:
    old = folder.report("2026-02", rows("1 08:00-18:00"), "B")
    folder.report("2026-02", rows("1 08:00-18:00"), "A", known="2026-05-01", replaces=old)
    folder.report("2026-02", rows("1 08:00-17:00"), "A", known="2026-05-10")
    (report,) = accounts(folder).reports
    assert report.in_time is not None


def test_a_report_replaces_that_of_the_same_person_under_another_name() -> None:
    folder = Folder()
    folder.grant()
    folder.bill("2026-02", 900)
    folder.report("2026-02", rows("1 00:00-10:00"))
    folder.report("2026-02", rows("2 00:00-05:00"), "B")
    apart, together = Register(), Register([same_person("B", "A")])
    month = month_of("2026-02")
    assert statement(folder.case, together, month, RULES).owed_ore == 5 * 34_770
    assert statement(folder.case, apart, month, RULES).owed_ore == 15 * 34_770
