"""
Many callers in one call: what one does not fit changes nothing of what the others are answered.
"""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest

from ledger.store import Kind, NewEvent, Outcome, Store
from ledger.store.appending import Group, append_groups, row_of
from schemas.envelope import event_id_of
from tests.contracts.store_events import document, report

LATER = datetime(2999, 1, 1, tzinfo=UTC)
Groups = list[list[NewEvent]]


def drawn(dice: Random, world: str, before: Groups) -> Groups:
    """
    Return groups that share streams, documents and commands, and contradict each other.

    Some are those that came before, once more.
    """

    def named(kind: str, number: int) -> UUID:
        return event_id_of(world, f"{kind} {number}")

    groups: Groups = []
    for _ in range(dice.randrange(2, 14)):
        if before and dice.random() < 0.2:
            groups.append(dice.choice(before))
            continue
        command = named("command", dice.randrange(120)) if dice.random() < 0.4 else None
        group: list[NewEvent] = []
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            number = dice.randrange(150)
            event = document(
                f"{world}/{number}",
                named("stream", dice.randrange(7)),
                report(dice.choice((1, 1, 1, 2))),
                command_id=command,
            )
            if dice.random() < 0.05:
                event = replace(event, envelope=replace(event.envelope, known_at=LATER))
            if dice.random() < 0.3:
                event = replace(event, version=dice.randrange(1, 5))
            group.append(event)
        groups.append(group)
        before.append(group)
    return groups


def told(outcomes: list[list[Outcome]]) -> list[list[tuple[Kind, int | None]]]:
    # Of several documents in the way either may be named.
    unsure = Kind.CONFLICT_DOCUMENT
    return [
        [(one.kind, None if one.kind is unsure else one.version) for one in group]
        for group in outcomes
    ]


def sent(store: Store, groups: Groups) -> list[list[Outcome]]:
    with store.application.log_factory.log.connections.lend() as connection:
        rows = [Group([row_of(event) for event in group], is_repeatable=True) for group in groups]
        return append_groups(connection, rows)


@pytest.mark.parametrize("seed", range(8))
def test_groups_sent_together_are_answered_as_if_each_came_alone(store: Store, seed: int) -> None:
    kinds: set[Kind] = set()
    together, alone = Random(seed), Random(seed)
    mine: Groups = []
    theirs: Groups = []
    for _ in range(25):
        before = store.count()
        answered = sent(store, drawn(together, "together", mine))
        kinds |= {one.kind for group in answered for one in group}
        stored = [one.position for group in answered for one in group if one.kind is Kind.STORED]
        assert sorted(stored, key=repr) == sorted(range(before + 1, store.count() + 1), key=repr)
        one_by_one = [sent(store, [group])[0] for group in drawn(alone, "alone", theirs)]
        assert told(answered) == told(one_by_one)
    for number in range(7):
        one, other = (
            [
                (of.originator_version, of.event)
                for of in store.load(event_id_of(world, f"stream {number}"))
            ]
            for world in ("together", "alone")
        )
        assert one == other
    assert kinds == set(Kind)
