"""
On which PostgreSQL servers the tests run, and what is said of it.
"""

from pathlib import Path

import pytest

from tests.postgres_servers import PROGRAMS, PostgresServer, newest, servers, what_was_used


def installation(folder: Path, version: str, programs: tuple[str, ...] = PROGRAMS) -> Path:
    """Make an installation whose programs only say their version."""
    (folder / "bin").mkdir(parents=True)
    for program in programs:
        (folder / "bin" / program).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'")
        (folder / "bin" / program).chmod(0o755)
    return folder


def test_the_newest_whole_installation_that_is_not_too_old_is_taken(tmp_path: Path) -> None:
    found = [
        installation(tmp_path / "9", "9.6.24"),
        installation(tmp_path / "14", "14.19"),
        installation(tmp_path / "15", "15.20 (Debian 15.20-0+deb12u1)"),
        installation(tmp_path / "16", "16.2"),
        installation(tmp_path / "99", "99.1", programs=("postgres",)),
    ]
    assert str(newest(found)) == "postgresql-16.2"
    assert str(newest(found[:3])) == "postgresql-15.20"
    assert newest(found[:2]) is None


def test_the_embedded_server_is_always_there_and_comes_first() -> None:
    first, *others = servers()
    assert first.is_embedded
    assert not any(server.is_embedded for server in others)


def test_what_was_used_names_servers_versions_and_tests() -> None:
    used = {PostgresServer("embedded", "18.6"): 3, PostgresServer("postgresql", "15.20"): 3}
    assert what_was_used(used) == (
        "Tests with a database ran on embedded-18.6 (3 tests) and on postgresql-15.20 (3 tests)."
    )


@pytest.mark.parametrize("wanted", ["3", "99"])
def test_a_run_that_demands_more_servers_than_there_are_is_refused(
    wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KVITTO_TEST_SERVERS", wanted)
    servers.cache_clear()
    try:
        with pytest.raises(pytest.UsageError, match="or unset KVITTO_TEST_SERVERS"):
            servers()
    finally:
        servers.cache_clear()
