"""
The national month read the library's own way: its recorder, its mapper, its transcoder.

`eventsourcing` as its documentation has it: domain events with our fields, stored through its
PostgreSQL recorder and read by `repository.get`. A projector makes our events of them, and the same
function verifies them. The streams and versions are those of our log, so that the register is read
party by party; the ids of all streams are kept beside, in the order of the log. The register is
kept a second time as one stream, which spares the library one query for each party. Run with the
home of a store, and `gathered` for that variant: prints what was found.

The library's PostgreSQL module needs a pool of connections that the product does not: it is
installed beside the stores, for this benchmark alone.
"""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from types import new_class
from typing import Any, Final, cast
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import DomainEvent
from eventsourcing.persistence import JSONTranscoder, Transcoding
from psycopg import conninfo

from ledger.amounts import month_of
from ledger.domain.accounts import local_date
from ledger.domain.point import KnownAt
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import load_rulebook
from ledger.store import Store, open_store, read_blind_index_key
from ops.commands.wiring import KEY_NAME
from ops.postgres import open_database
from ops.postgres.embedded import Server, running_server
from projections.audit import Audit, AuditReport, Question
from schemas.catalogue import EVENTS
from schemas.envelope import Envelope
from schemas.payments import OrderLine, RecoveryLine
from tests.benchmarks.national_store import MONTH, REGIME, ROOT

DATABASE: Final = "library"
REGISTER: Final = UUID(int=1)
#: The ids of the streams, of the register and of the cases; there when all is stored.
STREAMS: Final = "library-streams.json"
GATHERED: Final = "gathered"
#: An insert of some hundreds has been seen to hang: both ends wait for the other to read.
_BATCH: Final = 100
POOL: Final = "psycopg-pool==3.3.3"
EXTRAS: Final = ROOT / ".kvitto" / "bench" / "library"
_ENVELOPE: Final = tuple(field.name for field in dataclasses.fields(Envelope))


def _domain_event(name: str, kind: type) -> type[DomainEvent]:
    """Return a domain event with the fields of ours and of its envelope."""
    assert not {field.name for field in dataclasses.fields(kind)} & set(_ENVELOPE), name
    return new_class(
        kind.__name__, (DomainEvent,), exec_body=lambda body: body.update(__module__=__name__)
    )


DOMAIN_EVENTS: Final = {kind: _domain_event(name, kind) for name, kind in EVENTS.items()}
KINDS: Final = {made: kind for kind, made in DOMAIN_EVENTS.items()}
# Where the library looks a topic up: in the module that it names.
globals().update({made.__name__: made for made in KINDS})


def _line_of(encoded: dict[str, Any]) -> OrderLine:
    encoded["municipal"] = tuple(map(tuple, encoded["municipal"]))
    if encoded["minutes"] is not None:
        encoded["minutes"] = tuple(encoded["minutes"])
    return OrderLine(**encoded)


def _fields_of(line: OrderLine | RecoveryLine) -> dict[str, Any]:
    return {field.name: getattr(line, field.name) for field in dataclasses.fields(line)}


def _transcoding(
    of: type, name: str, encode: Callable[[Any], Any], decode: Callable[[Any], Any]
) -> Transcoding:
    """Return how values of a type are told, in the library's own terms."""
    body = {
        "type": of,
        "name": name,
        "encode": staticmethod(encode),
        "decode": staticmethod(decode),
    }
    return new_class(name, (Transcoding,), exec_body=lambda inside: inside.update(body))()


class Peer(Application[UUID]):
    """An application of the library, with no more than three transcodings of its own."""

    name = "peer"

    def register_transcodings(self, transcoder: JSONTranscoder) -> None:
        super().register_transcodings(transcoder)
        transcoder.register(_transcoding(date, "date_iso", date.isoformat, date.fromisoformat))
        transcoder.register(_transcoding(OrderLine, "order_line", _fields_of, _line_of))
        transcoder.register(
            _transcoding(RecoveryLine, "recovery_line", _fields_of, lambda of: RecoveryLine(**of))
        )

    def history(self, stream: UUID) -> list[Recorded]:
        """Return the events of a stream as ours."""

        def fold(_: object, events: Iterable[DomainEvent]) -> list[Recorded]:
            return [_recorded(event) for event in events]

        return self.repository.get(stream, projector_func=cast("Any", fold))


class Gathered(Peer):
    """The same with all of the register in one stream, in a table of its own."""

    name = GATHERED


def _recorded(event: DomainEvent) -> Recorded:
    fields = dict(vars(event))
    stream, version = fields.pop("originator_id"), fields.pop("originator_version")
    recorded_at = fields.pop("timestamp")
    envelope = {name: fields.pop(name) for name in _ENVELOPE}
    envelope["rests_on"] = tuple(envelope["rests_on"])
    if "rows" in fields:
        fields["rows"] = tuple(map(tuple, fields["rows"]))
    if "lines" in fields:
        fields["lines"] = tuple(fields["lines"])
    kind = KINDS[type(event)]
    return Recorded(stream, version, Envelope(**envelope), kind(**fields), None, recorded_at)


