"""Files become events once, bad rows are named and set aside, and nothing else is harmed."""

import json
import stat
import tracemalloc
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from consumers.files import ingest
from consumers.report import IngestReport, Progress
from ledger.store import Name, Store
from schemas.decisions import CaseOpened
from schemas.register import AssistantRegistered
from schemas.reports import TimeReportReceived

NUMBER = "201701012393"
OTHER = "202402292383"


def report(document_id: str, **changes: object) -> dict[str, Any]:
    return {
        "type": "time-report-received/2",
        "document_id": document_id,
        "sender": "provider.a",
        "received_at": "2026-02-03T10:00:00+01:00",
        "case_ref": "FK-000123",
        "assistant": "ref:a-1",
        "employer": "org:2021005521",
        "month": "2026-01",
        "rows": [[3, 480, 960, 0]],
        **changes,
    }


def opened(case_ref: str = "FK-000123", **changes: object) -> dict[str, Any]:
    return {
        "type": "case-opened/1",
        "document_id": f"open-{case_ref}",
        "sender": "fk.intake",
        "received_at": "2026-01-02T10:00:00+01:00",
        "case_ref": case_ref,
        "recipient": f"pnr:{OTHER}",
        **changes,
    }


def registered(**changes: object) -> dict[str, Any]:
    return {
        "type": "assistant-registered/1",
        "document_id": "reg-1",
        "sender": "provider.a",
        "received_at": "2026-01-01T10:00:00+01:00",
        "assistant": "ref:a-1",
        "also": f"pnr:{NUMBER}",
        "employer": "org:2021005521",
        **changes,
    }


