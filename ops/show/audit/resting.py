"""
What an amount rests on that nobody has sourced: the policies and values marked assumed or own.

A sum without this would look better known than it is. Source: semantics section 10.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from rich.console import Group
from rich.text import Text

from ledger.amounts import rounded
from ledger.rules import Parameter, Policy, Rulebook
from ops.show.money import amount, kronor, number
from ops.show.screen import FAINT, figures, heading, names, table, words
from projections.audit import AuditReport, whole_ore

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Weak:
    """A policy or a dated value that is not sourced, and the öre that rest on it."""

    name: str
    value: str
    mark: str
    source: str
    ore: int

    def as_json(self) -> dict[str, object]:
        """Return it for a program."""
        return {name: getattr(self, name) for name in self.__slots__}


def setting_text(by: Policy | Parameter) -> str:
    """Return what a policy or a dated value is set to."""
    if isinstance(by, Policy):
        return f"{by.name} = {by.value}"
    value = f"{kronor(by.value)}/h" if by.unit == "öre/hour" else f"{by.value} {by.unit}"
    return f"{by.name} = {value} from {by.in_force_from}"


def weak_grounds(book: Rulebook, rests_on: Mapping[str, Fraction]) -> list[Weak]:
    """Return what is not sourced, that on which most öre rest first."""
    found: list[Weak] = []
    for name, ore in whole_ore(rests_on).items():
        policy = book.policies.get(name)
        if policy is not None:
            found.append(Weak(name, policy.value, policy.mark, policy.source, ore))
            continue
        every = dict.fromkeys((*book.series.get(name, ()), *book.rates))
        values = [value for value in every if value.name == name]
        weak = [value for value in values if value.mark != "sourced"]
        shown = ", ".join(setting_text(value).partition(" = ")[2] for value in weak)
        marks = ", ".join(dict.fromkeys(value.mark for value in weak))
        sources = "; ".join(dict.fromkeys(value.source for value in weak))
        found.append(Weak(name, shown, marks, sources, ore))
    return found


def resting_block(book: Rulebook, report: AuditReport, *, shows_all: bool) -> Group:
    """Return how many öre rest on what is not sourced, and on what."""
    weak = weak_grounds(book, report.rests_on)
    shown = weak if shows_all else weak[:_SHOWN]
    rows = table(names("policy or value"), figures("kr"), names("mark"), words("set to"))
    for each in shown:
        rows.add_row(each.name, amount(each.ore), each.mark, each.value)
    # Lines are exact, what is owed is rounded once a month: the sums differ by some öre.
    owed = kronor(report.totals.owed_ore)
    ore = kronor(rounded(report.not_sourced))
    title = heading("Rests on rules marked assumed or own", f"{ore} before rounding, of {owed}")
    if not weak:
        return Group(title)
    left = len(weak) - len(shown)
    if not left:
        return Group(title, rows)
    return Group(title, rows, Text(f"\nand {number(left)} more; all with --all", FAINT))
