"""
The rulebook on the screen and for a program: what every amount rests on, with source and mark.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ledger.rules import Parameter, Policy, Rule, Rulebook, rules
from ops.show.head import regime_text
from ops.show.money import amount, number
from ops.show.screen import (
    DOUBTFUL,
    FAINT,
    STRONG,
    figures,
    grid,
    heading,
    names,
    spaced,
    table,
    words,
)


def rulebook_report(book: Rulebook) -> Group:
    """Return the whole rulebook for the screen."""
    return Group(*spaced(_parts(book))[:-1])


def _parts(book: Rulebook) -> Iterator[RenderableType]:
    yield heading("Kvitto rulebook")
    yield grid(
        [
            ("Edition", book.edition),
            ("Hash", f"{book.sha256} of edition, regime and policies"),
            ("Regime", regime_text(book)),
        ]
    )
    yield Group(heading("Paid for an hour", "by the day of the work"), _rates(book.rates))
    yield Group(
        heading("Sick-pay component", "part of it once a reform has started"),
        _rates(book.components),
    )
    yield Group(heading("Values"), _values(book))
    yield Group(heading("Policies", "questions that the law leaves open"), _policies(book))
    marks = Counter(rule.mark for rule in rules().values())
    counts = ", ".join(f"{number(count)} {mark}" for mark, count in sorted(marks.items()))
    yield heading("Rules", f"{counts}; each with its provision in --json")


def _rates(values: Iterable[Parameter]) -> Table:
    rows = table(names("from"), figures("kr/h"), names("mark"), words("source"))
    for value in values:
        rows.add_row(
            value.in_force_from.isoformat(),
            amount(value.value),
            mark_text(value.mark),
            value.source,
        )
    return rows


def _values(book: Rulebook) -> Table:
    rows = table(
        names("value"), figures("is"), names("unit"), names("from"), names("mark"), words("source")
    )
    for value in _other_values(book):
        rows.add_row(
            value.name,
            number(value.value),
            value.unit,
            value.in_force_from.isoformat(),
            mark_text(value.mark),
            value.source,
        )
    return rows


def _other_values(book: Rulebook) -> Iterator[Parameter]:
    """Yield the values that are no rates."""
    for name, series in book.series.items():
        if not name.startswith("rate."):
            yield from series


def _policies(book: Rulebook) -> Padding:
    block = Table.grid(padding=(0, 2, 0, 0))
    block.add_column(overflow="fold")
    block.add_column(no_wrap=True)
    for policy in book.policies.values():
        says = Text.assemble("\n", (f"{policy.name} = {policy.value}", STRONG))
        says.append(f"\n{policy.meaning}")
        others = [value for value in policy.alternatives if value != policy.value]
        if others:
            says.append(f"\nalso built: {', '.join(others)}", FAINT)
        says.append(f"\nrule {policy.rule}, {policy.provision}: {policy.source}", FAINT)
        block.add_row(says, Text("\n").append_text(mark_text(policy.mark)))
    return Padding(block, (0, 0, 0, 2))


def mark_text(mark: str) -> Text:
    """Return a mark, so that what is not sourced is seen."""
    return Text(mark, FAINT if mark == "sourced" else DOUBTFUL)


def rulebook_json(book: Rulebook) -> dict[str, object]:
    """Return the whole rulebook for a program."""
    reform = book.regime.reform_from
    return {
        "edition": book.edition,
        "sha256": book.sha256,
        "regime": {
            "name": book.regime.name,
            "reform_from": None if reform is None else reform.isoformat(),
        },
        "rates": [_value_json(value) for value in book.rates],
        "sick_pay_components": [_value_json(value) for value in book.components],
        "values": [_value_json(value) for value in _other_values(book)],
        "policies": [_policy_json(policy) for policy in book.policies.values()],
        "rules": [_rule_json(rule) for rule in rules().values()],
    }


def _value_json(value: Parameter) -> dict[str, object]:
    return {
        "name": value.name,
        "value": value.value,
        "unit": value.unit,
        "from": value.in_force_from.isoformat(),
        "mark": value.mark,
        "source": value.source,
    }


def _policy_json(policy: Policy) -> dict[str, object]:
    return {
        "name": policy.name,
        "value": policy.value,
        "default": policy.default,
        "alternatives": list(policy.alternatives),
        "deviates": policy.deviates,
        "rule": policy.rule,
        "provision": policy.provision,
        "meaning": policy.meaning,
        "from": policy.in_force_from.isoformat(),
        "mark": policy.mark,
        "source": policy.source,
    }


def _rule_json(rule: Rule) -> dict[str, object]:
    return {"id": rule.id, "provision": rule.provision, "says": rule.says, "mark": rule.mark}
