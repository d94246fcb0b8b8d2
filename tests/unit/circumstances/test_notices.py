"""Notices: what a reader should know though it changes no amount."""

import re
from pathlib import Path

import pytest

from ledger.domain.register import Register
from ledger.rules import MissingValueError
from ledger.statement import NoticeKind
from schemas.circumstances import StayExempted, StayReported
from schemas.decisions import CaseOpened
from tests.unit.building import Folder, day, uid
from tests.unit.circumstances.register import company, permit, person

LEDGER = Path(__file__).parents[3] / "ledger"


@pytest.fixture
def folder() -> Folder:
    folder = Folder()
    folder.lay(CaseOpened("FK-1", uid("R")), "2010-01-01")
    return folder


def kinds(folder: Folder, month: str, register: Register, **wishes: str) -> set[str]:
    return {notice.kind for notice in folder.owed(month, register, **wishes).notices}


def test_every_notice_that_is_made_is_in_the_list() -> None:
    made = re.compile(r'Notice\(\s*"([A-Z_]+)"')
    named = [
        name for path in LEDGER.rglob("*.py") for name in made.findall(path.read_text("utf-8"))
    ]
    assert [name for name in named if name not in set(NoticeKind)] == []
    assert all(kind.says for kind in NoticeKind)


@pytest.mark.parametrize(
    ("month", "noticed"),
    [("2026-01", False), ("2026-02", True), ("2026-03", False), ("2025-02", False)],
)
def test_a_child_that_comes_into_another_band_is_noticed_in_the_month_of_the_birthday(
    folder: Folder, month: str, noticed: bool
) -> None:
    folder.grant(40, "2025-01-01")
    register = Register([person("R", "2014-02")])
    assert (NoticeKind.PARENTAL_BAND in kinds(folder, month, register)) is noticed


@pytest.mark.parametrize("born", ["2026-02", "2008-03", "1990-02", "2015-02"])
def test_other_birthdays_are_not_noticed(folder: Folder, born: str) -> None:
    folder.grant(40)
    register = Register([person("R", born)])
    assert NoticeKind.PARENTAL_BAND not in kinds(folder, "2026-02", register)


def test_the_day_of_coming_of_age_is_noticed_and_ends_the_deduction(folder: Folder) -> None:
    folder.grant(7, "2026-02-01")
    folder.work("2026-02", 28)
    register = Register([person("R", "2008-02")])
    assert NoticeKind.PARENTAL_BAND in kinds(folder, "2026-02", register)
    by_ledger = folder.owed("2026-02", register, parental_apply="BY_LEDGER", grant_pool="MONTH")
    assert by_ledger.owed_ore == 28 * 34_770


def test_a_deduction_takes_a_pool_to_nothing_and_not_below(folder: Folder) -> None:
    folder.grant(7, "2026-02-01")
    folder.work("2026-02", 20)
    register = Register([person("R", "2025-06")])
    # One hour a day was granted, and six are deducted.
    stated = folder.owed("2026-02", register, parental_apply="BY_LEDGER")
    assert stated.owed_ore == 0


def test_a_deduction_before_its_first_value_is_refused_by_name(folder: Folder) -> None:
    folder.grant(40, "2024-01-01")
    folder.work("2024-03", 20)
    with pytest.raises(MissingValueError, match=r"parental\.minutes_from_7 is known for 2024-0"):
        folder.owed("2024-03", Register([person("R", "2015-05")]), parental_apply="BY_LEDGER")


@pytest.mark.parametrize(
    ("born", "decided", "noticed"),
    [
        # 65 until the end of 2022: who turned 65 in December 2022 stays past the limit.
        ("1957-11", "2022-12-15", True),
        ("1957-12", "2022-12-15", False),
        ("1957-12", "2023-01-15", True),
        # 66 from 2023.
        ("1958-01", "2024-01-31", False),
        ("1958-01", "2024-02-01", True),
        # What the limit is in 2026 stands in no edition: it is asked who had passed 66.
        ("1959-12", "2026-01-10", True),
        ("1960-01", "2026-02-10", True),
        ("1965-01", "2026-02-10", False),
    ],
)
def test_a_first_grant_after_the_age_limit_is_noticed(
    folder: Folder, born: str, decided: str, noticed: bool
) -> None:
    folder.grant(40, decided)
    register = Register([person("R", born)])
    assert (NoticeKind.AGE_LIMIT in kinds(folder, decided[:7], register)) is noticed


def test_an_unknown_limit_is_said_to_be_unknown(folder: Folder) -> None:
    folder.grant(40, "2026-02-10")
    (notice,) = folder.owed("2026-02", Register([person("R", "1960-01")])).notices
    assert "the age limit of 2026 is not in the rulebook" in notice.says


def test_an_application_before_the_limit_is_in_time(folder: Folder) -> None:
    folder.grant(40, "2024-03-01", applied="2024-01-10")
    assert NoticeKind.AGE_LIMIT not in kinds(folder, "2024-03", Register([person("R", "1958-01")]))


@pytest.mark.parametrize(("hours", "noticed"), [(40, False), (41, True), (39, False)])
def test_more_hours_after_the_limit_are_noticed(folder: Folder, hours: int, noticed: bool) -> None:
    folder.grant(40, "2020-01-01")
    folder.grant(hours, "2024-06-01")
    register = Register([person("R", "1957-01")])
    assert (NoticeKind.AGE_LIMIT in kinds(folder, "2024-06", register)) is noticed


def test_an_exemption_for_school_from_another_stay_is_noticed(folder: Folder) -> None:
    folder.grant(40)
    stay = folder.lay(StayReported(place="HOSPITAL", first_day=day("2026-02-01")), "2026-02-01")
    exempted = StayExempted(stay=stay, decided_on=day("2026-02-02"), provision="106:25a")
    folder.lay(exempted, "2026-02-02")
    assert NoticeKind.EXEMPTION_WITHOUT_EFFECT in kinds(folder, "2026-02", Register())
    assert NoticeKind.EXEMPTION_WITHOUT_EFFECT not in kinds(folder, "2026-01", Register())


def test_a_provider_without_any_permit_is_noticed_where_permits_are_known(folder: Folder) -> None:
    folder.grant(40)
    folder.work("2026-02", 10)
    alone = Register([company()])
    beside = Register([company(), permit("2020-01-01", name="another")])
    covered = Register([company(), permit("2020-01-01")])
    seen = [
        NoticeKind.PERMIT_NOT_KNOWN in kinds(folder, "2026-02", register)
        for register in (alone, beside, covered)
    ]
    assert seen == [False, True, False]
    assert folder.owed("2026-02", beside).owed_ore == 347_700


def test_noted_lateness_is_a_notice(folder: Folder) -> None:
    folder.grant(40)
    folder.report("2026-02", [(1, 480, 540, 0)], known="2026-05-01")
    folder.bill("2026-02", 60)
    assert NoticeKind.LATE_NOTED in kinds(folder, "2026-02", Register(), late="NOTICE")
    assert NoticeKind.LATE_NOTED not in kinds(folder, "2026-02", Register())
