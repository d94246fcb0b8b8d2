"""
The difference between two sides, cause by cause, each down to its documents.

Between the sides stand states in which the first causes are as the second side has them and all
later ones still as the first side has them; a cause is the step from one state to the next. The
steps meet by construction; that they end where the second side stands is computed apart, and is
the residual. Two months have no documents between them: see `months`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from ledger.comparing.causes import DOCUMENTS, Cause, cause_of
from ledger.comparing.outcome import NOTHING, Outcome
from ledger.comparing.side import NotComparable, Side, State, around, state_of
from ledger.comparing.steps import CauseStep, EventStep
from ledger.domain.recorded import Recorded, fold_order
from ledger.domain.register import Register
from ledger.rules import MissingValueError


@dataclass(frozen=True, slots=True)
class Compared:
    """
    Two outcomes, and the whole difference between them.

    `residual` is what the causes do not explain: nothing, or this program is
    wrong. `not_comparable` are months that a side cannot compute; they are in
    neither outcome. `months` are those of a whole case that change, with how.
    """

    before: Outcome
    after: Outcome
    causes: tuple[CauseStep, ...]
    not_comparable: tuple[NotComparable, ...] = ()
    months: tuple[tuple[int, Outcome], ...] = ()

    @property
    def change(self) -> Outcome:
        """What is different between the two."""
        return self.after - self.before

    @property
    def residual(self) -> Outcome:
        """The change, less every cause, and each cause less its documents."""
        explained = sum((step.change for step in self.causes), NOTHING)
        left = self.change - explained
        for step in self.causes:
            if step.events and not left:
                left = step.change - sum((event.change for event in step.events), NOTHING)
        return left


def between_points(before: Side, after: Side, *, by_event: bool = True) -> Compared:
    """
    Return the whole difference between two points of one case with the same months.

    `by_event` breaks each cause down to its documents, which takes a state for
    each of them.
    """
    states = list(_states(before, after))
    end = state_of(after) if len(states) > 1 else states[0][1]
    reached = [state for _, state in states]
    months, missing = _computed([*reached, end], before.month)
    whole = before.month is None
    sums = [_sum(state, months, whole=whole) for state in reached]
    causes: list[CauseStep] = []
    for number, (cause, state) in enumerate(states[1:], start=1):
        change = sums[number] - sums[number - 1]
        events: tuple[EventStep, ...] = ()
        if by_event and cause in DOCUMENTS:
            earlier = states[number - 1][1]
            moved = _moved(earlier, state, (before, after), cause)
            events = tuple(_steps(earlier, moved, months, whole=whole))
        causes.append(CauseStep(cause, change, events))
    changed = [(month, end.month(month) - reached[0].month(month)) for month in months]
    return Compared(
        sums[0],
        _sum(end, months, whole=whole),
        tuple(causes),
        tuple(missing),
        tuple((month, change) for month, change in changed if change and whole),
    )


def _states(before: Side, after: Side) -> Iterator[tuple[Cause, State]]:
    """Yield the first side's state, and the state after each cause that there is."""
    events, register = before.events, before.register
    rulebook, day = before.rulebook, before.reckoned_on
    yield Cause.RULE, state_of(before)
    if after.rulebook.sha256 != rulebook.sha256:
        rulebook = after.rulebook
        yield Cause.RULE, State(events, register, rulebook, day)
    known, then = _by_cause(before.events, after), _by_cause(after.events, after)
    for cause in DOCUMENTS:
        learns = cause is Cause.DECISION and _learns(before, after)
        if learns:
            register = after.register
        if _ids(known[cause]) != _ids(then[cause]) or learns:
            known[cause] = then[cause]
            events = [recorded for of in known.values() for recorded in of]
            yield cause, State(events, register, rulebook, day)
    if after.reckoned_on != day:
        yield Cause.DAY, State(events, register, rulebook, after.reckoned_on)


def _by_cause(events: Iterable[Recorded], after: Side) -> dict[Cause, list[Recorded]]:
    """Return documents by their cause, read under the second side's rulebook."""
    of: dict[Cause, list[Recorded]] = {cause: [] for cause in DOCUMENTS}
    for recorded in events:
        of[cause_of(recorded, after.rulebook)].append(recorded)
    return of


def _ids(events: Iterable[Recorded]) -> set[UUID]:
    return {recorded.envelope.event_id for recorded in events}


def _learns(before: Side, after: Side) -> bool:
    """Tell whether what the register says of the case differs between the sides."""
    if before.register is after.register:
        return False
    events = [*before.events, *after.events]
    return _ids(around(before.register, events)) != _ids(around(after.register, events))


def _computed(
    states: Sequence[State], month: int | None
) -> tuple[list[int], Iterable[NotComparable]]:
    """Return the months that every state can compute, and why the others cannot be."""
    if month is not None:
        asked = [month]
    else:
        asked = sorted({month for state in states for month in state.months})
    missing: dict[int, NotComparable] = {}
    for of in asked:
        try:
            for state in states:
                state.month(of)
        except MissingValueError as why:
            missing[of] = NotComparable(of, str(why))
    return [of for of in asked if of not in missing], missing.values()


def _sum(state: State, months: Iterable[int], *, whole: bool) -> Outcome:
    found = sum((state.month(month) for month in months), NOTHING)
    return found + state.unmatched if whole else found


#: A document, whether it goes, and whether it is the register's.
_Moved = tuple[Recorded, bool, bool]


def _moved(
    earlier: State, later: State, sides: tuple[Side, Side], cause: Cause
) -> Mapping[UUID, _Moved]:
    """Return the documents that came or went with a cause, in fold order."""
    moved: list[_Moved] = []
    pairs: list[tuple[Iterable[Recorded], Iterable[Recorded], bool]] = [
        (earlier.events, later.events, False)
    ]
    before, after = sides
    if cause is Cause.DECISION and before.register is not after.register:
        named = [*before.events, *after.events]
        pairs.append((around(before.register, named), around(after.register, named), True))
    for one, other, of_register in pairs:
        had, has = _ids(one), _ids(other)
        moved += [(of, True, of_register) for of in one if of.envelope.event_id not in has]
        moved += [(of, False, of_register) for of in other if of.envelope.event_id not in had]
    moved.sort(key=lambda of: fold_order(of[0]))
    return {of[0].envelope.event_id: of for of in moved}


def _steps(
    start: State, moved: Mapping[UUID, _Moved], months: Sequence[int], *, whole: bool
) -> Iterator[EventStep]:
    """Yield each document of a cause with what it changed, in fold order."""
    events = {recorded.envelope.event_id: recorded for recorded in start.events}
    register, facts = start.register, dict[UUID, Recorded]()
    if any(of_register for _, _, of_register in moved.values()):
        named = [*start.events, *(of for of, _, mine in moved.values() if not mine)]
        facts = {of.envelope.event_id: of for of in around(register, named)}
        register = Register(facts.values())
    reached = _sum(start, months, whole=whole)
    for identity, (recorded, gone, of_register) in moved.items():
        changed = facts if of_register else events
        if gone:
            changed.pop(identity, None)
        else:
            changed[identity] = recorded
        if of_register:
            register = Register(facts.values())
        state = State(events.values(), register, start.rulebook, start.day)
        # Halfway a month may ask for a value that is missing: what has changed is then
        # told with the next document.
        known = _sum_if_known(state, months, whole=whole)
        there = reached if known is None else known
        yield EventStep(recorded, there - reached, gone)
        reached = there


def _sum_if_known(state: State, months: Iterable[int], *, whole: bool) -> Outcome | None:
    try:
        return _sum(state, months, whole=whole)
    except MissingValueError:
        return None
