"""
A rebuild stands beside what is shown, must equal it row by row, and changes over in one step.
"""

from collections.abc import Iterator

import pytest

from ops.postgres.database import prepare
from projections.failures import ReadModelsOutdatedError
from projections.rebuilding import rebuild
from projections.registry import PROJECTIONS, Projection
from projections.runner import Runner
from projections.tables import places, sides
from projections.tables.connecting import Connection
from projections.tables.places import Place
from projections.tables.sides import Compared
from tests.integration.projections.ledgers import as_superuser, fill, held, running
from tests.postgres_fixtures import Cluster, fresh_name

EVERY = tuple(PROJECTIONS)


@pytest.fixture(scope="module")
def world(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database with a world in it, and its read models, to copy."""
    name = fresh_name()
    address = cluster.create(name)
    made = prepare(address, "external")
    fill(address, tmp_path_factory.mktemp("world"), recipients=12, months=3)
    with running(made.url_writer) as runner:
        runner.catch_up()
    yield name
    cluster.drop(name)


@pytest.fixture
def address(cluster: Cluster, world: str) -> Iterator[str]:
    """A superuser's address of a copy."""
    name = fresh_name()
    yield cluster.create(name, world)
    cluster.drop(name)


@pytest.fixture
def runner(address: str) -> Iterator[Runner]:
    with running(prepare(address, "external").url_writer) as runner:
        yield runner


def shown(runner: Runner) -> dict[str, Place]:
    with runner.tables.transaction() as connection:
        return {of.name: of for of in places.places(connection, EVERY) if of.is_shown}


def test_every_read_model_is_made_anew_equal_and_shown_from_its_other_side(
    runner: Runner,
) -> None:
    before = held(runner.tables)
    assert all(before[name] for name in EVERY)
    found = rebuild(runner, EVERY)
    assert {of.name for of in found} == set(EVERY)
    for of in found:
        assert (of.compared.differing, of.is_switched, of.is_outdated) == (0, True, False)
        assert of.compared.rows == len(before[of.name])
    assert held(runner.tables) == before
    assert {of.side for of in shown(runner).values()} == {"b"}
    assert rebuild(runner, ["balances"])[0].is_switched
    sides = {name: of.side for name, of in shown(runner).items()}
    assert sides == {name: "a" if name == "balances" else "b" for name in EVERY}
    assert held(runner.tables) == before


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("balances", "update kvitto.balances_a set owed_ore = owed_ore + 1 where case_id = %s"),
        ("payout_verification", "delete from kvitto.payout_verification_a where case_id = %s"),
        (
            "municipal_cofinancing",
            # One row: a case that moved within a month has two, which must not meet.
            (
                "update kvitto.municipal_cofinancing_a set municipality = '9999' where ctid ="
                " (select min(ctid) from kvitto.municipal_cofinancing_a where case_id = %s)"
            ),
        ),
    ],
)
def test_a_row_that_was_changed_from_outside_is_found_and_nothing_is_changed_over(
    runner: Runner, address: str, name: str, change: str
) -> None:
    right = held(runner.tables)
    case = right["municipal_cofinancing"][0][0]
    as_superuser(address, (change, [case]))
    changed = held(runner.tables)
    assert changed != right
    for of in rebuild(runner, EVERY):
        assert not of.is_switched
        assert bool(of.compared.differing) == (of.name == name)
        assert {row.values[0] for row in of.compared.some} <= {case}
    assert held(runner.tables) == changed
    assert {of.side for of in shown(runner).values()} == {"a"}
    forced = rebuild(runner, [name], forces=True)
    assert forced[0].compared.differing
    assert forced[0].is_switched
    assert held(runner.tables) == right


def test_a_parked_case_that_was_let_go_from_outside_is_found(runner: Runner, address: str) -> None:
    case = held(runner.tables)["balances"][0][0]
    parked = "insert into kvitto.projection_parked values ('balances', 'a', %s, 1, 'no value', 7)"
    as_superuser(address, (parked, [case]))
    (found,) = rebuild(runner, ["balances"])
    assert (found.compared.differing, found.is_switched) == (1, False)
    assert found.compared.some[0].values == (case, "no value", 7)


def test_what_is_shown_stays_while_a_rebuild_goes_on_and_after_it_broke_off(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(runner.tables)
    monkeypatch.setattr("projections.runner.CHUNK", 3)
    monkeypatch.setattr("projections.runner.STEP", 3)
    seen: list[bool] = []

    def tell(done: int, total: int) -> None:
        seen.append(held(runner.tables) == before)
        if done and done < total:
            raise RuntimeError("broken off")

    with pytest.raises(RuntimeError, match="broken off"):
        rebuild(runner, EVERY, tell=tell)
    assert held(runner.tables) == before
    left: list[int] = []
    found = rebuild(runner, EVERY, tell=lambda done, _: left.append(done))
    assert left[0] > 0, "it goes on where it broke off"
    assert all(of.is_switched for of in found)
    assert all(seen)
    assert held(runner.tables) == before


def test_what_is_recorded_while_a_rebuild_goes_on_is_in_it(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = runner.log.follower.head().position
    with runner.tables.transaction() as connection:
        connection.execute("update kvitto.projections set position = %s", [head - 1])
    compare = sides.compare
    positions: list[tuple[int, int]] = []

    def watched(connection: Connection, projection: Projection, old: Place, new: Place) -> Compared:
        positions.append((old.position, new.position))
        return compare(connection, projection, old, new)

    monkeypatch.setattr(sides, "compare", watched)
    assert all(of.is_switched for of in rebuild(runner, EVERY))
    assert set(positions) == {(head, head)}


def test_rows_of_another_version_are_refused_until_they_are_made_anew(runner: Runner) -> None:
    with runner.tables.transaction() as connection:
        connection.execute("update kvitto.projections set made_by = 'version 0', position = 1")
        connection.execute("update kvitto.balances_a set owed_ore = 1")
    with pytest.raises(ReadModelsOutdatedError, match="kvitto rebuild"):
        runner.catch_up()
    for of in rebuild(runner, EVERY):
        assert of.is_outdated
        assert of.is_switched
        assert bool(of.compared.differing) == (of.name == "balances")
    runner.catch_up()
