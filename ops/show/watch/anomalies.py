"""
Anomalies on the screen: how many of each rule, what is at stake, and the dearest.

Shows what `ledger.anomalies` found and computes nothing but sums. One finding in full is in `one`.
"""

import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.amounts import month_text
from ledger.anomalies import SORTS, Anomaly, Seen, Severity
from ledger.runs import MINUTES_A_DAY, Run
from ops.show.head import Head, head_block, head_json, months_text
from ops.show.money import amount, number
from ops.show.program import next_line, program
from ops.show.quantities import counted, time_text
from ops.show.screen import (
    BAD,
    DOUBTFUL,
    FAINT,
    GOOD,
    STRONG,
    figures,
    heading,
    names,
    spaced,
    table,
    words,
)

#: Findings that are shown unless all are asked for.
SHOWN: Final = 20
_COLOURS: Final = {Severity.BLOCK: BAD, Severity.RECOVER: BAD, Severity.REVIEW: DOUBTFUL}


@dataclass(frozen=True, slots=True)
class AnomaliesView:
    """What was searched, up to a position of the log, and what was found there."""

    head: Head
    months: tuple[int | None, int | None]
    up_to: int
    seen: Seen
    found: tuple[Anomaly, ...]
    references: Mapping[UUID, str]
    rules: tuple[str, ...] = tuple(SORTS)
    shows_all: bool = False

    def of(self, rules: Sequence[str], case: UUID | None, *, shows_all: bool) -> "AnomaliesView":
        """Return the view of some rules, and of what concerns one case."""
        wanted: Collection[str] = rules or self.rules
        found = tuple(
            one for one in self.found if one.rule in wanted and (case is None or case in one.cases)
        )
        kept = tuple(rule for rule in self.rules if rule in wanted)
        return replace(self, found=found, rules=kept, shows_all=shows_all)

    def refs(self, one: Anomaly) -> list[str]:
        """Return the numbers of the cases that a finding concerns."""
        return [self.references.get(case, str(case)) for case in one.cases]


def stake(one: Anomaly) -> str:
    """Return the öre at stake in kronor, without the unit."""
    return "no rate" if one.stake_ore is None else amount(one.stake_ore)


def total_ore(found: Sequence[Anomaly]) -> int:
    """Return the sum at stake; one minute may be at stake under several rules."""
    return sum(one.stake_ore or 0 for one in found)


def anomalies_report(view: AnomaliesView) -> Group:
    """Return the summary per rule, and the dearest findings."""
    seen = view.seen
    looked = (
        f"{counted(seen.cases, 'case')}, {counted(seen.reports, 'report')} with"
        f" {counted(seen.shifts, 'row')}, {counted(len(seen.worked), 'assistant')}"
    )
    parts: list[RenderableType] = [
        heading("Kvitto anomalies"),
        head_block(view.head, ("Months", months_text(*view.months)), ("Looked at", looked)),
        _summary(view),
        *_dearest(view),
    ]
    return Group(*spaced(parts), _next(view))


def _summary(view: AnomaliesView) -> Group:
    rows = table(
        names("rule"), words("what"), figures("findings"), figures("at stake, kr"), words("law")
    )
    for rule in view.rules:
        sort = SORTS[rule]
        found = [one for one in view.found if one.rule == rule]
        count = Text(number(len(found)), BAD if found else GOOD)
        sum_text = amount(total_ore(found)) if found else ""
        rows.add_row(rule, sort.name, count, sum_text, Text(sort.rule.provision, FAINT))
    if len(view.rules) > 1:
        rows.add_section()
        whole = Text(amount(total_ore(view.found)), STRONG)
        rows.add_row("", "all", Text(number(len(view.found)), STRONG), whole, "")
    note = "what a person is to look at; nothing is held or cut by it"
    return Group(heading("Rules", note), rows)


def _dearest(view: AnomaliesView) -> Iterator[RenderableType]:
    if not view.found:
        yield Text("Nothing is found.", GOOD)
        return
    dearest = sorted(view.found, key=lambda one: (-(one.stake_ore or 0), one.id))
    shown = dearest if view.shows_all else dearest[:SHOWN]
    rows = table(
        names("id"),
        names("do"),
        names("month"),
        words("cases"),
        figures("time"),
        figures("at stake, kr"),
    )
    for one in shown:
        rows.add_row(
            one.id,
            Text(one.severity.value, _COLOURS[one.severity]),
            month_text(one.month),
            _cases(view.refs(one)),
            time_text(one.minutes) if one.minutes else "",
            stake(one),
        )
    rest = f"the {number(len(shown))} dearest of " if len(shown) < len(dearest) else ""
    title = f"{rest}{counted(len(dearest), 'finding')}; all with --all"
    yield Group(heading("Findings", title), rows)


def _cases(refs: Sequence[str]) -> str:
    most = 3
    more = f" +{len(refs) - most}" if len(refs) > most else ""
    return ", ".join(refs[:most]) + more


def _next(view: AnomaliesView) -> Text:
    if not view.found:
        return next_line(f"Next: {program()} audit{view.head.as_typed}")
    dearest = max(view.found, key=lambda one: (one.stake_ore or 0, one.id))
    return next_line(f"Next: {program()} anomalies --show {dearest.id}{view.head.as_typed}")


def run_json(run: Run) -> dict[str, object]:
    """Return a run of minutes for a program: the day, and the minutes of its clock."""
    first, after = run
    return {
        "day": date.fromordinal(first // MINUTES_A_DAY).isoformat(),
        "start": first % MINUTES_A_DAY,
        "end": after - first // MINUTES_A_DAY * MINUTES_A_DAY,
    }


def anomaly_json(view: AnomaliesView, one: Anomaly) -> dict[str, object]:
    """Return one finding for a program."""
    return {
        "id": one.id,
        "rule": one.rule,
        "rule_version": one.version,
        "severity": one.severity.value,
        "month": month_text(one.month),
        "who": [str(who) for who in one.who],
        "cases": view.refs(one),
        "minutes": one.minutes,
        "stake_ore": one.stake_ore,
        "says": one.says,
        "guard": one.guard,
        "law": SORTS[one.rule].rule.provision,
        "runs": [run_json(run) for run in one.runs],
        "events": [str(event) for event in one.events],
    }


def anomalies_json(view: AnomaliesView) -> dict[str, object]:
    """Return everything for a program."""
    seen = view.seen
    return {
        **head_json(view.head),
        "cases": seen.cases,
        "events": seen.events,
        "reports": seen.reports,
        "rows": seen.shifts,
        "assistants": len(seen.worked),
        "rules": {
            rule: {
                "name": SORTS[rule].name,
                "version": SORTS[rule].version,
                "findings": sum(one.rule == rule for one in view.found),
                "stake_ore": total_ore([one for one in view.found if one.rule == rule]),
            }
            for rule in view.rules
        },
        "findings": [anomaly_json(view, one) for one in view.found],
    }


def print_lines(view: AnomaliesView) -> None:
    """Write each finding as one line of JSON, in UTF-8 whatever the terminal speaks."""
    for one in view.found:
        text = json.dumps(anomaly_json(view, one), ensure_ascii=False)
        sys.stdout.buffer.write(f"{text}\n".encode())
    sys.stdout.flush()
