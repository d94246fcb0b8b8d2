"""Settings: what the environment may say, and that all that is wrong is said at once."""

from pathlib import Path

import pytest

from ops.commands.options import wished_rulebook
from ops.settings import SettingsError, before_a_command, read_settings

URL = "postgresql://kvitto:secret@db.example:5432/kvitto"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HOME", "DATABASE_URL", "BLIND_INDEX_KEY_FILE", "REGIME"):
        monkeypatch.delenv(f"KVITTO_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


def faults() -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read_settings()
    return caught.value.faults


def test_without_any_an_embedded_database_lies_in_a_folder_here() -> None:
    settings = read_settings()
    assert (settings.home, settings.address) == (Path(".kvitto"), None)


def test_an_address_and_its_key_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KVITTO_DATABASE_URL", URL)
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", "key")
    settings = read_settings()
    assert (settings.address, settings.blind_index_key_file) == (URL, Path("key"))
    assert "secret" not in repr(settings)


@pytest.mark.parametrize("address", [URL, "postgres:///kvitto", "host=db dbname=kvitto"])
def test_an_address_may_be_a_url_or_words(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("KVITTO_DATABASE_URL", address)
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", "key")
    assert read_settings().address == address


def test_an_address_without_its_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KVITTO_DATABASE_URL", URL)
    (fault,) = faults()
    assert fault.startswith("KVITTO_BLIND_INDEX_KEY_FILE is missing")


def test_who_is_embedded_does_not_care_for_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    assert before_a_command(Path("a b")) == "KVITTO_HOME='a b' "
    for address in (URL, "nonsense", ""):
        monkeypatch.setenv("KVITTO_DATABASE_URL", address)
        assert read_settings(embedded=True).address is None
    # And what is told to type next does not lead to the server either.
    assert before_a_command(Path("x")) == "env -u KVITTO_DATABASE_URL KVITTO_HOME=x "


def test_everything_that_is_wrong_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KVITTO_HOME", "file")
    monkeypatch.setenv("KVITTO_DATABASE_URL", "db.example secret")
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", " ")
    monkeypatch.setenv("KVITTO_DATABSE_URL", URL)
    misspelt, *others = faults()
    assert misspelt.startswith("KVITTO_DATABSE_URL is no setting; did you mean KVITTO_DATABASE_URL")
    assert [fault.split()[0] for fault in others] == [
        "KVITTO_HOME",
        "KVITTO_DATABASE_URL",
        "KVITTO_BLIND_INDEX_KEY_FILE",
    ]
    assert "secret" not in "".join(faults())


def test_an_empty_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KVITTO_DATABASE_URL", "")
    (fault,) = faults()
    assert fault.startswith("KVITTO_DATABASE_URL is empty")


def test_variables_of_the_tests_are_let_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KVITTO_TEST_DATABASE_URL", URL)
    assert read_settings().address is None


def test_the_regime_of_the_settings_is_the_law_where_a_command_names_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KVITTO_REGIME", "SOU_2023_9:2026-07-01")
    assert wished_rulebook(None, None).regime.written == "SOU_2023_9:2026-07-01"
    assert wished_rulebook("LAW_ACTUAL", None).regime.written == "LAW_ACTUAL"
    monkeypatch.setenv("KVITTO_REGIME", "SOU_2032_9")
    with pytest.raises(SettingsError, match="KVITTO_REGIME is 'SOU_2032_9'"):
        read_settings()
