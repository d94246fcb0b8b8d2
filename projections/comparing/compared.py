"""
The difference of a whole ledger: what was compared of each case, added up.

Pure. Comparing a case belongs to `ledger.comparing`, and how the cases are shared out to `ops`.
"""

from dataclasses import dataclass, field

from ledger.comparing import NOTHING, ORDER, Cause, Compared, NotComparable, Outcome


@dataclass
class ComparedCases:
    """
    Both outcomes and every cause summed over cases; `changed` are those that differ.

    `touched` counts the cases that a cause changes. `unexplained` are cases whose
    causes leave something over: none, or this program is wrong.
    """

    cases: int = 0
    before: Outcome = NOTHING
    after: Outcome = NOTHING
    causes: dict[Cause, Outcome] = field(default_factory=dict[Cause, Outcome])
    touched: dict[Cause, int] = field(default_factory=dict[Cause, int])
    changed: list[tuple[str, Outcome]] = field(default_factory=list[tuple[str, Outcome]])
    not_comparable: list[tuple[str, NotComparable]] = field(
        default_factory=list[tuple[str, NotComparable]]
    )
    unexplained: list[str] = field(default_factory=list[str])

    def take(self, case_ref: str, compared: Compared) -> None:
        """Add one case."""
        self.cases += 1
        self.before += compared.before
        self.after += compared.after
        for step in compared.causes:
            if step.change:
                self.causes[step.cause] = self.causes.get(step.cause, NOTHING) + step.change
                self.touched[step.cause] = self.touched.get(step.cause, 0) + 1
        if compared.change:
            self.changed.append((case_ref, compared.change))
        if compared.residual:
            self.unexplained.append(case_ref)
        self.not_comparable += [(case_ref, of) for of in compared.not_comparable]

    def add(self, other: "ComparedCases") -> None:
        """Add what was compared of cases that come after these."""
        self.cases += other.cases
        self.before += other.before
        self.after += other.after
        for cause in ORDER:
            if cause in other.causes:
                self.causes[cause] = self.causes.get(cause, NOTHING) + other.causes[cause]
                self.touched[cause] = self.touched.get(cause, 0) + other.touched[cause]
        self.changed += other.changed
        self.unexplained += other.unexplained
        self.not_comparable += other.not_comparable
