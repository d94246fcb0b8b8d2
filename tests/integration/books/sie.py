"""
A strict reader of SIE 4I, written from the grammar of its records for the tests.

Refuses what the import form has no place for: balances, unknown labels, amounts with other than
two decimals, a voucher that does not sum to zero, accounts that were not named.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

#: The records of the import form that a file may have, in the order in which ours stand.
HEAD = ("FLAGGA", "PROGRAM", "FORMAT", "GEN", "SIETYP", "ORGNR", "FNAMN", "RAR", "KONTO", "KTYP")
REQUIRED = {"FLAGGA", "PROGRAM", "FORMAT", "GEN", "SIETYP", "FNAMN"}
FIELD = re.compile(r'"(?:\\"|[^"\\\x00-\x1f])*"|\{\}|[^\s"{}]+')
AMOUNT = re.compile(r"-?\d+\.\d\d")
DAY = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")


@dataclass
class Read:
    """What a file says: its head by label, its accounts, and öre per account."""

    head: dict[str, list[list[str]]] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    vouchers: int = 0


def read_sie(path: Path) -> Read:
    """Read a whole file; anything that is not as it must be fails."""
    raw = path.read_bytes()
    assert raw.endswith(b"\r\n")
    lines = raw.decode("cp437").split("\r\n")[:-1]
    assert not any("\n" in line or "\r" in line for line in lines)
    read = Read()
    at = 0
    while at < len(lines) and not lines[at].startswith("#VER"):
        label, fields = record(lines[at])
        assert label in HEAD, label
        read.head.setdefault(label, []).append(fields)
        at += 1
    assert set(read.head) >= REQUIRED
    assert list(read.head) == [label for label in HEAD if label in read.head]
    accounts = {fields[0] for fields in read.head["KONTO"]}
    years = [(first, last) for _, first, last in read.head["RAR"]]
    while at < len(lines):
        at = voucher(lines, at, read, accounts, years)
    return read


def voucher(
    lines: list[str], at: int, read: Read, accounts: set[str], years: list[tuple[str, str]]
) -> int:
    """Read one voucher, and return the line after it."""
    label, (series, number, day, text) = record(lines[at])
    assert (label, series, int(number)) == ("VER", "K", read.vouchers + 1)
    assert DAY.fullmatch(day)
    assert any(first <= day <= last for first, last in years)
    assert text
    assert lines[at + 1] == "{"
    at, total = at + 2, 0
    while lines[at] != "}":
        label, (account, dimensions, amount, of_day, _) = record(lines[at])
        assert (label, dimensions, of_day) == ("TRANS", "{}", day)
        assert account in accounts
        assert AMOUNT.fullmatch(amount), amount
        ore = int(amount.replace(".", ""))
        read.balances[account] = read.balances.get(account, 0) + ore
        total, at = total + ore, at + 1
    assert total == 0
    read.vouchers += 1
    return at + 1


def record(line: str) -> tuple[str, list[str]]:
    """Return the label of a line and its fields, quotation marks taken off."""
    fields = FIELD.findall(line)
    assert " ".join(fields) == line, line
    assert fields[0].startswith("#")
    return fields[0][1:], [of.strip('"') if of != "{}" else of for of in fields[1:]]
