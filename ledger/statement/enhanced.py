"""
The enhanced rate of a day: what was granted, within its cap (M2).

How costs bound what it pays for a month belongs to `money`.
"""

from datetime import date
from typing import Final

from ledger.amounts import half_up
from ledger.rules import Parameter, Rulebook, weakest
from schemas.terms import EnhancedRateGranted

#: The name of a rate that a decision granted instead of the standard rate.
ENHANCED: Final = "enhanced.rate"
_PERCENT: Final = 100


def cap_ore(schablon: Parameter, day: int, rulebook: Rulebook) -> int:
    """
    Return the highest enhanced rate of a day, in öre per hour.

    Twelve percent above the standard rate, whole öre rounded down so that it
    "may not exceed" (policy `enhanced.cap_round`); before October 2018 the
    ordinance said the nearest krona, half up. Under the reform the standard
    rate is the reformed one.
    """
    on = date.fromordinal(day)
    percent = rulebook.parameter("enhanced.percent_above", on).value
    step = rulebook.parameter("enhanced.cap_step", on).value
    exact = schablon.value * (_PERCENT + percent)
    if step == 1:
        return exact // _PERCENT
    return half_up(exact, _PERCENT * step) * step


def enhanced_rate(
    granted: EnhancedRateGranted, schablon: Parameter, day: int, rulebook: Rulebook
) -> Parameter:
    """Return the rate of a day with an enhanced rate: never below the standard rate (M2)."""
    percent = rulebook.parameter("enhanced.percent_above", date.fromordinal(day))
    cap = cap_ore(schablon, day, rulebook)
    return Parameter(
        name=ENHANCED,
        value=max(schablon.value, min(granted.rate_ore, cap)),
        unit="öre/h",
        in_force_from=max(granted.effective_from, schablon.in_force_from),
        source=f"decision {granted.decision_id}: {granted.rate_ore} öre, at most {cap}"
        f" ({percent.source}), at least {schablon.value} ({schablon.source})",
        mark=weakest((schablon.mark, percent.mark)),
    )
