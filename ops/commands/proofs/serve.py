"""
`kvitto serve`: the sealed log over HTTP, for programs that follow and verify it (C2SP tlog-tiles).
"""

import signal
import socket
from typing import Annotated, Final

import typer
import uvicorn
from rich.text import Text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ledger.proofs.tiles import CHECKPOINT, read_path
from ledger.store import StoreError
from ledger.store.seals import Publishing
from ops.commands.failures import ALL_RIGHT, WrongUseError
from ops.commands.proofs.opened import open_seals
from ops.commands.wiring import open_ledger
from ops.show.program import next_line
from ops.show.screen import GOOD, screen

HOST: Final = "127.0.0.1"
PORT: Final = 8371
#: Seconds that answers under way are waited for at the end.
_LAST_ANSWERS: Final = 5
#: A tile never changes; a checkpoint is followed by others.
_FOR_EVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
_FOR_NOW: Final = {"Cache-Control": "no-cache"}
#: What the format says of each.
_NOTE_TYPE: Final = "text/plain; charset=utf-8"
_TILE_TYPE: Final = "application/octet-stream"


def serve(
    port: Annotated[
        int, typer.Option(min=1, max=65_535, help="The port on this machine, 127.0.0.1.")
    ] = PORT,
) -> int:
    """
    Serve the sealed log over HTTP on this machine: checkpoint, tiles and entries.

    The same paths and bytes as kvitto tiles writes, straight from the database. It listens on
    127.0.0.1 only; whoever publishes it puts a web server with its own rules before it. The
    entries are the events themselves: give them to those only who may read all cases.

    Exit code: 0 ended, 2 failure.

    Example:
      kvitto serve --port 8371
    """
    # Who takes every event away is recorded before the first of them leaves.
    with open_ledger(), open_seals() as seals, _listening(port) as listening:
        screen().print(Text(f"Serving {seals.reader.log.origin} until ended.", GOOD))
        screen().print(next_line(f"Next: curl http://{HOST}:{port}/{CHECKPOINT}"))
        for asked in (signal.SIGTERM, signal.SIGINT):
            # The server ends at either, and hands it on; then it has been obeyed.
            signal.signal(asked, lambda _number, _frame: None)
        server = uvicorn.Server(serving(Publishing(seals.connections), port))
        server.run(sockets=[listening])
    return ALL_RIGHT


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as failure:
        raise WrongUseError(
            f"Port {port} cannot be served: {failure.strerror}. Name a free one with --port."
        ) from failure


def serving(publishing: Publishing, port: int) -> uvicorn.Config:
    """Return how a sealed log is served."""
    application = Starlette(
        routes=[
            Route(f"/{CHECKPOINT}", _Checkpoint(publishing).answer),
            Route("/{path:path}", _Tiles(publishing).answer),
        ]
    )
    return uvicorn.Config(
        application,
        host=HOST,
        port=port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_LAST_ANSWERS,
    )


class _Checkpoint:
    """Answers with the latest checkpoint."""

    def __init__(self, publishing: Publishing) -> None:
        self._publishing = publishing

    def answer(self, request: Request) -> Response:
        del request
        try:
            note = self._publishing.checkpoint()
        except StoreError as failure:
            return PlainTextResponse(f"{failure}\n", 503)
        if note is None:
            return PlainTextResponse("Nothing was sealed yet.\n", 404, headers=_FOR_NOW)
        return Response(note, media_type=_NOTE_TYPE, headers=_FOR_NOW)


class _Tiles:
    """Answers with a tile of hashes, or a bundle of entries."""

    def __init__(self, publishing: Publishing) -> None:
        self._publishing = publishing

    def answer(self, request: Request) -> Response:
        tile = read_path(request.path_params["path"])
        try:
            content = None if tile is None else self._publishing.tile(tile)
        except StoreError as failure:
            return PlainTextResponse(f"{failure}\n", 503)
        if content is None:
            return PlainTextResponse("There is no such tile.\n", 404, headers=_FOR_NOW)
        return Response(content, media_type=_TILE_TYPE, headers=_FOR_EVER)
