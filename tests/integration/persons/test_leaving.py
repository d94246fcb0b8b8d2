"""What left the ledger, and what is dumped of it, names nobody: least of all who was forgotten."""

import json
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ops.cli import main
from ops.commands.proofs import issuing
from ops.postgres.programs import installed
from tests.integration.persons import test_forgetting
from tests.integration.persons.test_forgetting import Shown, lines, secrets_of
from tests.integration.persons.test_vault import ACCOUNT
from tests.integration.test_ingest import write

# The same world long ago, in which everybody may be forgotten.
files, ledger, shown = test_forgetting.files, test_forgetting.ledger, test_forgetting.shown


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "_PATIENCE", 0.0)


def leave(folder: Path, address: str, case: str) -> None:
    """Let everything leave that can: books, segments, tiles, a receipt, and a dump."""
    folder.mkdir()
    for book in ("sie", "beancount", "hledger", "ledger"):
        assert main(["export", book, "--out", str(folder / f"books.{book}")]) == 0
    assert main(["seal"]) == 0
    assert main(["segments", str(folder / "segments"), "--unfinished"]) == 0
    assert main(["tiles", str(folder / "tiles")]) == 0
    asked = ["receipt", case, "2015-02", "-o", str(folder / "paid.receipt.json")]
    # The sealer of a server is another process.
    assert main(asked) == 0 or (main(["seal"]) == 0 and main(asked) == 0)
    dumped = [installed() / "bin" / "pg_dump", "--dbname", address, "--file", folder / "dump.sql"]
    subprocess.run(dumped, check=True)


def opened(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of each file, out of what they are packed in."""
    for path in sorted(of for of in folder.rglob("*") if of.is_file()):
        yield path.name, path.read_bytes()
        if path.suffix == ".parquet":
            for row in pq.read_table(path).to_pylist():
                yield path.name, row["state"]
        if path.name.endswith(".receipt.json"):
            receipt = json.loads(path.read_bytes())
            for event in (receipt["issued"], *receipt["events"]):
                yield path.name, b64decode(event["entry"]) + b64decode(event.get("state", ""))


def holding(folder: Path, secrets: dict[str, bytes]) -> set[str]:
    """Return the names of the files in which one of these stands, as it is or in hexadecimal."""
    return {
        name
        for name, held in opened(folder)
        for secret in secrets.values()
        if secret in held or secret.hex().encode() in held
    }


def test_nothing_that_left_names_who_is_forgotten(
    ledger: str, files: Path, tmp_path: Path, shown: Shown, capsys: pytest.CaptureFixture[str]
) -> None:
    recipient = next(lines(files / "register.ndjson", "person-registered"))
    number = recipient["person"].removeprefix("pnr:")
    told = shown("person", number)
    texts = {"number": number, "short": number[2:], "name": recipient["name"], "account": ACCOUNT}
    plain = {what: text.encode() for what, text in texts.items()}
    write(files / "broken.ndjson", {**recipient, "document_id": "p-broken", "unknown": 1})
    assert main(["ingest", str(files / "broken.ndjson")]) == 1

    leave(tmp_path / "before", ledger, told["cases"][0])
    secrets = secrets_of(ledger, told["person"])
    assert holding(tmp_path / "before", plain) == set()
    assert holding(tmp_path / "before", secrets) == {"dump.sql"}
    capsys.readouterr()
    assert main(["forget", number, "--why", "kept long enough"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    leave(tmp_path / "after", ledger, told["cases"][0])
    assert holding(tmp_path / "after", plain | secrets) == set()
    # What was set aside is a copy of what came in; whose it is to remove is said.
    rejected = {of for of in holding(files, plain) if ".rejected" in of}
    assert rejected == {"broken.ndjson.rejected"}
    assert "what was set aside beside them (*.rejected)" in said
