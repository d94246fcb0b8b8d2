"""
An edition: the file in which rates, values, regimes and policies stand, each with its source.

This reads one strictly and hands it back whole, or refuses it with every fault at once. Which
regime and which alternatives a calculation takes is the wish of whoever loads a rulebook.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ledger.rules.built import BUILT, DATED, FIXED, NEEDED
from ledger.rules.provisions import rules
from ledger.rules.series import Series, until_replaced, yearly
from ledger.rules.tables import Table, document
from ledger.rules.values import MARKS, REGIMES, Parameter, Policy, Regime, RulebookError

STANDARD = "rate.standard"
COMPONENT = "rate.sick_pay_component"

_FIRST_YEAR, _LAST_YEAR = 1994, 2199
_MOST_ORE, _MOST_VALUE, _MOST_PER_MILLE = 1_000_000, 1_000_000, 1_000


@dataclass(frozen=True, slots=True)
class Edition:
    """
    An edition that has passed every check.

    `policies` stand at their defaults. `named_later` gives, per policy, the alternatives that the
    semantics name and no code follows yet; a policy that is not built at all stands in
    `policies_named_later`. `canonical` is the content without comments and layout, for the hash.
    """

    name: str
    rates: Series
    components: Series
    upratings: Mapping[int, int]
    parameters: Mapping[str, Series]
    regimes: Mapping[str, Regime]
    policies: Mapping[str, Policy]
    named_later: Mapping[str, tuple[str, ...]]
    policies_named_later: tuple[str, ...]
    canonical: str


def read_edition(text: str, subject: str) -> Edition:
    """Read an edition; `subject` is how a fault names the file."""
    faults: list[str] = []
    top = document(text, faults)
    if faults:
        raise RulebookError(subject, faults)
    return edition_of(top, subject)


def edition_of(top: Table, subject: str) -> Edition:
    """Return the edition that a document holds."""
    faults = top.faults
    rates = _yearly_values(top, "rates", STANDARD)
    # A faulty rate has no day of its own, and must not make everything else look too late.
    first = date.max if faults else min(value.in_force_from for value in rates)
    components = _yearly_values(top, "components", COMPONENT)
    upratings = _upratings(top)
    parameters = _parameters(top, first)
    regimes = _regimes(top)
    policies, named_later = _policies(top, first)
    edition = Edition(
        name=top.text("edition"),
        rates=yearly(rates),
        components=yearly(components),
        upratings=upratings,
        parameters=parameters,
        regimes=regimes,
        policies=policies,
        named_later=named_later,
        policies_named_later=top.texts("policies_named_later"),
        canonical=json.dumps(
            top.content, default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ),
    )
    top.close()
    _twice(top, "policies_named_later", [*policies, *edition.policies_named_later])
    if faults:
        raise RulebookError(subject, faults)
    return edition


def _twice(top: Table, where: str, names: Iterable[object]) -> None:
    seen = set[object]()
    for name in names:
        if name in seen:
            top.fault(f"{where}: {name} stands twice; keep one, since they may disagree")
        seen.add(name)


def _unbroken(top: Table, where: str, years: list[int], faults_before: int) -> None:
    """Note years that stand twice and years that are missing between the first and the last."""
    if len(top.faults) > faults_before:
        # One of these years may be a stand-in; what it breaks is no fault of the file's.
        return
    _twice(top, where, years)
    for before, after in pairwise(sorted(set(years))):
        if after - before > 1:
            top.fault(
                f"{where}: nothing stands for the years {before + 1} to {after - 1}; add each year"
                " with its source, since none is guessed"
            )


def _year(row: Table) -> int:
    return row.whole("year", _FIRST_YEAR, _LAST_YEAR)


def _yearly_values(top: Table, key: str, name: str) -> list[Parameter]:
    faults_before = len(top.faults)
    values = [
        Parameter(
            name=name,
            in_force_from=date(_year(row), 1, 1),
            value=row.whole("ore", 1, _MOST_ORE),
            unit="öre/hour",
            source=row.text("source"),
            mark=row.choice("mark", MARKS),
        )
        for row in top.tables(key)
    ]
    _unbroken(top, key, [value.in_force_from.year for value in values], faults_before)
    return values


def _upratings(top: Table) -> dict[int, int]:
    rows: list[tuple[int, int]] = []
    faults_before = len(top.faults)
    for row in top.tables("upratings"):
        rows.append((_year(row), row.whole("per_mille", 0, _MOST_PER_MILLE)))
        row.text("source")
        row.choice("mark", MARKS)
    _unbroken(top, "upratings", [year for year, _ in rows], faults_before)
    return dict(rows)


def _parameters(top: Table, first: date) -> dict[str, Series]:
    named: dict[str, list[Parameter]] = {}
    ends: dict[str, dict[date, date]] = {}
    for row in top.tables("parameters"):
        value = Parameter(
            name=row.text("name"),
            value=row.whole("value", 1, _MOST_VALUE),
            unit=row.text("unit"),
            in_force_from=row.day("in_force_from"),
            source=row.text("source"),
            mark=row.choice("mark", MARKS),
        )
        named.setdefault(value.name, []).append(value)
        _judge_value(row, value)
        if "in_force_until" in row.content:
            ends.setdefault(value.name, {})[value.in_force_from] = _end(row, value)
    for name, values in named.items():
        _twice(top, f"parameters[{name}]", [value.in_force_from for value in values])
    for name in NEEDED:
        if all(value.in_force_from > first for value in named.get(name, [])):
            top.fault(
                f"parameters: {name} has no value on the first day with a rate; add one in force"
                " from then, with its source"
            )
    return {name: until_replaced(values, ends.get(name)) for name, values in named.items()}


def _judge_value(row: Table, value: Parameter) -> None:
    """Hold a value against what the code asks for."""
    units = {**NEEDED, **DATED}
    if value.name not in units:
        row.fault(f"no code uses it; used are {', '.join(units)}: correct or remove it")
    elif value.unit != units[value.name]:
        row.fault(f"the unit must be {units[value.name]}, not {value.unit}")
    elif value.value != FIXED.get(value.name, value.value):
        row.fault(
            f"the value must be {FIXED[value.name]}: time is counted in units of 1/196 minute,"
            " which are made for it"
        )


def _end(row: Table, value: Parameter) -> date:
    """Return the first day on which a value is no longer known to hold."""
    end = row.day("in_force_until")
    if end <= value.in_force_from:
        row.fault("in_force_until must lie after in_force_from: correct one of them")
    return end


def _regimes(top: Table) -> dict[str, Regime]:
    found: list[Regime] = []
    faults_before = len(top.faults)
    for row in top.tables("regimes"):
        name = row.choice("name", REGIMES)
        for key in ("source", "meaning"):
            row.text(key)
        row.choice("mark", MARKS)
        found.append(Regime(name, None if name == "LAW_ACTUAL" else row.day("reform_from")))
    regimes = {str(regime.name): regime for regime in found}
    if len(top.faults) > faults_before:
        return regimes
    _twice(top, "regimes", [regime.name for regime in found])
    for name in REGIMES:
        if name not in regimes:
            top.fault(f"regimes: {name} is missing; add it with its source")
    return regimes


def _policies(top: Table, first: date) -> tuple[dict[str, Policy], dict[str, tuple[str, ...]]]:
    found: list[Policy] = []
    named_later: dict[str, tuple[str, ...]] = {}
    for row in top.tables("policies"):
        policy = _policy(row)
        found.append(policy)
        named_later[policy.name] = row.texts("named_later")
        _judge(row, policy, named_later[policy.name])
        if policy.in_force_from > first:
            row.fault(
                f"it is not in force on {first}, the first day with a rate; let it begin then"
            )
    _twice(top, "policies", [policy.name for policy in found])
    policies = {policy.name: policy for policy in found}
    for name in BUILT:
        if name not in policies:
            top.fault(f"policies: {name} is missing; add it with its source")
    return policies, named_later


def _policy(row: Table) -> Policy:
    default = row.text("default")
    return Policy(
        name=row.text("name"),
        value=default,
        default=default,
        alternatives=row.texts("alternatives"),
        provision=row.text("provision"),
        source=row.text("source"),
        mark=row.choice("mark", MARKS),
        meaning=row.text("meaning"),
        rule=row.text("rule"),
        in_force_from=row.day("in_force_from"),
    )


def _judge(row: Table, policy: Policy, named_later: tuple[str, ...]) -> None:
    """Hold a policy against what the code can do and against the rules it belongs to."""
    if policy.name not in BUILT:
        row.fault(f"no code follows it; followed are {', '.join(BUILT)}: correct or remove it")
        return
    if policy.alternatives[:1] != (policy.default,):
        row.fault("the default must be the first of the alternatives")
    for value in policy.alternatives:
        if value not in BUILT[policy.name]:
            built = ", ".join(BUILT[policy.name])
            row.fault(f"no code follows {value}; built are {built}: correct or remove it")
        if value in named_later:
            row.fault(f"{value} is an alternative, so it cannot be named for later; keep one")
    if policy.rule not in rules():
        row.fault(f"there is no rule {policy.rule}; name one of provisions.toml")
