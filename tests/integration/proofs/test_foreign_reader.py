"""
Other people's programs accept our tiles, checkpoints, cosignatures and proofs, and refuse changes.

The reader (`reader/main.go`) is Go, whose libraries are those of the checksum database and of
transparency-dev.
"""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.proofs.checkpoints import Checkpoint, cosign, sign_checkpoint
from ledger.proofs.merkle import (
    consistency_proof,
    grow,
    inclusion_proof,
    leaf_hash,
    tree_root,
)
from ledger.proofs.notes import COSIGNATURE, Signer
from ledger.proofs.tiles import CHECKPOINT, bundle, tiles_of
from tests.foreign_programs import note_missing

LOG = Signer.of("kvitto.local/tests", bytes(range(32)))
WITNESS = Signer.of("witness.example", bytes(range(3, 35)), COSIGNATURE)

Read = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Read:
    """Build the reader; without Go, or its libraries, the run says aloud what was not read."""
    program = tmp_path_factory.mktemp("reader") / "reader"
    why = "Go is not installed"
    if go := shutil.which("go"):
        built = subprocess.run(
            [go, "build", "-buildvcs=false", "-o", str(program), "."],
            cwd=Path(__file__).parent / "reader",
            check=False,
            capture_output=True,
            text=True,
        )
        why = built.stderr.strip()[-200:] if built.returncode else ""
    if why:
        note_missing(pytestconfig, f"OUR TILES WERE NOT READ BY GO: {why}. Install Go 1.26.")
        pytest.skip(why)

    def read(at: Path, *witnesses: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, str(at), LOG.key.written, *witnesses],
            check=False,
            capture_output=True,
            text=True,
        )

    return read


def published(at: Path, size: int) -> None:
    """Write a log of small entries as static files, with proofs that we claim beside them."""
    entries = [b"entry %d" % number for number in range(size)]
    tiles = grow(0, b"".join(map(leaf_hash, entries)), lambda _level, _number: b"")
    for tile in tiles_of(size):
        path = at / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if tile.level is None:
            first = 256 * tile.number
            path.write_bytes(bundle(entries[first : first + tile.width]))
        else:
            path.write_bytes(tiles[tile.level, tile.number])

    def read(level: int, number: int) -> bytes:
        return tiles[level, number]

    head = Checkpoint(LOG.name, size, tree_root(size, read))
    note = sign_checkpoint(head, [LOG])
    line = cosign(note, WITNESS, 1_790_000_000).line
    (at / CHECKPOINT).write_bytes(note + line.encode())
    indexes = sorted({0, size // 3, size // 2, size - 1})
    olds = sorted({1, size // 2 or 1, size - size // 3, size})
    claimed = {
        "inclusion": [
            {"index": index, "proof": written(inclusion_proof(index, size, read))}
            for index in indexes
        ],
        "consistency": [
            {
                "size": old,
                "root": base64.b64encode(tree_root(old, read)).decode(),
                "proof": written(consistency_proof(old, size, read)),
            }
            for old in olds
        ],
    }
    (at / "proofs.json").write_text(json.dumps(claimed))


def written(proof: list[bytes]) -> list[str]:
    return [base64.b64encode(node).decode() for node in proof]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 70_000])
def test_go_accepts_a_log(reader: Read, tmp_path: Path, size: int) -> None:
    published(tmp_path, size)
    done = reader(tmp_path, WITNESS.key.written)
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    assert (said["origin"], said["size"], said["entries"]) == (LOG.name, size, size)
    assert said["inclusion"] == len({0, size // 3, size // 2, size - 1})
    assert said["consistency"] >= 1
    assert said["cosignatures"] == 1


@pytest.mark.parametrize(
    "path", ["checkpoint", "tile/0/001", "tile/1/000.p/2", "tile/entries/000", "proofs.json"]
)
def test_go_refuses_a_log_of_which_one_bit_changed(reader: Read, tmp_path: Path, path: str) -> None:
    published(tmp_path, 600)
    changed = bytearray((tmp_path / path).read_bytes())
    changed[len(changed) // 2] ^= 1
    (tmp_path / path).write_bytes(bytes(changed))
    done = reader(tmp_path)
    assert done.returncode == 1
    assert done.stderr
