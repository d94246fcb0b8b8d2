"""
The time of a case under a what-if, taken from its time under the law where both read it alike.

What passes the gates rests on no rate, and on the day of the reform in temporary extensions only;
of both a month's time has nothing but its spans. A shortcut, and no rule: it answers only where it
is certain, and whatever it cannot tell is computed anew. The properties compare the two ways.
"""

from functools import lru_cache
from typing import Final

from ledger.domain.case import Case
from ledger.domain.grants import Granted
from ledger.domain.terms import Terms
from ledger.rules import MissingValueError, Rulebook
from ledger.rules.edition import STANDARD
from ledger.statement import Carried, MonthTime
from ledger.statement.spans import spans_of
from schemas.decisions import ExtensionGranted

#: Says whose a decision is that was taken over: another grant, and the gates are the same.
_OF_GRANTS: Final = "qualify"


@lru_cache(maxsize=8)
def read_time_alike(law: Rulebook, whatif: Rulebook) -> bool:
    """Tell whether no value and no policy differs but rates, the regime, and who takes over."""
    names = law.policies.keys() | whatif.policies.keys()
    same_policies = law.policies.keys() == whatif.policies.keys() and all(
        law.policy(name).value == whatif.policy(name).value for name in names - {_OF_GRANTS}
    )
    values = [
        {name: of for name, of in side.series.items() if name != STANDARD} for side in (law, whatif)
    ]
    return same_policies and values[0] == values[1]


def same_grants(law: Rulebook, whatif: Rulebook) -> bool:
    """Tell whether the same is granted on every day: no rate and no regime is asked for it."""
    same = law.policy(_OF_GRANTS).value == whatif.policy(_OF_GRANTS).value
    return same and read_time_alike(law, whatif)


def same_sick_pay(law: Rulebook, whatif: Rulebook) -> bool:
    """Tell whether sick pay is owed alike: it asks for no rate, and for the day of the reform."""
    same_reform = law.regime.reform_from == whatif.regime.reform_from
    return same_reform and same_grants(law, whatif)


class Beside(Carried):
    """What is computed of a history under a what-if, beside the same under the law."""

    def __init__(self, law: Carried, whatif: Rulebook) -> None:
        """Start empty, with what the law's side computes at hand."""
        super().__init__(law.history, law.register, whatif)
        self._law: Final = law
        alike = read_time_alike(law.rulebook, whatif)
        moves = law.rulebook.regime.reform_from != whatif.regime.reform_from
        extended = moves and ExtensionGranted in law.history.by_kind
        self._reads_time_alike: Final = alike and not extended
        self._same_grants: Final = same_grants(law.rulebook, whatif)

    def granted(self, case: Case, month: int) -> Granted:
        """Return the granted time, from the law's side where it is the same."""
        if self._same_grants:
            return self._law.granted(case, month)
        return super().granted(case, month)

    def terms(self, case: Case) -> Terms:
        """Return what papers beside the decisions say: no rulebook is asked for it."""
        return self._law.terms(case)

    def _compute(self, case: Case, month: int) -> MonthTime:
        return self._taken(case, month) or super()._compute(case, month)

    def _taken(self, case: Case, month: int) -> MonthTime | None:
        """Return the month's time from the law's side, or None where the two may differ."""
        if not self._reads_time_alike:
            return None
        try:
            time = self._law.month(case, month)
        except MissingValueError:
            return None
        granted = self.granted(case, month)
        if granted is not time.granted and granted != time.granted:
            return None
        spans = tuple(spans_of(granted, month, self.rulebook, self.terms(case)))
        if [(of.first, of.after) for of in spans] != [(of.first, of.after) for of in time.spans]:
            return None
        return MonthTime(
            spans,
            time.accounts,
            granted,
            time.payable,
            time.cut,
            time.used,
            time.pools,
            time.worked,
            time.closings,
            time.stays,
            time.beyond_rows,
        )
