"""What of a sheet is rejected comes back as a sheet, and what is not goes in unharmed."""

import json
import stat
import tracemalloc
from pathlib import Path

import pytest

from consumers.files import ingest
from consumers.report import IngestReport
from consumers.sheets import Sheet
from ledger.store import Store
from ops.cli import main
from ops.show.ingest import ingest_report
from ops.show.screen import screen
from tests.integration.sheets.exporting import written
from tests.unit.sheets.written import BILLS, HEADER, bill, shift

MARK = "\ufeff"


def counts(found: IngestReport) -> tuple[int, int, int, int]:
    return found.stored, found.unchanged, found.rejected, found.beside


def text(path: Path) -> str:
    return path.read_bytes().decode()


def test_a_bad_form_is_set_aside_whole_and_the_others_go_in(store: Store, tmp_path: Path) -> None:
    bad = [shift(), shift(Dag="30"), shift(Dag="4")]
    good = [shift(Dokumentnummer="dok.2"), shift(Dokumentnummer="dok.2", Dag="3")]
    source = written(tmp_path / "a.csv", HEADER, *bad, *good)
    found = ingest([source], store)
    assert counts(found) == (2, 0, 3, 2)
    assert store.count() == 1
    assert [str(row) for row in found.rejected_rows] == [
        (
            f"{source}:3: Dag: the row lies on day 30, and 2026-02 has 28 days."
            " Correct the day or the month."
        )
    ]
    rejects = tmp_path / "a.rejected.csv"
    assert found.files[0].rejects_file == str(rejects)
    assert text(rejects) == MARK + "".join(f"{row}\r\n" for row in (HEADER, *bad))
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    as_json = json.loads(json.dumps(found.as_json()))
    assert as_json["beside"] == 2
    assert as_json["rejected_rows_not_named"] == 0
    assert as_json["rejected_rows"][0]["reasons"][0]["field"] == "Dag"


def test_mended_rejects_are_imported_by_name_and_folders_pass_them_over(
    store: Store, tmp_path: Path
) -> None:
    source = written(tmp_path / "a.csv", HEADER, shift(), shift(Dag="30"))
    ingest([source], store)
    assert counts(ingest([tmp_path], store)) == (0, 0, 2, 1)
    rejects = tmp_path / "a.rejected.csv"
    rejects.write_text(text(rejects).replace(";30;", ";3;"), "utf-8")
    assert counts(ingest([rejects], store)) == (2, 0, 0, 0)
    assert counts(ingest([rejects], store)) == (0, 2, 0, 0)
    assert ingest([source], store).files[0].rejects_file == str(tmp_path / "a.rejected-2.csv")
    assert counts(ingest([tmp_path], store)) == (0, 0, 2, 1)


def test_sheets_and_lines_stand_in_one_folder(store: Store, tmp_path: Path) -> None:
    written(tmp_path / "a.CSV", BILLS, bill(), bill(Dokumentnummer="dok.3"))
    opened = {
        "type": "case-opened/1",
        "document_id": "open-1",
        "sender": "fk.intake",
        "received_at": "2026-01-02T10:00:00+01:00",
        "case_ref": "FK-000123",
        "recipient": "pnr:202402292383",
    }
    (tmp_path / "b.ndjson").write_text(json.dumps(opened) + "\n", "utf-8")
    assert counts(ingest([tmp_path], store)) == (3, 0, 0, 0)
    assert counts(ingest([tmp_path], store)) == (0, 3, 0, 0)


def test_the_same_number_with_other_content_is_a_conflict_in_the_words_of_columns(
    store: Store, tmp_path: Path
) -> None:
    ingest([written(tmp_path / "a.csv", HEADER, shift())], store)
    found = ingest([written(tmp_path / "b.csv", HEADER, shift(Dag="5"), shift(Dag="6"))], store)
    assert counts(found) == (0, 0, 2, 1)
    assert found.conflicts == 2
    (reason,) = found.rejected_rows[0].reasons
    assert reason.field == "Dokumentnummer"
    assert reason.why.startswith("provider-a/dok.1 is recorded with other content")
    assert reason.what_now.endswith("under a new document id, with Ersätter provider-a/dok.1.")
    correction = shift(Dokumentnummer="dok.9", Ersätter="dok.1", Dag="5")
    assert ingest([written(tmp_path / "c.csv", HEADER, correction)], store).stored == 1


def test_a_stamp_later_than_the_ledgers_clock_is_named_by_its_column(
    store: Store, tmp_path: Path
) -> None:
    later = bill(Mottagen="2098-01-01 10:00")
    found = ingest([written(tmp_path / "a.csv", BILLS, later)], store)
    (reason,) = found.rejected_rows[0].reasons
    assert reason.field == "Mottagen"
    assert "later than the ledger's clock" in reason.why


