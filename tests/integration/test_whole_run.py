"""From files to a verified month: what was hidden is found, and one change is one finding."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from consumers.files import ingest
from ledger.amounts import month_text
from ledger.domain.point import KnownAt, Point, RecordedUpTo, select
from ledger.domain.register import Register
from ledger.rules import load_rulebook
from ledger.store import Store, open_store
from ops.postgres import Database
from ops.postgres.database import prepare
from ops.world import generate
from projections.audit import Audit, AuditReport, Question
from tests.postgres_fixtures import KEY, Cluster, fresh_name

SEED = 7
Change = Callable[[list[dict[str, Any]]], None]
Found = Counter[tuple[str, str | None, str, str | None, int, int]]


def audited(store: Store, point: Point | None = None) -> AuditReport:
    head = store.head()
    point = point or KnownAt(head.recorded_at)
    register = Register(select(store.load_register(), point))
    question = Question(point, date(2026, 9, 1))
    audit = Audit(question, register, load_rulebook(), store.case_references())
    for case_id, events in store.load_cases():
        audit.add(case_id, events)
    assert audit.report.totals.residual_ore == 0
    return audit.report


def found(report: AuditReport) -> Found:
    return Counter(
        (
            of.case_ref,
            None if of.finding.month is None else month_text(of.finding.month),
            str(of.finding.kind),
            of.finding.municipality,
            of.finding.delta_ore,
            of.finding.delta_then_ore,
        )
        for of in report.findings
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    generate(folder / "in", recipients=60, first_month="2025-10", months=6, seed=SEED, faults=0.05)
    return folder / "in"


def hidden(world: Path) -> Found:
    truth = json.loads((world / "truth.json").read_text("utf-8"))
    return Counter(
        (
            fault["case"],
            fault["month"],
            fault["kind"],
            fault.get("municipality"),
            fault["ore"],
            fault["then_ore"],
        )
        for fault in truth["faults"]
    )


def documents_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def right_months(report: AuditReport, world: Path) -> set[tuple[str, str]]:
    """Return the cases and months with one settled order and nothing found."""
    wrong = {(of.case_ref, of.finding.month) for of in report.findings}
    cases_with_faults = {case for case, _ in wrong}
    orders = documents_of(world / "orders.ndjson")
    months = Counter(
        (order["case_ref"], line.get("month")) for order in orders for line in order["lines"]
    )
    return {
        (case, month)
        for (case, month), count in months.items()
        if count == 1 and case not in cases_with_faults and month is not None
    }


def changed(
    world: Path, to: Path, file: str, change: Callable[[list[dict[str, Any]]], None]
) -> Path:
    """Copy the world and change the documents of one file."""
    shutil.copytree(world, to)
    path = to / file
    documents = documents_of(path)
    change(documents)
    path.write_text("".join(json.dumps(of) + "\n" for of in documents), "utf-8")
    return to


def one_line_order(documents: list[dict[str, Any]], right: set[tuple[str, str]]) -> dict[str, Any]:
    """Return an order of one line in a month that is right."""
    return next(
        of
        for of in documents
        if len(of["lines"]) == 1 and (of["case_ref"], of["lines"][0].get("month")) in right
    )


@pytest.fixture(scope="module")
def clean(world: Path, module_store: Store) -> tuple[AuditReport, Found]:
    assert ingest([world], module_store).rejected == 0
    report = audited(module_store)
    return report, found(report)


@pytest.fixture(scope="module")
def module_store(cluster: Cluster) -> Iterator[Store]:
    name = fresh_name()
    opened = prepare(cluster.create(name), "embedded")
    with open_store(opened.url_writer, KEY, "tests") as store:
        yield store
    cluster.drop(name)


def test_what_was_hidden_is_what_is_found(world: Path, clean: tuple[AuditReport, Found]) -> None:
    report, of_clean = clean
    assert of_clean == hidden(world)
    assert len(of_clean) > 10
    assert report.right + report.wrong == report.payouts
    assert not report.not_computed


def test_the_same_files_again_change_nothing(
    world: Path, module_store: Store, clean: tuple[AuditReport, Found]
) -> None:
    before = module_store.head()
    again = ingest([world], module_store)
    assert again.stored == 0
    assert again.unchanged > 0
    assert module_store.head() == before
    assert found(audited(module_store)) == clean[1]


def test_an_audit_at_the_last_position_is_the_audit_of_all_that_is_known(
    module_store: Store, clean: tuple[AuditReport, Found]
) -> None:
    head = module_store.head()
    at_head = audited(module_store, RecordedUpTo(head.position, head.recorded_at))
    assert found(at_head) == clean[1]


def test_one_ore_changed_in_a_settlement_is_one_more_finding(
    world: Path, tmp_path: Path, store: Store, clean: tuple[AuditReport, Found]
) -> None:
    right = right_months(clean[0], world)
    orders = documents_of(world / "orders.ndjson")
    order = one_line_order(orders, right)

    def settle_one_ore_less(documents: list[dict[str, Any]]) -> None:
        name = f"{order['sender']}/{order['document_id']}"
        settled = next(of for of in documents if of.get("order") == name)
        settled["amount_ore"] -= 1

    ingest([changed(world, tmp_path / "in", "bank.ndjson", settle_one_ore_less)], store)
    month = order["lines"][0]["month"]
    more = found(audited(store)) - clean[1]
    assert more == Counter({(order["case_ref"], month, "SETTLED_NOT_AS_ORDERED", None, 1, 1): 1})
    assert not clean[1] - found(audited(store))


def test_an_order_under_a_new_document_id_is_paid_twice(
    world: Path, tmp_path: Path, store: Store, clean: tuple[AuditReport, Found]
) -> None:
    right = right_months(clean[0], world)
    copied: list[dict[str, Any]] = []

    def copy_one(documents: list[dict[str, Any]]) -> None:
        order = one_line_order(documents, right)
        copied.append(order | {"document_id": order["document_id"] + ".copy"})
        documents.append(copied[0])

    ingest([changed(world, tmp_path / "in", "orders.ndjson", copy_one)], store)
    order = copied[0]
    month, ore = order["lines"][0]["month"], -order["total_ore"]
    now = found(audited(store))
    assert now - clean[1] == Counter({(order["case_ref"], month, "PAID_TWICE", None, ore, ore): 1})
    assert not clean[1] - now


def test_a_line_copied_unchanged_is_no_finding(
    world: Path, tmp_path: Path, store: Store, clean: tuple[AuditReport, Found]
) -> None:
    def copy_one(documents: list[dict[str, Any]]) -> None:
        documents.append(documents[len(documents) // 2])

    report = ingest([changed(world, tmp_path / "in", "orders.ndjson", copy_one)], store)
    assert report.unchanged == 1
    assert found(audited(store)) == clean[1]


def test_a_database_filled_in_the_opposite_order_gives_the_same_audit(
    world: Path, tmp_path: Path, store: Store, clean: tuple[AuditReport, Found]
) -> None:
    for path in sorted(world.glob("*.ndjson"), reverse=True):
        lines = path.read_bytes().splitlines(keepends=True)
        (tmp_path / path.name).write_bytes(b"".join(reversed(lines)))
        ingest([tmp_path / path.name], store)
    assert found(audited(store)) == clean[1]


def test_no_identity_number_reaches_the_log(world: Path, database: Database, store: Store) -> None:
    ingest([world], store)
    numbers = {
        part[4:16]
        for path in world.glob("*.ndjson")
        for part in path.read_text("utf-8").split('"')
        if part.startswith("pnr:")
    }
    assert len(numbers) > 60
    with psycopg.connect(database.url_writer) as connection:
        for (state,) in connection.execute("select state from kvitto.events"):
            text = bytes(state).decode()
            assert not any(number in text for number in numbers)
