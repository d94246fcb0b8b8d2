"""
Other programs read our books, and see every account to the öre as we do.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from consumers.files import ingest
from ledger.store import open_store
from ops.cli import main
from ops.postgres.database import prepare
from ops.postgres.roles import WRITER, acting_as
from tests.foreign_programs import PROGRAMS, Program, note_use
from tests.integration.books.sie import read_sie
from tests.integration.projections.ledgers import fill
from tests.postgres_fixtures import KEY, Cluster, fresh_name

#: Papers of one case that move money in every way there is.
EVERY_KIND = Path(__file__).parent / "every_kind.ndjson"
ROOTS = {"ASSET": "Assets", "LIABILITY": "Liabilities", "INCOME": "Income", "COST": "Expenses"}


@pytest.fixture(scope="module")
def books(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A ledger with a small world and a case of every kind of money, and the key to it."""
    name = fresh_name()
    address = cluster.create(name)
    prepare(address, "embedded" if cluster.is_embedded else "external")
    folder = tmp_path_factory.mktemp("books")
    fill(address, folder, recipients=12, months=3)
    with open_store(acting_as(address, WRITER), KEY, "tests") as store:
        report = ingest([EVERY_KIND], store)
        assert report.is_complete, report.rejected_rows
    key = folder / "blind-index.key"
    key.write_bytes(KEY)
    key.chmod(0o600)
    yield address, key
    cluster.drop(name)


@pytest.fixture
def run(
    books: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    monkeypatch.setenv("KVITTO_DATABASE_URL", books[0])
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(books[1]))

    def runs(*arguments: str, code: int = 0) -> str:
        capsys.readouterr()
        assert main(arguments) == code, capsys.readouterr().err
        said = capsys.readouterr()
        return said.err if code else said.out

    return runs


def ours(run: Callable[..., str], book: str, *more: str) -> list[dict[str, Any]]:
    of = json.loads(run("trial-balance", "--json", "--book", book, *more))
    (found,) = of["books"]
    assert found["debit_ore"] == found["credit_ore"] > 0
    return found["accounts"]


