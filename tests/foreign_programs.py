"""
Programs of others that read our books: which are installed, and what balances they see.

beancount is in the development environment; hledger and Ledger are programs of the system. A
run says at its end which read our exports, and aloud which were not there.
"""

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from beancount import loader

#: Öre by the name of an account, those that are nought left out.
Balances = dict[str, int]
USED = pytest.StashKey[set[str]]()
MISSING = pytest.StashKey[set[str]]()
HOW_TO_GET_THEM = "install them (Debian: apt install hledger ledger)"


@dataclass(frozen=True)
class Program:
    """A program that reads a journal; `balances` runs it over a file and reads its report."""

    name: str
    balances: Callable[[Path], Balances]
    is_library: bool = False

    @property
    def is_installed(self) -> bool:
        return self.is_library or shutil.which(self.name) is not None

    def __str__(self) -> str:
        return self.name


def beancount_balances(path: Path) -> Balances:
    """Load a file with beancount, which must find nothing wrong, and sum its postings."""
    entries, errors, _ = loader.load_file(str(path))
    assert errors == []
    found: Balances = {}
    for entry in entries:
        for posting in getattr(entry, "postings", ()):
            ore = posting.units.number * 100
            assert ore == int(ore)
            assert posting.units.currency == "SEK"
            found[posting.account] = found.get(posting.account, 0) + int(ore)
    return not_nought(found)


def hledger_balances(path: Path) -> Balances:
    out = ran("hledger", "-f", str(path), "balance", "--strict", "--flat", "-N", "-O", "csv")
    rows = list(csv.reader(io.StringIO(out)))[1:]
    return not_nought({name: ore_of(amount) for name, amount in rows})


def ledger_balances(path: Path) -> Balances:
    form = "%(account)\t%(quantity(amount))\n"
    # `--init-file` keeps out what stands in the home of whoever runs the tests.
    out = ran(
        *("ledger", "--init-file", "/dev/null", "-f", str(path), "--pedantic"),
        *("balance", "--flat", "--no-total", "--balance-format", form),
    )
    rows = [line.split("\t") for line in out.splitlines()]
    return not_nought({name: ore_of(amount) for name, amount in rows})


PROGRAMS = (
    Program("beancount", beancount_balances, is_library=True),
    Program("hledger", hledger_balances),
    Program("ledger", ledger_balances),
)


def not_nought(balances: Mapping[str, int]) -> Balances:
    return {name: ore for name, ore in balances.items() if ore}


def ore_of(amount: str) -> int:
    """Return öre of an amount as `-1234.50 SEK`."""
    found = re.fullmatch(r'"?(-?)(\d+)(?:\.(\d{1,2}))?(?: SEK)?"?', amount.strip())
    assert found, amount
    sign, kronor, ore = found.groups()
    return (-1 if sign else 1) * (int(kronor) * 100 + int((ore or "").ljust(2, "0")))


def ran(*command: str) -> str:
    """Run a program, which must end well and complain of nothing."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[:500]
    return done.stdout


def note_use(config: pytest.Config, program: Program) -> None:
    """Note that a program was to read our books in this run."""
    config.stash.setdefault(USED, set()).add(program.name)


def note_missing(config: pytest.Config, sentence: str) -> None:
    """Note, for the end of the run, what no other program looked at, and how that can be."""
    config.stash.setdefault(MISSING, set()).add(sentence)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say which programs read our books, and aloud which were not installed."""
    for sentence in sorted(config.stash.get(MISSING, set())):
        terminalreporter.write_line(sentence, red=True, bold=True)
    used = config.stash.get(USED, set())
    if not used:
        return
    there = [program.name for program in PROGRAMS if program.is_installed]
    missing = [program.name for program in PROGRAMS if not program.is_installed]
    terminalreporter.section("programs that read our books")
    terminalreporter.write_line(f"Exports were read by {', '.join(there)}.")
    if missing:
        said = f"NOT READ BY {' AND '.join(missing)}. To have them too, {HOW_TO_GET_THEM}."
        terminalreporter.write_line(said, red=True, bold=True)