def _stored(recorded: Recorded, stream: UUID, version: int) -> DomainEvent:
    made = object.__new__(DOMAIN_EVENTS[type(recorded.event)])
    envelope, event = recorded.envelope, recorded.event
    state: dict[str, Any] = {
        "originator_id": stream,
        "originator_version": version,
        "timestamp": recorded.recorded_at,
        **{name: getattr(envelope, name) for name in _ENVELOPE},
        **{field.name: getattr(event, field.name) for field in dataclasses.fields(event)},
    }
    object.__setattr__(made, "__dict__", state)
    return made


def peer(server: Server, kind: type[Peer] = Peer) -> closing[Peer]:
    """Open the library's application on its own database of a running server."""
    given = conninfo.conninfo_to_dict(server.address(DATABASE))
    application = kind(
        {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": DATABASE,
            "POSTGRES_HOST": str(given["host"]),
            "POSTGRES_PORT": str(given["port"]),
            "POSTGRES_USER": str(given["user"]),
            "POSTGRES_PASSWORD": "-",
            "CREATE_TABLE": "y",
        }
    )
    return closing(application)


def streams_of(home: Path) -> dict[str, list[str]]:
    """Return the ids of the streams of the `register` and of the `cases`."""
    return json.loads((home / STREAMS).read_text("utf-8"))


def prepare(home: Path) -> str | None:
    """
    Let the library have what it needs and the same events; return what it lacks, if anything.

    All of it is kept, and made in a process of its own.
    """
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(EXTRAS)])
    if not EXTRAS.exists():
        install = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", str(EXTRAS), POOL]
        if subprocess.run([sys.executable, *install], check=False).returncode:
            return f"{POOL} could not be installed"
    command = [sys.executable, "-m", "tests.benchmarks.national_library", str(home), "store"]
    subprocess.run(command, cwd=ROOT, check=True)
    return None


def build(home: Path) -> None:
    """Store the same events through the library's recorder, once; they are kept."""
    if (home / STREAMS).exists():
        return
    print(f"storing {home.name} the library's way too, which is kept ...", file=sys.stderr)
    with (
        open_database(home) as database,
        open_store(database.url_writer, read_blind_index_key(home / KEY_NAME)) as store,
        running_server((home / "postgres").resolve()) as server,
    ):
        with psycopg.connect(server.address(), autocommit=True) as connection:
            connection.execute(f"drop database if exists {DATABASE}")
        server.ensure_database(DATABASE)
        streams = _insert(server, store)
    (home / STREAMS).write_text(json.dumps(streams), "utf-8")


def _insert(server: Server, store: Store) -> dict[str, list[str]]:
    register = store.load_register()
    # A dictionary keeps the order in which the streams were begun.
    begun = dict.fromkeys(str(recorded.originator_id) for recorded in register)
    cases: list[str] = []

    def histories() -> Iterator[Recorded]:
        for case, history in store.load_cases():
            cases.append(str(case))
            yield from history

    with peer(server) as application:
        _record(
            application,
            (
                _stored(recorded, recorded.originator_id, recorded.originator_version)
                for recorded in chain(register, histories())
            ),
        )
    with peer(server, Gathered) as application:
        numbered = enumerate(register, 1)
        _record(application, (_stored(recorded, REGISTER, at) for at, recorded in numbered))
    return {"register": list(begun), "cases": cases}


def _record(application: Peer, events: Iterator[DomainEvent]) -> None:
    while batch := list(islice(events, _BATCH)):
        stored = [application.mapper.to_stored_event(event) for event in batch]
        application.recorder.insert_events(stored)


def audited(home: Path, *, gathered: bool) -> AuditReport:
    """Audit the month through `repository.get`, stream by stream."""
    streams = streams_of(home)
    with running_server((home / "postgres").resolve()) as server, peer(server) as application:
        point = KnownAt(datetime.now(UTC))
        month = month_of(MONTH)
        question = Question(point, local_date(point.instant), month, month)
        if gathered:
            with peer(server, Gathered) as of_register:
                register = Register(of_register.history(REGISTER))
        else:
            parties = map(UUID, streams["register"])
            register = Register(chain.from_iterable(map(application.history, parties)))
        audit = Audit(question, register, load_rulebook(regime=REGIME), {})
        for case in map(UUID, streams["cases"]):
            audit.add(case, application.history(case))
    return audit.report


def main(arguments: Sequence[str]) -> None:
    """Store the events of the home that is given, or audit it and print what was found."""
    home, *rest = arguments
    if rest == ["store"]:
        build(Path(home))
        return
    report = audited(Path(home), gathered=rest == [GATHERED])
    print(report.payouts, report.right, len(report.findings), report.totals.difference_ore)


if __name__ == "__main__":
    # The library looks events up in the module that their topics name, which is not `__main__`.
    import_module("tests.benchmarks.national_library").main(sys.argv[1:])
