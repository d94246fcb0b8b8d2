"""
Appending under a condition: what was decided is recorded only if nothing came into its stream.

Ours states the version that the event must have, in a command whose id is recorded with it, so
that the command sent again is answered and not done twice. Beside it UmaDB, whose client appends if
no event with the stream's tag came after its last, with an id of the event's own; and the library's
recorder for the same kind of condition, on the same PostgreSQL. All append the same bytes, one
event at a time, each client in streams of its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final
from uuid import uuid4

from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem, DCBRecorder
from eventsourcing.dcb.application import DCBApplication

from ledger.domain.recorded import Recorded
from ledger.store import Kind, Store
from ledger.store.codec import dump, name_of
from tests.benchmarks.ground.clients import Act, Rate, beside, run
from tests.benchmarks.ground.opened import database, needed, ours, server, settings
from tests.benchmarks.ground.papers import endless, events
from tests.benchmarks.ground.size import sized
from tests.benchmarks.ground.uma import umadb
from tests.benchmarks.measurement import Measurement

#: Clients, and how many times UmaDB's rate and the library's ours should be.
ASKED: Final = ((16, (0.8, 1.3), (4.0, 10.0)), (64, (1.0, 1.8), (4.0, 10.0)))
Payloads = list[tuple[str, bytes]]


def commanding(store: Store, every: list[Recorded], client: int) -> Act:
    """Return one client of ours, which states versions."""
    papers = endless(every, client)
    versions: dict[object, int] = {}

    def act() -> None:
        paper = next(papers)
        version = versions[paper.stream] = versions.get(paper.stream, 0) + 1
        envelope = replace(paper.envelope, command_id=uuid4())
        outcome = store.append(replace(paper, envelope=envelope, version=version))
        assert outcome.kind is Kind.STORED

    return act


def conditioned(recorder: DCBRecorder, payloads: Payloads) -> Act:
    """Return one client of the library's recorder, with a stream of its own."""
    stream = str(uuid4())
    mine = DCBQuery(items=[DCBQueryItem(tags=[stream])])
    done: list[int] = []

    def act() -> None:
        name, state = payloads[len(done) % len(payloads)]
        condition = DCBAppendCondition(mine, after=done[-1] if done else None)
        done.append(recorder.append([DCBEvent(name, state, [stream])], condition))

    return act


def measure() -> Iterable[Measurement]:
    """Yield the rates with 16 and with 64 clients, all in turns."""
    seconds, rounds = sized((2.5, 3), (1.0, 1), (0.1, 1))
    numbers = iter(range(10**9))
    with server() as running:
        every = events(running, sized(100, 30, 5))
        payloads = [(name_of(of.event), dump(of.envelope, of.event)) for of in every]
        needed()
        with (
            ours(running) as store,
            database(running, "dcb") as address,
            umadb(payloads) as uma,
        ):
            dcb = DCBApplication(settings(address, "eventsourcing.dcb.postgres_tt"))

            def ours_of(clients: int) -> Rate:
                acts = [commanding(store, every, next(numbers)) for _ in range(clients)]
                return run(acts, seconds)

            def library_of(clients: int) -> Rate:
                acts = [conditioned(dcb.recorder, payloads) for _ in range(clients)]
                return run(acts, seconds)

            peers: dict[str, Callable[[int], Rate]] = {"library's DCB recorder": library_of}
            if uma is not None:
                peers["umadb server 0.7.8"] = lambda clients: uma.run(clients, seconds)
            for clients, of_uma, of_library in ASKED:
                told = {"library's DCB recorder": of_library, "umadb server 0.7.8": of_uma}
                met = in_turns(clients, rounds, {"ours": ours_of, **peers})
                for name in peers:
                    what = f"append under a condition, {clients} clients"
                    at_least, aim = told[name]
                    names = ("ours, a command that states a version", name)
                    yield from beside(
                        what, met["ours"], met[name], names, at_least=at_least, aim=aim
                    )
            dcb.close()


def in_turns(
    clients: int, rounds: int, each: dict[str, Callable[[int], Rate]]
) -> dict[str, list[Rate]]:
    """Return the rates of each, round by round."""
    met: dict[str, list[Rate]] = {name: [] for name in each}
    for _ in range(rounds):
        for name, rate in each.items():
            met[name].append(rate(clients))
    return met
