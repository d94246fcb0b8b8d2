"""
A case is its papers in fold order, seen from one point of knowledge.
"""

import pytest

from ledger.amounts import month_of
from ledger.domain.case import Case, History
from ledger.domain.register import Register
from ledger.statement import Carried, statement
from schemas.decisions import DeathReported
from tests.unit.building import (
    Folder,
    assistant_known,
    day,
    recorded,
    rows,
    rules,
    same_person,
    stamp,
    uid,
)

FEBRUARY = month_of("2026-02")


def test_papers_are_folded_by_stamp_then_sender_then_document() -> None:
    death = DeathReported(day("2026-02-01"))
    same, later = stamp("2026-03-01"), stamp("2026-03-02")
    papers = [
        recorded(death, later, "a", "a"),
        recorded(death, same, "b", "b"),
        recorded(death, same, "a", "b"),
        recorded(death, same, "z", "a"),
    ]
    order = [paper.envelope.document_ref for paper in Case.of(papers).history.events]
    assert order == ["a/z", "b/a", "b/b", "a/a"]


def test_a_paper_counts_from_the_instant_it_is_known() -> None:
    folder = Folder()
    folder.grant(60, known="2026-01-01T12:00:00")
    case = folder.case
    assert case.known_until(stamp("2026-01-01T12:00:00")).known == 1
    assert case.known_until(stamp("2026-01-01T11:59:59")).known == 0


def test_a_point_of_a_point_knows_no_more_than_the_earlier() -> None:
    folder = Folder()
    folder.grant(60, known="2026-01-01")
    folder.grant(70, known="2026-02-01")
    first = folder.case.known_until(stamp("2026-01-15"))
    assert first.known_until(stamp("2026-12-31")).known == 1
    assert first.before(1).known == 1


def test_before_a_paper_everything_earlier_in_the_order_is_known() -> None:
    folder = Folder()
    folder.grant(60, known="2026-01-01")
    folder.grant(70, known="2026-02-01")
    assert folder.case.before(1).known == 1
    assert list(folder.case.before(1).decisions) == [0]


def test_a_paper_that_another_names_no_longer_stands() -> None:
    folder = Folder()
    old = folder.grant(60, known="2026-01-01")
    folder.grant(70, known="2026-02-01", replaces=old)
    assert folder.case.decisions == (1,)
    assert folder.case.known_until(stamp("2026-01-31")).decisions == (0,)


def test_what_a_replaced_paper_had_replaced_does_not_come_back() -> None:
    folder = Folder()
    first = folder.grant(60, known="2026-01-01")
    second = folder.grant(70, known="2026-02-01", replaces=first)
    folder.grant(80, known="2026-03-01", replaces=second)
    assert folder.case.decisions == (2,)


def test_a_paper_replaces_only_one_of_its_own_kind() -> None:
    folder = Folder()
    granted = folder.grant(60, known="2026-01-01")
    folder.lay(DeathReported(day("2026-02-01")), "2026-02-02", replaces=granted)
    assert folder.case.decisions == (0, 1)


@pytest.mark.parametrize("named", ["fk/nowhere", "fk/self"])
def test_a_name_that_leads_nowhere_or_to_itself_replaces_nothing(named: str) -> None:
    folder = Folder()
    folder.lay(DeathReported(day("2026-02-01")), "2026-02-02", name="self", replaces=named)
    assert folder.case.decisions == (0,)


def test_points_that_differ_only_in_payments_have_one_fingerprint() -> None:
    folder = Folder()
    folder.grant(60, known="2026-01-01")
    folder.order("2026-02", 100, on="2026-04-20")
    case = folder.case
    assert case.fingerprint(FEBRUARY) == case.before(1).fingerprint(FEBRUARY)


def test_a_correction_that_moves_a_report_away_changes_the_month_it_leaves() -> None:
    folder = Folder()
    old = folder.report("2026-02", rows("1 08:00-09:00"))
    folder.report("2026-03", rows("1 08:00-09:00"), replaces=old)
    case = folder.case
    assert case.fingerprint(FEBRUARY) != case.before(1).fingerprint(FEBRUARY)


def test_a_history_names_each_assistant_once() -> None:
    folder = Folder()
    for month in ("2026-02", "2026-03"):
        folder.report(month, rows("1 08:00-09:00"))
    assert History(folder.papers).assistants == (uid("A"),)
    assert History(folder.papers).last_month == month_of("2026-03")


def test_two_names_are_one_person_from_the_paper_on_that_says_so() -> None:
    register = Register([same_person("B", "A", known="2026-03-01")])
    assert register.person(uid("A")) == register.person(uid("B"))
    before = stamp("2026-02-28")
    assert register.person(uid("A"), before) != register.person(uid("B"), before)


def test_names_are_linked_through_a_third() -> None:
    register = Register([same_person("B", "A"), same_person("C", "B")])
    assert len({register.person(uid(name)) for name in "ABC"}) == 1
    assert set(register.linked([uid(name) for name in "ACD"])) == {uid("A"), uid("C")}
    assert register.linked([uid("A"), uid("D")]) == ()


def test_an_assistant_is_known_under_every_name() -> None:
    register = Register([assistant_known("A"), same_person("B", "A")])
    assert register.knows(uid("B"))
    assert not register.knows(uid("C"))


def test_overlapping_rows_of_two_names_count_once_from_the_link_on() -> None:
    # given one hour reported under each of two names of one person
    folder = Folder()
    folder.grant(60)
    folder.report("2026-02", rows("2 08:00-09:00"), "A")
    folder.report("2026-02", rows("2 08:00-09:00"), "B")
    folder.bill("2026-02", 120)
    # when the register links them, then 60 minutes = 34 770 are owed and not 69 540
    linked = Register([same_person("B", "A")])
    assert folder.owed("2026-02", linked, double_limit="NONE").owed_ore == 34_770
    assert folder.owed("2026-02", double_limit="NONE").owed_ore == 69_540


def test_what_is_carried_is_not_stale_when_a_named_paper_comes_later() -> None:
    # given a late report that names one of April, known after it, which names one of March
    folder = Folder()
    folder.grant(60)
    folder.bill("2026-02", 600)
    march = folder.report("2026-03", rows("2 08:00-18:00"), known="2026-03-20")
    folder.report("2026-02", rows("2 08:00-18:00"), known="2026-05-01", replaces="fk/april")
    folder.report(
        "2026-04", rows("2 08:00-18:00"), name="april", known="2026-05-10", replaces=march
    )
    case, book, register = folder.case, rules(), Register()
    carried = Carried(case.history, register, book)
    before = case.known_until(stamp("2026-05-05"))
    assert statement(before, register, FEBRUARY, book, carried).owed_ore == 0
    # then asking before changes nothing of what is asked after
    fresh = statement(case, register, FEBRUARY, book)
    assert statement(case, register, FEBRUARY, book, carried) == fresh
