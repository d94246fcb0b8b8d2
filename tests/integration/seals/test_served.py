"""
The sealed log over HTTP: the same bytes as in files, with the headers of the format.
"""

import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from threading import Thread

import pytest
import uvicorn

from ledger.proofs.tiles import Tile, tiles_of
from ledger.store import Store
from ledger.store.seals import Publishing
from ops.commands.proofs.serve import HOST, serving
from tests.integration.seals.sealed import SealedLog, recorded

Get = Callable[[str], tuple[HTTPResponse, bytes]]


@pytest.fixture
def get(log: SealedLog) -> Iterator[Get]:
    server = uvicorn.Server(serving(Publishing(log.connections), 0))
    running = Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.01)
    (port,) = {sock.getsockname()[1] for each in server.servers for sock in each.sockets}

    def got(path: str) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection(HOST, port)
        connection.request("GET", path)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content

    yield got
    server.should_exit = True
    running.join()


def test_what_is_served_is_what_is_published(log: SealedLog, store: Store, get: Get) -> None:
    recorded(store, 600)
    log.sealer.seal()
    answer, note = get("/checkpoint")
    assert (answer.status, note) == (200, log.note())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    publishing = Publishing(log.connections)
    for tile in tiles_of(600):
        answer, content = get(f"/{tile.path}")
        assert (answer.status, content) == (200, publishing.tile(tile))
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert "immutable" in answer.headers["Cache-Control"]
    # Whoever asked for a smaller tree before gets its tiles still.
    assert get(f"/{Tile(0, 2, 40).path}")[1] == get(f"/{Tile(0, 2, 88).path}")[1][: 40 * 32]


@pytest.mark.parametrize(
    "path",
    [
        "/checkpoint",
        "/tile/0/000",
        "/tile/0/000.p/6",
        "/tile/entries/000",
        "/tile/0/0",
        "/tile/0/x000/000",
        "/tile/0/000.p/256",
        "/tile/9/000",
        "/tile/0/../0/000.p/5",
        "/",
        "/events",
    ],
)
def test_what_was_not_sealed_is_not_there(
    log: SealedLog, store: Store, get: Get, path: str
) -> None:
    recorded(store, 5)
    if path != "/checkpoint":
        log.sealer.seal()
    answer, content = get(path)
    assert answer.status == 404
    assert content.endswith(b".\n")
