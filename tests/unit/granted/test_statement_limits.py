"""
Limits under their other readings, temporary extensions, and wages during notice (G7–G10, G12).
"""

from fractions import Fraction

from ledger.amounts import UNITS, month_of
from ledger.domain.register import Register
from ledger.statement import Gate, Statement, statement
from schemas.circumstances import NoticePayStated
from schemas.decisions import ExtensionGranted
from schemas.reports import CostsApproved
from tests.unit.building import Folder, day, rows, rules, uid

REFORM = "SOU_2023_9:2026-03-01"


def payable(stated: Statement) -> Fraction:
    """Return payable hours."""
    return Fraction(sum(line.units for line in stated.lines)) / (60 * UNITS)


def cut(stated: Statement) -> dict[Gate, Fraction]:
    """Return the hours that each gate cut."""
    hours: dict[Gate, Fraction] = {}
    for one in stated.cuts:
        units = Fraction(one.units) / (60 * UNITS)
        hours[one.gate] = hours.get(one.gate, Fraction(0)) + units
    return hours


def reformed(folder: Folder, month: str, **wishes: str) -> Statement:
    return statement(folder.case, Register(), month_of(month), rules(REFORM, **wishes))


def extend(folder: Folder, first: str, until: str, hours: int = 10) -> None:
    event = ExtensionGranted(
        decision_id="e",
        authority="FK",
        decided_on=day(first),
        effective_from=day(first),
        effective_until=day(until),
        weekly_minutes=hours * 60,
    )
    folder.lay(event, first)


def test_an_extension_adds_nothing_on_days_without_a_decision() -> None:
    folder = Folder()
    folder.grant(7, "2026-03-01", until="2026-03-08")
    extend(folder, "2026-03-01", "2026-03-15", hours=7)
    folder.report("2026-03", rows("1-14 08:00-18:00"))
    folder.bill("2026-03", 140 * 60)
    stated = reformed(folder, "2026-03", grant_pool="MONTH")
    assert payable(stated) == 7 + 7
    assert cut(stated) == {Gate.NO_GRANT: 70, Gate.POOL: 56}


def test_an_extension_over_two_months_remembers_what_the_first_used() -> None:
    folder = Folder()
    folder.grant(0, "2026-03-01")
    extend(folder, "2026-03-25", "2026-04-08")
    for month, days in (("2026-03", "30-31"), ("2026-04", "1-2")):
        folder.report(month, rows(f"{days} 08:00-14:00"))
        folder.bill(month, 12 * 60)
    assert payable(reformed(folder, "2026-03")) == 12
    assert payable(reformed(folder, "2026-04")) == 8


def test_an_extension_that_covers_what_the_base_lacks_is_enough_when_drawn_last() -> None:
    folder = Folder()
    folder.grant(7, "2026-03-01")
    extend(folder, "2026-03-02", "2026-03-16", hours=7)
    folder.report("2026-03", rows("2-8 08:00-13:00", "20-21 08:00-13:00"))
    folder.bill("2026-03", 45 * 60)
    wishes = {"grant_pool": "MONTH"}
    # 31 h and 14 h of the extension's own: 35 h on its days, 10 h after them.
    assert payable(reformed(folder, "2026-03", **wishes)) == 45
    last = reformed(folder, "2026-03", extension_order="LAST", **wishes)
    assert payable(last) == 35


def test_an_extension_before_the_reform_is_told_as_the_municipalitys() -> None:
    folder = Folder()
    folder.grant(60, "2026-01-01")
    extend(folder, "2026-02-24", "2026-03-10")
    folder.work("2026-03", 100)
    assert [of.kind for of in folder.owed("2026-03").notices][:1] == ["EXTENSION_MUNICIPAL"]
    assert "EXTENSION_MUNICIPAL" not in [of.kind for of in reformed(folder, "2026-03").notices]
    assert "EXTENSION_MUNICIPAL" in [of.kind for of in reformed(folder, "2026-02").notices]


def test_double_minutes_are_limited_week_by_week_when_pools_are() -> None:
    folder = Folder()
    folder.grant(0, "2026-01-01", weekly={"basic_minutes": 6000, "double_minutes": 300})
    for assistant in "AB":
        folder.report("2026-02", rows("2-3 08:00-12:00"), assistant)
    folder.bill("2026-02", 16 * 60)
    stated = folder.owed("2026-02", grant_pool="WEEK")
    assert cut(stated) == {Gate.DOUBLE_LIMIT: 3}
    assert cut(folder.owed("2026-02")) == {}


