"""
Which function decides which command, and what it may look at.

A command that rests on the papers of its case alone is decided by
`ledger.domain.decide`; one that needs what is owed is decided beside what
computes it. Recording belongs to `ledger.services.commands`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ledger.amounts import month_of_day
from ledger.claims.debiting import decide_debit
from ledger.claims.deciding import decide_claim, decide_reversal
from ledger.claims.recoveries.deciding import decide_instalments, decide_recovery
from ledger.domain.case import Case
from ledger.domain.decide import DECIDE as ON_PAPERS
from ledger.domain.decide import decide as decide_on_papers
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.domain.transfer.deciding import decide_keeping, decide_takeover
from ledger.findings import CaseFacts
from ledger.rules import Rulebook
from schemas.catalogue import Event
from schemas.commands import (
    AgreeInstalments,
    Command,
    DebitMunicipality,
    DecideClaim,
    DecideRecovery,
    KeepDecision,
    ReverseClaim,
    TakeOverDecision,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a command is decided on: its case, the day and the rules; the register when asked."""

    history: Sequence[Recorded]
    today: date
    rulebook: Rulebook
    register: Callable[[], Register]


#: Decides a command on the facts of its case and the day of today.
OnFacts = Callable[[CaseFacts, Any, date], list[Event]]


def _on_facts(decide_on: OnFacts) -> Callable[[Known, Any], list[Event]]:
    """Return a function that gives another one the facts of the case, up to this month."""

    def decided(known: Known, command: Command) -> list[Event]:
        until = month_of_day(known.today)
        case = Case.of(known.history)
        facts = CaseFacts(case, known.register(), known.rulebook, until)
        return decide_on(facts, command, known.today)

    return decided


#: The commands that need what is owed, and the function that decides each.
DECIDE: Final[Mapping[type[Command], Callable[[Known, Any], list[Event]]]] = {
    AgreeInstalments: _on_facts(decide_instalments),
    DebitMunicipality: _on_facts(decide_debit),
    DecideClaim: _on_facts(decide_claim),
    DecideRecovery: _on_facts(decide_recovery),
    ReverseClaim: _on_facts(decide_reversal),
    KeepDecision: lambda known, command: decide_keeping(
        known.history, command, known.today, known.rulebook
    ),
    TakeOverDecision: lambda known, command: decide_takeover(
        known.history, command, known.today, known.rulebook, known.register()
    ),
}


def decide(known: Known, command: Command) -> list[Event]:
    """Return the events that the command becomes, or raise the refusal."""
    if isinstance(command, tuple(ON_PAPERS)):
        return decide_on_papers(known.history, command, known.today, known.rulebook)
    return DECIDE[type(command)](known, command)
