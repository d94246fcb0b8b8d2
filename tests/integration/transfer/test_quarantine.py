"""A transfer record without form is kept track of, and the corrected one continues."""

import json
from pathlib import Path

from consumers.files import ingest
from consumers.report import IngestReport
from ledger.domain.case import Case
from ledger.domain.transfer.states import Transfer, TransferState, transfers_of
from ledger.rules import load_rulebook
from ledger.store import Name, Store
from schemas.municipal.transfer import TransferRecordQuarantined
from tests.integration.transfer.papers import opened, paper, record, without, write

RULES = load_rulebook(regime="SOU_2023_9")


def case_of(store: Store) -> Case:
    name = Name("case", "FK-000123")
    return Case.of(store.load(store.find([name])[name]))


def only(store: Store) -> Transfer:
    (transfer,) = transfers_of(case_of(store), RULES)
    return transfer


def taken_in(store: Store, path: Path) -> IngestReport:
    return ingest([path], store)


def test_hours_without_unit_are_quarantined_and_nothing_of_them_is_kept(
    store: Store, tmp_path: Path
) -> None:
    broken = without(record(recipient="pnr:202402292384"), "hour_unit")
    source = write(tmp_path / "a.ndjson", opened(), broken)
    report = taken_in(store, source)
    assert (report.stored, report.rejected, report.quarantined) == (1, 1, 1)
    assert report.transfers == {"0180": {"quarantined": 1}}
    assert (tmp_path / "a.ndjson.rejected").read_text() == json.dumps(broken) + "\n"
    transfer = only(store)
    assert transfer.state is TransferState.QUARANTINED
    ((place, event),) = transfer.papers.quarantines
    assert isinstance(event, TransferRecordQuarantined)
    assert {field for field, _, _ in event.faults} == {"hour_unit", "recipient"}
    stored = case_of(store).history.events[place]
    assert "20240229" not in repr(stored)


def test_the_same_file_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    source = write(tmp_path / "a.ndjson", opened(), without(record(), "hour_unit"))
    taken_in(store, source)
    before = store.head().position
    again = taken_in(store, source)
    assert (again.unchanged, again.rejected, again.quarantined) == (1, 1, 1)
    assert store.head().position == before


def test_a_corrected_record_under_the_same_id_continues_where_it_stood(
    store: Store, tmp_path: Path
) -> None:
    asked = paper(
        "transfer-data-requested/1",
        "ask-1",
        "2026-02-01",
        municipality="0180",
        municipal_decision="K-1",
        requested_on="2026-02-01",
    )
    taken_in(store, write(tmp_path / "a.ndjson", opened(), asked, without(record(), "hour_unit")))
    assert only(store).state is TransferState.QUARANTINED
    assert taken_in(store, write(tmp_path / "b.ndjson", record())).is_complete
    assert only(store).state is TransferState.VALIDATED
    assert only(store).opened_on.isoformat() == "2026-02-01"


def test_two_broken_versions_are_two_quarantines(store: Store, tmp_path: Path) -> None:
    taken_in(store, write(tmp_path / "a.ndjson", opened(), without(record(), "hour_unit")))
    worse = without(without(record(), "hour_unit"), "payee")
    taken_in(store, write(tmp_path / "b.ndjson", worse))
    assert len(only(store).papers.quarantines) == 2


def test_an_unknown_municipality_is_quarantined_without_one(store: Store, tmp_path: Path) -> None:
    report = taken_in(store, write(tmp_path / "a.ndjson", opened(), record(municipality="0199")))
    assert report.transfers == {"": {"quarantined": 1}}
    assert only(store).papers.municipality == ""
    assert only(store).papers.decision == "K-1"


def test_a_record_without_case_sender_id_or_stamp_is_a_rejected_row(
    store: Store, tmp_path: Path
) -> None:
    broken = without(record(), "hour_unit")
    rows = [without(broken, name) for name in ("case_ref", "sender", "document_id", "received_at")]
    report = taken_in(store, write(tmp_path / "a.ndjson", opened(), *rows))
    assert (report.stored, report.rejected, report.quarantined) == (1, 4, 0)


def test_a_record_of_a_time_to_come_is_a_rejected_row(store: Store, tmp_path: Path) -> None:
    broken = without(record(received_at="2099-01-01T10:00:00+01:00"), "hour_unit")
    report = taken_in(store, write(tmp_path / "a.ndjson", opened(), broken))
    assert (report.rejected, report.quarantined, report.transfers) == (1, 0, {})


def test_a_record_whose_hours_end_before_they_begin_or_are_none_has_no_form(
    store: Store, tmp_path: Path
) -> None:
    rows = [
        record("rec-1", valid_until="2024-06-01"),
        record("rec-2", basic_minutes=0),
        record("rec-3", basic_minutes=20_161),
        record("rec-4", direct_provision=True),
    ]
    report = taken_in(store, write(tmp_path / "a.ndjson", opened(), *rows))
    named = [reason.field for row in report.rejected_rows for reason in row.reasons]
    assert named == ["valid_until", "basic_minutes", "basic_minutes", "direct_provision"]
    assert report.transfers == {"0180": {"quarantined": 4}}


def test_a_sheet_is_counted_by_municipality_and_a_broken_row_is_quarantined(
    store: Store, tmp_path: Path
) -> None:
    header = (
        "Dokumentnummer;Avsändare;Mottagen;Ärendenummer;Kommun;Beslut;Mottagare;Personkrets;"
        "Beslutsdatum;Gäller från;Gäller till;Timmar per;Grundläggande behov timmar;"
        "Andra behov timmar;Betalningsmottagare;Utförare;Timbelopp;Gruppbostad"
    )
    rows = [
        (
            "r.1;m-0180;2026-02-10 09:00;FK-000123;0180;K-1;20240229-2383;1;2024-05-01;2024-06-01;;"
            "vecka;21;19;202100-5521;anordnare;335,00;nej"
        ),
        (
            "r.2;m-0180;2026-02-10 09:00;FK-000123;0180;K-2;20240229-2383;1;2024-05-01;2024-06-01;"
            "2027-05-31;timme;21;19;202100-5521;anordnare;335,00;nej"
        ),
    ]
    source = tmp_path / "stockholm.csv"
    source.write_text("\r\n".join([header, *rows, ""]), "utf-8")
    taken_in(store, write(tmp_path / "a.ndjson", opened()))
    report = taken_in(store, source)
    assert report.transfers == {"0180": {"stored": 1, "quarantined": 1}}
    states = {of.papers.decision: of.state for of in transfers_of(case_of(store), RULES)}
    assert states == {"K-1": TransferState.VALIDATED, "K-2": TransferState.QUARANTINED}
    record_stored = transfers_of(case_of(store), RULES)[0].papers.record
    assert record_stored is not None
    assert (record_stored[1].hourly_ore, record_stored[1].basic_minutes) == (33_500, 1260)
    fixed = rows[1].replace("timme", "vecka")
    source.write_text("\r\n".join([header, rows[0], fixed, ""]), "utf-8")
    again = taken_in(store, source)
    assert again.transfers == {"0180": {"unchanged": 1, "stored": 1}}
    # Both are in force on the same days now, and that is a conflict of each.
    received = transfers_of(case_of(store), RULES)
    assert {of.state for of in received} == {TransferState.RECEIVED}
    assert str(received[1].ends_on) == "2027-06-01"