def test_double_minutes_are_cut_alike_when_shares_are() -> None:
    folder = Folder()
    folder.grant(0, "2026-02-01", weekly={"basic_minutes": 6000, "double_minutes": 60})
    for assistant in "AB":
        folder.report("2026-02", rows("2-5 08:00-10:00"), assistant)
    folder.bill("2026-02", 16 * 60)
    stated = folder.owed("2026-02", grant_pool="MONTH", cap_allocation="PRO_RATA")
    assert cut(stated) == {Gate.DOUBLE_LIMIT: 4}
    assert payable(stated) == 12


def test_a_bill_pays_nothing_in_a_month_without_a_decision() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01", until="2026-02-01")
    folder.bill("2026-02", 600)
    assert folder.owed("2026-02", basis="BILL").owed_ore == 0
    folder.bill("2026-01", 600)
    paid = folder.owed("2026-01", basis="BILL")
    assert paid.owed_ore == 342_600 + 5_100
    assert [notice.kind for notice in paid.notices] == ["BILL_DIFFERS"]


def test_what_only_bills_state_is_used_of_the_period_too() -> None:
    folder = Folder()
    folder.grant(7, "2026-01-01", until="2026-03-01")
    folder.bill("2026-01", 50 * 60)
    folder.bill("2026-02", 50 * 60)
    # 59 days of an hour.
    assert payable(folder.owed("2026-02", basis="BILL")) == 9


def test_a_late_correction_is_weighed_like_the_rows_of_its_month() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01")
    waiting = rows("1-4 08:00-08:50", kind=2)
    folder.report("2026-02", waiting)
    folder.report("2026-02", rows("1-5 08:00-08:50", kind=2), known="2026-04-20")
    folder.bill("2026-02", 0, 250)
    stated = folder.owed("2026-02", convert_round="PER_ROW")
    # Each row is 13 minutes, in the version in time and in the late one.
    assert payable(stated) == Fraction(4 * 13, 60)
    assert cut(stated) == {Gate.LATE: Fraction(13, 60)}


def notice(folder: Folder, assistant: str = "A", employer: str = "provider") -> None:
    event = NoticePayStated(
        assistant=uid(assistant),
        employer=uid(employer),
        cause="DEATH",
        ended_on=day("2026-03-10"),
        employed_from=day("2024-01-01"),
    )
    folder.lay(event, "2026-03-20")


def after_a_death() -> Folder:
    """Return a case that ends on 10 March, with work by A and B until May, costs approved."""
    folder = Folder()
    folder.grant(70, "2026-01-01")
    folder.death("2026-03-10")
    for month, days in (("2026-03", "9-31"), ("2026-04", "1-12")):
        for assistant, hours in (("A", "08:00-13:00"), ("B", "13:00-14:00")):
            folder.report(month, rows(f"{days} {hours}"), assistant)
        folder.bill(month, 60 * 60 * 6)
        folder.lay(CostsApproved(month, 100_000_000), "2026-05-01")
    return folder


def test_wages_during_notice_are_paid_for_until_the_same_day_of_the_next_month() -> None:
    folder = after_a_death()
    notice(folder)
    march, april = folder.owed("2026-03"), folder.owed("2026-04")
    # B's work, and everybody's after 10 April, comes after the death.
    assert payable(march) == 2 * 6 + 21 * 5
    assert cut(march) == {Gate.DEATH: 21}
    assert payable(april) == 10 * 5
    assert cut(april) == {Gate.DEATH: 12 + 10}
    assert april.closed_by == frozenset()


def test_no_municipality_shares_wages_during_notice() -> None:
    folder = after_a_death()
    notice(folder)
    # Ten days: 20 · 10 / 7 h, more than the 12 h worked while the recipient lived.
    assert folder.owed("2026-03").municipalities == {"0180": 12 * 34_770}
    assert folder.owed("2026-04").municipalities == {}


def test_wages_during_notice_are_limited_to_the_hours_granted_for_its_days() -> None:
    folder = after_a_death()
    folder.grant(7, "2026-03-01", decided="2026-02-20")
    notice(folder)
    march, april = folder.owed("2026-03"), folder.owed("2026-04")
    # 31 days of one hour, 11 March to 10 April; all of them are used by 17 March.
    assert payable(march) == 12 + 31
    assert cut(march)[Gate.POOL] == 105 - 31
    assert payable(april) == 0
    assert cut(april) == {Gate.POOL: 50, Gate.DEATH: 22}


def test_a_notice_of_another_employer_or_without_a_grant_pays_for_nothing() -> None:
    folder = after_a_death()
    notice(folder, employer="another")
    assert payable(folder.owed("2026-03")) == 12
    folder = after_a_death()
    folder.withdraw("2026-03-01", "2026-02-20")
    notice(folder)
    assert payable(folder.owed("2026-03")) == 0