def line(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode() + b"\n"


def write(path: Path, *rows: dict[str, Any] | bytes) -> Path:
    path.write_bytes(b"".join(row if isinstance(row, bytes) else line(row) for row in rows))
    return path


def counts(found: IngestReport) -> tuple[int, int, int, int]:
    return found.stored, found.unchanged, found.rejected, found.conflicts


def test_documents_become_events_in_the_streams_of_cases_and_of_the_register(
    store: Store, tmp_path: Path
) -> None:
    write(tmp_path / "b.ndjson", opened(), report("r-1"))
    write(tmp_path / "a.ndjson", registered())
    found = ingest([tmp_path], store)
    assert counts(found) == (3, 0, 0, 0)
    assert found.is_complete
    ids = store.find([Name("case", "FK-000123"), Name("ref", "a-1", "provider.a")])
    case = store.load(ids[Name("case", "FK-000123")])
    assert [type(recorded.event) for recorded in case] == [CaseOpened, TimeReportReceived]
    assert case[1].envelope.known_at == datetime(2026, 2, 3, 9, tzinfo=UTC)
    assert case[1].envelope.actor == "import"
    assistant = ids[Name("ref", "a-1", "provider.a")]
    assert isinstance(case[1].event, TimeReportReceived)
    assert case[1].event.assistant == assistant
    (register,) = store.load_register()
    assert register.originator_id == assistant
    assert isinstance(register.event, AssistantRegistered)
    # That both are one person is known from this document on, whatever was imported first.
    assert store.find([Name("pnr", NUMBER)]) == {Name("pnr", NUMBER): register.event.also}
    assert register.event.also not in (None, assistant)


def test_a_reference_means_its_senders_own_person(store: Store, tmp_path: Path) -> None:
    both = [report("r-1"), report("r-1", sender="provider.b")]
    ingest([write(tmp_path / "a.ndjson", *both)], store)
    names = [Name("ref", "a-1", sender) for sender in ("provider.a", "provider.b")]
    assert len(set(store.find(names).values())) == 2


def test_two_ids_that_were_met_apart_are_said_to_be_one_person(
    store: Store, tmp_path: Path
) -> None:
    apart = [report("r-1"), report("r-2", assistant=f"pnr:{NUMBER}"), registered()]
    for number, document in enumerate(apart):
        assert ingest([write(tmp_path / f"{number}.ndjson", document)], store).stored == 1
    ids = store.find([Name("ref", "a-1", "provider.a"), Name("pnr", NUMBER)])
    (register,) = store.load_register()
    assert isinstance(register.event, AssistantRegistered)
    assert {register.event.assistant, register.event.also} == set(ids.values())
    assert ingest([tmp_path], store).unchanged == 3


def test_the_same_files_again_change_nothing(store: Store, tmp_path: Path) -> None:
    write(tmp_path / "a.ndjson", registered(), opened(), report("r-1"), report("r-1"))
    assert counts(ingest([tmp_path], store)) == (3, 1, 0, 0)
    head = store.head()
    assert counts(ingest([tmp_path, tmp_path / "a.ndjson"], store)) == (0, 4, 0, 0)
    assert store.head() == head


def test_bad_rows_are_named_at_once_and_set_aside_byte_for_byte(
    store: Store, tmp_path: Path
) -> None:
    first = b'  {"type" : "time-report-received/2"}  \r\n'
    second = line(report("r-2", rows=[[3, 1320, 360, 0]]))
    source = write(tmp_path / "a.ndjson", report("r-1"), first, b"\n", second, report("r-3"))
    found = ingest([source], store)
    assert counts(found) == (2, 0, 2, 0)
    assert not found.is_complete
    assert {(row.line, len(row.reasons)) for row in found.rejected_rows} == {(2, 8), (4, 1)}
    assert str(found.rejected_rows[1]).startswith(f"{source}:4: rows[0]: row 1 ends before")
    rejects = tmp_path / "a.ndjson.rejected"
    assert found.files[0].rejects_file == str(rejects)
    assert rejects.read_bytes() == first + second
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600


def test_a_mended_reject_file_is_imported_by_its_name(store: Store, tmp_path: Path) -> None:
    bad = report("r-2", part=0)
    ingest([write(tmp_path / "a.ndjson", report("r-1"), bad)], store)
    rejects = tmp_path / "a.ndjson.rejected"
    write(rejects, bad | {"part": 1})
    assert counts(ingest([rejects], store)) == (1, 0, 0, 0)
    assert counts(ingest([tmp_path], store)) == (0, 1, 1, 0)


def test_an_earlier_reject_file_is_never_overwritten(store: Store, tmp_path: Path) -> None:
    source = write(tmp_path / "a.ndjson", report("r-1", part=0))
    ingest([source], store)
    assert ingest([source], store).files[0].rejects_file == f"{source}.rejected"
    earlier = write(tmp_path / "a.ndjson.rejected", b"half mended\n")
    assert ingest([source], store).files[0].rejects_file == f"{source}.rejected-2"
    assert ingest([source], store).files[0].rejects_file == f"{source}.rejected-2"
    assert earlier.read_bytes() == b"half mended\n"
    assert {path.name for path in tmp_path.iterdir()} == {
        "a.ndjson", "a.ndjson.rejected", "a.ndjson.rejected-2",
    }  # fmt: skip


def test_what_a_killed_import_left_hidden_is_removed(store: Store, tmp_path: Path) -> None:
    source = write(tmp_path / "a.ndjson", report("r-1"))
    left = write(tmp_path / ".a.ndjson.rejected.0badcafe.part", b"row\n")
    ingest([source], store)
    assert not left.exists()


def test_the_same_document_id_with_other_content_is_a_conflict(
    store: Store, tmp_path: Path
) -> None:
    ingest([write(tmp_path / "a.ndjson", report("r-1"))], store)
    other = line(report("r-1", part=2))
    found = ingest([write(tmp_path / "b.ndjson", other, report("r-2"))], store)
    assert counts(found) == (1, 0, 1, 1)
    (reason,) = found.rejected_rows[0].reasons
    assert (
        reason.why == "provider.a/r-1 is recorded with other content, and what is recorded stays."
    )
    assert '"replaces": "provider.a/r-1"' in reason.what_now
    assert (tmp_path / "b.ndjson.rejected").read_bytes() == other
    correction = report("r-1b", part=2, replaces="provider.a/r-1")
    assert ingest([write(tmp_path / "c.ndjson", correction)], store).stored == 1


def test_a_stamp_later_than_the_ledgers_clock_is_refused(store: Store, tmp_path: Path) -> None:
    later = report("r-1", received_at="2098-01-01T00:00:00Z")
    found = ingest([write(tmp_path / "a.ndjson", later, report("r-2"))], store)
    assert counts(found) == (1, 0, 1, 0)
    assert "later than the ledger's clock" in found.rejected_rows[0].reasons[0].why


def test_marks_of_other_systems_do_no_harm(store: Store, tmp_path: Path) -> None:
    rows = line(report("r-1")).replace(b"\n", b"\r\n"), b"  \r\n", line(report("r-2")).rstrip()
    found = ingest([write(tmp_path / "a.ndjson", b"\xef\xbb\xbf", *rows)], store)
    assert counts(found) == (2, 0, 0, 0)


def test_a_cut_off_last_line_is_named(store: Store, tmp_path: Path) -> None:
    cut = line(report("r-2"))[:-20]
    found = ingest([write(tmp_path / "a.ndjson", report("r-1"), cut)], store)
    assert counts(found) == (1, 0, 1, 0)
    assert "a cut-off line must be sent again" in str(found.rejected_rows[0])
    assert (tmp_path / "a.ndjson.rejected").read_bytes() == cut


def test_a_row_in_windows_1252_is_named(store: Store, tmp_path: Path) -> None:
    row = '{"type": "grant-withdrawn/1", "ground": "får"}\n'.encode("cp1252")
    found = ingest([write(tmp_path / "a.ndjson", row)], store)
    assert "Save the file as UTF-8" in str(found.rejected_rows[0])
    assert (tmp_path / "a.ndjson.rejected").read_bytes() == row


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"type": 1}\n'.encode("utf-16"), "It is written in UTF-16. Save it as UTF-8"),
        ('{"type": 1}\n'.encode("utf-16-le"), "It holds zero bytes, so it is a binary file"),
        (b"PK\x03\x04\0\0\0" * 1000, "It holds zero bytes, so it is a binary file"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(
    store: Store, tmp_path: Path, content: bytes, sentence: str
) -> None:
    found = ingest([write(tmp_path / "a.ndjson", content)], store)
    assert found.faults[0].fault is not None
    assert found.faults[0].fault.startswith(sentence)
    assert found.rows == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.ndjson"]


def test_paths_that_lead_nowhere_are_named_and_the_rest_is_imported(
    store: Store, tmp_path: Path
) -> None:
    good = write(tmp_path / "a.ndjson", report("r-1"))
    empty = tmp_path / "empty"
    empty.mkdir()
    nothing = tmp_path / "nothing.ndjson"
    circle = tmp_path / "circle.ndjson"
    circle.symlink_to(circle)
    # A file that opens and cannot be read, also by root.
    unreadable = Path("/proc/self/mem")
    found = ingest([nothing, empty, circle, unreadable, Path("/dev/null"), good], store)
    faults = {file.file: file.fault or "" for file in found.faults}
    assert faults[str(circle)] == "There is no such file. Check the path."
    assert faults[str(nothing)] == "There is no such file. Check the path."
    assert faults[str(empty)].startswith("The folder holds no file whose name ends in .ndjson or")
    assert faults[str(unreadable)].startswith("It cannot be read: ")
    assert faults["/dev/null"].startswith("It is neither a file nor a folder.")
    assert found.stored == 1


def test_an_empty_file_has_no_rows(store: Store, tmp_path: Path) -> None:
    found = ingest([write(tmp_path / "a.ndjson"), write(tmp_path / "b.ndjson", b"\n\n")], store)
    assert counts(found) == (0, 0, 0, 0)
    assert found.is_complete


def test_nothing_is_half_applied_where_no_reject_file_can_be_made(
    store: Store, tmp_path: Path
) -> None:
    # The reject file's name would be too long: this stops root as well.
    source = tmp_path / ("a" * 240 + ".ndjson")
    found = ingest([write(source, report("r-1"), report("r-2", part=0))], store)
    assert "so nothing of it was imported" in str(found.files[0].fault)
    assert [row.line for row in found.rejected_rows] == [2]
    assert store.count() == 0
    mended = ingest([write(source, report("r-1"), report("r-2"))], store)
    assert counts(mended) == (2, 0, 0, 0)
    conflict = ingest([write(source, report("r-1", part=3))], store)
    assert counts(conflict) == (0, 0, 1, 1)
    assert "they stand in the file itself" in str(conflict.files[0].note)


def test_a_line_without_end_is_never_held(store: Store, tmp_path: Path) -> None:
    long = b'{"x": "' + b"y" * (64 << 20) + b'"}\n'
    source = write(tmp_path / "a.ndjson", report("r-1"), long, report("r-2"))
    tracemalloc.start()
    found = ingest([source], store)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counts(found) == (2, 0, 1, 0)
    assert "longer than 1048576 bytes" in str(found.rejected_rows[0])
    assert (tmp_path / "a.ndjson.rejected").read_bytes() == long
    assert peak < 16 << 20


def test_neither_report_nor_reasons_show_an_identity_number(store: Store, tmp_path: Path) -> None:
    wrong = NUMBER[:-1] + "4"
    source = write(
        tmp_path / f"{NUMBER}.ndjson",
        report("r-1", assistant=f"pnr:{wrong}"),
        report(NUMBER),
        report("r-2", **{NUMBER: NUMBER}),
        f'{{"type": "{NUMBER}"}}\n'.encode(),
        f"{NUMBER}\n".encode(),
    )
    found = ingest([source, tmp_path / f"{OTHER}.ndjson"], store)
    text = json.dumps(found.as_json()) + "".join(map(str, found.rejected_rows))
    assert found.rejected == 5
    assert not any(number in text for number in (NUMBER, wrong, OTHER, NUMBER[2:], OTHER[2:]))


def test_the_report_has_a_json_form(store: Store, tmp_path: Path) -> None:
    found = ingest([write(tmp_path / "a.ndjson", report("r-1", part=0))], store).as_json()
    (row,) = json.loads(json.dumps(found))["rejected_rows"]
    assert row["reasons"] == [
        {
            "field": "part",
            "why": "0 is below 1, the lowest.",
            "what_now": "Correct the number or its unit.",
        }
    ]


def test_progress_is_told(store: Store, tmp_path: Path) -> None:
    told: list[Progress] = []
    write(tmp_path / "a.ndjson", *(report(f"r-{number}") for number in range(4100)))
    write(tmp_path / "b.ndjson", report("s-1"))
    ingest([tmp_path], store, progress=told.append)
    assert [asdict(progress)["rows"] for progress in told] == [4000, 4100, 4101]
    assert told[-1].bytes_done == told[-1].bytes_total
    assert told[-1].seconds_left == 0
    assert told[0].seconds_left is not None
