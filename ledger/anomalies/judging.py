"""
Judging: every rule asked of all that was gathered, person by person, in a fixed order.

Most assistants have one recipient and rows that do not meet; they are told apart by sums of
whole numbers, and nothing more is made of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from uuid import UUID

from ledger.anomalies.anomaly import Anomaly
from ledger.anomalies.gathering import orders_of
from ledger.anomalies.search import Search, least, values
from ledger.anomalies.seen import Lost, Ordered, Seen, averaged, runs_of, unpacked
from ledger.anomalies.sought.accounts import Accounts
from ledger.anomalies.sought.long_days import full_days, long_runs
from ledger.anomalies.sought.overlaps import overlapping_assistants
from ledger.anomalies.sought.payments import one_bill_two_cases, one_recipient_two_cases
from ledger.anomalies.sought.sick import paid_elsewhere
from ledger.anomalies.sought.worktime import overworked
from ledger.anomalies.value import Prices
from ledger.domain.register import Register
from ledger.runs import MINUTES_A_DAY
from schemas.bounds import ACTIVE, WAITING
from schemas.register import WorktimeAgreed

_WEEK: Final = 7
#: Days over which work is summed before any rule is asked.
_BLOCK: Final = 28


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    Sums below which the rules for one assistant can find nothing, on whatever day they are asked.

    `least` minutes of work in any `_BLOCK` days and the as many after them, `long_day` minutes of
    active time in a day.
    """

    least: int
    long_day: int

    @classmethod
    def of(cls, search: Search) -> "Bounds":
        """
        Read the least of each threshold that was ever in force: the rules ask by the day of work.

        An agreement may allow any number of hours, so with one none is plain.
        """
        rulebook = search.rulebook
        agreed = any(isinstance(of.event, WorktimeAgreed) for of in search.register.documents())
        own = least(rulebook, "worktime.own_employer_minutes")
        other = least(rulebook, "worktime.other_minutes")
        work = [
            _of_window(days, days, own) for days in values(rulebook, "anomaly.own_employer_days")
        ]
        work += [
            # As few days as so many months may have, in as many blocks as they may lie in.
            _of_window(28 * months, 31 * months, other)
            for months in values(rulebook, "anomaly.averaging_months")
        ]
        return cls(0 if agreed else min(work), least(rulebook, "anomaly.long_day_minutes"))


def _of_window(fewest: int, most: int, weekly: int) -> int:
    """Return the minutes in two blocks up to which a window of work cannot hold too many."""
    blocks = (most + _BLOCK - 2) // _BLOCK + 1
    return weekly * fewest // _WEEK // ((blocks + 1) // 2)


def judged(seen: Seen, accounts: Accounts, prices: Prices, search: Search) -> list[Anomaly]:
    """Return every anomaly of the wanted months: the dearest rule by rule, each once."""
    found = list(seen.found)
    bounds = Bounds.of(search)
    claims = _by_assistant(seen.lost)
    for person, reports in seen.worked.items():
        lost = claims.pop(UUID(bytes=person), ())
        if _is_plain(reports, bounds) and not lost:
            continue
        found += _of_person(UUID(bytes=person), reports, lost, prices, search)
    for person, lost in claims.items():
        found += paid_elsewhere(person, lost, ())
    found += accounts.found(seen.orders, search.rulebook)
    found += _of_payments(seen, prices, search.register)
    wanted = {one.id: one for one in found if search.covers(one.month)}
    return sorted(wanted.values(), key=_order)


def _of_person(
    person: UUID,
    reports: Sequence[bytes],
    lost: Sequence[Lost],
    prices: Prices,
    search: Search,
) -> Iterator[Anomaly]:
    rows = unpacked(reports)
    yield from overlapping_assistants(person, rows, prices)
    yield from full_days(person, rows, prices, search.rulebook)
    yield from long_runs(person, rows, prices, search.rulebook)
    yield from overworked(person, rows, prices, search.register, search.rulebook)
    if lost:
        yield from paid_elsewhere(person, lost, rows)


def _is_plain(reports: Sequence[bytes], bounds: Bounds) -> bool:
    """Tell whether no rule can find anything in one assistant's reports, at little cost."""
    runs = runs_of(reports)
    if any(before[1] > after[0] for before, after in pairwise(runs)):
        return False
    if not bounds.least or any(map(averaged, reports)):
        return False
    days: dict[int, int] = {}
    blocks: dict[int, int] = {}
    for first, after, kind in runs:
        day = first // MINUTES_A_DAY
        if kind == ACTIVE:
            days[day] = days.get(day, 0) + after - first
        if kind in (ACTIVE, WAITING):
            blocks[day // _BLOCK] = blocks.get(day // _BLOCK, 0) + after - first
    fullest = max((of + blocks.get(block + 1, 0) for block, of in blocks.items()), default=0)
    return fullest <= bounds.least and max(days.values(), default=0) <= bounds.long_day


def _by_assistant(lost: Iterable[Lost]) -> dict[UUID, list[Lost]]:
    found: dict[UUID, list[Lost]] = {}
    for claim in sorted(lost, key=lambda claim: (claim.case, claim.event)):
        found.setdefault(claim.assistant, []).append(claim)
    return found


def _of_payments(seen: Seen, prices: Prices, register: Register) -> Iterator[Anomaly]:
    """Yield what is paid twice across cases; only the cases concerned are read again."""

    def orders(cases: Iterable[UUID]) -> list[Ordered]:
        return [
            order
            for case in sorted(cases)
            for order in orders_of(prices.case(case).case, case, register)
        ]

    paying: dict[int, set[UUID]] = {}
    for bill, case in seen.paid_bills:
        paying.setdefault(bill, set()).add(case)
    shared = [of for of in paying.values() if len(of) > 1]
    yield from one_bill_two_cases(orders(set[UUID]().union(*shared)))
    cases: dict[UUID, set[UUID]] = {}
    for recipient, case in seen.recipients:
        cases.setdefault(recipient, set()).add(case)
    for of in cases.values():
        if len(of) > 1:
            yield from one_recipient_two_cases(orders(of))


def _order(one: Anomaly) -> tuple[str, int, int, str]:
    """Return the key of the order in which anomalies are listed."""
    return (one.rule, -(one.stake_ore or 0), one.month, one.id)
