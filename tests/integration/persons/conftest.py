"""A ledger with a vault, opened as who writes and as who has custody."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import conninfo

from consumers.files import ingest
from consumers.report import IngestReport
from ledger.store import MasterKeys, Store, make_master_keys, open_store, read_master_keys
from ops.postgres.database import Database
from ops.postgres.roles import CUSTODIAN
from tests.integration.test_ingest import write
from tests.postgres_fixtures import KEY, Cluster


@dataclass
class Vaulted:
    """One database, its file of master keys, and the ways in."""

    database: Database
    superuser: str
    key_file: Path
    folder: Path

    def read_keys(self, is_first: bool) -> MasterKeys:
        return make_master_keys(self.key_file) if is_first else read_master_keys(self.key_file)

    @contextmanager
    def writer(self) -> Generator[Store]:
        url = self.database.url_writer
        with open_store(url, KEY, "tests", self.read_keys) as store:
            yield store

    @contextmanager
    def custodian(self) -> Generator[Store]:
        url = self.database.acting_as(CUSTODIAN)
        with open_store(url, KEY, "tests", self.read_keys) as store:
            yield store

    def take(self, *documents: dict[str, Any], name: str = "a.ndjson") -> IngestReport:
        with self.writer() as store:
            return ingest([write(self.folder / name, *documents)], store)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def vaulted(cluster: Cluster, database: Database, tmp_path: Path) -> Vaulted:
    name = str(conninfo.conninfo_to_dict(database.url_owner)["dbname"])
    return Vaulted(database, cluster.address(name), tmp_path / "master.key", tmp_path)
