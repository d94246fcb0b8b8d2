"""What a cell may say, and the sentence that answers one that says something else."""

from datetime import UTC, datetime

import pytest

from tests.unit.sheets.written import BILL, BILLS, HEADER, REPORT, bill, said, shift, taken


def test_a_time_report_says_what_its_form_says() -> None:
    (report,) = taken(
        HEADER,
        shift(Del="2", Tilläggsräkning="JA", Slag="Aktiv"),
        shift(Del="2", Tilläggsräkning="JA", Dag="3", Från="0:00", Till="24:00", Slag="BEREDSKAP"),
        shift(Del="2", Tilläggsräkning="JA", Dag="4", Från="22:00:00", Till="23:15", Slag="sjuk"),
        shift(Del="2", Tilläggsräkning="JA", Dag="05", Slag="Va\u0308ntetid"),
    )
    assert report.name == "time-report-received/2"
    assert (report.sender, report.document_id) == ("provider-a", "dok.1")
    assert report.received_at == datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    assert (report.case_ref, report.replaces) == ("FK-000123", None)
    assert report.fields == {
        "assistant": "pnr:201701012393",
        "employer": "org:2021005521",
        "month": "2026-02",
        "rows": ((2, 480, 960, 0), (3, 0, 1440, 3), (4, 1320, 1395, 1), (5, 480, 960, 2)),
        "part": 2,
        "adds": True,
        "averaging_from": None,
        "averaging_until": None,
    }


def test_a_bill_says_what_its_form_says() -> None:
    (found,) = taken(BILLS, bill(Väntetid_timmar="7", Beredskap_minuter="20"))
    assert found.name == "bill-received/1"
    assert found.fields == {
        "month": "2026-02",
        "active_minutes": 172 * 60 + 30,
        "waiting_minutes": 420,
        "standby_minutes": 20,
        "adds": False,
    }


def test_the_last_day_of_the_averaging_period_is_written_as_on_the_form() -> None:
    days = {"Beräkningsperiod från": "2026-02-01", "Beräkningsperiod till": "2026-02-28"}
    (report,) = taken(HEADER, shift(**days))
    assert str(report.fields["averaging_from"]) == "2026-02-01"
    assert str(report.fields["averaging_until"]) == "2026-03-01"


def test_a_form_without_time_is_one_row_without_a_shift() -> None:
    empty = {"Dag": "", "Från": "", "Till": "", "Slag": ""}
    (report,) = taken(HEADER, shift(**empty))
    assert report.fields["rows"] == ()
    assert [one.partition(" ")[2] for one in said(HEADER, shift(**empty), shift())] == [
        f"{column}: the cell is empty. Fill it in." for column in empty
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("201701012393", "pnr:201701012393"),
        ("20170101 2393", "pnr:201701012393"),
        ("pnr:201701012393", "pnr:201701012393"),
        ("ref:A17", "ref:A17"),
    ],
)
def test_a_person_is_written_in_any_of_these_ways(written: str, name: str) -> None:
    (report,) = taken(HEADER, shift(Assistent=written, Arbetsgivare=written))
    assert report.fields["assistant"] == report.fields["employer"] == name


@pytest.mark.parametrize("written", ["2021005521", "202100-5521", "162021005521", "org:2021005521"])
def test_an_organisation_is_written_in_any_of_these_ways(written: str) -> None:
    (report,) = taken(HEADER, shift(Arbetsgivare=written))
    assert report.fields["employer"] == "org:2021005521"


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-07-02T10:15", datetime(2026, 7, 2, 8, 15, tzinfo=UTC)),
        ("2026-07-02 10:15:30", datetime(2026, 7, 2, 8, 15, 30, tzinfo=UTC)),
        ("2026-10-25 02:30+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2026-03-02 10:15Z", datetime(2026, 3, 2, 10, 15, tzinfo=UTC)),
    ],
)
def test_a_clock_without_offset_is_swedens(written: str, instant: datetime) -> None:
    (report,) = taken(HEADER, shift(Mottagen=written))
    assert report.received_at == instant


@pytest.mark.parametrize(
    ("written", "named"), [("dok.0", "provider-a/dok.0"), ("fk.intake/9", "fk.intake/9")]
)
def test_a_correction_names_a_number_of_its_own_sender_or_of_another(
    written: str, named: str
) -> None:
    (report,) = taken(HEADER, shift(Ersätter=written))
    assert report.replaces == named


