"""
The audit follows from the documents alone: not from the order in which they were laid in.

Nor from the ids that names were given, nor from what is not yet known at its
point. Source: semantics 1.1.
"""

import json
import re
from datetime import UTC, datetime
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.point import KnownAt
from ledger.services.intake import import_documents
from ledger.store import Store
from ops.commands.audit import Scope
from ops.commands.audit import audited as audited_in
from ops.commands.options import Asked as AskedOf
from ops.postgres.database import Database
from ops.show.audit import audit_json
from tests.postgres_fixtures import Cluster
from tests.properties.facts.audits import ASKED, Asked, audited
from tests.properties.facts.documents import Written, piles
from tests.properties.facts.logs import empty_store, log_of, read

#: Three tenths of what the profile asks for: each example is two audits.
FEW = settings(max_examples=settings().max_examples * 3 // 10)


LONG_AFTER = datetime(2099, 1, 1, tzinfo=UTC)
#: In how many documents at a time a log is laid in.
BATCH = st.integers(1, 5)


@FEW
@given(piles(), ASKED, BATCH, st.randoms(use_true_random=False))
def test_the_order_in_which_documents_were_laid_in_changes_no_byte_of_the_audit(
    pile: list[Written], asked: Asked, batch: int, dice: Random
) -> None:
    first = audited(log_of(pile, batch), asked)
    shuffled = dice.sample(pile, len(pile))
    assert audited(log_of(shuffled, 3, salt=dice.getrandbits(64)), asked) == first


@FEW
@given(piles(), ASKED, BATCH)
def test_an_audit_at_a_point_is_that_of_a_log_in_which_nothing_came_later(
    pile: list[Written], asked: Asked, batch: int
) -> None:
    point = asked.question.point
    known = [written for written in pile if read(written).received_at <= point.instant]
    assert audited(log_of(known, 3), asked) == audited(log_of(pile, batch), asked)


def real_audit(store: Store, pile: list[Written], batch: int, asked: Asked) -> str:
    """Return the audit of a store with the documents in it, without their positions in the log."""
    for start in range(0, len(pile), batch):
        import_documents(store, [read(written) for written in pile[start : start + batch]])
    point, on = asked.question.point, asked.question.reckoned_on
    assert isinstance(point, KnownAt)
    by = AskedOf(point.instant, None, on, asked.rulebook, LONG_AFTER)
    return re.sub(r'"position": \d+', "", json.dumps(audit_json(audited_in(store, by, Scope()))))


@settings(max_examples=max(1, settings().max_examples // 10))
@given(pile=piles(), asked=ASKED, dice=st.randoms(use_true_random=False))
def test_two_imports_of_the_same_documents_in_any_order_give_the_same_audit(
    cluster: Cluster, template: Database, pile: list[Written], asked: Asked, dice: Random
) -> None:
    with empty_store(cluster, template) as store:
        first = real_audit(store, pile, 3, asked)
    with empty_store(cluster, template) as store:
        assert real_audit(store, dice.sample(pile, len(pile)), 5, asked) == first
