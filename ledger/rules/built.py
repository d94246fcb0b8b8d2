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
        "abroad.outside_max": ("6 months",),
        "advance.basis": ("AVERAGE_MONTH", "STATED"),
        "advance.midway": ("EVENT_ONLY",),
        "bars": ("STATUTE",),
        "basis": ("ROWS_CAPPED_BY_BILL", "ROWS", "BILL"),
        "cap.allocation": ("CHRONOLOGICAL", "PRO_RATA"),
        "cofin.month_basis": ("DAYS_OVER_7", "ISO_WEEK", "FACTOR_4_33"),
        "cofin.rate": ("PAID", "SCHABLON"),
        "cofin.topup": ("SHARE", "STATE"),
        "convert.round": ("NONE", "MONTH_TOTAL_TO_MINUTE", "PER_ROW"),
        "correction.match": ("NAMED_ELSE_KEY",),
        "death.day": ("PAYABLE", "NOT"),
        "double.limit": ("STRICT", "NONE"),
        "dst": ("ELAPSED", "WALL_CLOCK"),
        "enhanced.cap_round": ("FLOOR",),
        "enhanced.final_bound": ("STATUTE_12", "GRANTED"),
        "extension.order": ("FIRST", "LAST"),
        "finding.knowledge": ("NOW", "WHEN_PAID"),
        "grant.conversion": ("DAYS_OVER_7", "FACTOR_4_33", "HALF_YEAR_184"),
        "grant.overlap": ("LATEST", "SUM", "REFUSE"),
        "grant.period": ("STATED_ELSE_SIX_MONTHS",),
        "grant.period_on_change": ("CONTINUE", "RESTART"),
        "grant.pool": ("GRANT_PERIOD", "MONTH", "ACCRUED", "WEEK"),
        "grant.pools": ("ONE_CONVERTED", "SEPARATE"),
        "interest": ("ACT_365",),
        "late": ("CUT", "NOTICE"),
        "overlap.same_assistant": ("ONCE", "NONE"),
        "parental.apply": ("IN_DECISION", "BY_LEDGER"),
        "payday": ("DAY_20", "DAYS_5_AND_20"),
        "payment.cutoff": ("5",),
        "pool.early_end": ("DAYS_IN_FORCE", "FULL"),
        "qualify": ("DECISION_BINDS", "THREE_AND_TWENTY"),
        "retro.account": ("REQUIRED",),
        "recovery.net": ("PER_MONTH", "NET"),
        "reimb.pool": ("GRANT_PERIOD", "MONTH"),
        "reimb.price": ("ACTUAL_CAPPED", "SCHABLON"),
        "retain": ("10 years",),
        "returns.match": ("NAMED_ELSE_FIFO",),
        "round.unit": ("MONTH_PAYEE", "LINE", "PAYMENT"),
        "self_employer.bound": ("BY_MODE", "MONTH"),
        "sick.holiday_base": ("GROSS", "NET_SICK"),
        "sick.partial": ("PRO_RATA", "ALL_IF_90_PERCENT"),
        "sick.row": ("ONCE", "BOTH"),
        "stay.date_only": ("ENDS_PAYABLE", "ENDS_CUT"),
        "stay.hospital_max_days": ("28",),
        "takeover.unit": ("DAY",),
        "worktime.in_case": ("STATED_PERIOD", "OFF"),
    }
)

#: The values that an edition must give from its first day on, with their units.
NEEDED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "abroad.eea_months": "months",
        "advance.settled_months_after": "months",
        "age.limit_years": "years",
        "anomaly.account_days": "days",
        "anomaly.averaging_months": "months",
        "anomaly.long_day_minutes": "minutes",
        "anomaly.long_days": "days",
        "anomaly.own_employer_days": "days",
        "anomaly.window_minutes": "minutes",
        "claim.first_warning_months": "months",
        "claim.last_warning_months": "months",
        "cofin.weekly_minutes": "minutes/week",
        "convert.standby_divisor": "divisor",
        "convert.waiting_divisor": "divisor",
        "debit.day": "day of month",
        "debit.months_after_payday": "months",
        "enhanced.cap_step": "öre",
        "enhanced.percent_above": "percent",
        "grant.longest_months": "months",
        "interest.per_mille_above": "per mille",
        "notice_pay.months": "months",
        "notice_pay.second_month_from": "years",
        "notice_pay.third_month_from": "years",
        "payday.day": "day of month",
        "permit.days_after_told": "days",
        "recovery.per_mille_above": "per mille",
        "report.due_day": "day of month",
        "report.due_months_after": "months",
        "retro.months_before": "months",
        "sick.certificate_from_day": "day of period",
        "sick.contributions_per_myriad": "per myriad",
        "sick.holiday_per_mille": "per mille",
        "sick.pay_percent": "percent",
        "sick.period_days": "days",
        "sick.relapse_days": "days",
        "transfer.lookback_months": "months",
        "worktime.other_minutes": "minutes/week",
        "worktime.own_employer_minutes": "minutes/week",
    }
)

#: Values that an edition need not give for every day; asking for a day without one is refused.
DATED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "equalisation.million_kronor": "million kronor",
        "interest.reference_per_mille": "per mille",
        "parental.minutes_from_0": "minutes/day",
        "parental.minutes_from_1": "minutes/day",
        "parental.minutes_from_12": "minutes/day",
        "parental.minutes_from_7": "minutes/day",
        "population.recipients": "persons",
        "reform.administration": "million kronor",
        "reform.introduction": "million kronor",
        "reform.more_grants": "million kronor",
        "reform.net": "million kronor",
        "reform.transition": "million kronor",
        "sick.deduction_months": "months",
        "sick.deduction_most": "deductions",
        "sick.deduction_percent": "percent",
        "survey.first_year": "year",
        "survey.interval_years": "years",
    }
)

#: Values that the unit of time, 1/196 minute, is built on. An edition states them
#: with their source; another value needs another unit, and so another code.
FIXED: Final[Mapping[str, int]] = MappingProxyType(
    {"convert.waiting_divisor": 4, "convert.standby_divisor": 7}
)
