"""
Events of a case: what bars a payment, and what lifts a bar or a limit.

Facts about an assistant or a provider that hold for every case belong to
`schemas.register`.
"""

from dataclasses import dataclass
from typing import Literal

from schemas.bounds import (
    ClockSpans,
    Day,
    DocumentRef,
    Ground,
    MinuteOfDay,
    MonthText,
    Organisation,
    Party,
    Person,
    RateOre,
    StayPlace,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StayReported:
    """
    The recipient stayed where assistance is not paid for (SFB 106:24).

    From a minute of `first_day` to a minute of `last_day`; a day without its
    minute is known as a date only (semantics G13). Without `last_day` the stay
    goes on.
    """

    place: StayPlace
    first_day: Day
    first_minute: MinuteOfDay | None = None
    last_day: Day | None = None
    last_minute: MinuteOfDay | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StayExempted:
    """
    Assistance is paid for during a stay all the same (särskilda skäl).

    `provision` is SFB 106:25, or 106:25 a for breathing and tube feeding in
    school. `through` is the last day, where the decision states one; a
    hospital stay is otherwise bounded by the rulebook (semantics G13).
    """

    stay: DocumentRef
    decided_on: Day
    provision: Literal["106:25", "106:25a"] = "106:25"
    through: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbroadReported:
    """
    The recipient stayed abroad from a day, expected at departure to last until another.

    `returned_on` is the day of return; without it the stay goes on (semantics G14).
    """

    within_eea: bool
    left_on: Day
    expected_until: Day
    returned_on: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonableRateGranted:
    """
    An assistant who lives outside the EEA may work, at a reasonable amount (skäligt belopp).

    Source: SFB 51:11 third paragraph and 51:16 second paragraph (semantics G15).
    """

    assistant: Person
    rate_ore: RateOre
    effective_from: Day
    effective_until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitLossTold:
    """The insured was told that a provider's permit has ended (SFB 51:16 b)."""

    provider: Organisation
    told_on: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesDisallowed:
    """
    A decision that an assistant's minutes are not paid for, found across cases (semantics 1.6).

    `spans` lie within `month`; without an assistant they concern everybody.
    """

    month: MonthText
    spans: ClockSpans
    ground: Ground
    assistant: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LatenessExcused:
    """Bills and reports of a month count although they came late (semantics R6)."""

    month: MonthText
    decided_on: Day
    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePayStated:
    """
    The insured was the employer and paid an assistant who had no other work (semantics G12).

    After the death, or the admission to an institution on `ended_on`.
    `employed_from` decides the length of the notice. Source: förordning
    (1993:1091) 6 § first paragraph; lag (1970:943) 12 §.
    """

    assistant: Person
    employer: Party
    cause: Literal["DEATH", "INSTITUTION"]
    ended_on: Day
    employed_from: Day
