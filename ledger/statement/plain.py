"""
Plain months: where no gate has anything to cut, the sums of the rows are the month's time.

A shortcut, and no rule: most months of a country are plain, and take a tenth of the time of the
gates. It answers only where it is certain, from closed lists of what may be in a case and in the
register; whatever is not listed goes through the gates. The properties compare the two ways.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from ledger.amounts import first_day
from ledger.domain.accounts import Accounts
from ledger.domain.case import History
from ledger.domain.grants import Column
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.statement.gates.pools import Pool, PoolKey
from ledger.statement.model import WEIGHT, Exact, Span
from ledger.statement.rows import clock_change, real_minutes
from ledger.statement.sums import Part, Time
from schemas.decisions import (
    CaseOpened,
    DeathReported,
    GrantDecided,
    GrantReassessed,
    GrantWithdrawn,
)
from schemas.municipal.transfer import TransferRecordReceived
from schemas.register import (
    AccountReported,
    AssistantRegistered,
    PersonRegistered,
    PoorQualityReported,
    ProviderRegistered,
    SurveyMade,
)

#: What decisions may be in a case whose months can be plain; others change what a minute is worth.
#: Money, and what stands aside (claims, debits, transfers), changes no minute, whatever it is.
_DECISIONS: Final = frozenset(
    {
        CaseOpened,
        GrantDecided,
        GrantReassessed,
        GrantWithdrawn,
        DeathReported,
        TransferRecordReceived,
    }
)
#: Day, start, end and kind. Kinds are numbered: active, sick, waiting, standby.
Row = tuple[int, int, int, int]
_REGISTER: Final = frozenset(
    {
        PersonRegistered,
        AssistantRegistered,
        ProviderRegistered,
        AccountReported,
        PoorQualityReported,
        SurveyMade,
    }
)


#: Says who answers for a decision. No gate that a plain month passes asks that, nor for the regime:
#: both change rates and payers, which are no part of the month's time.
_OF_PAYERS: Final = frozenset({"qualify"})


@lru_cache(maxsize=8)
def _by_default(rulebook: Rulebook) -> bool:
    """Tell whether time is read by the default of every policy."""
    policies = rulebook.policies.values()
    return not any(policy.deviates and policy.name not in _OF_PAYERS for policy in policies)


def may_be_plain(history: History, register: Register, rulebook: Rulebook) -> bool:
    """Tell whether months of a case can be plain: only ordinary papers, of adults in the EEA."""
    if not _by_default(rulebook) or not history.reports:
        return False
    first = date.fromordinal(first_day(min(history.reports)))
    return history.kinds <= _DECISIONS and all(
        _is_ordinary(recorded.event, first)
        for party in history.parties
        for recorded in register.about(party)
    )


def _is_ordinary(event: object, first: date) -> bool:
    if isinstance(event, AssistantRegistered):
        adult = event.eighteen_on is None or event.eighteen_on <= first
        return adult and event.resident_in_eea
    return type(event) in _REGISTER


def plain_minutes(
    accounts: Accounts, spans: Sequence[Span], month: int
) -> Mapping[int, Exact] | None:
    """
    Return the real minutes of each kind, or None where a gate may have to cut.

    Certain where one decision is in force all month, bill and reports are in
    time, no two rows share a minute, and no kind is above its column of the bill.
    """
    bill = accounts.bill
    if bill is None or bill.late or len(spans) != 1:
        return None
    if spans[0].decision is None or not spans[0].alive:
        return None
    rows: list[Row] = []
    for report in accounts.reports:
        if report.late or report.event.averaging_from is not None:
            return None
        rows += report.event.rows
    rows.sort()
    minutes = _minutes_apart(rows)
    if minutes is None or not _told_by_the_clock(rows, month, minutes):
        return None
    billed = (*bill.minutes[:1], 0, *bill.minutes[1:])
    if any(of > most for of, most in zip(minutes, billed, strict=True)):
        return None
    return {kind: of for kind, of in enumerate(minutes) if of}


def plain_sums(
    minutes: Mapping[int, Exact], pools: Mapping[PoolKey, Pool]
) -> tuple[dict[Part, Time], dict[PoolKey, Exact]] | None:
    """Return what is payable in a plain month, and used of its pool; None if it may not fit."""
    if len(pools) != 1:
        return None
    ((key, pool),) = pools.items()
    payable: dict[Part, Time] = {
        (0, kind, None): (of, of * WEIGHT[kind]) for kind, of in minutes.items()
    }
    total = sum(units for _, units in payable.values())
    if key.column is not Column.ONE or total > pool.room:
        return None
    return payable, {key: total}


def _minutes_apart(rows: Sequence[Row]) -> list[Exact] | None:
    """Return the minutes of each kind by the clock on the wall, or None where rows overlap."""
    minutes: list[Exact] = [0, 0, 0, 0]
    day = until = 0
    for on, start, end, kind in rows:
        if on != day:
            day = on
        elif start < until:
            return None
        until = end
        minutes[kind] += end - start
    return minutes


def _told_by_the_clock(rows: Iterable[Row], month: int, minutes: list[Exact]) -> bool:
    """Count the night on which the clocks change as it was; a row of no time is not plain."""
    change = clock_change(month)
    if change is None:
        return True
    night = change[0] - first_day(month) + 1
    for on, start, end, kind in rows:
        if on == night:
            real = real_minutes(start, end, change[1])
            if not real:
                return False
            minutes[kind] += real - (end - start)
    return True
