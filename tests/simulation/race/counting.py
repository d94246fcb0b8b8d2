"""
The count after the race: what was sent, what was answered, what stands in the log, what was read.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from ledger.domain.recorded import Recorded
from tests.simulation.race.work import CONFLICTS, Line, lines_of

RECORDED = {"stored", "duplicate", "command_repeated"}


@dataclass(frozen=True)
class Count:
    """
    Figures of one race; `wrong` are those that must be 0.

    Committed ids are those acknowledged at once and those resolved by sending again.
    """

    figures: Counter[str]
    wrong: Counter[str]
    faults: Counter[str] = field(default_factory=Counter[str])

    def __str__(self) -> str:
        parts = [
            ", ".join(f"{name} {number}" for name, number in counted.items())
            for counted in (self.figures, self.wrong, self.faults)
        ]
        return "\n".join(parts)


def count(folder: Path, log: Sequence[Recorded], head: int) -> Count:
    """Hold the journals and what the readers wrote down beside the whole log."""
    lines = [line for path in sorted(folder.glob("*.journal")) for line in lines_of(path)]
    answered = [line for line in lines if line.answer]
    committed = [(one.position or 0, one.envelope.event_id) for one in log]
    acknowledged: set[UUID] = set()
    resolved: set[UUID] = set()
    kinds, lost, misjudged = Counter[str](), 0, 0
    places = {event_id: position for position, event_id in committed}
    for line in answered:
        is_resolved, kind = line.answer.startswith("resolved "), line.answer.split()[-1]
        kinds[kind] += 1
        if kind != CONFLICTS.get(line.item.sort, kind) or not _fits(line, kind):
            misjudged += 1
        if kind in RECORDED:
            ids = line.item.event_ids()
            (resolved if is_resolved else acknowledged).update(ids)
            lost += [places.get(one) for one in ids] != list(line.positions)
    ids = {event_id for _, event_id in committed}
    commands = Counter(one.envelope.command_id for one in log if one.envelope.command_id)
    sent = {line.item for line in lines}
    skipped = sum(_read(path) != committed for path in sorted(folder.glob("*.read")))
    figures = Counter(
        committed=len(committed), acknowledged=len(acknowledged), resolved=len(resolved)
    )
    wrong = Counter(
        {
            "lost": lost + len((acknowledged | resolved) - ids),
            "doubled": len(committed) - len(ids) + sum(commands.values()) - len(commands),
            "gaps": abs(head - len(committed))
            + sum(place != one for place, (one, _) in enumerate(committed, start=1)),
            "known to nobody": len(ids - acknowledged - resolved),
            "acknowledged and resolved": len(acknowledged & resolved),
            "not answered": len(sent - {line.item for line in answered}),
            "judged wrongly": misjudged,
            "readers that skipped": skipped,
        }
    )
    return Count(figures + kinds, wrong)


def _fits(line: Line, kind: str) -> bool:
    """Tell whether a plain item was recorded, and a changed one refused."""
    return (kind in RECORDED) == (line.item.sort not in CONFLICTS)


def _read(path: Path) -> list[tuple[int, UUID]]:
    rows = (text.split() for text in path.read_text("utf-8").splitlines())
    return [(int(position), UUID(event_id)) for position, event_id in rows]