FAULTS_OF_REPORTS = [
    ("Dokumentnummer", "a b", '"a b" is not a document id', "as in dok.17."),
    ("Dokumentnummer", "=A1+7", "begins with =, and a spreadsheet would", "Write the value itself"),
    ("Avsändare", "@provider", "begins with @, and a spreadsheet would", "Write the value itself"),
    ("Avsändare", "Provider A", '"Provider A" is not a sender', "as in provider-a."),
    ("Mottagen", "2026-03-02", "is not a date with a clock time", "such as 2026-03-02 10:15."),
    ("Mottagen", "2026-02-30 10:00", "there is no such day or time", "Correct the"),
    ("Mottagen", "2026-10-25 02:30", "stands for two instants or none", "such as +02:00"),
    ("Mottagen", "2026-03-29 02:30", "stands for two instants or none", "such as +02:00"),
    ("Ersätter", "dok 0", '"provider-a/dok 0" is not another document', "Correct it"),
    ("Ersätter", "dok.1", "says that it replaces itself", "Give it a document id of its own"),
    ("Ärendenummer", "123", '"123" is not a case number', "as in FK-000123."),
    ("Månad", "mar-26", '"mar-26" is not a month', "as in 2026-02."),
    ("Assistent", "2,01701E+11", "a spreadsheet has shortened the number", "the format Text"),
    ("Assistent", "170101-2393", "lacks its century", "Write all twelve digits"),
    ("Assistent", "201701012394", "the number has a wrong check digit", "against the paper"),
    ("Assistent", "Anna Ek", "the cell names no person", "an identity number of twelve digits"),
    ("Arbetsgivare", "21005521", "neither an organisation nor a person", "drops leading zeros"),
    ("Arbetsgivare", "170101-2393", "a sole trader's identity number", "by pnr: or ref:"),
    ("Del", "0", "0 is below 1, the lowest", "Correct the number"),
    ("Del", "1,5", '"1,5" is not a whole number', "Write digits only"),
    ("Tilläggsräkning", "x", '"x" is neither ja nor nej', "Write ja or nej."),
    ("Beräkningsperiod från", "2026-02-01", "needs a first and a last day", "Correct both days"),
    ("Dag", "2026-02-02", "is not a day of the month", "Write its number alone, 1 to 31."),
    ("Dag", "29", "lies on day 29, and 2026-02 has 28 days", "Correct the day or the month."),
    ("Dag", "32", "32 is no day of the month", "Correct it: 1 to 31."),
    ("Från", "0,333333333", "is not a clock time", "with a colon, such as 08:00."),
    ("Från", "08.00", '"08.00" is not a clock time', "with a colon, such as 08:00."),
    ("Från", "24:00", "a row cannot start at 24:00", "Write 00:00 on the day after"),
    ("Till", "00:00", "a row cannot end at 00:00", "Write 24:00, if it ends at midnight."),
    ("Till", "24:30", "there is no clock time 24:30", "Write 00:00 to 24:00."),
    ("Till", "08:00", "the row ends when it starts", "Correct its times."),
    ("Till", "06:00", "ends before it starts", "2;08:00;24:00;aktiv and 3;00:00;06:00;aktiv."),
    ("Slag", "natt", '"natt" is not a kind of time', "aktiv, sjuk, väntetid, beredskap"),
]
FAULTS_OF_BILLS = [
    ("Aktiv tid timmar", "", "the cell is empty", "Fill it in"),
    ("Aktiv tid timmar", "172:30", "is not a whole number", "stand in a column each."),
    ("Aktiv tid timmar", "172,5", "is not a whole number", "stand in a column each."),
    ("Aktiv tid timmar", "-4", "begins with -, and a spreadsheet would", "Write the value itself"),
    ("Aktiv tid timmar", "1489", "more than two assistants work in a month", "Correct the hours"),
    ("Aktiv tid minuter", "60", "60 minutes are more than 59", "in the column of hours"),
    ("Väntetid timmar", "1489", "more than two assistants work in a month", "Correct the hours"),
]


@pytest.mark.parametrize(("column", "cell", "why", "what_now"), FAULTS_OF_REPORTS)
def test_a_bad_cell_of_a_report_is_answered_in_a_sentence(
    column: str, cell: str, why: str, what_now: str
) -> None:
    (one,) = said(HEADER, shift(**{column: cell}))
    where = "Beräkningsperiod till" if column == "Beräkningsperiod från" else column
    assert one.startswith(f"2: {where}: ")
    assert why in one
    assert what_now in one


@pytest.mark.parametrize(("column", "cell", "why", "what_now"), FAULTS_OF_BILLS)
def test_a_bad_cell_of_a_bill_is_answered_in_a_sentence(
    column: str, cell: str, why: str, what_now: str
) -> None:
    (one,) = said(BILLS, bill(**{column.replace(" ", "_"): cell}))
    assert one.startswith(f"2: {column}: ")
    assert why in one
    assert what_now in one


def test_every_column_is_judged_at_once_in_the_order_of_the_columns() -> None:
    wrong = dict.fromkeys(REPORT, "?!")
    assert [one.split(": ")[1] for one in said(HEADER, ";".join(wrong.values()))] == [*REPORT]
    assert [one.split(": ")[1] for one in said(BILLS, ";".join("?!" for _ in BILL))] == [*BILL]


def test_a_night_at_the_end_of_the_month_goes_on_in_the_next_months_report() -> None:
    (one,) = said(HEADER, shift(Dag="28", Från="22:00", Till="06:00", Slag="väntetid"))
    assert one.endswith(
        "write two rows: 28;22:00;24:00;väntetid and 1;00:00;06:00;väntetid in next month's report."
    )


def test_no_reason_shows_an_identity_number() -> None:
    number = "201701012394"
    cells = dict.fromkeys(REPORT, number)
    found = "\n".join([*said(HEADER, shift(**cells)), *said(HEADER, shift(Assistent=number))])
    assert number not in found
    assert number[2:] not in found
