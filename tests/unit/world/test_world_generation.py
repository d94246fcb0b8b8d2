"""What the synthetic world promises: the same bytes, test numbers only, right unless bent."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ops.world import DirectoryHoldsOtherFilesError, WorldImpossibleError, WorldSummary, generate
from ops.world.days import at as instant
from ops.world.days import cutoff, deadline, month_from, payday, stamped
from ops.world.identity import (
    assistant_number,
    check_digit,
    organisation_number,
    recipient_number,
)
from schemas.boundary.door import Document, read_document

NUMBER = re.compile(r"pnr:(\d{12})")
ORGANISATION = re.compile(r"org:(\d{10})")


def world(directory: Path, *, seed: int = 7, faults: float = 0.0) -> WorldSummary:
    return generate(
        directory, recipients=24, first_month="2025-12", months=3, seed=seed, faults=faults
    )


def lines(directory: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(directory.glob("*.ndjson")):
        with path.open("rb") as file:
            for line in file:
                yield path.name, line


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a world in which half of the cases hide a fault."""
    directory = tmp_path_factory.mktemp("faulty")
    world(directory, faults=0.5)
    return directory


def truth(directory: Path) -> dict[str, Any]:
    return json.loads((directory / "truth.json").read_text(encoding="utf-8"))


def test_the_same_arguments_give_the_same_bytes(faulty: Path, tmp_path: Path) -> None:
    world(tmp_path, faults=0.5)
    for path in sorted(faulty.iterdir()):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_another_seed_gives_another_world(faulty: Path, tmp_path: Path) -> None:
    world(tmp_path, seed=8, faults=0.5)
    assert (tmp_path / "bills.ndjson").read_bytes() != (faulty / "bills.ndjson").read_bytes()


def test_a_world_without_faults_is_right_to_the_ore(tmp_path: Path) -> None:
    summary = world(tmp_path)
    assert summary.payouts == summary.right > 0
    found = truth(tmp_path)
    assert found["faults"] == []
    assert found["owed_ore"] > 0


def test_every_line_has_a_form_and_a_name_of_its_own(faulty: Path) -> None:
    names: dict[tuple[str, str], str] = {}
    for file, line in lines(faulty):
        document = read_document(line.rstrip(b"\n"))
        assert isinstance(document, Document), (file, line, document)
        name = (document.sender, document.document_id)
        assert name not in names, (name, file, names.get(name))
        names[name] = file


def test_people_have_test_numbers_and_organisations_impossible_ones(faulty: Path) -> None:
    found = 0
    for _, line in lines(faulty):
        text = line.decode()
        for number in NUMBER.findall(text):
            assert number[8:11] in {"238", "239"}
            assert number[11] == check_digit(number[2:11])
            found += 1
        for number in ORGANISATION.findall(text):
            assert number.startswith("002")
            assert number[9] == check_digit(number[:9])
    assert found > 0


def test_no_paper_arrives_after_the_last_payday(faulty: Path) -> None:
    last = truth(faulty)["last_payday"]
    # Debits, claims and recoveries follow the payments, and come when they come.
    after = {"claims.ndjson", "debits.ndjson", "recoveries.ndjson"}
    papers = (line for file, line in lines(faulty) if file not in after)
    assert all(json.loads(line)["received_at"][:10] <= last for line in papers)


def test_each_finding_says_what_it_is_worth_now_and_then(faulty: Path) -> None:
    found = truth(faulty)
    assert found["payouts"] > found["right"] > 0
    for fault in found["faults"]:
        assert fault["ore"] != 0
        assert (fault["month"] is None) == (fault["kind"] == "UNMATCHED")
        assert ("municipality" in fault) == (fault["kind"] == "WRONG_SPLIT")
        assert (fault["known"] == "at payment") == (fault["ore"] == fault["then_ore"])
        assert fault["hidden"].endswith(".")


def test_a_directory_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DirectoryHoldsOtherFilesError, match=r"letters\.txt"):
        world(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


@pytest.mark.parametrize(
    ("first_month", "recipients", "months", "faults"),
    [
        ("2014-12", 4, 2, 0.0),
        ("2026-12", 4, 2, 0.0),
        ("2025-10", 0, 2, 0.0),
        ("2025-10", 4, 0, 0.0),
        ("2025-10", 4, 2, 1.5),
        ("2025-13", 4, 2, 0.0),
        ("October", 4, 2, 0.0),
    ],
)
def test_an_impossible_world_is_refused(
    tmp_path: Path, first_month: str, recipients: int, months: int, faults: float
) -> None:
    with pytest.raises(WorldImpossibleError):
        generate(
            tmp_path / "world",
            recipients=recipients,
            first_month=first_month,
            months=months,
            seed=1,
            faults=faults,
        )
    assert not (tmp_path / "world").exists()


def test_progress_is_told_case_by_case(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    generate(
        tmp_path,
        recipients=3,
        first_month="2026-01",
        months=1,
        seed=1,
        faults=0,
        progress=lambda done, whole: told.append((done, whole)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_no_two_people_share_a_number() -> None:
    people = [recipient_number(index, 2025) for index in range(20_000)]
    people += [assistant_number(index, 2025) for index in range(16_000)]
    assert None not in people
    assert len(dict.fromkeys(people)) == 36_000
    assert recipient_number(30_000, 2025) is None


def test_an_organisation_number_belongs_to_no_legal_form() -> None:
    for serial in (1, 800_000, 999_999):
        assert re.fullmatch(r"002[0-9]{7}", organisation_number(serial))


@pytest.mark.parametrize(
    ("month", "last"),
    [("2026-01", date(2026, 3, 5)), ("2026-02", date(2026, 4, 7)), ("2025-11", date(2026, 1, 5))],
)
def test_papers_are_in_time_until_the_fifth_moved_to_a_weekday(month: str, last: date) -> None:
    assert deadline(month_from(month)) == cutoff(month_from(month) + 2) == last


@pytest.mark.parametrize(
    ("month", "day"), [("2026-06", 18), ("2026-09", 18), ("2025-12", 19), ("2026-12", 18)]
)
def test_the_payday_is_the_twentieth_or_the_bank_day_before(month: str, day: int) -> None:
    assert payday(month_from(month)).day == day


def test_stamps_carry_the_offset_of_their_day() -> None:
    assert stamped(instant(date(2026, 2, 3), 600)) == "2026-02-03T10:00:00+01:00"
    assert stamped(instant(date(2026, 3, 29), 600)) == "2026-03-29T10:00:00+02:00"
    assert stamped(instant(date(2025, 10, 26), 600)) == "2025-10-26T10:00:00+01:00"
