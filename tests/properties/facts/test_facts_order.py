"""
The audit follows from the documents alone: not from the order in which they were laid in.

Nor from the ids that names were given, nor from what is not yet known at its
point. Source: semantics 1.1.
"""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.facts.audits import ASKED, Asked, audited
from tests.properties.facts.documents import INSTANTS, Written, piles
from tests.properties.facts.logs import log_of, read

#: Two fifths of what the profile asks for: each example is two audits.
FEW = settings(max_examples=settings().max_examples * 2 // 5)


#: In how many documents at a time a log is laid in.
BATCH = st.integers(1, 5)


def linked_first(pile: list[Written]) -> list[Written]:
    """
    Return the documents with every link between two names known before all papers.

    Two names that no document had named are bound as soon as one says that
    they are one person, so a point before it was known would differ.
    """
    links = {"received_at": min(INSTANTS).isoformat()}
    return [written | links if written.get("also") else written for written in pile]


@FEW
@given(piles().map(linked_first), ASKED, BATCH, st.randoms(use_true_random=False))
def test_the_order_in_which_documents_were_laid_in_changes_no_byte_of_the_audit(
    pile: list[Written], asked: Asked, batch: int, dice: Random
) -> None:
    first = audited(log_of(pile, batch), asked)
    shuffled = dice.sample(pile, len(pile))
    assert audited(log_of(shuffled, 3, salt=dice.getrandbits(64)), asked) == first


@FEW
@given(piles().map(linked_first), ASKED, BATCH)
def test_an_audit_at_a_point_is_that_of_a_log_in_which_nothing_came_later(
    pile: list[Written], asked: Asked, batch: int
) -> None:
    point = asked[0].point
    known = [written for written in pile if read(written).received_at <= point.instant]
    assert audited(log_of(known, 3), asked) == audited(log_of(pile, batch), asked)
