"""
What an audit found: counts, sums, and every finding with its case.

Pure. What was found of some cases may be added to what was found of others:
exact sums and lists in the order of the cases, so the whole is the same however
the cases were shared out. Finding it belongs to `projections.audit`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from uuid import UUID

from ledger.amounts import rounded
from ledger.claims.verify import STRAY, ClaimFinding, VerifiedClaim
from ledger.domain.point import Point
from ledger.findings import Finding, Kind
from ledger.findings.stopping import OrderToStop
from ledger.rules import Rulebook
from ledger.statement import Notice
from projections.sums import add_fields


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


@dataclass(slots=True)
class KindTotal:
    """
    How often a kind was found, and its öre now and by the knowledge of the payment.

    The öre then are also those of faults that are cured, which are not counted.
    """

    count: int = 0
    delta_ore: int = 0
    delta_then_ore: int = 0


@dataclass(slots=True)
class ClaimTotals:
    """
    The equation of the claims between payers, in öre; never added to that of the payouts.

    A claim that was replaced is in `replaced` alone. One that could not be reckoned is in
    `unreckoned`, and in the sums only with what was paid beyond its decision.
    """

    count: int = 0
    replaced: int = 0
    unreckoned: int = 0
    claimed_ore: int = 0
    owed_ore: int = 0
    decided_ore: int = 0
    paid_ore: int = 0
    outstanding_ore: int = 0
    withheld_ore: int = 0
    explained_ore: int = 0

    @property
    def difference_ore(self) -> int:
        """Owed, less paid, outstanding and withheld."""
        return self.owed_ore - self.paid_ore - self.outstanding_ore - self.withheld_ore

    @property
    def residual_ore(self) -> int:
        """Σ findings − difference: zero, or this program is wrong."""
        return self.explained_ore - self.difference_ore

    def add(self, other: "ClaimTotals") -> None:
        """Add the sums of other claims."""
        add_fields(self, other, ClaimTotals)


@dataclass(frozen=True, slots=True)
class CaseClaimFinding:
    """What is wrong with a claim; `claim` is its document, `month` None where it is unknown."""

    case_ref: str
    claim: str
    month: int | None
    finding: ClaimFinding


@dataclass
class Found:
    """
    What an audit found of some cases. `payouts` are months with money owed or ordered.

    `cured` were faults by the knowledge of the payment and are none now: they
    are errors of the operator, and no findings. `repaid` is what came back: no
    finding either, and part of the difference.
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
    repaid: list[CaseFinding] = field(default_factory=list[CaseFinding])
    notices: list[CaseNotice] = field(default_factory=list[CaseNotice])
    not_computed: list[NotComputed] = field(default_factory=list[NotComputed])
    to_stop: list[OrderToStop] = field(default_factory=list[OrderToStop])
    #: Of the claims of each kind, and what is wrong with any.
    claims: dict[str, ClaimTotals] = field(default_factory=dict[str, ClaimTotals])
    claim_findings: list[CaseClaimFinding] = field(default_factory=list[CaseClaimFinding])
    claim_cuts: dict[str, int] = field(default_factory=dict[str, int])
    #: Exact öre by all the policies and values that are not sourced and that they rest on.
    grounds: dict[tuple[str, ...], Fraction] = field(
        default_factory=dict[tuple[str, ...], Fraction]
    )
    not_sourced: Fraction = Fraction(0)

    @property
    def rests_on(self) -> dict[str, Fraction]:
        """The exact öre that rest on each policy or value that is not sourced."""
        sums: dict[str, Fraction] = {}
        for names, ore in self.grounds.items():
            for name in names:
                sums[name] = sums.get(name, Fraction(0)) + ore
        return sums

    @property
    def wrong(self) -> int:
        """The payouts in which something was found."""
        return self.payouts - self.right

    @property
    def clean(self) -> bool:
        """Whether nothing was found, and nothing had to be left out."""
        return not (self.findings or self.claim_findings or self.not_computed)

    @property
    def notice_counts(self) -> Counter[str]:
        """How often each notice was made."""
        return Counter(notice.notice.kind for notice in self.notices)

    def add(self, other: "Found") -> None:
        """Add what was found of cases that come after these."""
        add_fields(self, other, Found)


@dataclass
class _Asked:
    """What was asked, and of which law."""

    question: Question
    rulebook: Rulebook


@dataclass
class AuditReport(Found, _Asked):
    """Everything that an audit found, and what it was asked."""


def add_claim(found: Found, case_ref: str, of: VerifiedClaim) -> None:
    """Add a claim that was verified."""
    claim = of.claim
    totals = found.claims.setdefault(of.kind, ClaimTotals())
    if of.missing is not None:
        totals.unreckoned += 1
        totals.paid_ore -= of.difference_ore
    elif of.owed is None:
        totals.replaced += 1
    else:
        totals.count += 1
        totals.claimed_ore += of.owed.claimed_ore
        totals.owed_ore += of.owed.owed_ore
        totals.decided_ore += claim.decided_ore
        totals.paid_ore += claim.paid_ore
        totals.outstanding_ore += of.outstanding_ore
        totals.withheld_ore += of.withheld_ore
        for cut in of.owed.cuts:
            found.claim_cuts[cut.reason] = found.claim_cuts.get(cut.reason, 0) + cut.ore
    for finding in of.findings:
        totals.explained_ore += finding.delta_ore
        found.claim_findings.append(CaseClaimFinding(case_ref, of.ref, claim.month, finding))
    found.notices += [CaseNotice(case_ref, claim.month, notice) for notice in of.notices]


def add_strays(found: Found, case_ref: str, strays: Mapping[str, ClaimFinding]) -> None:
    """Add what was paid for claims that the case does not have."""
    for ref, finding in strays.items():
        totals = found.claims.setdefault(STRAY, ClaimTotals())
        totals.paid_ore -= finding.delta_ore
        totals.explained_ore += finding.delta_ore
        found.claim_findings.append(CaseClaimFinding(case_ref, ref, None, finding))


def whole_ore(amounts: Mapping[str, Fraction]) -> dict[str, int]:
    """Return exact sums as whole öre, rounded once each, the largest first."""
    ordered = sorted(amounts.items(), key=lambda item: (-item[1], item[0]))
    return {name: rounded(amount) for name, amount in ordered}
