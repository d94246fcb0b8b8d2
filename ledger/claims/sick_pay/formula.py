"""
The formula of a claim for sick pay, each component in whole öre before it is added (RR7).

Gross pay, sick pay of it, karensavdrag, holiday pay, contributions. Which
minutes count belongs to `lost`, in which order what is not owed is cut to `owed`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final
from uuid import UUID

from ledger.amounts import half_up, rounded
from ledger.rules import Parameter, Rulebook
from ledger.statement import Exact, Step
from schemas.municipal.claims import SickPayClaimed

_PERCENT: Final = 100
_MILLE: Final = 1000
_MYRIAD: Final = 10_000
_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Parts:
    """The components of a claim in öre, of so many lost minutes; `cost_ore` before refunds."""

    minutes: Exact
    gross_ore: int
    sick_ore: int
    deduction_ore: int
    holiday_ore: int
    contributions_ore: int
    agreement_ore: int
    refund_ore: int

    @property
    def net_ore(self) -> int:
        """The sick pay that is left after karensavdrag."""
        return self.sick_ore - self.deduction_ore

    @property
    def cost_ore(self) -> int:
        """What the sickness costs the employer, before what is refunded."""
        added = self.holiday_ore + self.contributions_ore + self.agreement_ore
        return self.net_ore + added

    @property
    def total_ore(self) -> int:
        """The claim of these minutes, as if a substitute worked all of them."""
        return max(0, self.cost_ore - self.refund_ore)


class Formula:
    """The formula with what one claim states; `stated` are the minutes it claims in all."""

    def __init__(self, claim: SickPayClaimed, stated: Exact, rulebook: Rulebook) -> None:
        """Read the dated values as they were when the sickness began."""
        self._claim: Final = claim
        self.stated: Final = stated
        self._rulebook: Final = rulebook
        self._base: Final = rulebook.policy("sick.holiday_base")
        self._pay: Final = self._value("sick.pay_percent")
        self._parts: Final[dict[tuple[Exact, int], Parts]] = {}

    def deduction_ore(self) -> int:
        """
        Return the karensavdrag of a whole period: a share of the sick pay of an average week.

        None with special protection. Source: lag (1991:1047) 6 and 13 §§.
        """
        claim = self._claim
        if claim.high_risk_protection:
            return 0
        week = Fraction(claim.weekly_minutes * claim.hourly_wage_ore, _HOUR)
        share = Fraction(self._value("sick.deduction_percent").value, _PERCENT)
        return rounded(week * Fraction(self._pay.value, _PERCENT) * share)

    def sick_ore(self, minutes: Exact) -> int:
        """Return the sick pay of so many minutes, before karensavdrag."""
        return half_up(self._gross(minutes) * self._pay.value, _PERCENT)

    def parts(self, minutes: Exact, deduction: int) -> Parts:
        """Return the components of so many of the minutes, with what is left to deduct."""
        asked = (minutes, deduction)
        # Most claims are asked for all of their minutes, at every bound.
        if asked not in self._parts:
            self._parts[asked] = self._components(minutes, deduction)
        return self._parts[asked]

    def _components(self, minutes: Exact, deduction: int) -> Parts:
        gross, sick = self._gross(minutes), self.sick_ore(minutes)
        deducted = min(sick, deduction)
        net = sick - deducted
        base = gross if self._base.value == "GROSS" else net
        holiday = half_up(base * self._holiday, _MILLE)
        contributions = half_up((net + holiday) * self._contributions, _MYRIAD)
        return Parts(
            minutes=minutes,
            gross_ore=gross,
            sick_ore=sick,
            deduction_ore=deducted,
            holiday_ore=holiday,
            contributions_ore=contributions,
            agreement_ore=self._part_of(self._claim.agreement_costs_ore, minutes),
            refund_ore=self._refund(minutes, net),
        )

    def steps(self, parts: Parts, event: UUID) -> Iterator[Step]:
        """Yield how the components follow from each other."""
        claim, by = self._claim, (event,)
        yield Step("6.4", "lost time claimed", self.stated, "min", None, by)
        fourteen = self._value("sick.period_days")
        yield Step("6.4", "lost time that counts", parts.minutes, "min", fourteen, by)
        yield Step("6.4", "hourly wage", claim.hourly_wage_ore, "öre/h", None, by)
        yield Step("6.4", "lost pay", parts.gross_ore, "öre", None, by)
        yield Step("6.4", "sick pay", parts.sick_ore, "öre", self._pay, by)
        yield Step("6.4", "agreed time a week", claim.weekly_minutes, "min", None, by)
        deducting = self._rulebook.known("sick.deduction_percent", claim.sick_from)
        yield Step("6.4", "karensavdrag", parts.deduction_ore, "öre", deducting, by)
        yield Step("6.4", "holiday pay on", self._base.value, "", self._base, by)
        yield Step("6.4", "holiday pay", parts.holiday_ore, "öre", self._by("holiday"), by)
        charged = self._by("contributions")
        yield Step("6.4", "contributions", parts.contributions_ore, "öre", charged, by)
        if parts.agreement_ore:
            yield Step("6.4", "costs of the agreement", parts.agreement_ore, "öre", None, by)
        if parts.refund_ore:
            yield Step("6.4", "refunded", parts.refund_ore, "öre", None, by)
        yield Step("6.4", "sick-pay cost", parts.total_ore, "öre", None, by)

    def _gross(self, minutes: Exact) -> int:
        wages = rounded(Fraction(minutes * self._claim.hourly_wage_ore, _HOUR))
        return wages + self._part_of(self._claim.supplements_ore, minutes)

    def _part_of(self, stated_ore: int, minutes: Exact) -> int:
        """Return the part of a stated amount that falls on so many of the minutes: evenly."""
        if not stated_ore or not self.stated:
            return 0
        return rounded(Fraction(stated_ore * minutes, self.stated))

    def _refund(self, minutes: Exact, net: int) -> int:
        """
        Return what Försäkringskassan refunds: as stated, else the sick pay under protection.

        Source: lag (1991:1047) 16 §: the cost of sick pay is the state's then.
        """
        if self._claim.refund_ore:
            return self._part_of(self._claim.refund_ore, minutes)
        return net if self._claim.high_risk_protection else 0

    @property
    def _holiday(self) -> int:
        stated = self._claim.holiday_per_mille
        return self._value("sick.holiday_per_mille").value if stated is None else stated

    @property
    def _contributions(self) -> int:
        stated = self._claim.contributions_per_myriad
        return self._value("sick.contributions_per_myriad").value if stated is None else stated

    def _by(self, what: str) -> Parameter | None:
        """Return the dated value that a component rests on, unless the claim states its own."""
        if what == "holiday":
            stated, name = self._claim.holiday_per_mille, "sick.holiday_per_mille"
        else:
            stated, name = self._claim.contributions_per_myriad, "sick.contributions_per_myriad"
        return self._value(name) if stated is None else None

    def _value(self, name: str) -> Parameter:
        on: date = self._claim.sick_from
        return self._rulebook.parameter(name, on)
