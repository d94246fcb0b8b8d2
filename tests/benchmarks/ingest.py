"""
How fast documents come in: read at the door, and from files to stored events.

Time reports of eleven rows, the commonest document: 1.2 million a year in the
whole country. On one core, PostgreSQL included, as lines of JSON and as a sheet
with eleven rows each. Beside it, in the same rounds: pydantic alone on the same
lines, ready events through the same import, and a bare COPY of ready rows into a
table of its own.
"""

import json
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import psycopg

from consumers.files import ingest
from ledger.store import NewEvent, Store, open_store
from ledger.store.codec import dump
from ops.postgres import open_database
from ops.postgres.database import Database
from schemas.boundary import FORMS, Document, read_document
from schemas.envelope import Envelope, event_id_of
from schemas.reports import TimeReportReceived
from tests.benchmarks.measurement import Measurement, one_core, per_second, spread

ROUNDS, REPORTS = 3, 20_000
KIND = "time-report-received/2"
KEY = b"k" * 32


def report(number: int, assistant: str | None = None) -> bytes:
    return json.dumps(
        {
            "type": KIND,
            "document_id": f"tr-{number}",
            "sender": "provider.a",
            "received_at": "2026-02-03T10:00:00+01:00",
            "case_ref": f"FK-{number // 8:06d}",
            "assistant": assistant or f"ref:a-{number % 20_000}",
            "employer": "org:2021005521",
            "month": "2026-01",
            "rows": [[day, 480, 960, 0] for day in range(1, 12)],
        }
    ).encode()


HEADER = (
    "Dokumentnummer;Avsändare;Mottagen;Ärendenummer;Månad;Assistent;Arbetsgivare"
    ";Dag;Från;Till;Slag\r\n"
)


def sheet_rows(number: int) -> str:
    """Return the same report as rows of a sheet, under a number of its own."""
    head = f"sheet-{number};provider.a;2026-02-03 10:00;FK-{number // 8:06d};2026-01"
    who = f"ref:a-{number % 20_000};2021005521"
    return "".join(f"{head};{who};{day};08:00;16:00;aktiv\r\n" for day in range(1, 12))


def ready(number: int, round_: int) -> NewEvent:
    """Return the event of a report, as the door would hand it over."""
    document = f"ready-{round_}-{number}"
    envelope = Envelope(
        event_id_of("provider.a", document),
        datetime(2026, 2, 3, 9, tzinfo=UTC),
        "provider.a",
        document,
        None,
        (),
        "import",
        None,
    )
    rows = tuple((day, 480, 960, 0) for day in range(1, 12))
    event = TimeReportReceived(UUID(int=number % 20_000), UUID(int=1), "2026-01", rows)
    return NewEvent(UUID(int=number // 8), envelope, event)


def reading(line: bytes) -> Callable[[], None]:
    def read() -> None:
        for _ in range(REPORTS):
            assert isinstance(read_document(line), Document)

    return read


def validating(line: bytes) -> Callable[[], None]:
    adapter = FORMS[KIND].adapter

    def validate() -> None:
        for _ in range(REPORTS):
            adapter.validate_json(line, strict=True)

    return validate


def by_the_clock(work: Callable[[], object]) -> float:
    """Return reports a second of real time, since the server works in another process."""
    started = time.perf_counter()
    work()
    return REPORTS / (time.perf_counter() - started)


def copied(database: Database, events: list[NewEvent]) -> float:
    """Return ready rows a second that COPY alone puts into a bare table, fsync on."""
    with psycopg.connect(database.url_owner, autocommit=True) as connection:
        connection.execute("create temp table bare (stream uuid, event_id uuid, state bytea)")
        rows = [
            (one.stream, one.envelope.event_id, dump(one.envelope, one.event)) for one in events
        ]

        def copy() -> None:
            with connection.cursor().copy("copy bare from stdin") as stream:
                for row in rows:
                    stream.write_row(row)

        return by_the_clock(copy)


def stored(folder: Path, round_: int) -> tuple[float, float, float, float, float]:
    """Return reports a second: from lines, again, from a sheet, ready events, bare COPY."""
    source = folder / f"month-{round_}.ndjson"
    source.write_bytes(b"".join(report(number) + b"\n" for number in range(REPORTS)))
    sheet = folder / f"month-{round_}.csv"
    sheet.write_text(HEADER + "".join(map(sheet_rows, range(REPORTS))), "utf-8", newline="")
    events = [ready(number, round_) for number in range(REPORTS)]
    with (
        open_database(folder / "kvitto", name=f"round_{round_}") as database,
        open_store(database.url_writer, KEY) as store,
    ):
        first, again = ingest([source], store), ingest([source], store)
        assert (first.stored, again.unchanged) == (REPORTS, REPORTS)
        as_sheet = ingest([sheet], store)
        assert as_sheet.stored == 11 * REPORTS
        imported = by_the_clock(lambda: imports(store, events))
        return (
            REPORTS / first.seconds,
            REPORTS / again.seconds,
            REPORTS / as_sheet.seconds,
            imported,
            copied(database, events),
        )


def imports(store: Store, events: list[NewEvent]) -> None:
    for start in range(0, REPORTS, 5_000):
        store.import_events(events[start : start + 5_000])


def measure() -> Iterable[Measurement]:
    """Yield documents a second, and what is measured beside them."""
    with one_core():
        for name, assistant in (("reference", "ref:a-1"), ("number", "pnr:201701012393")):
            line = report(1, assistant)
            rates = [per_second(REPORTS, reading(line)) for _ in range(ROUNDS)]
            yield spread(f"time reports read, assistant by {name}", rates, "/s")
        rates = [per_second(REPORTS, validating(report(1))) for _ in range(ROUNDS)]
        yield spread("  beside: pydantic alone", rates, "/s")
        with TemporaryDirectory() as name:
            folder = Path(name)
            # The embedded server runs as a user of its own when we are root.
            folder.chmod(0o755)
            rounds = [stored(folder, round_) for round_ in range(ROUNDS)]
    first, again, sheets, imported, copies = (list(column) for column in zip(*rounds, strict=True))
    yield spread("files to stored events, one core", first, "/s", at_least=3_000, aim=10_000)
    yield spread("  the same files again", again, "/s")
    yield spread("sheets to stored events, one core", sheets, "/s")
    yield spread("  beside: ready events imported", imported, "/s")
    yield spread("  beside: COPY of ready rows", copies, "/s")