@pytest.mark.parametrize("book", ["FK", "0180"])
@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_another_program_sees_every_balance_as_we_do(
    program: Program,
    book: str,
    run: Callable[..., str],
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    note_use(pytestconfig, program)
    if not program.is_installed:
        pytest.skip(f"{program} is not installed")
    file = tmp_path / f"books.{program}"
    run("export", str(program), "--book", book, "--out", str(file))
    balances = {
        f"{ROOTS[of['kind']]}:{of['number']}-{of['account'].title().replace('_', '')}": of[
            "balance_ore"
        ]
        for of in ours(run, book)
        if of["balance_ore"]
    }
    assert program.balances(file) == balances


@pytest.mark.parametrize("book", ["FK", "0180"])
def test_sie_says_every_balance_as_we_do(
    book: str, run: Callable[..., str], tmp_path: Path
) -> None:
    file = tmp_path / "books.si"
    said = json.loads(run("export", "sie", "--book", book, "--out", str(file), "--json"))
    read = read_sie(file)
    assert read.balances == {of["number"]: of["balance_ore"] for of in ours(run, book)}
    assert read.vouchers == said["vouchers"]
    assert read.head["SIETYP"] == [["4"]]
    assert read.head["FORMAT"] == [["PC8"]]
    assert read.head["FNAMN"] == [["Försäkringskassan" if book == "FK" else "0180 Stockholm"]]


def test_the_accounts_end_where_they_must(run: Callable[..., str]) -> None:
    of = {of["account"]: of["balance_ore"] for of in ours(run, "FK", "--until", "2025-05-31")}
    assert of["CLEARING"] == 777
    assert of["MUNICIPAL_RECEIVABLES"] == 9_999
    assert of["CLAIM_RECEIVABLES"] == 3_477_000
    assert of["REIMBURSEMENT_COST"] == 0
    assert of["RECOVERY_RECEIVABLES"] == 30_000 - 10_000 - 5_000
    assert of["RETURNED_PAYABLES"] == -459_900
    assert of["SETTLEMENT_DIFFERENCES"] == -100
    assert {of["account"]: of["balance_ore"] for of in ours(run, "0180")} == {
        "CLAIM_PAYABLES": -150_000,
        "SICK_PAY_COST": 150_000,
    }


def test_a_part_of_the_days_is_the_whole_cut_in_two(run: Callable[..., str]) -> None:
    whole, first, last = (
        {of["account"]: (of["debit_ore"], of["credit_ore"]) for of in ours(run, "FK", *days)}
        for days in ((), ("--until", "2025-12-31"), ("--from", "2026-01-01"))
    )
    for account, (debit, credit) in whole.items():
        parts = [of.get(account, (0, 0)) for of in (first, last)]
        assert (debit, credit) == tuple(map(sum, zip(*parts, strict=True)))


def test_the_screen_says_what_is_not_explained(run: Callable[..., str]) -> None:
    said = run("trial-balance")
    assert "is not empty" in said
    assert "Book of 0180 Stockholm" in said
    assert "Next: kvitto export" in said


def test_another_chart_gives_other_numbers_and_a_faulty_one_is_refused(
    run: Callable[..., str], tmp_path: Path
) -> None:
    packaged = Path("ledger/postings/charts/2026-11.toml").read_text("utf-8")
    chart = tmp_path / "chart.toml"
    later = """
[[accounts]]
book = "AGENCY"
name = "BANK"
number = "1911"
says = "The other bank"
kind = "ASSET"
in_force_from = 2026-01-04
source = "a test"
mark = "own"
"""
    chart.write_text(packaged + later, "utf-8")
    of = {of["number"]: of for of in ours(run, "FK", "--chart", str(chart))}
    before = {of["number"]: of for of in ours(run, "FK")}
    split = of["1910"]["balance_ore"] + of["1911"]["balance_ore"]
    assert split == before["1910"]["balance_ore"]
    chart.write_text(packaged.replace('"1910"', '"19 10"').replace("ASSET", "THING", 1), "utf-8")
    said = run("trial-balance", "--chart", str(chart), code=2)
    assert "'19 10' is no account" in said
    assert "'THING'" in said


def test_a_name_that_sie_cannot_say_is_refused_and_never_mended(
    run: Callable[..., str], tmp_path: Path
) -> None:
    packaged = Path("ledger/postings/charts/2026-11.toml").read_text("utf-8")
    chart, out = tmp_path / "chart.toml", tmp_path / "books"
    head, bank, rest = packaged.partition('says = "')
    chart.write_text(f"{head}{bank}Kassa \u2013 {rest}", "utf-8")
    named = ("--chart", str(chart), "--out", str(out))
    said = run("export", "sie", *named, code=2)
    assert "sie cannot say everything in this book" in said
    assert "the format has no U+2013" in said
    assert not out.exists()
    run("export", "hledger", *named)


def test_cases_that_could_not_be_read_are_told_of_and_end_with_one(
    books: tuple[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("KVITTO_DATABASE_URL", books[0])
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(books[1]))
    assert main(("trial-balance", "--json")) == 0
    with psycopg.connect(books[0]) as connection:
        connection.execute(
            "insert into kvitto.projection_parked"
            " (name, side, case_id, position, reason, ore_at_risk)"
            " select name, side, gen_random_uuid(), position, 'a test', 12345"
            " from kvitto.projections where is_shown and name = 'postings'"
        )
    try:
        capsys.readouterr()
        out = tmp_path / "books.si"
        assert main(("export", "sie", "--stale", "--out", str(out))) == 1
        assert "1 case could not be read" in capsys.readouterr().out
        out.unlink()
        assert main(("export", "sie", "--stale", "--out", str(out), "--json")) == 1
        said = json.loads(capsys.readouterr().out)
        assert said["parked"] == {"cases": 1, "ore_at_risk": 12345}
        assert main(("trial-balance", "--stale")) == 1
    finally:
        with psycopg.connect(books[0]) as connection:
            connection.execute("delete from kvitto.projection_parked where reason = 'a test'")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "sie", "--book", "1480", "--out", "x.si"), "Nothing is booked"),
        (("export", "csv", "--out", "x.csv"), "is no format"),
        (("export", "sie", "--book", "9999", "--out", "x.si"), "is no book"),
        (("export", "sie", "--out", "README.md"), "exists already"),
        (("trial-balance", "--from", "2026-02-01", "--until", "2026-01-01"), "lies before"),
        (("trial-balance", "--chart", "nowhere.toml"), "cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    run: Callable[..., str], arguments: tuple[str, ...], said: str
) -> None:
    assert said in run(*arguments, code=2)
    assert not Path("x.si").exists()
