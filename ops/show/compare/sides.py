"""
What a comparison is shown from: both sides with their heads, and what was compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ledger.amounts import month_text
from ledger.comparing import Cause, Compared
from ops.show.head import Head, head_json, point_text, regime_text
from projections.comparing.compared import ComparedCases

#: What each cause is called.
CAUSES: Final[Mapping[Cause, str]] = {
    Cause.RULE: "rule",
    Cause.DECISION: "decision",
    Cause.REPORT: "report, correction",
    Cause.LATE_REPORT: "late report",
    Cause.PAYMENT: "payment",
    Cause.RETURN: "return",
    Cause.DAY: "day of reckoning",
}


@dataclass(frozen=True, slots=True)
class SideHead:
    """From where a side speaks, and of which month; None is all of them."""

    head: Head
    month: int | None

    @property
    def when(self) -> str:
        """The month of the side."""
        return "every month" if self.month is None else month_text(self.month)

    def as_json(self) -> dict[str, object]:
        """Return the side for a program."""
        month = None if self.month is None else month_text(self.month)
        return {**head_json(self.head), "month": month}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One case compared, down to its documents; `typed` asks for the same of one of its months."""

    case_ref: str
    before: SideHead
    after: SideHead
    compared: Compared
    typed: str = ""
    shows_all: bool = False


@dataclass(frozen=True, slots=True)
class CasesComparison:
    """Every case compared, added up; `typed` are the options that ask for the same of a case."""

    before: SideHead
    after: SideHead
    found: ComparedCases
    typed: str = ""
    shows_all: bool = False


def sides_rows(before: SideHead, after: SideHead) -> Iterator[tuple[str, str]]:
    """Yield what both sides have in common, then what each has of its own."""
    one, other = dict(_lines(before)), dict(_lines(after))
    for label, said in one.items():
        if other[label] == said:
            yield label, said
        else:
            yield f"{label}, from", said
            yield f"{label}, to", other[label]


def _lines(side: SideHead) -> Iterator[tuple[str, str]]:
    book = side.head.rulebook
    deviating = ", ".join(f"{p.name} = {p.value}" for p in side.head.deviating)
    yield "Month", side.when
    yield "Point", point_text(side.head.point)
    yield "Reckoned on", side.head.reckoned_on.isoformat()
    yield "Rulebook", f"edition {book.edition}"
    yield "Regime", regime_text(book)
    yield "Policies", deviating or "all at their defaults"
