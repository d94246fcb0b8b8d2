"""
Loading a rulebook: the packaged editions, and a wish for a regime and for policies held to one.

A wish that cannot be met is refused with everything that is wrong in it and with what exists.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from ledger.rules.book import Rulebook
from ledger.rules.edition import COMPONENT, STANDARD, Edition, read_edition
from ledger.rules.series import Series, Span
from ledger.rules.values import (
    REGIMES,
    Parameter,
    Policy,
    Regime,
    RulebookError,
    weakest,
)

REFORMED = "rate.reformed"

_SUFFIX = ".toml"


@lru_cache(maxsize=1)
def editions() -> tuple[str, ...]:
    """Return the names of the packaged editions, the latest last."""
    folder = files("ledger.rules") / "editions"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def load_rulebook(
    *,
    edition: str | None = None,
    text: str | None = None,
    regime: str = "LAW_ACTUAL",
    reform_from: date | None = None,
    policies: Mapping[str, str] | None = None,
) -> Rulebook:
    """
    Load a packaged edition (default: the latest), or the text of one, under a regime.

    `regime` is `LAW_ACTUAL`, `SOU_2023_9` or `SOU_2023_9:2026-07-01`; `reform_from` says the same
    as the date after the colon. `policies` names the values that deviate from the defaults.
    """
    if text is not None and edition is not None:
        raise RulebookError("wish", ["an edition is asked for by name and given as text"])
    content = _packaged(edition or editions()[-1]) if text is None else read_edition(text, "text")
    return rulebook_of(content, regime=regime, reform_from=reform_from, policies=policies)


def rulebook_of(
    content: Edition,
    *,
    regime: str = "LAW_ACTUAL",
    reform_from: date | None = None,
    policies: Mapping[str, str] | None = None,
) -> Rulebook:
    """Return the rulebook that an edition gives under a regime, as `load_rulebook` has it."""
    faults: list[str] = []
    chosen_regime = _regime(content, regime, reform_from, faults)
    chosen = _policies(content, policies or {}, faults)
    if faults:
        raise RulebookError(f"wish for edition {content.name}", faults)
    return Rulebook(
        edition=content.name,
        sha256=_sha256(content, chosen_regime, chosen),
        regime=chosen_regime,
        policies=MappingProxyType(chosen),
        rates=_rates(content, chosen_regime),
        components=content.components,
        series=MappingProxyType(
            {STANDARD: content.rates, COMPONENT: content.components, **content.parameters}
        ),
    )


def edition_text(name: str) -> str:
    """Return the text of a packaged edition."""
    return (files("ledger.rules") / "editions" / f"{name}{_SUFFIX}").read_text("utf-8")


@lru_cache(maxsize=16)
def _packaged(name: str) -> Edition:
    if name not in editions():
        raise RulebookError(
            "wish", [f"there is no edition {name!r}; there are {', '.join(editions())}"]
        )
    edition = read_edition(edition_text(name), f"{name}{_SUFFIX}")
    if edition.name != name:
        raise RulebookError(f"{name}{_SUFFIX}", [f"the edition calls itself {edition.name!r}"])
    return edition


def _regime(edition: Edition, wish: str, reform_from: date | None, faults: list[str]) -> Regime:
    name, colon, start = wish.partition(":")
    regime = edition.regimes.get(name)
    if regime is None:
        faults.append(f"there is no regime {name!r}; there are {', '.join(REGIMES)}")
        return edition.regimes["LAW_ACTUAL"]
    if colon:
        try:
            stated = date.fromisoformat(start)
        except ValueError:
            faults.append(f"{start!r} in the regime {wish!r} is not a date like 2026-07-01")
            return regime
        if reform_from not in (None, stated):
            faults.append(f"the regime {wish!r} and the start {reform_from} contradict each other")
        reform_from = stated
    if reform_from is None:
        return regime
    if regime.reform_from is None:
        faults.append(f"the regime {name} has no reform, so it cannot start on {reform_from}")
    return Regime(regime.name, reform_from)


def _policies(edition: Edition, wishes: Mapping[str, str], faults: list[str]) -> dict[str, Policy]:
    chosen = dict(edition.policies)
    for name, value in sorted(wishes.items()):
        policy = edition.policies.get(name)
        if policy is None:
            faults.append(_no_policy(edition, name))
        elif value not in policy.alternatives:
            faults.append(_no_alternative(edition, policy, value))
        elif value != policy.default:
            chosen[name] = _deviating(policy, value)
    return chosen


def _no_policy(edition: Edition, name: str) -> str:
    if name in edition.policies_named_later:
        return f"the policy {name} is known but not built yet"
    return f"there is no policy {name!r}; there are {', '.join(sorted(edition.policies))}"


def _no_alternative(edition: Edition, policy: Policy, value: str) -> str:
    built = f"built: {', '.join(policy.alternatives)}"
    later = edition.named_later[policy.name]
    if value in later:
        return f"{policy.name} = {value} is known but not built yet; {built}"
    and_later = f"; named but not built yet: {', '.join(later)}" if later else ""
    return f"{policy.name} has no alternative {value!r}; {built}{and_later}"


def _deviating(policy: Policy, value: str) -> Policy:
    return Policy(
        name=policy.name,
        value=value,
        default=policy.default,
        alternatives=policy.alternatives,
        provision=policy.provision,
        source=f"chosen for this calculation instead of {policy.default} ({policy.source})",
        mark="assumed",
        meaning=policy.meaning,
        rule=policy.rule,
        in_force_from=policy.in_force_from,
    )


def _sha256(edition: Edition, regime: Regime, policies: Mapping[str, Policy]) -> str:
    content = {
        "edition": edition.canonical,
        "regime": regime.name,
        "reform_from": str(regime.reform_from),
        "policies": {name: policy.value for name, policy in policies.items()},
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _rates(edition: Edition, regime: Regime) -> Series:
    """Return what an hour is paid with: the standard rate, raised from the day of the reform."""
    if regime.reform_from is None:
        return edition.rates
    reform = regime.reform_from.toordinal()
    spans: list[Span] = []
    for first, after, rate in edition.rates.spans:
        if first < reform:
            spans.append((first, min(after, reform), rate))
        component = edition.components.on(after - 1)
        # A year without a component stays a hole after the reform, and asking for it is refused.
        if after > reform and component is not None:
            start = max(first, reform)
            spans.append((start, after, _reformed(rate, component, start, regime)))
    return Series(tuple(spans))


def _reformed(rate: Parameter, component: Parameter, start: int, regime: Regime) -> Parameter:
    return Parameter(
        name=REFORMED,
        value=rate.value + component.value,
        unit=rate.unit,
        in_force_from=date.fromordinal(start),
        source=(
            f"{regime.name} from {regime.reform_from}: "
            f"{rate.value} öre, {rate.source}; + {component.value} öre, {component.source}"
        ),
        mark=weakest([rate.mark, component.mark]),
    )
