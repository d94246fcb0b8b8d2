"""
What the environment tells Kvitto, read here and nowhere else.

Every setting is optional: without any, an embedded database lives in `.kvitto`. All that is wrong
is said at once. What is opened with the settings belongs to `ops.commands.wiring`.
"""

import os
import re
import shlex
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from getpass import getuser
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ledger.rules import Rulebook, RulebookError, load_rulebook
from schemas.bounds import LONGEST_ACTOR, LONGEST_WHY

PREFIX: Final = "KVITTO_"
#: The law in force.
DEFAULT_REGIME: Final = "LAW_ACTUAL"
#: Variables that tell the tests something, and the product nothing.
_OF_THE_TESTS: Final = "KVITTO_TEST_"
#: The settings that lead to a server in place of the embedded database.
_OF_A_SERVER: Final = (
    "database_url",
    "blind_index_key_file",
    "master_key_file",
    "sealing_key_file",
)
#: A libpq connection string: an address, or words such as `host=… dbname=…`.
_ADDRESS: Final = re.compile(r"postgres(ql)?://.+|.*\b\w+\s*=.*")


class SettingsError(Exception):
    """The environment is wrong; `faults` are all sentences, not just the first."""

    def __init__(self, faults: Iterable[str]) -> None:
        """Keep the faults."""
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class Settings(BaseSettings):
    """
    The settings, each a variable that begins with `KVITTO_`.

    `home` holds the embedded database and its key. `database_url` replaces the embedded database by
    a server of PostgreSQL 15 or later; `blind_index_key_file` must then be given too, because a key
    that is lost makes every name in that database unreadable for ever. `master_key_file` holds the
    keys under which what names a person is encrypted: without it a server keeps no such text.
    `sealing_key_file` holds the 32 bytes with which the log is sealed. `backup_days` is how long
    backups and archived WAL are kept, after which what is forgotten is in none of them. `regime` is
    the law that is applied where a command names no other: `SOU_2023_9:2026-01-01` in the year of
    the reform. `actor` and `why` are recorded with what is read of cases, `why_required` refuses
    to read without a reason.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    home: Path = Path(".kvitto")
    database_url: SecretStr | None = None
    blind_index_key_file: Path | None = None
    master_key_file: Path | None = None
    sealing_key_file: Path | None = None
    backup_days: Annotated[int, Field(ge=0, le=36_500)] = 35
    regime: str = DEFAULT_REGIME
    actor: Annotated[str, Field(max_length=LONGEST_ACTOR)] | None = None
    why: Annotated[str, Field(max_length=LONGEST_WHY)] | None = None
    why_required: bool = False

    @field_validator(
        "home", "database_url", "blind_index_key_file", "master_key_file", "sealing_key_file",
        "backup_days", "regime", "actor", "why", "why_required",
        mode="before",
    )  # fmt: skip
    @classmethod
    def _not_empty(cls, given: object) -> object:
        if isinstance(given, str) and not given.strip():
            # An empty variable is mostly a mistake of whoever sets it from another
            # one, and must not quietly lead to another database.
            raise ValueError("is empty; give it a value, or unset it to leave it out.")
        return given

    @field_validator("home")
    @classmethod
    def _is_a_folder(cls, home: Path) -> Path:
        if home.exists() and not home.is_dir():
            raise ValueError(f"is {home}, which is no folder; name a folder, or one to be made.")
        return home

    @field_validator("database_url")
    @classmethod
    def _is_an_address(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not _ADDRESS.fullmatch(url.get_secret_value()):
            raise ValueError(
                "is no address of a PostgreSQL database; write it as"
                " postgresql://user@host:5432/kvitto, or unset it for the embedded one."
            )
        return url

    @field_validator("regime")
    @classmethod
    def _is_a_regime(cls, regime: str) -> str:
        try:
            load_rulebook(regime=regime)
        except RulebookError as cause:
            if not cause.subject.startswith("wish"):
                # The edition is at fault and not the setting; whoever loads it says so.
                return regime
            raise ValueError(
                f"is {regime!r}: {'; '.join(cause.faults)}. Write {DEFAULT_REGIME}, or a regime and"
                " its first day as SOU_2023_9:2026-01-01."
            ) from None
        return regime

    @property
    def rulebook(self) -> Rulebook:
        """The newest edition under the regime, with every policy at its default."""
        return load_rulebook(regime=self.regime)

    @model_validator(mode="after")
    def _names_a_key(self) -> Self:
        if self.database_url is not None and self.blind_index_key_file is None:
            raise ValueError(_KEY_MISSING)
        return self

    @property
    def address(self) -> str | None:
        """The database's connection string, which may hold a password; None if embedded."""
        return None if self.database_url is None else self.database_url.get_secret_value()


