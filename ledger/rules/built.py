"""
What this version of the code can calculate: the alternatives of each policy, the values it needs.

An edition chooses among these and gives them their sources; it cannot add to them, because an
alternative that no code follows would silently give the default. Whoever builds a further
alternative adds it here and to the edition.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

#: The alternatives of each policy that the code follows.
BUILT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "basis": ("ROWS_CAPPED_BY_BILL", "ROWS"),
        "cap.allocation": ("CHRONOLOGICAL",),
        "cofin.month_basis": ("DAYS_OVER_7",),
        "cofin.rate": ("PAID",),
        "convert.round": ("NONE",),
        "correction.match": ("NAMED_ELSE_KEY",),
        "death.day": ("PAYABLE", "NOT"),
        "double.limit": ("STRICT", "NONE"),
        "dst": ("ELAPSED", "WALL_CLOCK"),
        "finding.knowledge": ("NOW",),
        "grant.conversion": ("DAYS_OVER_7",),
        "grant.overlap": ("LATEST",),
        "grant.period": ("STATED_ELSE_SIX_MONTHS",),
        "grant.period_on_change": ("CONTINUE",),
        "grant.pool": ("GRANT_PERIOD", "MONTH", "ACCRUED"),
        "grant.pools": ("ONE_CONVERTED",),
        "late": ("CUT", "NOTICE"),
        "overlap.same_assistant": ("ONCE", "NONE"),
        "payment.cutoff": ("5",),
        "pool.early_end": ("DAYS_IN_FORCE",),
        "retro.account": ("REQUIRED",),
        "returns.match": ("NAMED_ELSE_FIFO",),
        "round.unit": ("MONTH_PAYEE",),
        "sick.row": ("ONCE",),
    }
)

#: The values that an edition must give from its first day on, with their units.
NEEDED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cofin.weekly_minutes": "minutes/week",
        "convert.standby_divisor": "divisor",
        "convert.waiting_divisor": "divisor",
        "grant.longest_months": "months",
        "notice_pay.months": "months",
        "notice_pay.second_month_from": "years",
        "notice_pay.third_month_from": "years",
        "payday.day": "day of month",
        "report.due_day": "day of month",
        "report.due_months_after": "months",
        "retro.months_before": "months",
    }
)

#: Values that the unit of time, 1/196 minute, is built on. An edition states them
#: with their source; another value needs another unit, and so another code.
FIXED: Final[Mapping[str, int]] = MappingProxyType(
    {"convert.waiting_divisor": 4, "convert.standby_divisor": 7}
)
