"""
An explicit-state checker: every state that steps can reach, breadth first.

States are frozen values. The first fault found lies on a shortest way from the start, because
nearer states are judged before farther ones. What the states mean belongs to the model.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True)
class Checked(Generic[State]):
    """What a search saw: how many states and steps, and the first fault with the way to it."""

    states: int
    steps: int
    fault: str | None = None
    trace: tuple[str, ...] = ()
    last: State | None = None

    def __str__(self) -> str:
        if self.fault is None:
            return f"{self.states} states, {self.steps} steps"
        numbered = (f"  {number}. {step}" for number, step in enumerate(self.trace, start=1))
        return "\n".join([f"{self.fault}, after {len(self.trace)} steps:", *numbered])


def check(
    start: State,
    steps: Callable[[State], Iterator[tuple[str, State]]],
    faults: Callable[[State], Iterable[str]],
    faults_at_rest: Callable[[State], Iterable[str]],
) -> Checked[State]:
    """Search until a fault or the end; `faults_at_rest` judges where no step is left."""
    reached_by: dict[State, tuple[State, str] | None] = {start: None}
    waiting = deque([start])
    taken = 0
    while waiting:
        state = waiting.popleft()
        is_at_rest = True
        found = next(iter(faults(state)), None)
        for label, following in steps(state) if found is None else ():
            is_at_rest = False
            taken += 1
            if following not in reached_by:
                reached_by[following] = (state, label)
                waiting.append(following)
        if found is None and is_at_rest:
            found = next(iter(faults_at_rest(state)), None)
        if found is not None:
            trace: list[str] = []
            back = reached_by[state]
            while back is not None:
                trace.append(back[1])
                back = reached_by[back[0]]
            return Checked(len(reached_by), taken, found, tuple(reversed(trace)), state)
    return Checked(len(reached_by), taken)
