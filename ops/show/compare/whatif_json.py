"""
A what-if for a program: whole öre by month, payer and item, both sides.
"""

from ledger.amounts import month_text
from ledger.comparing import RateCheck
from ops.show.compare.inquiry import figures_of
from ops.show.compare.whatif import WhatIfView
from ops.show.head import head_json
from ops.show.quantities import exact_text


def whatif_json(of: WhatIfView) -> dict[str, object]:
    """Return what a what-if costs beside the law, and whom."""
    found, asks = of.found, of.asks
    state, local = found.shift()
    reform = asks.rulebook.regime.reform_from
    return {
        **head_json(of.head),
        "whatif": {
            "name": asks.name,
            "meaning": asks.meaning,
            "edition": asks.rulebook.edition,
            "sha256": asks.rulebook.sha256,
            "regime": asks.rulebook.regime.name,
            "reform_from": None if reform is None else reform.isoformat(),
            "overrides": dict(asks.overrides),
            "policies": dict(asks.policies),
        },
        "cases": found.cases,
        "change": {"state_ore": state, "municipalities_ore": local, "net_ore": state + local},
        "taken_over_ore": found.taken_over_ore,
        "payers": {payer: _both(*both) for payer, both in sorted(found.payers().items())},
        "amounts": [
            {
                "month": month_text(month),
                "payer": payer,
                "item": item.value,
                **_both(
                    found.law.get((month, payer, item), 0),
                    found.whatif.get((month, payer, item), 0),
                ),
            }
            for month, payer, item in sorted({**found.law, **found.whatif})
        ],
        "affected": [
            {"case": ref, "state_ore": of_state, "municipalities_ore": of_local}
            for ref, of_state, of_local in sorted(found.affected)
        ],
        "check": _check(found.check),
        "inquiry": _inquiry(of),
        "missing": [
            {"case": ref, "month": month_text(month), "says": says}
            for ref, month, says in found.missing
        ],
    }


def _check(check: RateCheck) -> dict[str, object]:
    return {
        "holds": check.holds,
        "months": check.months,
        "unchecked_months": check.unchecked,
        "payable_hours": exact_text(check.hours),
        "expected_ore": exact_text(check.expected),
        "unrounded_ore": exact_text(check.exact),
        "rounded_ore": check.rounded_ore,
        "months_apart": check.apart,
    }


def _both(law: int, whatif: int) -> dict[str, int]:
    return {"law_ore": law, "whatif_ore": whatif, "change_ore": whatif - law}


def _inquiry(of: WhatIfView) -> dict[str, object] | None:
    beside = figures_of(of.asks, of.found)
    if beside is None:
        return None
    scale, every = beside
    return {
        "factor": exact_text(scale.factor),
        "reformed_months": scale.months,
        "affected_cases": scale.cases,
        "recipients_in_the_country": scale.recipients.value,
        "figures": [
            {
                "name": figure.value.name,
                "million_kronor": figure.sign * figure.value.value,
                "here_million_kronor": None if figure.shown is None else exact_text(figure.shown),
                "source": figure.value.source,
                "mark": figure.value.mark,
            }
            for figure in every
        ],
    }
