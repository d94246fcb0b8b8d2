"""
Commands: decided on the history, recorded once, decided again when another came first.
"""

import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from ledger.domain.recorded import Recorded
from ledger.store import Command, CommandConflictError, Decided, Store, StreamBusyError
from schemas.decisions import DeathReported
from schemas.envelope import event_id_of
from tests.contracts.store_events import death, document


def command() -> Command:
    return Command(uuid.uuid4(), actor="anna")


def next_death(history: Sequence[Recorded]) -> list[DeathReported]:
    """Decide something that depends on the history."""
    return [death(len(history) + 1)]


def days(events: Sequence[Recorded]) -> list[int]:
    return [e.event.died_on.day for e in events if isinstance(e.event, DeathReported)]


def test_a_command_records_what_was_decided(store: Store) -> None:
    stream, ours = uuid.uuid4(), command()
    store.append(document(1, stream))
    rests_on = (uuid.uuid4(),)
    recorded = store.execute(
        stream, ours, lambda history: [*next_death(history), Decided(death(9), rests_on, "fk/D-1")]
    )
    assert recorded == store.load(stream)[1:]
    assert [event.position for event in recorded] == [2, 3]
    first, second = (event.envelope for event in recorded)
    assert first.document_ref == f"kvitto/{ours.command_id}:1"
    assert first.event_id == event_id_of("kvitto", first.document_id)
    assert (second.rests_on, second.replaces, second.actor) == (rests_on, "fk/D-1", "anna")
    assert first.command_id == second.command_id == ours.command_id
    assert recorded[0].recorded_at is not None
    assert first.known_at <= recorded[0].recorded_at


def test_a_command_that_decides_nothing_records_nothing(store: Store) -> None:
    assert store.execute(uuid.uuid4(), command(), lambda _: []) == []
    assert store.count() == 0


def test_a_refusal_passes_through(store: Store) -> None:
    class Refused(Exception):
        pass

    def refuse(_: Sequence[Recorded]) -> list[DeathReported]:
        raise Refused

    with pytest.raises(Refused):
        store.execute(uuid.uuid4(), command(), refuse)


def test_a_command_that_is_given_again_gets_the_first_outcome(store: Store) -> None:
    stream, ours = uuid.uuid4(), command()
    first = store.execute(stream, ours, next_death)
    store.append(document("between", stream))
    assert store.execute(stream, ours, next_death) == first
    assert store.count() == 2


def test_a_command_id_with_another_content_is_refused(store: Store) -> None:
    stream, ours = uuid.uuid4(), command()
    store.execute(stream, ours, next_death)
    for events in ([death(28)], [death(1), death(2)]):
        with pytest.raises(CommandConflictError, match=str(ours.command_id)):
            store.execute(stream, ours, lambda _, events=events: events)
    with pytest.raises(CommandConflictError):
        store.execute(uuid.uuid4(), ours, next_death)
    assert store.count() == 1


def test_a_command_is_decided_again_when_another_writer_came_first(store: Store) -> None:
    stream = uuid.uuid4()
    histories: list[int] = []

    def decide(history: Sequence[Recorded]) -> list[DeathReported]:
        histories.append(len(history))
        if len(histories) == 1:
            store.append(document(1, stream))
        return next_death(history)

    assert days(store.execute(stream, command(), decide)) == [2]
    assert histories == [0, 1]


def test_a_command_that_never_comes_first_gives_up(store: Store) -> None:
    stream = uuid.uuid4()
    attempts: list[int] = []

    def decide(history: Sequence[Recorded]) -> list[DeathReported]:
        attempts.append(len(history))
        store.append(document(len(attempts), stream))
        return next_death(history)

    with pytest.raises(StreamBusyError, match="20 times"):
        store.execute(stream, command(), decide)
    assert len(attempts) == 20


def test_many_commands_on_one_stream_are_all_decided_on_what_is_there(store: Store) -> None:
    stream = uuid.uuid4()
    with ThreadPoolExecutor(4) as threads:
        done = [threads.submit(store.execute, stream, command(), next_death) for _ in range(20)]
    assert sorted(days([event for one in done for event in one.result()])) == list(range(1, 21))
    assert days(store.load(stream)) == list(range(1, 21))


def test_one_command_from_two_threads_at_once_is_recorded_once(store: Store) -> None:
    stream, ours, both = uuid.uuid4(), command(), Barrier(2)

    def decide(history: Sequence[Recorded]) -> list[DeathReported]:
        if not history:
            both.wait(timeout=30)
        return next_death(history)

    with ThreadPoolExecutor(2) as threads:
        one, two = (threads.submit(store.execute, stream, ours, decide) for _ in range(2))
    assert one.result() == two.result() == store.load(stream)
    assert store.count() == 1
