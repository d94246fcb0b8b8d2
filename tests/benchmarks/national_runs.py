"""
Running something on the national store as if for the first time, and what it took.

Cold: the server is stopped and started, its caches are empty, and the work is done by new
processes. The system is told to forget the store's files as well, where it lets itself be told;
the files of programs stay. No time is taken while memory is sampled.
"""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ops.postgres.embedded import running_server

ROOT: Final = Path(__file__).parents[2]
_PAUSE: Final = 0.1


@dataclass(slots=True)
class Ran:
    """
    One run: seconds from start to end of its first process, and what it printed.

    `busy` are the seconds of processor time, ours and PostgreSQL's: what is left of the time of
    the clock on a machine that others use as well.
    """

    seconds: float
    busy: float
    out: str
    files_were_cold: bool
    peak: dict[str, int] = field(default_factory=dict[str, int])


def forgotten(folder: Path) -> bool:
    """Let the system forget what it holds in memory of the files of a folder; tell if it could."""
    if not hasattr(os, "posix_fadvise"):
        return False
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file():
            try:
                with path.open("rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            except OSError:
                return False
    return True


def cold(home: Path, arguments: Sequence[str], *, measures_memory: bool = False) -> Ran:
    """
    Start the server of a store anew and run `python -m ...` on it.

    An audit that finds something ends with 1; anything above is a failure.
    """
    files_were_cold = forgotten(home / "postgres" / "data" / "base")
    with running_server((home / "postgres").resolve()) as server:
        postmaster = int((server.socket_folder / "postmaster.pid").read_text().split("\n")[0])
        started, before = time.perf_counter(), _processor_time(postmaster)
        with (
            subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                env={**os.environ, "KVITTO_HOME": str(home)},
                stdout=subprocess.PIPE,
                text=True,
            ) as process,
            _sampling(process.pid, postmaster, wanted=measures_memory) as peak,
        ):
            out, _ = process.communicate()
        seconds = time.perf_counter() - started
        busy = _processor_time(postmaster) - before
    if process.returncode > 1:
        raise RuntimeError(f"{arguments} ended with {process.returncode}")
    return Ran(seconds, busy, out, files_were_cold, peak)


def _processor_time(postmaster: int) -> float:
    """Return the seconds that our ended children, and PostgreSQL's processes, have worked."""
    ours = os.times()
    its = 0
    for pid in _family(postmaster):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            # Of the postmaster also what its ended children worked.
            its += sum(map(int, fields[11:15] if pid == postmaster else fields[11:13]))
    return ours.children_user + ours.children_system + its / os.sysconf("SC_CLK_TCK")


@contextmanager
def _sampling(process: int, postmaster: int, *, wanted: bool) -> Generator[dict[str, int]]:
    """Yield the peaks, in bytes, of our processes, of PostgreSQL's, and of both together."""
    peak: dict[str, int] = {}
    if not wanted or not Path("/proc/self/smaps_rollup").exists():
        yield peak
        return
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(_PAUSE):
            # Shared pages are counted once: by each of ours its part (PSS), and of
            # PostgreSQL only what is its own, as the shared buffers are a setting.
            ours = sum(_memory(pid, ("Pss:",)) for pid in _family(process))
            its = sum(
                _memory(pid, ("Private_Clean:", "Private_Dirty:")) for pid in _family(postmaster)
            )
            for name, of in (("ours", ours), ("postgres", its), ("together", ours + its)):
                peak[name] = max(peak.get(name, 0), of)

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield peak
    finally:
        ended.set()
        thread.join()


def _family(first: int) -> Iterable[int]:
    """Return a process and all that descend from it."""
    children = _children()
    found = [first]
    for pid in found:
        found += children.get(pid, ())
    return found


def _children() -> Mapping[int, list[int]]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    return children


def _memory(pid: int, names: tuple[str, ...]) -> int:
    """Return the sum of some lines of a process's memory map, in bytes; 0 when it has ended."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return sum(1024 * int(line.split()[1]) for line in lines if line.startswith(names))
    return 0