@pytest.mark.parametrize(
    "content",
    [
        b"",
        f"{HEADER}\r\n{shift()}\r\n".encode("cp1252"),
        f"{HEADER}\r\n{shift()}\r\n".encode("utf-16"),
        f"{HEADER}\r\n{shift()}\r\n".encode() + b"\xe5;\r\n",
        f"{HEADER}\r\n{shift()}\r\n".replace(";", ",").encode(),
        f"{HEADER}\r\n{shift()}\r\n".replace("Dag;", "").encode(),
        b"PK\x03\x04\0\0" * 100,
    ],
)
def test_nothing_of_a_file_that_is_no_sheet_is_imported(
    store: Store, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    found = ingest([tmp_path], store)
    assert found.faults
    assert (found.faults[0].fault or "").endswith(".")
    assert store.count() == found.rows == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_header_alone_is_noted_and_complete(store: Store, tmp_path: Path) -> None:
    found = ingest([written(tmp_path / "a.csv", BILLS)], store)
    assert found.is_complete
    assert found.files[0].note == (
        "It holds a header and no row under it, so there was nothing to import."
    )


def test_nothing_is_half_applied_where_no_reject_file_can_be_made(
    store: Store, tmp_path: Path
) -> None:
    # The reject file's name would be too long: this stops root as well.
    source = tmp_path / ("a" * 240 + ".csv")
    found = ingest([written(source, BILLS, bill(), bill(Månad="x"))], store)
    assert "so nothing of it was imported" in str(found.files[0].fault)
    assert store.count() == 0
    assert ingest([written(source, BILLS, bill())], store).is_complete


def test_no_spreadsheet_computes_what_was_set_aside(store: Store, tmp_path: Path) -> None:
    rows = [
        bill(Dokumentnummer="=1+1", Månad='"@SUM(A1)"'),
        bill(Avsändare=" +1", Månad='"=broken'),
        bill(Avsändare="-1") + "x" * 20_000 + ";=2",
    ]
    ingest([written(tmp_path / "a.csv", BILLS, *rows)], store)
    kept = text(tmp_path / "a.rejected.csv")
    for formula in ("'=1+1;", '"\'@SUM(A1)";', "; '+1;", "\"'=broken;", ";'-1;", ";'=2\r\n"):
        assert formula in kept
    assert kept.count("'") == 6


def test_a_row_that_is_too_long_is_set_aside_to_its_end(store: Store, tmp_path: Path) -> None:
    long = shift(Dag="3", Slag="x" * 200_000 + "end")
    rows = [shift(), long, shift(Dag="4"), shift(Dokumentnummer="dok.2")]
    found = ingest([written(tmp_path / "a.csv", HEADER, *rows)], store)
    assert counts(found) == (1, 0, 3, 1)
    kept = text(tmp_path / "a.rejected.csv")
    assert kept == MARK + "".join(f"{row}\r\n" for row in (HEADER, *rows[:3]))


def test_a_long_sheet_is_read_in_bounded_memory(tmp_path: Path) -> None:
    row = shift(Dokumentnummer="{}")
    source = written(
        tmp_path / "a.csv", HEADER, *(row.format(f"d.{n // 11}") for n in range(60_000))
    )
    assert source.stat().st_size > 5 << 20
    with source.open("rb") as file:
        tracemalloc.start()
        papers = sum(1 for _ in Sheet(file).papers())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert papers == 5455
    # The map in which forms are ticked off takes eight mebibytes whatever the file.
    assert peak < 9 << 20


def test_the_screen_says_that_a_form_goes_in_whole(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = written(tmp_path / "a.csv", HEADER, shift(), shift(Dag="30"), shift(Dag="4"))
    screen().print(ingest_report(ingest([source], store)))
    shown = capsys.readouterr().out
    assert "a.csv:3" in shown
    assert "and 2 rows more, without fault, of the same forms" in shown
    assert "a.rejected.csv" in shown


def test_a_template_is_written_once_and_can_be_imported(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "time.csv"
    assert main(["template", "fk-3059", str(sheet)]) == 0
    assert f"ingest {sheet}" in capsys.readouterr().out
    assert text(sheet) == f"{MARK}{HEADER}\r\n"
    assert ingest([sheet], store).is_complete
    assert main(["template", "fk-3059", str(sheet)]) == 2
    assert "exists already. Name a file that does not." in capsys.readouterr().err
    assert main(["template", "fk-3057", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["type"] == "bill-received/1"
    assert main(["template", "fk-1"]) == 2
    assert "write one of fk-3059, fk-3057, transfer" in capsys.readouterr().err
    assert main(["template", "fk-3059", str(tmp_path / "nowhere" / "a.csv")]) == 2
    assert "cannot be written" in capsys.readouterr().err
