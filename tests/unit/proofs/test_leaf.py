"""
What is sealed of an event: the bytes that the docstring of `leaf_bytes` promises, all of a row.
"""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import pytest

from ledger.proofs.leaf import leaf_bytes

ROW: tuple[int, UUID, int, str, datetime, bytes] = (
    812_004,
    UUID("0b6a6d2e-9a4c-4a7e-8f9f-0c7f5a1e2d3c"),
    7,
    "bill-received/1",
    datetime(2026, 3, 5, 9, 30, 1, 123_456, tzinfo=UTC),
    b'{"event":{}}',
)


def test_a_small_event_has_these_bytes() -> None:
    assert leaf_bytes(*ROW) == bytes.fromhex(
        "01"
        "00000008 00000000000c63e4"
        "00000010 0b6a6d2e9a4c4a7e8f9f0c7f5a1e2d3c"
        "00000008 0000000000000007"
        "0000000f 62696c6c2d72656365697665642f31"
        "00000008 00064c4394ac9a80"
        "0000000c 7b226576656e74223a7b7d7d"
    )


@pytest.mark.parametrize(
    "changed",
    [
        (812_005, *ROW[1:]),
        (*ROW[:1], UUID(int=0), *ROW[2:]),
        (*ROW[:2], 8, *ROW[3:]),
        (*ROW[:3], "bill-received/2", *ROW[4:]),
        (*ROW[:4], ROW[4] + timedelta(microseconds=1), ROW[5]),
        (*ROW[:5], b'{"event":{} }'),
    ],
)
def test_no_field_can_change_without_the_entry(
    changed: tuple[int, UUID, int, str, datetime, bytes],
) -> None:
    assert leaf_bytes(*changed) != leaf_bytes(*ROW)


def test_what_one_field_loses_another_does_not_gain() -> None:
    one = leaf_bytes(*ROW[:3], "a", ROW[4], b"bc")
    assert one != leaf_bytes(*ROW[:3], "ab", ROW[4], b"c")


def test_an_instant_is_the_same_in_every_time_zone() -> None:
    elsewhere = ROW[4].astimezone(timezone(timedelta(hours=2)))
    assert leaf_bytes(*ROW[:4], elsewhere, ROW[5]) == leaf_bytes(*ROW)


def test_a_microsecond_of_a_far_year_is_exact() -> None:
    first = datetime(2199, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert leaf_bytes(*ROW[:4], first, b"")[-12:-4] == bytes.fromhex("0019c93860f83fff")


def test_a_state_of_any_size_fits_in_a_bundle() -> None:
    longest, longer = b"x" * 60_000, b"x" * 60_001
    assert leaf_bytes(*ROW[:5], longest).endswith(longest)
    entry = leaf_bytes(*ROW[:5], longer)
    assert entry[0] == 2
    assert entry.endswith((32).to_bytes(4) + sha256(longer).digest())
    # A short state that is written as such a hash is another entry.
    assert entry != leaf_bytes(*ROW[:5], sha256(longer).digest())
