"""
A few connections to one database, lent one at a time.

What is said over them belongs to the modules that borrow them. A failure of
the connection, or of the server behind it, leaves here as one failure.
"""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg import conninfo

from ledger.store.outcomes import StoreUnreachableError
from schemas.sentences import clause_of

Connection = psycopg.Connection[tuple[Any, ...]]

#: How many connections one process holds at most; PostgreSQL allows 100 in all.
MOST: Final = 12
#: Seconds of rest after which a connection is tried before it is lent.
_RESTED: Final = 2.0
#: Nothing here is worth compiling, and every time is shown in UTC.
_SETTINGS: Final = "-c timezone=UTC -c jit=off -c default_transaction_isolation=read\\ committed"


class Connections:
    """
    Connections in autocommit mode, made when they are needed.

    Threads share them; a process that was forked must make its own.
    """

    def __init__(self, url: str, application_name: str = "kvitto") -> None:
        """Remember the address; nothing is connected yet."""
        self._given = (url, application_name)
        given = conninfo.conninfo_to_dict(url).get("options")
        options = f"{given} {_SETTINGS}" if given else _SETTINGS
        self._url = conninfo.make_conninfo(url, options=options, application_name=application_name)
        self._resting: list[tuple[float, Connection]] = []
        self._places = threading.BoundedSemaphore(MOST)
        self._lock = threading.Lock()
        self._is_closed = False

    def elsewhere(self) -> "Connections":
        """Return connections of its own for another process, over the same address."""
        return Connections(*self._given)

    @contextmanager
    def lend(self) -> Generator[Connection]:
        """
        Lend a connection for the length of a block; waits when all are lent.

        Raises `StoreUnreachableError` when it cannot be made or breaks.
        """
        with self._places:
            try:
                connection = self._take()
                try:
                    yield connection
                finally:
                    self._give_back(connection)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                raise StoreUnreachableError(
                    f"The database did not answer: {clause_of(error)}."
                    " Check that the server runs, then send the same again."
                ) from error

    def close(self) -> None:
        """Close every resting connection, and each lent one when it comes back."""
        with self._lock:
            self._is_closed = True
            resting, self._resting = self._resting, []
        for _, connection in resting:
            connection.close()

    def _take(self) -> Connection:
        while True:
            with self._lock:
                if self._is_closed:
                    raise psycopg.InterfaceError("the store is closed")
                since, connection = self._resting.pop() if self._resting else (0.0, None)
            if connection is None:
                return psycopg.connect(self._url, autocommit=True)
            if time.monotonic() - since < _RESTED or _is_alive(connection):
                return connection
            connection.close()

    def _give_back(self, connection: Connection) -> None:
        is_idle = connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        with self._lock:
            if is_idle and not connection.closed and not self._is_closed:
                self._resting.append((time.monotonic(), connection))
                return
        connection.close()


def _is_alive(connection: Connection) -> bool:
    """Tell whether the server still answers; it may have been started anew meanwhile."""
    try:
        connection.execute("")
    except psycopg.Error:
        return False
    return True
