"""
What brings a case up to date: its own papers, the register; and what parks it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from ledger.store import NewEvent, Store, open_store
from ops.postgres import Database
from ops.postgres.database import prepare
from projections import runner as running_module
from projections.registry import PROJECTIONS
from projections.runner import Runner
from projections.tables.connecting import Connection
from schemas.bounds import ACTIVE
from schemas.catalogue import Event
from schemas.decisions import GrantDecided
from schemas.envelope import Envelope, event_id_of
from schemas.payments import OrderLine, PaymentOrdered
from schemas.register import AssistantRegistered, PersonRegistered
from schemas.reports import BillReceived, TimeReportReceived
from tests.integration.projections.ledgers import Rows, as_superuser, fresh, held, running
from tests.postgres_fixtures import KEY, Cluster, fresh_name

ONE, SAME, EMPLOYER, PAYEE = (uuid4() for _ in range(4))
KNOWN = datetime(2026, 3, 2, tzinfo=UTC)
#: An hour in 2026.
RATE = 34_770


class Desk:
    """Lays papers into a ledger, each with a number of its own."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.laid = 0

    def lay(self, stream: UUID, *events: Event) -> None:
        for event in events:
            self.laid += 1
            document = f"d{self.laid}"
            envelope = Envelope(
                event_id_of("fk", document),
                KNOWN + timedelta(minutes=self.laid),
                "fk",
                document,
                None,
                (),
                "tests",
                None,
            )
            assert self.store.append(NewEvent(stream, envelope, event)).is_recorded

    def case(self, month: str = "2026-01") -> UUID:
        """Open a case in which two ids worked the same ten hours."""
        stream = uuid4()
        rows = ((5, 480, 1080, ACTIVE),)
        self.lay(
            stream,
            GrantDecided(
                decision_id="b1",
                authority="FK",
                decided_on=date(2025, 12, 1),
                effective_from=date(2026, 1, 1),
                municipality="0180",
                payee=PAYEE,
                basic_minutes=3_600,
                double_minutes=1_200,
            ),
            TimeReportReceived(ONE, EMPLOYER, month, rows),
            TimeReportReceived(SAME, EMPLOYER, month, rows),
            BillReceived(month, active_minutes=1_200),
            self.order(month, 20 * RATE),
        )
        return stream

    def order(self, month: str, ore: int) -> PaymentOrdered:
        line = OrderLine(amount_ore=ore, month=month)
        return PaymentOrdered(payee=PAYEE, pay_on=date(2026, 3, 20), total_ore=ore, lines=(line,))


@pytest.fixture
def address(cluster: Cluster) -> Iterator[str]:
    name = fresh_name()
    yield cluster.create(name)
    cluster.drop(name)


@pytest.fixture
def database(address: str) -> Database:
    return prepare(address, "external")


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with open_store(database.url_writer, KEY, "tests") as store:
        yield Desk(store)


@pytest.fixture
def runner(database: Database) -> Iterator[Runner]:
    with running(database.url_writer) as runner:
        yield runner


def owed(rows: Rows) -> dict[UUID, int]:
    return {row[0]: row[3] for row in rows["balances"]}


def test_a_word_of_the_register_brings_the_cases_up_to_date_that_name_the_person(
    desk: Desk, runner: Runner, database: Database
) -> None:
    cases = [desk.case() for _ in range(3)]
    other = desk.case()
    desk.lay(ONE, AssistantRegistered(ONE, EMPLOYER))
    runner.catch_up()
    before = owed(held(runner.tables))
    assert set(before.values()) == {20 * RATE}
    desk.lay(SAME, PersonRegistered(SAME, also=ONE))
    runner.catch_up()
    after = held(runner.tables)
    assert set(owed(after)) == {*cases, other}
    assert set(owed(after).values()) == {10 * RATE}
    assert after == fresh(database.url_writer)


def test_a_chain_of_links_is_followed_to_the_cases_at_its_end(
    desk: Desk, runner: Runner, database: Database
) -> None:
    between = uuid4()
    desk.lay(between, PersonRegistered(between, also=ONE))
    case = desk.case()
    runner.catch_up()
    before = owed(held(runner.tables))[case]
    desk.lay(SAME, PersonRegistered(SAME, also=between))
    runner.catch_up()
    assert owed(held(runner.tables))[case] < before
    assert held(runner.tables) == fresh(database.url_writer)


def test_a_month_without_a_value_is_parked_with_its_orders_and_the_rest_is_taken(
    desk: Desk, runner: Runner, database: Database
) -> None:
    case, untouched = desk.case(), desk.case()
    desk.lay(case, desk.order("2099-01", 12_300))
    runner.catch_up()
    rows = held(runner.tables)
    assert {(name, of, ore) for name, of, _, ore in rows["parked"]} == {
        (name, case, 12_300) for name, of in PROJECTIONS.items() if not of.leaves_out
    }
    assert all("2099-01" in reason for _, _, reason, _ in rows["parked"])
    assert owed(rows)[case] == owed(rows)[untouched]
    assert rows == fresh(database.url_writer)


def test_an_event_that_cannot_be_read_parks_its_case_until_it_is_touched_again(
    desk: Desk, runner: Runner, address: str, database: Database
) -> None:
    case, untouched = desk.case(), desk.case()
    runner.catch_up()
    right = held(runner.tables)
    named = [case, "bill-received/1"]
    as_superuser(
        address,
        ("update kvitto.events set name = 'future-thing/1' where stream = %s and name = %s", named),
    )
    desk.lay(case, desk.order("2026-01", 1_000))
    runner.catch_up()
    rows = held(runner.tables)
    assert {row[0] for row in rows["balances"]} == {untouched}
    assert {(of, ore) for _, of, _, ore in rows["parked"]} == {(case, 20 * RATE + 1_000)}
    assert all("'future-thing/1'" in reason for _, _, reason, _ in rows["parked"])
    assert rows == fresh(database.url_writer)
    as_superuser(
        address,
        "update kvitto.events set name = 'bill-received/1' where name = 'future-thing/1'",
    )
    desk.lay(case, desk.order("2026-01", 2_000))
    runner.catch_up()
    rows = held(runner.tables)
    assert rows["parked"] == []
    assert owed(rows) == owed(right)
    assert rows == fresh(database.url_writer)


def test_only_the_touched_cases_are_written_again(
    desk: Desk, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [desk.case() for _ in range(4)]
    runner.catch_up()
    written: list[UUID] = []
    remember = running_module.rows.remember_named

    def watched(connection: Connection, named: Mapping[UUID, Sequence[UUID]]) -> None:
        written.extend(named)
        remember(connection, named)

    monkeypatch.setattr(running_module.rows, "remember_named", watched)
    desk.lay(cases[2], replace(desk.order("2026-01", 1), total_ore=1))
    runner.catch_up()
    assert written == [cases[2]]
