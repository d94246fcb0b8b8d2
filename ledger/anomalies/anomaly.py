"""
One anomaly: a rule that something broke, where, over which minutes, and the öre at stake.

Nothing is owed or cut because of it: what follows is decided by a person, and
enters a case as an event (semantics 1.6).
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from ledger.runs import Run, joined


class Severity(StrEnum):
    """
    What is to be done with a finding.

    An owed amount may not be held, so BLOCK says that something is not owed, or is
    ordered wrongly (semantics 8.15).
    """

    BLOCK = "BLOCK"
    RECOVER = "RECOVER"
    REVIEW = "REVIEW"


@dataclass(frozen=True, slots=True)
class Part:
    """What one case, or one payee, has to do with an anomaly: the runs there, and its papers."""

    case: UUID | None
    runs: tuple[Run, ...] = ()
    events: tuple[UUID, ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """
    What a rule found.

    `who` are the assistant or the payees, as ids. `minutes` are those in question and
    `stake_ore` their value, None where the rulebook has no rate for their day. `month`
    is the one it is counted in. `guard` says what was asked before it was told.
    """

    rule: str
    version: int
    severity: Severity
    month: int
    who: tuple[UUID, ...]
    parts: tuple[Part, ...]
    minutes: int
    stake_ore: int | None
    says: str
    guard: str

    @property
    def cases(self) -> tuple[UUID, ...]:
        """The cases that it concerns, each once."""
        return tuple(dict.fromkeys(part.case for part in self.parts if part.case is not None))

    @property
    def events(self) -> tuple[UUID, ...]:
        """The papers that it rests on, each once."""
        return tuple(dict.fromkeys(event for part in self.parts for event in part.events))

    @property
    def runs(self) -> tuple[Run, ...]:
        """All of its runs of minutes, those that meet joined."""
        return tuple(joined(run for part in self.parts for run in part.runs))

    @property
    def id(self) -> str:
        """
        Return its name: the same for as long as rule, papers and minutes are.

        Amounts are not in it, so that a new rate makes no new anomaly.
        """
        inputs = [
            f"{self.rule}/{self.version}/{self.month}",
            *sorted(map(str, self.who)),
            *sorted(map(str, self.events)),
            *(f"{first}-{after}" for first, after in self.runs),
        ]
        digest = sha256("\n".join(inputs).encode()).hexdigest()
        return f"{self.rule}-{digest[:10]}"
