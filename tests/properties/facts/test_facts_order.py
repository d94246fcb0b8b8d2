"""
The audit follows from the documents alone: not from the order in which they were laid in.

Nor from the ids that names were given, nor from what is not yet known at its
point. Source: semantics 1.1.
"""

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.point import KnownAt
from ledger.rules import Rulebook
from projections.audit import Question
from tests.properties.facts.audits import POINTS, RECKONED, audited, rulebooks
from tests.properties.facts.documents import Written, piles
from tests.properties.facts.logs import MemoryLog, read

#: Two fifths of what the profile asks for: each example is two audits.
FEW = settings(max_examples=settings().max_examples * 2 // 5)


def log_of(pile: list[Written], salt: int = 0) -> MemoryLog:
    log = MemoryLog(salt)
    log.lay(pile)
    return log


@FEW
@given(piles(), POINTS, RECKONED, rulebooks(), st.randoms(use_true_random=False))
def test_the_order_in_which_documents_were_laid_in_changes_no_byte_of_the_audit(
    pile: list[Written], point: KnownAt, on: date, rulebook: Rulebook, dice: Random
) -> None:
    question = Question(point, on)
    first = audited(log_of(pile), question, rulebook)
    dice.shuffle(pile)
    assert audited(log_of(pile, salt=dice.getrandbits(64)), question, rulebook) == first


@FEW
@given(piles(), POINTS, RECKONED, rulebooks())
def test_an_audit_at_a_point_is_that_of_a_log_in_which_nothing_came_later(
    pile: list[Written], point: KnownAt, on: date, rulebook: Rulebook
) -> None:
    question = Question(point, on)
    known = [written for written in pile if read(written).received_at <= point.instant]
    assert audited(log_of(known), question, rulebook) == audited(log_of(pile), question, rulebook)
