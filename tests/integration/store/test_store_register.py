"""
The part of the register that one case needs says of its parties what the whole register says.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest

from ledger.domain.point import Point, RecordedUpTo, select
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.store import NewEvent, Store, load
from schemas.catalogue import RegisterEvent
from schemas.register import AssistantRegistered, PermitReported, PersonRegistered
from tests.contracts.store_events import EMPLOYER, KNOWN_AT, document, provider

DAY = date(2026, 1, 1)


def drawn(dice: Random, parties: list[UUID]) -> list[NewEvent]:
    """Return register documents that link parties, replace each other and come in any order."""
    documents: list[NewEvent] = []
    kinds: list[Callable[[UUID, UUID | None], RegisterEvent]] = [
        lambda party, also: PersonRegistered(person=party, also=also),
        lambda party, also: AssistantRegistered(assistant=party, employer=EMPLOYER, also=also),
        lambda party, _: PermitReported(provider=party, effective_from=DAY),
    ]
    for number in range(80):
        party, other = dice.sample(parties, 2)
        make = dice.choice(kinds)
        documents.append(
            document(
                number,
                party,
                make(party, other if dice.random() < 0.15 else None),
                known_at=KNOWN_AT + timedelta(hours=dice.randrange(-900, 0)),
                replaces=f"fk/D-{dice.randrange(80)}" if dice.random() < 0.2 else None,
            )
        )
    return [*documents, document("case"), document("other", EMPLOYER, provider())]


def said(register: Register, parties: list[UUID]) -> object:
    def ids(events: list[Recorded]) -> list[UUID]:
        return [recorded.envelope.event_id for recorded in events]

    first = register.first_permit
    return (
        [ids(list(register.about(party))) for party in parties],
        [
            [ids([recorded for recorded, _ in register.facts(party, kind)]) for party in parties]
            for kind in (PersonRegistered, AssistantRegistered, PermitReported)
        ],
        [register.person(party) for party in parties],
        register.linked(parties),
        register.learnt(parties),
        [register.may_bar(party, DAY.toordinal()) for party in parties],
        first and first.envelope.event_id,
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_part_of_the_register_says_what_the_whole_says(store: Store, seed: int) -> None:
    dice = Random(seed)
    parties = [UUID(int=dice.getrandbits(128)) for _ in range(40)]
    store.import_events(drawn(dice, parties))
    for _ in range(20):
        named = dice.sample(parties, 3)
        up_to = dice.randrange(1, 83)
        point: Point = RecordedUpTo(up_to, KNOWN_AT)
        whole = store.load_register(up_to)
        part = store.load_register_about(named, up_to)
        assert {of.position for of in part} <= {of.position for of in whole}
        assert len(part) < len(whole) or up_to < 30
        assert said(Register(select(part, point)), named) == said(
            Register(select(whole, point)), named
        )


def test_nothing_is_read_of_a_register_that_names_nobody(store: Store) -> None:
    store.import_events([document("r", EMPLOYER, provider()), document(1)])
    assert store.load_register_about([]) == []
    assert store.load_register_about([UUID(int=5)]) == []
    assert [of.position for of in store.load_register_about([EMPLOYER])] == [1]


@pytest.mark.parametrize("seed", range(6))
def test_a_register_that_is_added_to_says_what_one_made_at_once_says(
    store: Store, seed: int
) -> None:
    dice = Random(seed)
    parties = [UUID(int=dice.getrandbits(128)) for _ in range(40)]
    store.import_events(drawn(dice, parties))
    whole = store.load_register()
    at_once, added = Register(whole), Register()
    left = dice.sample(whole, len(whole))
    while left:
        size = dice.randint(1, 20)
        added.add(left[:size])
        left = left[size:]
    assert said(added, parties) == said(at_once, parties)
    assert added.providers == at_once.providers
    for hours in range(-900, 1, 50):
        known_at = KNOWN_AT + timedelta(hours=hours)
        assert added.is_known_whole(known_at) == at_once.is_known_whole(known_at)
        assert [added.person(one, known_at) for one in parties] == [
            at_once.person(one, known_at) for one in parties
        ]


def test_links_and_replacements_are_found_by_their_indexes(store: Store) -> None:
    store.import_events([document("r", EMPLOYER, provider()), document(1)])
    for condition, index, kind in (
        (load.ALSO, "events_also", "uuid"),
        (load.REPLACING, "events_replaces", "text"),
    ):
        query = f"explain select * from kvitto.events where {condition}"
        with store.connections.lend() as connection:
            connection.execute("set enable_seqscan = off")
            rows = connection.execute(query.replace("%b", f"'{{}}'::{kind}[]").encode()).fetchall()
        assert index in "\n".join(line for (line,) in rows)
        assert not any(f"'{name}'" in condition for name in load.REGISTER_NAMES)
