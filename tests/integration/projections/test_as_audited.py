"""
What is read of the read models on a day is what an audit of the same day finds, to the öre.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from ledger.domain.point import KnownAt
from ledger.domain.register import Register
from ledger.rules import load_rulebook
from ledger.store import open_store
from ops.postgres.database import prepare
from projections.audit import Audit, AuditReport, Question
from projections.reading import balances_on, case_on, cofinancing_on
from projections.runner import Runner
from tests.integration.projections.ledgers import fill, running
from tests.postgres_fixtures import KEY, Cluster, fresh_name

#: Before the first payday, between paydays, on one, and long after.
DAYS = [
    date(2025, 11, 1),
    date(2025, 12, 10),
    date(2025, 12, 19),
    date(2026, 1, 20),
    date(2026, 2, 3),
    date(2026, 9, 1),
]


@pytest.fixture(scope="module")
def url(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    name = fresh_name()
    address = cluster.create(name)
    made = prepare(address, "external")
    fill(address, tmp_path_factory.mktemp("world"), recipients=60, months=3, seed=23)
    yield made.url_writer
    cluster.drop(name)


@pytest.fixture
def runner(url: str) -> Iterator[Runner]:
    with running(url) as runner:
        runner.catch_up()
        yield runner


def audited(url: str, day: date) -> AuditReport:
    with open_store(url, KEY, "tests") as store:
        point = KnownAt(store.head().recorded_at)
        register = Register(store.load_register())
        audit = Audit(Question(point, day), register, load_rulebook(), store.case_references())
        for case_id, events in store.load_cases():
            audit.add(case_id, events)
    return audit.report


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_sums_of_the_balances_are_those_of_the_audit(
    url: str, runner: Runner, day: date
) -> None:
    report = audited(url, day)
    with runner.tables.transaction(is_reading=True) as connection:
        total = balances_on(connection, day, runner.rulebook).total
        shares = cofinancing_on(connection, day, runner.rulebook).values()
    wanted = report.totals
    assert total.owed_ore == wanted.owed_ore
    assert total.paid_ore == wanted.paid_ore
    assert total.pending_ore == wanted.pending_ore
    assert total.returned_ore == wanted.returned_ore
    assert total.difference_ore == wanted.difference_ore
    assert total.explained_ore == wanted.explained_ore
    assert total.unmatched_ore == wanted.unmatched_ore
    assert total.residual_ore == 0
    assert (total.payouts, total.right_payouts) == (report.payouts, report.right)
    assert total.municipal_ore == wanted.municipal_ore
    assert sum(share.owed_ore for share in shares) == wanted.municipal_ore
    assert sum(share.debited_ore for share in shares) == wanted.debited_ore
    assert sum(share.split_ore for share in shares) == wanted.split_ore


@pytest.mark.parametrize("day", DAYS[1::2], ids=str)
def test_the_findings_of_each_case_are_those_of_the_audit(
    url: str, runner: Runner, day: date
) -> None:
    report = audited(url, day)
    assert report.findings
    for case in {found.case_id for found in report.findings}:
        wanted = [
            found.finding
            for found in report.findings
            if found.case_id == case and found.finding.month is not None
        ]
        with runner.tables.transaction(is_reading=True) as connection:
            of = case_on(connection, case, day, runner.rulebook)
        assert [finding for month in of.months for finding in month.findings] == wanted
        assert of.balance.residual_ore == 0


def test_the_world_has_months_that_a_day_may_still_change(runner: Runner) -> None:
    with runner.tables.transaction() as connection:
        rows = connection.execute(
            "select count(*) filter (where is_open), count(*) from kvitto.payout_verification"
        ).fetchall()
    ((still_open, every),) = rows
    assert 0 < still_open < every
