"""
How fast documents come in: read at the door, and from files to stored events.

Time reports of eleven rows, the commonest document: 1.2 million a year in the
whole country. Measured on one core, PostgreSQL included, and on all.
"""

import json
import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from consumers.files import ingest
from ledger.store import open_store
from ops.postgres import open_database
from schemas.boundary import Document, read_document

Figure = tuple[str, float, str, str]

REPORTS = 50_000
READ = 20_000
#: The figures of `shared/architecture.md`, section 7, for the same steps done bare.
BESIDE_READ = "pydantic alone, no check of numbers and names: 42 000"
BESIDE_STORED = "COPY of ready rows: 90 000; library, one event a transaction: 450"


def report(number: int) -> dict[str, object]:
    return {
        "type": "time-report-received/1",
        "document_id": f"tr-{number}",
        "sender": "provider.a",
        "received_at": "2026-02-03T10:00:00+01:00",
        "case_ref": f"FK-{number // 8:06d}",
        "assistant": f"ref:a-{number % 20_000}",
        "employer": "org:2021005521",
        "month": "2026-01",
        "rows": [[day, 480, 960, 0] for day in range(1, 12)],
    }


@contextmanager
def one_core() -> Generator[None]:
    """Keep this process, and the server that it starts, on one core."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def read_per_second(assistant: str) -> float:
    line = json.dumps(report(1) | {"assistant": assistant}).encode()
    started = time.perf_counter()
    for _ in range(READ):
        assert isinstance(read_document(line), Document)
    return READ / (time.perf_counter() - started)


def stored_per_second(folder: Path, source: Path) -> tuple[float, float]:
    """Return the reports a second of a first import and of the same again."""
    with (
        open_database(folder) as database,
        open_store(database.url_application, b"k" * 32) as store,
    ):
        first, again = ingest([source], store), ingest([source], store)
    assert (first.stored, again.unchanged) == (REPORTS, REPORTS)
    return REPORTS / first.seconds, REPORTS / again.seconds


def measure() -> list[Figure]:
    """Return what was measured: what, value, unit, and what to hold it against."""
    figures: list[Figure] = []
    with one_core():
        for name, assistant in (("reference", "ref:a-1"), ("identity number", "pnr:201701012393")):
            figures.append(
                (
                    f"time reports read and checked, assistant by {name}, one core",
                    read_per_second(assistant),
                    "reports/s",
                    BESIDE_READ,
                )
            )
    with TemporaryDirectory() as folder:
        work = Path(folder)
        # The embedded server runs as a user of its own when we are root.
        work.chmod(0o755)
        source = work / "month.ndjson"
        with source.open("w") as file:
            file.writelines(json.dumps(report(number)) + "\n" for number in range(REPORTS))
        with one_core():
            first, again = stored_per_second(work / "one", source)
        figures += [
            ("files to stored events, one core", first, "reports/s", BESIDE_STORED),
            ("the same files again, one core", again, "reports/s", BESIDE_STORED),
        ]
        first, again = stored_per_second(work / "all", source)
        figures += [
            ("files to stored events, all cores", first, "reports/s", BESIDE_STORED),
            ("the same files again, all cores", again, "reports/s", BESIDE_STORED),
        ]
    return figures


if __name__ == "__main__":
    for what, value, unit, beside in measure():
        sys.stdout.write(f"{what}: {value:,.0f} {unit} (beside: {beside})\n")
