"""
A log to be sealed, on each server.
"""

from collections.abc import Iterator

import pytest

from ops.postgres import Database
from tests.integration.seals.sealed import SealedLog, sealed_log
from tests.postgres_fixtures import Cluster


@pytest.fixture
def log(database: Database, cluster: Cluster) -> Iterator[SealedLog]:
    with sealed_log(database, cluster) as sealed:
        yield sealed
