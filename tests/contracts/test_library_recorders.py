"""
The eventsourcing library's own test cases, run against our recorders.

All of these pass: `AggregateRecorderTestCase`, `ApplicationRecorderTestCase` with its optional
test of subscriptions, `TrackingRecorderTestCase`, `ProcessRecorderTestCase`,
`NonInterleavingNotificationIDsBaseCase`, and of `InfrastructureFactoryTestCase` the tests of the
mapper and of three kinds of recorders.

Left out, because what they ask for is refused on purpose: in `InfrastructureFactoryTestCase` the
mappers with a cipher or a compressor (the log's bytes are JSON as they stand), and in
`test_create_tracking_recorder` the class that is named by a setting (nothing is imported by
name; that a subclass may be given is tested below); `TranscoderTestCase` and the cases for
applications and projections with aggregates (our mapper knows the closed table of events only).
"""

import uuid
from typing import cast
from unittest import TestCase, defaultTestLoader

import pytest
from eventsourcing.persistence import (
    InfrastructureFactory,
    InfrastructureFactoryError,
    StoredEvent,
)
from eventsourcing.tests import persistence as library
from eventsourcing.utils import Environment

from ledger.store import StoreRefusedError, open_store
from ledger.store.infrastructure import LogFactory, RecordedMapper
from ledger.store.recorder import (
    LogAggregateRecorder,
    LogProcessRecorder,
    LogRecorder,
    LogTrackingRecorder,
)
from ops.postgres import Database
from tests.postgres_fixtures import KEY

MODULE = "ledger.store.infrastructure"


class OverOurLog(TestCase):
    """Gives each test a factory over an empty log, found through PERSISTENCE_MODULE."""

    # pytest runs no test case of unittest on several servers: `test_the_library_says` does.
    __test__ = False

    def open(self, database: Database) -> None:
        self.env = Environment(
            "Contract", {"PERSISTENCE_MODULE": MODULE, "STORE_URL": database.url_writer}
        )
        self.log_factory = cast("LogFactory", InfrastructureFactory.construct(self.env))
        self.addCleanup(self.log_factory.close)


class TestAggregateRecorder(OverOurLog, library.AggregateRecorderTestCase):
    def create_recorder(self) -> LogAggregateRecorder:
        return self.log_factory.aggregate_recorder()


class TestApplicationRecorder(OverOurLog, library.ApplicationRecorderTestCase[LogRecorder]):
    def create_recorder(self) -> LogRecorder:
        return self.log_factory.application_recorder()

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNonInterleaving(OverOurLog, library.NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> LogRecorder:
        return self.log_factory.application_recorder()


class TestTrackingRecorder(OverOurLog, library.TrackingRecorderTestCase):
    def create_recorder(self) -> LogTrackingRecorder:
        return self.log_factory.tracking_recorder()


class TestProcessRecorder(OverOurLog, library.ProcessRecorderTestCase):
    def create_recorder(self) -> LogProcessRecorder:
        return self.log_factory.process_recorder()


class TestInfrastructureFactory(OverOurLog, library.InfrastructureFactoryTestCase[LogFactory]):
    def expected_factory_class(self) -> type[LogFactory]:
        return LogFactory

    def expected_aggregate_recorder_class(self) -> type[LogAggregateRecorder]:
        return LogAggregateRecorder

    def expected_application_recorder_class(self) -> type[LogRecorder]:
        return LogRecorder

    def expected_tracking_recorder_class(self) -> type[LogTrackingRecorder]:
        return LogTrackingRecorder

    def tracking_recorder_subclass(self) -> type[LogTrackingRecorder]:
        return LogTrackingRecorder

    def expected_process_recorder_class(self) -> type[LogProcessRecorder]:
        return LogProcessRecorder

    def _refused(self) -> None:
        for key in ("CIPHER_TOPIC", "CIPHER_KEY", "COMPRESSOR_TOPIC"):
            with pytest.raises(StoreRefusedError, match=key):
                LogFactory({**self.env, key: "zlib"})

    test_mapper_with_cipher = _refused
    test_mapper_with_compressor = _refused
    test_mapper_with_cipher_and_compressor = _refused
    test_mapper_with_wrong_cipher_key = _refused

    def test_create_tracking_recorder(self) -> None:
        class Special(LogTrackingRecorder):
            pass

        assert type(self.factory.tracking_recorder()) is LogTrackingRecorder
        assert type(self.factory.tracking_recorder(Special)) is Special

    def test_database_functions_are_refused(self) -> None:
        for key in ("POSTGRES_ENABLE_DB_FUNCTIONS", "CONTRACT_POSTGRES_ENABLE_DB_FUNCTIONS"):
            with pytest.raises(StoreRefusedError, match="misses committed events"):
                LogFactory(Environment("Contract", {**self.env, key: "y"}))

    def test_a_missing_address_is_refused(self) -> None:
        with pytest.raises(StoreRefusedError, match="STORE_URL"):
            LogFactory({"PERSISTENCE_MODULE": MODULE})

    def test_a_mapper_imports_nothing(self) -> None:
        mapper = self.log_factory.mapper()
        assert isinstance(mapper, RecordedMapper)
        stored = StoredEvent(uuid.uuid4(), 1, "os:getcwd", b"{}")
        with pytest.raises(Exception, match="not in the table of events"):
            mapper.to_domain_event(stored)


KINDS = [
    each for each in vars().values() if isinstance(each, type) and issubclass(each, OverOurLog)
]
TESTS = [(kind, name) for kind in KINDS for name in defaultTestLoader.getTestCaseNames(kind)]


@pytest.mark.parametrize(("kind", "name"), TESTS, ids=[f"{k.__name__}.{n}" for k, n in TESTS])
def test_the_library_says(kind: type[OverOurLog], name: str, database: Database) -> None:
    case = kind(name)
    case.open(database)
    try:
        # Raises what the test raises, and so fails this one at the same place.
        case.debug()
    finally:
        case.doCleanups()


def test_the_module_has_one_factory_only() -> None:
    with pytest.raises(InfrastructureFactoryError):
        InfrastructureFactory.construct({"PERSISTENCE_MODULE": "ledger.store.recorder"})


def test_the_environment_changes_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The library takes every key that is left out from here, and prefixed ones first.
    monkeypatch.setenv("STORE_URL", "host=/nonexistent")
    for key in ("PERSISTENCE_MODULE", "COMPRESSOR_TOPIC", "CIPHER_KEY", "MAPPER_TOPIC"):
        monkeypatch.setenv(key, "eventsourcing.popo")
        monkeypatch.setenv(f"LEDGER_{key}", "eventsourcing.popo")
    monkeypatch.setenv("AGGREGATE_CACHE_MAXSIZE", "10")
    with open_store(database.url_writer, KEY) as store:
        assert store.count() == 0
        assert store.application.repository.cache is None
        assert store.application.snapshots is None
        assert isinstance(store.application.mapper, RecordedMapper)


def test_a_store_does_not_start_with_the_database_functions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")
    with pytest.raises(StoreRefusedError, match="POSTGRES_ENABLE_DB_FUNCTIONS is set"):
        open_store(database.url_writer, KEY)
