"""
Beside the payments: what the world hides in transfers, claims, debits and recoveries is found.

A world in which the reform begins in its fourth month, read under that regime; and one under the
law in force.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from consumers.files import ingest
from ledger.amounts import month_text
from ledger.claims.debits import debit_accounts, interest_owed_ore
from ledger.claims.recoveries import recoverable
from ledger.claims.verify import verify_claims
from ledger.domain.case import Case
from ledger.domain.point import KnownAt, select
from ledger.domain.register import Register
from ledger.domain.transfer.states import transfers_of
from ledger.findings import CaseFacts, Reckoning
from ledger.rules import Rulebook, load_rulebook
from ledger.statement import Carried
from ledger.store import Store, open_store
from ops.postgres.database import prepare
from ops.world import generate
from projections.audit import Audit, Question
from tests.postgres_fixtures import KEY, Cluster, fresh_name

DAY = date(2026, 10, 1)
REFORM = date(2026, 1, 1)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class World:
    """A world in a store: its truth, its cases by their number, and the law it lives under."""

    truth: Mapping[str, Rows]
    cases: Mapping[str, Case]
    register: Register
    rulebook: Rulebook
    store: Store

    def of(self, ref: str) -> CaseFacts:
        return CaseFacts(self.cases[ref], self.register, self.rulebook)


@pytest.fixture(scope="module", params=[None, REFORM], ids=["law", "reform"])
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, cluster: Cluster
) -> Iterator[World]:
    reform: date | None = request.param
    folder = tmp_path_factory.mktemp("beside") / "in"
    generate(
        folder, recipients=100, first_month="2025-10", months=6, seed=5, faults=0.05, reform=reform
    )
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    name = fresh_name()
    opened = prepare(cluster.create(name), "embedded")
    with open_store(opened.url_writer, KEY, "tests") as store:
        assert ingest([folder], store).is_complete
        point = KnownAt(store.head().recorded_at)
        register = Register(select(store.load_register(), point))
        regime = "LAW_ACTUAL" if reform is None else f"SOU_2023_9:{reform}"
        refs = store.case_references()
        cases = {
            refs[case_id]: Case.of(select(events, point))
            for case_id, events in store.load_cases()
            if case_id in refs
        }
        yield World(truth, cases, register, load_rulebook(regime=regime), store)
    cluster.drop(name)


def test_the_payouts_of_such_a_world_are_found_as_they_were_hidden(world: World) -> None:
    question = Question(KnownAt(world.store.head().recorded_at), DAY)
    audit = Audit(question, world.register, world.rulebook, world.store.case_references())
    for case_id, events in world.store.load_cases():
        audit.add(case_id, events)
    found = Counter(
        (of.case_ref, str(of.finding.kind), of.finding.municipality, of.finding.delta_ore)
        for of in audit.report.findings
    )
    hidden = Counter(
        (of["case"], of["kind"], of.get("municipality"), of["ore"]) for of in world.truth["faults"]
    )
    assert found == hidden
    assert audit.report.totals.residual_ore == 0
    assert any(of["sort"] == "wrong-debit" for of in world.truth["faults"])


def test_every_transfer_is_where_the_world_left_it(world: World) -> None:
    for told in world.truth["transfers"]:
        (found,) = transfers_of(world.cases[told["case"]], world.rulebook, world.register)
        assert found.state == told["state"], told
    states = {told["state"] for told in world.truth["transfers"]}
    assert not states or {"TAKEN_OVER", "VALIDATED"} <= states


def test_every_claim_is_owed_and_cut_to_the_ore(world: World) -> None:
    found: dict[str, tuple[int, dict[str, int], int]] = {}
    for case in world.cases.values():
        carried = Carried(case.history, world.register, world.rulebook)
        for of in verify_claims(case, carried, DAY).claims:
            if of.owed is not None:
                cuts = {str(cut.reason): cut.ore for cut in of.owed.cuts}
                wrong = sum(finding.delta_ore for finding in of.findings)
                found[of.ref] = of.owed.owed_ore, cuts, wrong
    told = {
        of["claim"]: (
            of["owed_ore"],
            of["cuts"],
            0 if of["decided_ore"] is None else of["owed_ore"] - of["decided_ore"],
        )
        for of in world.truth["claims"]
        if not of["replaced"]
    }
    assert found == told
    assert any(cuts for _, cuts, _ in told.values())
    assert any(wrong for *_, wrong in told.values())


def test_every_municipality_was_debited_what_the_world_says(world: World) -> None:
    for told in world.truth["debits"]:
        case = world.cases[told["case"]]
        accounts = {
            (of.municipality, None if of.month is None else month_text(of.month)): of
            for of in debit_accounts(case, world.rulebook).values()
        }
        found = accounts.get((told["municipality"], told["month"]))
        if found is None:
            assert not told["debited_ore"]
            continue
        assert found.debited_ore == told["debited_ore"]
        assert found.credited_ore == told["credited_ore"]
        assert found.paid_ore == told["paid_ore"]
        assert interest_owed_ore(found, DAY, world.rulebook) == told["interest_ore"]
    assert any(told["interest_ore"] for told in world.truth["debits"])


def test_what_is_owed_back_is_claimed_and_left_as_the_world_says(world: World) -> None:
    on = Reckoning.of(world.rulebook, DAY)
    for told in world.truth["recoveries"]:
        back = recoverable(world.of(told["case"]), on)
        overpaid = {month_text(of.month): of.overpaid_ore for of in back.months if of.overpaid_ore}
        assert overpaid == told["overpaid_ore"], told
        assert sum(of.left_ore for of in back.months) == told["left_ore"]
        assert back.to_claim_ore == sum(told["overpaid_ore"].values()) - told["claimed_ore"]
    fates = {told["fate"] for told in world.truth["recoveries"]}
    assert len(fates) > 2
