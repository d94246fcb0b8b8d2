"""
A national year as a store: 18 000 recipients, twelve months, made part by part and kept.

Each part is generated, imported through the door and forgotten again by a process of its own, as
many at a time as there are cores; what is made stays, and a build that broke off goes on with the
next part. The cases are those of one world, whichever parts they were made in.
"""

import json
import os
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from consumers.files import ingest
from ledger.store import open_store, read_blind_index_key, write_blind_index_key
from ops.commands.wiring import KEY_NAME
from ops.postgres import open_database
from ops.world import NATIONAL, generating
from ops.world.casework import case
from ops.world.days import month_from
from ops.world.faults.planning import planned, turns_of
from ops.world.story import Frame
from tests.benchmarks.national_store import COUNTS, RECIPIENTS, ROOT, SEED, made_by

FIRST, MONTHS, LAST = "2025-01", 12, "2025-12"
#: Only the last month hides faults, so this is a share of its payouts.
FAULTS: Final = 0.02
#: Recipients of one part.
PART: Final = 300
_PARTS: Final = "parts"


def year_store(recipients: int = RECIPIENTS) -> Path:
    """Return the folder of the year's store, or of a part of the country; build it if need be."""
    home = ROOT / ".kvitto" / "bench" / f"year-{recipients}-{SEED}-{made_by()}"
    if not (home / COUNTS).exists():
        print(f"building {home.relative_to(ROOT)}, which is kept ...", file=sys.stderr)
        (home / _PARTS).mkdir(parents=True, exist_ok=True)
        _build(home, recipients)
    return home


def _build(home: Path, recipients: int) -> None:
    key = home / KEY_NAME
    if not key.exists():
        write_blind_index_key(key)
    starts = range(0, recipients, PART)
    left = [start for start in starts if not _done(home, start).exists()]
    with open_database(home) as database:
        started = time.perf_counter()
        workers = min(os.cpu_count() or 1, len(left) or 1)
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            making = [
                pool.submit(_make, home, database.url_writer, recipients, start) for start in left
            ]
            for count, one in enumerate(as_completed(making), start=1):
                one.result()
                seconds = time.perf_counter() - started
                rest = seconds / count * (len(left) - count)
                said = f"{len(starts) - len(left) + count} of {len(starts)} parts"
                print(f"  {said}, about {rest / 60:.0f} minutes left", file=sys.stderr)
        with open_store(database.url_writer, read_blind_index_key(key)) as store:
            events = store.count()
    parts: list[dict[str, Any]] = [
        json.loads(_done(home, start).read_text("utf-8")) for start in starts
    ]
    counts = {
        "cases": recipients,
        "events": events,
        "hidden": sorted(one for part in parts for one in part["hidden"]),
        "build_seconds": sum(part["seconds"] for part in parts),
        **{
            name: sum(part["documents"][name] for part in parts)
            for name in ("time-reports", "orders")
        },
    }
    (home / COUNTS).write_text(json.dumps(counts, indent=1), "utf-8")


def _done(home: Path, start: int) -> Path:
    return home / _PARTS / f"{start:06d}.json"


def _make(home: Path, url: str, recipients: int, start: int) -> None:
    """Generate and import one part; to do it twice changes nothing."""
    started = time.perf_counter()
    with TemporaryDirectory(prefix="kvitto-bench-") as name:
        made = _generate(Path(name), recipients, range(start, min(start + PART, recipients)))
        with open_store(url, read_blind_index_key(home / KEY_NAME)) as store:
            report = ingest([Path(name)], store)
            assert report.is_complete, report.rejected_rows[:3]
    counted = {**made, "seconds": time.perf_counter() - started}
    _done(home, start).write_text(json.dumps(counted), "utf-8")


def _generate(folder: Path, recipients: int, part: range) -> Mapping[str, Any]:
    """Write the papers of some of the world's cases."""
    frame = Frame(month_from(FIRST), MONTHS, recipients)
    hidden, unknown = planned(SEED, frame, FAULTS, NATIONAL)
    assert not unknown
    turns = turns_of(SEED, frame, FAULTS, hidden)
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(
                (folder / f"{name}.ndjson").open("w", encoding="utf-8", newline="\n")
            )
            for name in generating.FILES
        }
        writer = generating.Writer(frame, files)
        serial = sum(map(_assistants, range(part.start)))
        for index in part:
            made = case(
                str(SEED),
                frame,
                index,
                serial,
                hidden.get(index),
                manner=NATIONAL,
                turn=turns.get(index),
            )
            assert made.story is not None
            assert len(made.story.assistants) == _assistants(index)
            serial += len(made.story.assistants)
            writer.add(made)
    return {
        "documents": writer.summary.documents,
        "hidden": [[of["case"], of["kind"], of["ore"], of["then_ore"]] for of in writer.found],
    }


def _assistants(index: int) -> int:
    """Return how many assistants the national manner gives a case; it is checked as it is made."""
    return 6 if index % 9 < 5 else 5


if __name__ == "__main__":
    print(year_store(int(sys.argv[1]) if len(sys.argv) > 1 else RECIPIENTS))
