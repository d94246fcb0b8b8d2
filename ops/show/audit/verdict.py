"""
An audit held against a known truth: what was hidden, found, missed, and found without being hidden.

The truth is that of a synthetic world (`truth.json`), which calculates on its own. Found must be
the same as hidden in case, month, kind, municipality and öre, now and then.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

from rich.console import Group, RenderableType
from rich.text import Text

from consumers.report import IngestReport
from ledger.amounts import month_text
from ledger.findings import Kind
from ops.show.money import kronor, number
from ops.show.screen import BAD, GOOD, STRONG, figures, heading, names, table, words
from ops.show.words import ORDER
from projections.audit import AuditReport


class Fault(NamedTuple):
    """A finding as the truth and the audit both name it."""

    case: str
    month: str
    kind: str
    municipality: str
    ore: int
    then_ore: int


@dataclass(frozen=True, slots=True)
class Truth:
    """What a correct audit of the world must say."""

    faults: Counter[Fault]
    documents: int
    payouts: int
    right: int
    owed_ore: int

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file that the generator wrote."""
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return cls(
            Counter(
                Fault(
                    fault["case"],
                    fault["month"] or "",
                    fault["kind"],
                    fault.get("municipality") or "",
                    fault["ore"],
                    fault["then_ore"],
                )
                for fault in content["faults"]
            ),
            sum(content["documents"].values()),
            content["payouts"],
            content["right"],
            content["owed_ore"],
        )


@dataclass(frozen=True, slots=True)
class Agreement:
    """One figure of the truth, and what the ledger says instead of it or with it."""

    what: str
    truth: int
    ledger: int
    is_money: bool = False

    @property
    def holds(self) -> bool:
        """Whether both are the same."""
        return self.truth == self.ledger


@dataclass(frozen=True, slots=True)
class Verdict:
    """Found against hidden, and the figures beside it."""

    hidden: Counter[Fault]
    found: Counter[Fault]
    agreements: tuple[Agreement, ...]

    @property
    def missed(self) -> Counter[Fault]:
        """What was hidden and not found."""
        return self.hidden - self.found

    @property
    def not_hidden(self) -> Counter[Fault]:
        """What was found and not hidden."""
        return self.found - self.hidden

    @property
    def holds(self) -> bool:
        """Whether found is hidden, and nothing else is wrong."""
        return self.hidden == self.found and all(each.holds for each in self.agreements)

    def as_json(self) -> dict[str, object]:
        """Return the verdict for a program."""
        return {
            "holds": self.holds,
            "hidden": self.hidden.total(),
            "found": self.found.total(),
            "missed": [fault._asdict() for fault in sorted(self.missed.elements())],
            "not_hidden": [fault._asdict() for fault in sorted(self.not_hidden.elements())],
            "figures": [
                {"what": each.what, "truth": each.truth, "ledger": each.ledger}
                for each in self.agreements
            ],
        }


def verdict_of(truth: Truth, ingested: IngestReport, report: AuditReport) -> Verdict:
    """Hold what was imported and found against the truth."""
    found = Counter(
        Fault(
            each.case_ref,
            "" if each.finding.month is None else month_text(each.finding.month),
            each.finding.kind.value,
            each.finding.municipality or "",
            each.finding.delta_ore,
            each.finding.delta_then_ore,
        )
        for each in report.findings
    )
    totals = report.totals
    return Verdict(
        truth.faults,
        found,
        (
            Agreement("documents, all of them stored", truth.documents, ingested.stored),
            Agreement("payouts recomputed", truth.payouts, report.payouts),
            Agreement("payouts right to the öre", truth.right, report.right),
            Agreement("owed", truth.owed_ore, totals.owed_ore, is_money=True),
            Agreement("left over in the equation", 0, totals.residual_ore, is_money=True),
            Agreement("months that were not computed", 0, len(report.not_computed)),
        ),
    )


def verdict_report(verdict: Verdict) -> Group:
    """Return the verdict for the screen."""
    rows = table(
        names("kind"), figures("hidden"), figures("found"), figures("missed"), figures("not hidden")
    )
    columns = (verdict.hidden, verdict.found, verdict.missed, verdict.not_hidden)
    counts = [_by_kind(column) for column in columns]
    kinds = {kind for count in counts for kind in count}
    for kind in sorted(kinds, key=lambda kind: ORDER[Kind(kind)]):
        rows.add_row(kind, *_figures([count[kind] for count in counts]))
    rows.add_section()
    rows.add_row(Text("all", STRONG), *_figures([count.total() for count in counts]))
    parts: list[RenderableType] = [heading("Found against hidden"), rows, Text()]
    agreed = table(words("figure"), figures("truth"), figures("ledger"))
    for each in verdict.agreements:
        shown = kronor if each.is_money else number
        style = "" if each.holds else f"{STRONG} {BAD}"
        agreed.add_row(each.what, shown(each.truth), Text(shown(each.ledger), style))
    parts += [heading("The world's own calculation against the ledger's"), agreed, Text()]
    if verdict.holds:
        parts.append(Text("Found is exactly what was hidden, to the öre.", f"{STRONG} {GOOD}"))
    else:
        parts.append(Text("Found is not what was hidden.", f"{STRONG} {BAD}"))
        parts += [Text(f"  missed      {_says(fault)}") for fault in sorted(verdict.missed)]
        parts += [Text(f"  not hidden  {_says(fault)}") for fault in sorted(verdict.not_hidden)]
    return Group(*parts)


def _by_kind(faults: Counter[Fault]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for fault, count in faults.items():
        counts[fault.kind] += count
    return counts


def _figures(counts: list[int]) -> list[Text]:
    """Return hidden, found, missed, not hidden; the last two are wrong unless nought."""
    hidden, found, *wrong = counts
    shown = [Text(number(count), f"{STRONG} {BAD}" if count else "") for count in wrong]
    return [Text(number(hidden)), Text(number(found)), *shown]


def _says(fault: Fault) -> str:
    where = " ".join(part for part in (fault.case, fault.month, fault.municipality) if part)
    then = kronor(fault.then_ore, signed=True)
    return f"{where} {fault.kind} {kronor(fault.ore, signed=True)}, then {then}"
