"""
The national month as a store, built once and kept under `.kvitto/bench`.

Built the way any ledger is: files of documents through the door. The folder's name holds the seed
and a hash of what the events depend on, so a changed generator or schema builds a new one. It can
be opened like any ledger: `KVITTO_HOME=<folder> kvitto audit --from 2026-03 --until 2026-03`.
"""

import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from consumers.files import ingest
from ledger.store import open_store, write_blind_index_key
from ops.commands.wiring import KEY_NAME
from ops.postgres import open_database
from ops.world import NATIONAL, generate

ROOT: Final = Path(__file__).parents[2]
SEED: Final = 2026
RECIPIENTS: Final = 18_000
FIRST, MONTHS, MONTH = "2026-01", 3, "2026-03"
FAULTS: Final = 0.02
#: The month that is audited is the first of the reform: decisions move, and are claimed for.
REFORM: Final = date(2026, 3, 1)
REGIME: Final = f"SOU_2023_9:{REFORM}"
COUNTS: Final = "counts.json"
#: What the stored events depend on; `store_of` hashes their text.
_MADE_BY: Final = (
    "ops/world/**/*.py",
    "schemas/**/*.py",
    "ops/postgres/migrations/*.sql",
    "ledger/services/intake.py",
    "ledger/store/codec.py",
)


def made_by() -> str:
    """Return a hash of what the stored events depend on."""
    digest = sha256()
    for path in sorted(path for pattern in _MADE_BY for path in ROOT.glob(pattern)):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def store_of(recipients: int = RECIPIENTS) -> Path:
    """Return the folder of the national store, or of a part of the country; build it if need be."""
    size = "" if recipients == RECIPIENTS else f"-{recipients}"
    home = ROOT / ".kvitto" / "bench" / f"national{size}-{SEED}-{made_by()}"
    if not (home / COUNTS).exists():
        print(f"building {home.relative_to(ROOT)}, which is kept ...", file=sys.stderr)
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        _build(home, recipients)
    return home


def counts_of(home: Path) -> dict[str, Any]:
    """Return what the store holds, and the findings that are hidden in it."""
    return json.loads((home / COUNTS).read_text("utf-8"))


def _build(home: Path, recipients: int) -> None:
    key = write_blind_index_key(home / KEY_NAME)
    with TemporaryDirectory(prefix="kvitto-bench-") as name:
        folder = Path(name)
        made = generate(
            folder,
            recipients=recipients,
            first_month=FIRST,
            months=MONTHS,
            seed=SEED,
            faults=FAULTS,
            manner=NATIONAL,
            reform=REFORM,
        )
        reports = Counter(month for month, _ in _reports(folder))
        shifts: Counter[str] = Counter()
        for month, rows in _reports(folder):
            shifts[month] += rows
        with open_database(home) as database, open_store(database.url_writer, key) as store:
            report = ingest([folder], store)
            assert report.is_complete, report.rejected_rows[:3]
            events = store.count()
        truth = json.loads((folder / "truth.json").read_text("utf-8"))
    counts = {
        "cases": recipients,
        "events": events,
        "documents": made.documents,
        "reports": reports,
        "shifts": shifts,
        "payouts": made.payouts,
        "hidden": sorted(
            [fault["case"], fault["kind"], fault["ore"], fault["then_ore"]]
            for fault in truth["faults"]
        ),
    }
    (home / COUNTS).write_text(json.dumps(counts, indent=1), "utf-8")


def _reports(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield the month and the number of rows of each time report."""
    with (folder / "time-reports.ndjson").open(encoding="utf-8") as lines:
        for line in lines:
            report = json.loads(line)
            yield report["month"], len(report["rows"])


if __name__ == "__main__":
    print(store_of(int(sys.argv[1]) if len(sys.argv) > 1 else RECIPIENTS))
