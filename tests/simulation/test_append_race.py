"""
Writer and reader processes, killed writers, a killed server: every event is accounted for.

The harness is `tests.simulation.race`, which runs for longer where it is asked to. That its count
can fail is shown here too, on journals made by hand.
"""

import os
import random
from pathlib import Path
from uuid import UUID

import pytest

from ledger.domain.recorded import Recorded
from tests.postgres_servers import PostgresServer, servers
from tests.simulation.race.counting import Count, count
from tests.simulation.race.running import FAULTS, race
from tests.simulation.race.work import CONFLICTS, Item, Journal, Line, next_item

SEED = int(os.environ.get("KVITTO_TEST_SEED") or random.SystemRandom().randrange(10_000))
DOCUMENT, COMMAND = Item("document", "0.0", 1, 1), Item("command", "0.0", 2, 2)
CHANGED = Item("changed-document", "0.0", 3, 1)


@pytest.mark.parametrize("server", [one for one in servers() if one.address is None], ids=str)
def test_the_log_holds_what_was_acknowledged_or_resolved_and_no_reader_skips(
    server: PostgresServer,
) -> None:
    counted = race(7, SEED, server.installation)
    print(f"\n{server}, seed {SEED}:\n{counted}")
    again = f"python -m tests.simulation.race --seconds 60 --seed {SEED}\n{counted}"
    assert not any(counted.wrong.values()), again
    # The run is worth something only when all of it happened.
    assert all(counted.faults[fault] for fault in FAULTS), again
    assert all(counted.figures[what] for what in ("committed", "acknowledged", "resolved")), again
    assert sum(counted.figures[kind] for kind in CONFLICTS.values()) > 0, again


def recorded(item: Item, position: int) -> Recorded:
    (event,) = item.events()
    return Recorded(event.stream, position, event.envelope, event.event, position)


def counted(
    folder: Path, lines: list[Line], log: list[Recorded], read: list[Recorded] | None = None
) -> Count:
    journal = Journal(folder / "0.0.journal")
    for line in lines:
        journal.note(line)
    rows = (f"{one.position} {one.envelope.event_id}\n" for one in (log if read is None else read))
    (folder / "reader.read").write_text("".join(rows), "utf-8")
    return count(folder, log, max((one.position or 0 for one in log), default=0))


LINES = [
    Line(DOCUMENT),
    Line(DOCUMENT, "stored", (1,)),
    Line(COMMAND),
    Line(COMMAND, "resolved command_repeated", (2,)),
    Line(CHANGED),
    Line(CHANGED, "conflict_document"),
]
LOG = [recorded(DOCUMENT, 1), recorded(COMMAND, 2)]


def test_a_right_log_has_nothing_wrong(tmp_path: Path) -> None:
    right = counted(tmp_path, LINES, LOG)
    assert (right.figures["acknowledged"], right.figures["resolved"]) == (1, 1)
    assert not any(right.wrong.values())


WRONG = {
    "lost": (LINES, LOG[:1], None),
    "doubled": (LINES, [*LOG, recorded(COMMAND, 3)], None),
    "gaps": (LINES, [LOG[0], recorded(COMMAND, 3)], None),
    "known to nobody": (LINES[:2], LOG, None),
    "not answered": (LINES[:3], LOG, None),
    "judged wrongly": ([*LINES[:5], Line(CHANGED, "stored", (1,))], LOG, None),
    "readers that skipped": (LINES, LOG, LOG[1:]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_counted(name: str, tmp_path: Path) -> None:
    lines, log, read = WRONG[name]
    assert counted(tmp_path, lines, log, read).wrong[name] > 0


def test_whoever_takes_over_a_torn_journal_sends_what_is_open(tmp_path: Path) -> None:
    path = tmp_path / "0.0.journal"
    path.write_text(f"{LINES[0]}\n{LINES[1]}\n{LINES[2]}\n{str(LINES[3])[:-4]}", "utf-8")
    journal = Journal(path)
    assert journal.open_item == COMMAND
    journal.note(LINES[3])
    assert Journal(path).lines == LINES[:4]
    assert Journal(path).open_item is None


def test_the_items_of_a_lane_follow_from_the_seed(tmp_path: Path) -> None:
    lanes: list[list[Item]] = []
    for name in ("a", "b"):
        journal = Journal(tmp_path / name)
        for _ in range(2000):
            journal.note(Line(next_item("7", "0.0", journal)))
        lanes.append([line.item for line in journal.lines])
    assert lanes[0] == lanes[1]
    changed = [item for item in lanes[0] if item.sort.startswith("changed")]
    assert 5 < len(changed) < 50
    ids = [one for item in lanes[0] if item not in changed for one in item.event_ids()]
    assert len(set[UUID](ids)) == len(ids)
