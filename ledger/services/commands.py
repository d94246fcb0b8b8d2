"""
Our own commands: read at the door, decided on the case's history, recorded once.

The same command id with the same content gets the first outcome again. What
may happen belongs to `ledger.domain.decide`, form to `schemas.boundary`; who may
give a command is checked by the caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from uuid import UUID, uuid4

from ledger.domain.accounts import local_date
from ledger.domain.recorded import Recorded
from ledger.domain.refusals import CaseUnknown, Refusal
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.services.deciding import Known, decide
from ledger.services.intake import case_name, name_of
from ledger.services.keeping import numbers_in
from ledger.store import Command as StoreCommand
from ledger.store import CommandConflictError, Decided, Store, StoreError, Told
from schemas.boundary import GivenCommand, Reason, read_command
from schemas.catalogue import Event
from schemas.commands import Command
from schemas.envelope import event_id_of
from schemas.municipal.claims import ClaimDecided, ClaimReversed
from schemas.payments import PaymentOrdered

#: The sender of what this ledger itself decides.
SENDER = "kvitto"


class CommandResult(StrEnum):
    """What became of a command."""

    DONE = "done"
    WOULD_BE_DONE = "would-be-done"
    REFUSED = "refused"
    NO_FORM = "no-form"


@dataclass(frozen=True, slots=True)
class CommandOutcome:
    """
    What became of a command.

    `recorded` are its events when it was done, now or, when it is done
    `already`, the first time it was given; `decided` what a trial would have
    recorded; `refusal` the sentence when it may not happen; `reasons` all that
    is wrong when it has no form.
    """

    result: CommandResult
    command_id: UUID | None = None
    recorded: tuple[Recorded, ...] = ()
    already: bool = False
    decided: tuple[Event, ...] = ()
    refusal: str | None = None
    reasons: tuple[Reason, ...] = ()


class _TriedError(Exception):
    """No failure: carries what was decided past the store, which writes nothing then."""

    def __init__(self, decided: list[Event]) -> None:
        super().__init__()
        self.decided = tuple(decided)


def run_command(
    store: Store, text: bytes, now: datetime, rulebook: Rulebook, *, trial: bool = False
) -> CommandOutcome:
    """
    Run the command in a file, once, and return what became of it.

    A trial decides the same and writes nothing. Only the database compares a
    command id with what another case recorded, so a trial cannot.

    `now` gives the date after which no decision can be dated, `rulebook` the law. Raises
    `StoreError` when the database does not answer; the same file may then be
    given again.
    """
    given = read_command(text)
    if isinstance(given, list):
        return CommandOutcome(CommandResult.NO_FORM, reasons=tuple(given))
    try:
        recorded, already = _run(store, given, now, rulebook, trial=trial)
    except _TriedError as tried:
        result = CommandResult.WOULD_BE_DONE
        return CommandOutcome(result, given.command_id, decided=tried.decided)
    except Refusal as refusal:
        return CommandOutcome(CommandResult.REFUSED, given.command_id, refusal=str(refusal))
    except CommandConflictError:
        return CommandOutcome(
            CommandResult.REFUSED,
            given.command_id,
            refusal=f"The command id {given.command_id} was used for another command, and what was"
            " done stays done: give this command an id of its own.",
        )
    return CommandOutcome(CommandResult.DONE, given.command_id, tuple(recorded), already)


def _run(
    store: Store, given: GivenCommand, now: datetime, rulebook: Rulebook, *, trial: bool
) -> tuple[list[Recorded], bool]:
    """Return the events of the command, and whether they stood there before."""
    name = case_name(given.case_ref)
    stream = store.find([name]).get(name)
    if stream is None:
        raise CaseUnknown(given.case_ref)
    before = [one for one in store.load(stream) if one.envelope.command_id == given.command_id]
    command, told = _command(store, given, trial=trial)
    today = local_date(now)

    @cache
    def register() -> Register:
        return Register(store.loader.load_register())

    def on_history(history: Sequence[Recorded]) -> list[Event | Decided]:
        known = Known(history, today, rulebook, register)
        events = decide(known, command)
        if not trial:
            return [_with_grounds(event) for event in events]
        if not before:
            raise _TriedError(events)
        if events != [one.event for one in before]:
            raise CommandConflictError
        return []

    by = StoreCommand(given.command_id, given.actor, SENDER)
    recorded = store.execute(stream, by, on_history)
    try:
        store.keep(told)
    except StoreError as failure:
        failure.add_note(
            "The command itself is done and recorded; what it tells of persons is not kept. When"
            " that is mended give the same file again: it is answered with what was recorded."
        )
        raise
    return before or recorded, bool(before)


def _command(store: Store, given: GivenCommand, *, trial: bool) -> tuple[Command, Sequence[Told]]:
    """
    Return the command with ids in place of names, and the numbers that it names.

    A trial gives nobody a lasting id.
    """
    values = given.fields.copy()
    written = {field: values[field] for field in given.named if values[field] is not None}
    names = {field: name_of(name, SENDER) for field, name in written.items()}
    wanted = set(names.values())
    found = store.find(list(wanted)) if trial else store.resolve(wanted)
    ids = {name: found.get(name) or uuid4() for name in wanted}
    by_field = {field: ids[name] for field, name in names.items()}
    told = numbers_in(written, tuple(written), by_field)
    values.update(by_field)
    return given.kind(**values), told


def _with_grounds(event: Event) -> Decided:
    """Return an event with the documents it rests on: an order on its bills, a claim's on it."""
    if isinstance(event, PaymentOrdered):
        named = dict.fromkeys(line.bill for line in event.lines if line.bill is not None)
    elif isinstance(event, ClaimDecided | ClaimReversed):
        named = {event.claim: None}
    else:
        return Decided(event)
    return Decided(event, rests_on=tuple(event_id_of(*ref.split("/", 1)) for ref in named))