_KEY_MISSING: Final = (
    "KVITTO_BLIND_INDEX_KEY_FILE is missing, and KVITTO_DATABASE_URL is set: a database of its own"
    " needs the key that it was made with. Name the file; for a new database make one with:"
    " head -c 32 /dev/urandom > FILE && chmod 600 FILE"
)


def read_settings(home: Path | None = None, *, embedded: bool = False) -> Settings:
    """
    Return the settings of the environment; `home` comes before the variable of that name.

    `embedded` leaves out the variables that lead to a server, whatever stands in them. Raises
    `SettingsError` with a sentence for everything that is wrong.
    """
    faults = _unknown(os.environ)
    given: dict[str, Any] = {} if home is None else {"home": home}
    if embedded:
        given |= dict.fromkeys(_OF_A_SERVER)
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults += (_sentence(fault["loc"], fault["msg"]) for fault in error.errors())
    else:
        if not faults:
            return settings
    raise SettingsError(faults)


def default_rulebook() -> Rulebook:
    """
    Return the newest edition under the regime of the environment, and look at nothing else of it.

    What is wrong elsewhere is said, all at once, by whoever opens the ledger.
    """
    regime = os.environ.get(f"{PREFIX}REGIME", DEFAULT_REGIME)
    try:
        return load_rulebook(regime=regime)
    except RulebookError:
        return read_settings().rulebook


class WhoLooks(NamedTuple):
    """Who reads cases, and why, where a command does not say; and whether it must be said."""

    actor: str
    why: str | None
    why_required: bool


def who_looks() -> WhoLooks:
    """Return who looks by the settings, else the user of the operating system."""
    settings = read_settings()
    return WhoLooks(settings.actor or _user(), settings.why, settings.why_required)


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError):
        # A container may run under a number that has no name.
        return f"uid-{os.getuid()}"


def variables(*names: str) -> dict[str, str]:
    """Return those of these variables that are set, whatever stands in them."""
    return {name: os.environ[name] for name in names if name in os.environ}


def before_a_command(home: Path) -> str:
    """Return what to type before a command, so that it asks the embedded database in `home`."""
    server = [f"{PREFIX}{name}".upper() for name in _OF_A_SERVER]
    unset = [f"-u {name} " for name in server if name in os.environ]
    return f"{'env ' if unset else ''}{''.join(unset)}{PREFIX}HOME={shlex.quote(str(home))} "


def _unknown(environment: Mapping[str, str]) -> list[str]:
    """
    Return a sentence for each variable of ours that is no setting.

    A misspelt address would otherwise lead to the embedded database without a word.
    """
    known = [f"{PREFIX}{name}".upper() for name in Settings.model_fields]
    faults: list[str] = []
    for name in sorted(environment):
        if name.upper().startswith(_OF_THE_TESTS) or not name.upper().startswith(PREFIX):
            continue
        if name.upper() not in known:
            near = get_close_matches(name.upper(), known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
            faults.append(f"{name} is no setting; {hint} Unset it or correct its name.")
    return faults


def _sentence(where: tuple[int | str, ...], says: str) -> str:
    told = says.removeprefix("Value error, ")
    return f"{PREFIX}{where[0]}".upper() + f" {told}" if where else told
