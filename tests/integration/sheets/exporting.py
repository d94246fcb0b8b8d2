"""
Documents written as sheets, as another system would: nothing of ours is asked how.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

KINDS = ("aktiv", "sjuk", "väntetid", "beredskap")
REPORT = (
    "Dokumentnummer;Avsändare;Mottagen;Ersätter;Ärendenummer;Månad;Assistent;Arbetsgivare;Del"
    ";Dag;Från;Till;Slag"
)
BILL = (
    "Dokumentnummer;Avsändare;Mottagen;Ersätter;Ärendenummer;Månad;Aktiv tid timmar"
    ";Aktiv tid minuter;Väntetid timmar;Väntetid minuter;Beredskap timmar;Beredskap minuter"
)


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def party(name: str) -> str:
    kind, _, number = name.partition(":")
    return name if kind == "ref" else f"{number[:-4]}-{number[-4:]}"


def head(of: Mapping[str, Any]) -> str:
    # The stamps of the world have Sweden's offset, which a sheet need not write.
    received = of["received_at"][:19].replace("T", " ")
    cells = (of["document_id"], of["sender"], received, of.get("replaces", ""))
    return ";".join((*cells, of["case_ref"], of["month"]))


def report_rows(of: Mapping[str, Any]) -> Iterator[str]:
    who = f"{party(of['assistant'])};{party(of['employer'])};{of.get('part', '')}"
    for day, start, end, kind in of["rows"]:
        yield f"{head(of)};{who};{day};{clock(start)};{clock(end)};{KINDS[kind]}"
    if not of["rows"]:
        yield f"{head(of)};{who};;;;"


def bill_row(of: Mapping[str, Any]) -> str:
    times = (of[f"{kind}_minutes"] for kind in ("active", "waiting", "standby"))
    return ";".join((head(of), *(f"{time // 60};{time % 60}" for time in times)))


def written(path: Path, *rows: str) -> Path:
    path.write_bytes(b"\xef\xbb\xbf" + "".join(f"{row}\r\n" for row in rows).encode())
    return path


def export_world(world: Path, to: Path) -> Path:
    """Copy a world, with its reports and bills as sheets."""
    shutil.copytree(world, to)
    for name, header in (("time-reports", REPORT), ("bills", BILL)):
        source = to / f"{name}.ndjson"
        documents = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
        assert documents
        source.unlink()
        rows = (
            (row for of in documents for row in report_rows(of))
            if name == "time-reports"
            else map(bill_row, documents)
        )
        written(to / f"{name}.csv", header, *rows)
    return to
