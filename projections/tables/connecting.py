"""
One connection to the read models, made again after it broke.

A failure of the connection, or of the server behind it, leaves here as one
failure; whatever was not committed then is as if it had never been.
"""

from collections.abc import Generator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final, Self

import psycopg
from psycopg import conninfo

from projections.failures import ReadModelsUnreachableError
from schemas.sentences import clause_of

Connection = psycopg.Connection[tuple[Any, ...]]

_SETTINGS: Final = "-c timezone=UTC -c jit=off -c default_transaction_isolation=read\\ committed"


class Tables:
    """The read models of one database; a process that was forked opens its own."""

    def __init__(self, url: str) -> None:
        """Remember the address (of one who may write them); nothing is connected yet."""
        given = conninfo.conninfo_to_dict(url).get("options")
        options = f"{given} {_SETTINGS}" if given else _SETTINGS
        self._given = url
        self._url = conninfo.make_conninfo(
            url, options=options, application_name="kvitto projections"
        )
        self._connection: Connection | None = None

    def elsewhere(self) -> "Tables":
        """Return the same read models for another process, with a connection of its own."""
        return Tables(self._given)

    @contextmanager
    def transaction(self, *, is_reading: bool = False) -> Generator[Connection]:
        """
        Lend the connection for one transaction; one that reads sees one moment throughout.

        Raises `ReadModelsUnreachableError`.
        """
        try:
            if self._connection is None or self._connection.closed:
                self._connection = psycopg.connect(self._url, autocommit=True)
            connection = self._connection
            with connection.transaction():
                if is_reading:
                    connection.execute("set transaction isolation level repeatable read read only")
                yield connection
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            self.close()
            raise ReadModelsUnreachableError(
                f"The database did not answer: {clause_of(error)}. Check that"
                " the server runs, then give the command again: what was committed is kept, and"
                " it goes on from there."
            ) from error

    def close(self) -> None:
        """Give up the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
