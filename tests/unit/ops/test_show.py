"""What a reader sees: money, time, words, and lines that are broken between words only."""

import io
from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, Group

from ledger.amounts import first_day, month_of
from ledger.findings import Kind
from ops.show.money import MINUS, NO_BREAK, amount, kronor, number
from ops.show.papers import Paper
from ops.show.quantities import counted, days_text, exact_text, instant_text, month_name, time_text
from ops.show.screen import Prose, plain
from ops.show.words import FINDINGS, ORDER, PAPERS, municipality
from schemas.catalogue import EVENTS


def spaces(text: str) -> str:
    """Return the text with plain spaces; that they are no-break ones is tested once."""
    return text.replace(NO_BREAK, " ")


@pytest.mark.parametrize(
    ("ore", "shown"),
    [
        (0, "0,00 kr"),
        (5, "0,05 kr"),
        (-5, "−0,05 kr"),
        (100, "1,00 kr"),
        (99_999, "999,99 kr"),
        (100_000, "1 000,00 kr"),
        (1_234_567_890, "12 345 678,90 kr"),
        (-1_234_567_890, "−12 345 678,90 kr"),
    ],
)
def test_ore_are_shown_as_kronor_in_swedish_form(ore: int, shown: str) -> None:
    assert spaces(kronor(ore)) == shown


def test_an_amount_has_no_break_and_a_true_minus() -> None:
    shown = kronor(-1_234_567_890)
    assert " " not in shown
    assert "-" not in shown
    assert shown.startswith(MINUS)


def test_a_sign_is_written_where_it_is_asked_for() -> None:
    assert [amount(ore, signed=True) for ore in (5, 0, -5)] == ["+0,05", "0,00", "−0,05"]


@given(st.integers(-(10**15), 10**15))
def test_a_shown_amount_can_be_read_back(ore: int) -> None:
    digits = amount(ore).replace(NO_BREAK, "").replace(",", "").replace(MINUS, "-")
    assert int(digits) == ore


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (0, "0 min"),
        (25, "25 min"),
        (60, "1 h"),
        (Fraction(5, 7), "5/7 min"),
        (171 * 60 + 25 + Fraction(5, 7), "171 h 25 5/7 min"),
        (60 + Fraction(5, 7), "1 h 5/7 min"),
        (1_551 * 60, "1 551 h"),
    ],
)
def test_time_is_shown_exactly(minutes: int | Fraction, shown: str) -> None:
    assert spaces(time_text(minutes)) == shown


def test_exact_numbers_are_written_as_fractions_for_programs() -> None:
    assert (exact_text(171), exact_text(Fraction(1200, 7))) == ("171", "1200/7")


def test_days_and_months_and_instants_are_those_of_stockholm() -> None:
    march = month_of("2026-03")
    first = first_day(march)
    assert month_name(march) == "March 2026"
    assert days_text(first, first + 31, march) == "days 1–31"
    assert days_text(first + 2, first + 3, march) == "day 3"
    assert instant_text(datetime(2026, 3, 31, 22, 30, tzinfo=UTC)) == "2026-04-01 00:30:00"


def test_a_noun_follows_its_number() -> None:
    assert [spaces(counted(n, "case")) for n in (0, 1, 2_000)] == [
        "0 cases",
        "1 case",
        "2 000 cases",
    ]


def test_every_finding_and_every_paper_has_its_words() -> None:
    assert set(FINDINGS) == set(ORDER) == set(Kind)
    assert set(PAPERS) == set(EVENTS)
    assert all(len(words) <= 29 for words in FINDINGS.values())


def test_a_municipality_is_shown_with_its_name() -> None:
    assert municipality("0180") == "0180 Stockholm"
    assert municipality("0001") == "0001 (no such municipality)"


def test_a_line_is_never_broken_inside_an_amount() -> None:
    text = Prose(f"owed {kronor(1_234_567_890)} and {time_text(1_285 + Fraction(5, 7))} more")
    for width in range(20, 60):
        console = Console(width=width, file=io.StringIO())
        with console.capture() as capture:
            console.print(Group(text))
        lines = capture.get().splitlines()
        assert sum("12\u00a0345\u00a0678,90\u00a0kr" in line for line in lines) == 1, width
        assert sum("21\u00a0h\u00a025\u00a05/7\u00a0min" in line for line in lines) == 1, width


def test_what_a_terminal_would_obey_is_not_passed_on() -> None:
    assert plain("a\x1b[2Jb\tc\nd\x9b") == "a�[2Jb\tc\nd�"


def test_a_paper_says_where_it_can_be_asked_for() -> None:
    known = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    paper = Paper("fk/d-1", "grant-decided/2", UUID(int=7 << 96), known, 12)
    assert str(paper) == "decision fk/d-1, known 2026-04-01, event 00000007"
    assert number(1) == "1"
