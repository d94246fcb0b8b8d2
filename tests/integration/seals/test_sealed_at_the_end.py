"""
On the embedded database every command seals what it recorded, with a key made beside it.
"""

import json
import tempfile
from pathlib import Path

import pytest

from ops.cli import main
from tests.postgres_fixtures import quick_folder

WORLD = ("--recipients", "2", "--months", "1", "--seed", "5")


def test_a_laptop_needs_no_second_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def verified() -> dict[str, object]:
        capsys.readouterr()
        assert main(["verify", "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    with tempfile.TemporaryDirectory(prefix="kvitto-test-", dir=quick_folder()) as folder:
        home, world = Path(folder) / "home", Path(folder) / "world"
        monkeypatch.setenv("KVITTO_HOME", str(home))
        assert main(["generate", str(world), *WORLD]) == 0
        assert main(["ingest", str(world)]) == 0
        assert (home / "sealing.key").stat().st_mode & 0o777 == 0o600
        found = verified()
        assert found["size"]
        assert found["unsealed"] == 0

        # A key that is lost keeps nobody from working, and nobody from hearing of it.
        kept = home / "sealing.key"
        kept.rename(home / "lost.key")
        (world / "more.ndjson").write_text("{}\n", "utf-8")
        assert main(["ingest", str(world)]) == 1
        assert "What was recorded is not sealed. The sealing key cannot be" in (
            capsys.readouterr().err
        )
        assert main(["seal"]) == 2
        assert not kept.exists()
        (home / "lost.key").rename(kept)
        assert main(["seal"]) == 0
        assert verified()["unsealed"] == 0
