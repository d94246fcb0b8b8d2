"""
How fast a national store is booked, and its trial balance, beside programs of plain text.

The store is that of `national_store`, three months of 18 000 cases; `year` books a whole year.
The programs of others read the text that `kvitto export` writes: reading it is counted, since
they keep nothing. KVITTO_TEST_RECIPIENTS makes it a part of the country.
"""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from ledger.postings import AGENCY
from ledger.postings.chart import load_chart
from ledger.postings.trial import TrialBalance, trial_balances
from ops.books.formats import FORMATS
from ops.books.voucher import Numbering
from ops.commands.books.export import book_of
from projections.runner import Runner
from projections.tables import booked
from projections.tables.booked import Wanted
from tests.benchmarks.measurement import Measurement, spread
from tests.benchmarks.national_store import MONTHS, RECIPIENTS, store_of
from tests.benchmarks.projections import core_seconds, forget, opened
from tests.foreign_programs import PROGRAMS

ROUNDS: Final = 3
OURS: Final = ["postings"]
#: How many times as many transactions a second as this program: at least, and the aim.
ASKED: Final = {"beancount": (10, 40), "hledger": (5, 20), "ledger": (1, 3)}


def seconds(work: Callable[[], object]) -> float:
    """Return how long something took by the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def trial_balance(runner: Runner) -> TrialBalance:
    """Return the trial balance of the agency's book from stored postings."""
    with runner.tables.transaction(is_reading=True) as connection:
        return trial_balances(booked.sums(connection, Wanted(AGENCY)), load_chart())[AGENCY]


def exported(runner: Runner, name: str, path: Path) -> int:
    """Write the agency's book as a program reads it, and return how many transactions it has."""
    form, chart, count = FORMATS[name], load_chart(), 0
    with runner.tables.transaction(is_reading=True) as connection:
        book = book_of(connection, Wanted(AGENCY), chart)
        assert book is not None
        events = list(booked.events(connection, Wanted(AGENCY)))
        count = len(events)
        with path.open("w", encoding=form.encoding) as file:
            file.writelines(form.lines(book, Numbering(chart).vouchers(events)))
    return count


def measure() -> Iterable[Measurement]:
    """Yield booking, the trial balance, and the same by other programs."""
    home = store_of(int(os.environ.get("KVITTO_TEST_RECIPIENTS", RECIPIENTS)))
    with opened(home) as runner:
        rounds: list[float] = []
        used: list[float] = []
        for _ in range(ROUNDS):
            forget(runner)
            before = core_seconds()
            rounds.append(seconds(lambda: runner.catch_up(OURS)))
            used.append(core_seconds() - before)
        with runner.tables.transaction() as connection:
            connection.execute("analyze kvitto.postings_a")
        balance = trial_balance(runner)
        sums = [seconds(lambda: trial_balance(runner)) for _ in range(ROUNDS)]
        yield spread(
            "postings of the national store, two cores",
            rounds,
            "s",
            f"{balance.postings:,} postings of {MONTHS} months; our processes had a core for"
            f" {median(used):.1f} s",
        )
        yield spread("  trial balance from stored postings", sums, "s")
        yield from beside(runner, balance, median(sums))


def beside(runner: Runner, balance: TrialBalance, ours: float) -> Iterable[Measurement]:
    """Yield how many times as many transactions a second we balance as programs of others."""
    seen = sorted(of.balance_ore for of in balance.accounts.values() if of.balance_ore)
    with TemporaryDirectory(prefix="kvitto-bench-") as folder:
        for program in PROGRAMS:
            at_least, aim = ASKED[program.name]
            if not program.is_installed:
                yield Measurement(f"  {program} is not installed", 0, "", "", at_least, aim)
                continue
            path = Path(folder) / f"books.{program}"
            count = exported(runner, program.name, path)
            # Once: it takes minutes, and beancount would read its own cache the second time.
            started = time.perf_counter()
            balances = program.balances(path)
            theirs = time.perf_counter() - started
            assert sorted(balances.values()) == seen, f"{program} sees other balances"
            yield Measurement(
                f"  trial balance beside {program}, transactions a second",
                (count / ours) / (count / theirs),
                "times",
                f"{count:,} transactions: ours {count / ours:,.0f} a second from stored postings,"
                f" {program} {count / theirs:,.0f} from text of"
                f" {path.stat().st_size / 2**20:,.0f} MiB, reading included",
                at_least,
                aim,
            )
