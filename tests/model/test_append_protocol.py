"""
The append protocol at small size: every interleaving, and mutants that must not pass.

`pytest -s` prints how many states each scene has, and the shortest way to each mutant's fault.
"""

from collections.abc import Iterator

import pytest

from tests.model.checking import Checked, check
from tests.model.promises import faults, faults_at_rest
from tests.model.protocol import Call, Document, Protocol, Reader, Sender, State

A, B = Document("A"), Document("B")
A_CHANGED = A._replace(content="changed")


def command(name: str, content: str = "as written", version: int = 1) -> Document:
    return Document(f"{name}:1", content=content, version=version, command=name)


def scene(*calls: Call, faults_left: int, limits: tuple[int, ...] = (1,)) -> State:
    senders = tuple(Sender(call) for call in calls)
    return State(senders, tuple(map(Reader, limits)), faults_left)


def searched(protocol: Protocol, start: State) -> Checked[State]:
    return check(start, protocol.steps, faults, faults_at_rest)


SCENES = {
    "two documents in one stream, two faults": scene(((A,),), ((B,),), faults_left=2),
    "one document from two senders, two faults": scene(((A,),), ((A,),), faults_left=2),
    "a document and the same changed": scene(((A,),), ((A_CHANGED,),), faults_left=2),
    "one command from two senders": scene(
        ((command("C"),),), ((command("C"),),), faults_left=2, limits=(1, 2)
    ),
    "one command id with two contents": scene(
        ((command("C"),),), ((command("C", "other"),),), faults_left=2
    ),
    "two commands for one version": scene(((command("C"),),), ((command("D"),),), faults_left=2),
    "a conflict beside a neighbour in one commit": scene(
        ((command("C"),), (A,)), ((command("D"),),), faults_left=1
    ),
    "a group beside a document": scene(((A, B),), ((Document("E"),),), faults_left=1),
    "three writers, one fault": scene(
        ((A,),), ((command("C"),),), ((command("C"),),), faults_left=1
    ),
}


@pytest.mark.parametrize("name", SCENES)
def test_every_interleaving_keeps_the_promises(name: str) -> None:
    found = searched(Protocol(), SCENES[name])
    print(f"\n{name}: {found}")
    assert found.fault is None, str(found)
    assert found.states > 1_000


MUTANTS = {
    "the head is taken after the check": (
        Protocol(order=("look", "check", "lock", "insert", "head", "commit")),
        scene(((A,),), ((B,),), faults_left=0),
        "told failed without a ground",
        15,
    ),
    "the check sees what was there before the wait": (
        Protocol(order=("look", "lock", "check", "insert", "head", "commit")),
        scene(((A,),), ((B,),), faults_left=0),
        "told failed without a ground",
        15,
    ),
    "what is sent again has no command id": (
        Protocol(sends_again_as_new=True),
        scene(((command("C"),),), faults_left=1),
        "an event was recorded twice",
        15,
    ),
    "the head is set before the insert, in another transaction": (
        Protocol(order=("lock", "head_alone", "look", "check", "insert", "commit")),
        scene(((A,),), ((B._replace(stream="other"),),), faults_left=0),
        "a reader skipped an event",
        15,
    ),
    "a reserved position is still empty when a later one is committed": (
        Protocol(order=("lock", "head_alone", "look", "check", "insert", "commit")),
        scene(((A,),), faults_left=1),
        "positions have a gap, or are not in the order of commits",
        11,
    ),
    "an open answer is guessed from what the log holds now": (
        Protocol(asks_the_log_instead=True),
        scene(((A,),), faults_left=1),
        "told not_recorded, and recorded all the same",
        9,
    ),
    "one conflict fails the whole commit": (
        Protocol(fails_together=True),
        scene(((command("C"),), (A,)), ((command("D"),),), faults_left=0),
        "told conflict_version without a ground",
        15,
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_caught_by_a_shortest_way(name: str) -> None:
    protocol, start, fault, length = MUTANTS[name]

    def only(state: State) -> Iterator[str]:
        return (found for found in faults(state) if found == fault)

    assert searched(Protocol(), start).fault is None
    found = check(start, protocol.steps, only, faults_at_rest)
    print(f"\n{name}: {found}")
    assert (found.fault, len(found.trace)) == (fault, length)
    # The way can be walked, and its last state is the one with the fault.
    state = start
    for label in found.trace:
        state = dict(protocol.steps(state))[label]
    assert state == found.last


EARLY = scene(((A._replace(known_at=1),),), faults_left=1)._replace(ticks_left=1)
AHEAD = scene(((A._replace(version=2),),), ((B,),), faults_left=1)


@pytest.mark.parametrize(("start", "kind"), [(EARLY, "known_later"), (AHEAD, "conflict_version")])
def test_a_refusal_that_time_lifts_is_final_only_where_no_earlier_sending_is_open(
    start: State, kind: str
) -> None:
    # The sending whose answer was lost is judged after the second one, when it fits. Whoever
    # sends the same again is told that it is a duplicate: nothing is lost or doubled.
    lifted = f"told {kind}, and recorded all the same"

    def this(state: State) -> Iterator[str]:
        return (found for found in faults(state) if found == lifted)

    def others(state: State) -> Iterator[str]:
        return (found for found in faults(state) if not found.startswith(f"told {kind}"))

    print(f"\n{check(start, Protocol().steps, this, faults_at_rest)}")
    assert check(start, Protocol().steps, this, faults_at_rest).fault == lifted
    assert check(start, Protocol().steps, others, faults_at_rest).fault is None


def test_the_checker_finds_the_nearest_fault_and_counts_every_state() -> None:
    def steps(number: int) -> Iterator[tuple[str, int]]:
        yield from ((f"+{more}", number + more) for more in (1, 3) if number + more < 10)

    def big(number: int) -> Iterator[str]:
        yield from ["big"] if number == 7 else []

    found = check(0, steps, big, lambda _: [])
    assert (found.fault, found.last, len(found.trace)) == ("big", 7, 3)
    assert check(0, steps, lambda _: [], lambda _: []).states == 10
    assert check(0, steps, lambda _: [], lambda _: ["stuck"]).fault == "stuck"
