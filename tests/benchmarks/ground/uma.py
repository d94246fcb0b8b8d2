"""
UmaDB beside ours: its server and its client from its wheel, in an environment of its own.

The client would bring nothing that the product uses, and what adapts it to the library would bring
another version of that: so neither is ever installed beside the product. The server writes on the
same disk as PostgreSQL, each commit made durable.
"""

import json
import socket
import subprocess
import sys
import tempfile
import time
import venv
from base64 import b64encode
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.benchmarks.ground.clients import Rate, rate_of
from tests.benchmarks.ground.opened import FOLDER
from tests.benchmarks.national_store import ROOT

WHEEL: Final = "umadb==0.7.8"
PEER: Final = ROOT / ".kvitto" / "peers" / "umadb"
CLIENT: Final = Path(__file__).with_name("umadb_client.py")
_SECONDS: Final = 20.0


class Uma:
    """A running server, and the events that clients append to it."""

    def __init__(self, address: str, file: Path) -> None:
        """Keep both."""
        self.address, self.file = address, file

    def run(self, clients: int, seconds: float) -> Rate:
        """Let clients append under a condition for a while."""
        command = [PEER / "bin" / "python", CLIENT, self.address, self.file]
        ran = subprocess.run(
            [*map(str, command), str(clients), str(seconds)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        said = json.loads(ran.stdout)
        return rate_of(said["waits"], said["seconds"])


@contextmanager
def umadb(payloads: Sequence[tuple[str, bytes]]) -> Generator[Uma | None]:
    """Yield a server with nothing in it, None where its wheel could not be installed."""
    if not _is_installed():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="umadb-", dir=FOLDER) as name:
        file = Path(name) / "events.json"
        file.write_text(
            json.dumps([(of, b64encode(state).decode()) for of, state in payloads]), "utf-8"
        )
        port = _free_port()
        command = [PEER / "bin" / "umadb", "--listen", f"127.0.0.1:{port}"]
        with subprocess.Popen(
            [*map(str, command), "--db-path", str(Path(name) / "uma.db")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as server:
            try:
                _wait_for(port)
                yield Uma(f"http://127.0.0.1:{port}", file)
            finally:
                server.terminate()


def _is_installed() -> bool:
    if (PEER / "bin" / "umadb").exists():
        return True
    try:
        venv.create(PEER, with_pip=True)
        install = [PEER / "bin" / "python", "-m", "pip", "install", "--quiet", WHEEL]
        subprocess.run([*map(str, install)], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{WHEEL} could not be installed: {error}", file=sys.stderr)
        return False
    return True


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def _wait_for(port: int) -> None:
    ends = time.monotonic() + _SECONDS
    while time.monotonic() < ends:
        try:
            with socket.create_connection(("127.0.0.1", port), 1.0):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"UmaDB does not answer after {_SECONDS} seconds")
