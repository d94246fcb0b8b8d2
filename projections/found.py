"""
What an audit found: counts, sums, and every finding with its case.

Pure. What was found of some cases may be added to what was found of others:
exact sums and lists in the order of the cases, so the whole is the same however
the cases were shared out. Finding it belongs to `projections.audit`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from fractions import Fraction
from typing import Final
from uuid import UUID

from ledger.amounts import rounded
from ledger.domain.point import Point
from ledger.findings import Finding, Kind
from ledger.findings.stopping import OrderToStop
from ledger.rules import Rulebook
from ledger.statement import Notice


@dataclass(frozen=True, slots=True)
class Question:
    """
    What an audit asks: which point of knowledge, which day of reckoning, which months.

    `first_month` and `last_month` are indexes, both included; None is no bound.
    """

    point: Point
    reckoned_on: date
    first_month: int | None = None
    last_month: int | None = None

    def covers(self, month: int) -> bool:
        """Tell whether the audit looks at a month."""
        after_first = self.first_month is None or month >= self.first_month
        return after_first and (self.last_month is None or month <= self.last_month)


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """A finding with the case it stands in."""

    case_id: UUID
    case_ref: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class CaseNotice:
    """A notice with its case, and its month unless it lies in none."""

    case_ref: str
    month: int | None
    notice: Notice


@dataclass(frozen=True, slots=True)
class NotComputed:
    """A month for which the rulebook has no value; nothing is guessed."""

    case_ref: str
    month: int
    says: str


@dataclass(slots=True)
class Totals:
    """The control equation summed over all months, in öre, with what lies in no month."""

    owed_ore: int = 0
    paid_ore: int = 0
    pending_ore: int = 0
    returned_ore: int = 0
    difference_ore: int = 0
    explained_ore: int = 0
    then_ore: int = 0
    unmatched_ore: int = 0
    municipal_ore: int = 0
    debited_ore: int = 0
    split_ore: int = 0

    @property
    def residual_ore(self) -> int:
        """Σ δ − D: zero, or this program is wrong."""
        return self.explained_ore - self.difference_ore

    def add(self, other: "Totals") -> None:
        """Add the sums of other cases."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(slots=True)
class KindTotal:
    """
    How often a kind was found, and its öre now and by the knowledge of the payment.

    The öre then are also those of faults that are cured, which are not counted.
    """

    count: int = 0
    delta_ore: int = 0
    delta_then_ore: int = 0

    def add(self, other: "KindTotal") -> None:
        """Add what was found of other cases."""
        self.count += other.count
        self.delta_ore += other.delta_ore
        self.delta_then_ore += other.delta_then_ore


@dataclass
class Found:
    """
    What an audit found of some cases. `payouts` are months with money owed or ordered.

    `cured` were faults by the knowledge of the payment and are none now: they
    are errors of the operator, and no findings.
    """

    cases: int = 0
    events: int = 0
    payouts: int = 0
    right: int = 0
    without_money: int = 0
    waiting: int = 0
    totals: Totals = field(default_factory=Totals)
    kinds: dict[Kind, KindTotal] = field(default_factory=dict[Kind, KindTotal])
    findings: list[CaseFinding] = field(default_factory=list[CaseFinding])
    cured: list[CaseFinding] = field(default_factory=list[CaseFinding])
    notices: list[CaseNotice] = field(default_factory=list[CaseNotice])
    not_computed: list[NotComputed] = field(default_factory=list[NotComputed])
    to_stop: list[OrderToStop] = field(default_factory=list[OrderToStop])
    rests_on: dict[str, Fraction] = field(default_factory=dict[str, Fraction])
    not_sourced: Fraction = Fraction(0)

    @property
    def wrong(self) -> int:
        """The payouts in which something was found."""
        return self.payouts - self.right

    @property
    def clean(self) -> bool:
        """Whether nothing was found, and nothing had to be left out."""
        return not self.findings and not self.not_computed

    @property
    def notice_counts(self) -> Counter[str]:
        """How often each notice was made."""
        return Counter(notice.notice.kind for notice in self.notices)

    def add(self, other: "Found") -> None:
        """Add what was found of cases that come after these."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in _LISTS:
            getattr(self, name).extend(getattr(other, name))
        self.totals.add(other.totals)
        for kind, total in other.kinds.items():
            self.kinds.setdefault(kind, KindTotal()).add(total)
        for name, ore in other.rests_on.items():
            self.rests_on[name] = self.rests_on.get(name, Fraction(0)) + ore


_COUNTS: Final = (
    "cases",
    "events",
    "payouts",
    "right",
    "without_money",
    "waiting",
    "not_sourced",
)
_LISTS: Final = ("findings", "cured", "notices", "not_computed", "to_stop")


@dataclass
class _Asked:
    """What was asked, and of which law."""

    question: Question
    rulebook: Rulebook


@dataclass
class AuditReport(Found, _Asked):
    """Everything that an audit found, and what it was asked."""


def whole_ore(amounts: Mapping[str, Fraction]) -> dict[str, int]:
    """Return exact sums as whole öre, rounded once each, the largest first."""
    ordered = sorted(amounts.items(), key=lambda item: (-item[1], item[0]))
    return {name: rounded(amount) for name, amount in ordered}
