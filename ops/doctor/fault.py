"""
What a check finds: what is wrong, why that matters, and what to do now.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is: wrong is refused or loses something, doubtful will."""

    WRONG = "wrong"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; three sentences, none of which holds a secret."""

    what: str
    why: str
    what_now: str
    severity: Severity = Severity.WRONG


def doubtful(what: str, why: str, what_now: str) -> Fault:
    """Return what works still, and should be looked after."""
    return Fault(what, why, what_now, Severity.DOUBTFUL)
