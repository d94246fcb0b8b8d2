"""
What a municipality owes of sick pay: the formula of domain 1.4, with RR7 and semantics 6.4.

For the default policies. Every wage of the world is a whole number of kronor a
five minutes, so that only contributions and the covered part need rounding.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ops.world.truth.claimed import Right
from ops.world.truth.owed import rounded

#: A span of clock time: its day, start and end minute.
Span = tuple[date, int, int]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the employer states: öre an hour, minutes a week, and whether the state refunds."""

    wage: int
    weekly: int
    protected: bool = False


def lost_minutes(lost: Iterable[Span]) -> int:
    return sum(end - start for _, start, end in lost)


def covered_minutes(lost: Iterable[Span], others: Iterable[Span]) -> int:
    """Return the lost minutes at which somebody else was there."""
    by_day: dict[date, set[int]] = {}
    for day, start, end in others:
        by_day.setdefault(day, set()).update(range(start, end))
    return sum(
        len(by_day.get(day, set()).intersection(range(start, end))) for day, start, end in lost
    )


def cost(terms: Terms, minutes: int, *, deducted: bool = True) -> tuple[int, int]:
    """Return the cost of so many minutes in öre, and the sick pay in it."""
    gross = rounded(Fraction(minutes * terms.wage, 60))
    sick = rounded(Fraction(gross * 80, 100))
    if deducted and not terms.protected:
        a_week = Fraction(terms.weekly * terms.wage, 60)
        sick -= min(sick, rounded(a_week * 16 / 100))
    holiday = rounded(Fraction(gross * 12, 100))
    return sick + holiday + rounded(Fraction((sick + holiday) * 3142, 10_000)), sick


def owed_of(terms: Terms, minutes: int, covered: int, claimed: int) -> Right:
    """Return what is owed of a claim, and what is cut: the facts, the refund, the substitute."""
    right = Right(claimed, claimed)
    whole, sick = cost(terms, minutes)
    left = whole - sick if terms.protected else whole
    steps = (
        ("MISCALCULATED", whole),
        ("REFUNDED", left),
        ("NO_SUBSTITUTE", rounded(Fraction(left * covered, minutes))),
    )
    for reason, worth in steps:
        if worth < right.owed:
            right.cuts[reason] = right.owed - worth
            right.owed = worth
    return right
