"""
What is owed of each claim for sick pay, and what is cut of it, reason by reason.

Each reason takes away what the claim is worth with it from what it was worth
without, in one fixed order, so that claimed = owed + the sum of the cuts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import partial
from itertools import chain
from typing import Final
from uuid import UUID

from ledger.amounts import rounded
from ledger.claims.claim import (
    Claim,
    ClaimOwed,
    ClaimState,
    Covers,
    Cut,
    all_of,
    claims_of,
    every_month,
)
from ledger.claims.sick_pay.formula import Formula, Parts
from ledger.claims.sick_pay.lost import NOT_COUNTED, Days, Lost, LostTime
from ledger.claims.sick_pay.periods import Claimed, Period, is_free, periods_of
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.domain.terms import terms_of
from ledger.rules import MissingValueError, Parameter, Policy, Rulebook
from ledger.statement import Carried, Exact, Notice, Step
from ledger.statement.when_read import WhenRead
from schemas.municipal.claims import CutReason, SickPayClaimed

#: What the policy `sick.partial` says in its name.
_NINETY_PERCENT: Final = Fraction(90, 100)
#: Minutes that were deducted from in their period, whoever bears the sick pay.
_OF_PERIOD: Final = (None, "OUTSIDE_GRANT", "AFTER_TAKEOVER", "AFTER_REFORM")


class SickPayNotice(StrEnum):
    """What is to be known of a claim for sick pay and changes no amount."""

    CERTIFICATE_MISSING = "CERTIFICATE_MISSING"
    OTHER_MUNICIPALITY = "OTHER_MUNICIPALITY"


@dataclass(frozen=True, slots=True)
class SickPay:
    """
    A claim for sick pay reckoned: owed and cut, and what it rests on.

    `parts` are of the minutes that count, `covered` those of them that a
    substitute worked.
    """

    claim: Claimed
    owed: ClaimOwed
    parts: Parts
    lost: Exact
    covered: Exact
    notices: tuple[Notice, ...]


def sick_pay_of(
    case: Case, register: Register, rulebook: Rulebook, carried: Carried | None = None
) -> dict[str, SickPay]:
    """
    Return every standing claim for sick pay of a case, reckoned, by the name of its document.

    Raises `MissingValueError` where the rulebook has no value for the day.
    """
    carried = carried or Carried(case.history, register, rulebook)
    return all_of(sick_pay_or_missing(case, claims_of(case), carried))


def sick_pay_or_missing(
    case: Case,
    known: Mapping[str, Claim],
    carried: Carried,
    covers: Covers = every_month,
    days: Days | None = None,
) -> dict[str, SickPay | MissingValueError]:
    """
    Return every standing claim for sick pay reckoned, or which value is missing.

    `days` are those of the case under a rulebook that grants the same. Assistants
    with an employer of whom no claim of a covered month speaks are not reckoned.

    Claims are judged beside each other: a minute is paid once, a period has one
    karensavdrag, a substitute stands in for one. So what is missing for one
    claim is missing for its whole period.
    """
    rulebook = carried.rulebook
    claims = claimed_of(case, carried.register, known)
    found: dict[str, SickPay | MissingValueError] = {}
    if not any(covers(known[claim.ref].month) for claim in claims):
        return found
    try:
        days = days or Days(case, carried, claims)
    except MissingValueError as missing:
        return dict.fromkeys((claim.ref for claim in claims), missing)
    time = LostTime(claims, days, rulebook)
    reckoning = _Reckoning(case, time, days, rulebook)
    for periods in periods_of(claims, rulebook):
        if any(covers(known[of.ref].month) for period in periods for of in period.claims):
            found |= reckoning.employment(periods)
    return found


def claimed_of(
    case: Case, register: Register, known: Mapping[str, Claim] | None = None
) -> list[Claimed]:
    """Return the claims for sick pay that stand, of those known, with whom each is for."""
    known = claims_of(case) if known is None else known
    return [
        Claimed(
            ref,
            claim.place,
            claim.event,
            register.person(claim.event.assistant, case.instant),
            taken_back=claim.state is ClaimState.REVERSED,
        )
        for ref, claim in known.items()
        if isinstance(claim.event, SickPayClaimed) and not claim.replaced
    ]


class _Reckoning:
    """Reckons the claims of one case."""

    def __init__(self, case: Case, time: LostTime, days: Days, rulebook: Rulebook) -> None:
        self._case, self._time, self._days = case, time, days
        self._rulebook = rulebook
        self._terms = terms_of(case)
        self._partial = rulebook.policy("sick.partial")

    def employment(self, periods: Sequence[Period]) -> dict[str, SickPay | MissingValueError]:
        """Return the claims of one assistant and employer; what is deducted once is not again."""
        deducted: list[date] = []
        found: dict[str, SickPay | MissingValueError] = {}
        for period in periods:
            try:
                found |= self._period(period, deducted)
            except MissingValueError as missing:
                found |= dict.fromkeys((claim.ref for claim in period.claims), missing)
        return found

    def _period(self, period: Period, deducted: list[date]) -> dict[str, SickPay]:
        """Return the claims of one period, and note whether there was a deduction in it."""
        # Which claims are of the period rests on this value.
        self._rulebook.parameter("sick.relapse_days", period.first)
        free = is_free(period, deducted, self._rulebook)
        found: dict[str, SickPay] = {}
        taken = 0
        for claim in period.claims:
            lost = list(self._time.of(claim, period))
            stated = sum(piece.minutes for piece in lost)
            formula = Formula(claim.event, stated, self._rulebook)
            left = 0 if free else max(0, formula.deduction_ore() - taken)
            own = sum(piece.minutes for piece in lost if piece.reason in _OF_PERIOD)
            if not claim.taken_back:
                taken += min(left, formula.sick_ore(own))
            found[claim.ref] = self._claim(claim, period, lost, formula, left)
        if taken:
            deducted.append(period.first)
        return found

    def _claim(
        self, claim: Claimed, period: Period, lost: Sequence[Lost], formula: Formula, left: int
    ) -> SickPay:
        counted = [piece for piece in lost if piece.reason is None]
        minutes = sum(piece.minutes for piece in counted)
        covered = sum(piece.minutes for piece in counted if piece.covered)
        parts = formula.parts(minutes, left)
        bounds = list(_bounds(lost, formula, left))
        bounds.append(("NO_SUBSTITUTE", minutes - covered, self._partly(parts, covered)))
        event = self._case.event_id(claim.place)
        owed, cuts = claim.event.claimed_ore, list[Cut]()
        for reason, taken, worth in bounds:
            if worth < owed:
                why = partial(self._cut_steps, reason, taken, worth, event, lost)
                cuts.append(Cut(reason, owed - worth, WhenRead(why)))
                owed = worth

        def steps() -> Iterator[Step]:
            worked = tuple(dict.fromkeys(chain.from_iterable(piece.events for piece in counted)))
            yield from formula.steps(parts, event)
            yield Step("6.4", "of which a substitute worked", covered, "min", self._partial, worked)
            yield Step("6.4", "owed, at most what is claimed", owed, "öre", None, (event,))

        reckoned = ClaimOwed(claim.event.claimed_ore, owed, tuple(cuts), WhenRead(steps))
        return SickPay(
            claim,
            reckoned,
            parts,
            formula.stated,
            covered,
            tuple(self._notices(claim, period, counted)),
        )

    def _partly(self, parts: Parts, covered: Exact) -> int:
        """Return what is owed where a substitute worked only a part (`sick.partial`)."""
        if not parts.minutes:
            return 0
        share = Fraction(covered) / parts.minutes
        if self._partial.value == "ALL_IF_90_PERCENT" and share >= _NINETY_PERCENT:
            return parts.total_ore
        return rounded(parts.total_ore * share)

    def _cut_steps(
        self, reason: CutReason, taken: Exact, worth: int, event: UUID, lost: Sequence[Lost]
    ) -> Iterator[Step]:
        of_reason = chain.from_iterable(piece.events for piece in lost if piece.reason == reason)
        events = tuple(dict.fromkeys((event, *of_reason)))
        by: Policy | Parameter | None = None
        if reason == "NO_SUBSTITUTE":
            by = self._partial
        elif reason == "PAID_AS_ASSISTANCE":
            by = self._rulebook.policy("sick.row")
        if taken:
            yield Step("6.4", "time that does not count", taken, "min", by, events)
        yield Step("6.4", "worth of what is left", worth, "öre", None, events[:1])

    def _notices(self, claim: Claimed, period: Period, counted: Sequence[Lost]) -> Iterator[Notice]:
        event, by = claim.event, (self._case.event_id(claim.place),)
        from_day = self._rulebook.parameter("sick.certificate_from_day", event.sick_from).value
        days = [date.fromordinal(day) for day in sorted({piece.day for piece in counted})]
        late = [day for day in days if period.number(day) >= from_day]
        if late and (event.certificate_from is None or event.certificate_from > late[0]):
            says = (
                f"No doctor's certificate covers {late[0]}, day {period.number(late[0])} of the"
                f" sickness: one is needed from day {from_day} (lag 1991:1047 8 §)."
            )
            yield Notice(SickPayNotice.CERTIFICATE_MISSING, says, by)
        others = {code for day in days if (code := self._municipality(day)) != event.municipality}
        for code in sorted(others):
            says = f"Municipality {code} answers for days of a claim on {event.municipality}."
            yield Notice(SickPayNotice.OTHER_MUNICIPALITY, says, by)

    def _municipality(self, day: date) -> str:
        stretch = self._days.stretch(day.toordinal())
        assert stretch is not None, "a day without a decision does not count"
        return self._terms.municipality(day.toordinal(), stretch.decision, stretch.place)


def _bounds(
    lost: Sequence[Lost], formula: Formula, left: int
) -> Iterator[tuple[CutReason, Exact, int]]:
    """
    Yield each reason in order, the minutes it takes, and what the claim is worth with it.

    First the claim as its own facts give it, then what does not count, and at
    last what is refunded.
    """
    minutes = sum(piece.minutes for piece in lost)
    yield "MISCALCULATED", 0, formula.parts(minutes, left).cost_ore
    for reason in NOT_COUNTED:
        taken = sum(piece.minutes for piece in lost if piece.reason == reason)
        if taken:
            minutes -= taken
            yield reason, taken, formula.parts(minutes, left).cost_ore
    yield "REFUNDED", 0, formula.parts(minutes, left).total_ore
