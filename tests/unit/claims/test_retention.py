"""How long a person is kept: what keeps it longest, over cases and register."""

from uuid import UUID

from ledger.claims.recoveries.retention import Kept, keeps
from ledger.domain.case import Case
from tests.unit.building import Folder, assistant_known, day, rules

ONE, OTHER = UUID(int=1), UUID(int=2)


def paid(on: str) -> Case:
    folder = Folder()
    folder.grant(60, "2014-01-01")
    folder.work("2014-02", 8)
    folder.pay("2014-02", 100_000, on)
    return folder.case


def test_the_last_payment_of_any_case_keeps_longest() -> None:
    cases = [(ONE, paid("2014-04-20")), (OTHER, paid("2015-04-20"))]
    assert keeps(cases, [], rules()) == Kept(day("2025-04-20"), OTHER)
    assert keeps(reversed(cases), [], rules()) == Kept(day("2025-04-20"), OTHER)


def test_a_case_in_which_nothing_was_paid_is_kept_after_its_last_document() -> None:
    folder = Folder()
    folder.grant(60, "2014-01-01", known="2014-01-15")
    assert keeps([(ONE, folder.case)], [], rules()) == Kept(day("2024-01-15"), ONE)


def test_the_register_is_kept_after_its_last_document() -> None:
    told = [assistant_known("a", known="2016-02-29"), assistant_known("a", known="2015-03-01")]
    assert keeps([], told, rules()) == Kept(day("2026-02-28"), None)
    case = (ONE, paid("2014-04-20"))
    assert keeps([case], told, rules()) == Kept(day("2026-02-28"), None)


def test_whoever_occurs_nowhere_is_kept_for_nothing() -> None:
    assert keeps([], [], rules()) is None
