"""
What the writers of the race send: items that follow from their names alone, and their journals.

An item is written down before it is sent and again when it is answered, so that whoever takes over
from a killed writer knows what is open, and sends exactly the same again.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID, uuid5

from ledger.store import Command, NewEvent
from schemas.catalogue import Event
from schemas.envelope import event_id_of
from tests.contracts.store_events import death, document, report

#: The one case that everybody writes to.
HOT: Final = UUID("6b0f8f6e-2d5e-4f0b-9a57-0d1a3c5e7f10")
#: Items of this many, by all writers, share a stream of decided commands.
DECIDED_TOGETHER: Final = 20
CONFLICTS: Final = {"changed-document": "conflict_document", "changed-command": "conflict_command"}


class Item(NamedTuple):
    """One thing to send; a changed one takes the id of its lane's item `target`."""

    sort: str
    lane: str
    number: int
    target: int

    @property
    def command(self) -> Command:
        return Command(uuid5(HOT, f"{self.lane}/{self.target}"), "race")

    @property
    def stream(self) -> UUID:
        """The stream of a command that is decided on its history."""
        return uuid5(HOT, str(self.number // DECIDED_TOGETHER))

    @property
    def decided(self) -> Event:
        return death(1 + self.number % 28)

    def events(self) -> list[NewEvent]:
        """Return what is appended; none for a command that is decided on a history."""
        name = f"{self.lane}/{self.target}"
        match self.sort:
            case "document":
                return [document(name, HOT, report(1 + self.number % 4))]
            case "group":
                return [document(f"{name}/{part}", HOT, report(2)) for part in range(3)]
            case "changed-document":
                return [document(name, HOT, report(20))]
            case "command":
                return [document(name, HOT, command_id=self.command.command_id)]
            case "changed-command":
                return [document(name, HOT, report(20), command_id=self.command.command_id)]
            case _:
                return []

    def event_ids(self) -> list[UUID]:
        if self.sort == "decided":
            return [event_id_of("kvitto", f"{self.command.command_id}:1")]
        return [event.envelope.event_id for event in self.events()]


class Line(NamedTuple):
    """One line of a journal: an item that is sent, or what was answered."""

    item: Item
    answer: str = ""
    positions: tuple[int, ...] = ()

    def __str__(self) -> str:
        positions = ",".join(map(str, self.positions))
        return "|".join([*map(str, self.item), self.answer, positions, "."])


class Journal:
    """The file of one lane, written so that a killed writer leaves whole lines, or one torn."""

    def __init__(self, path: Path) -> None:
        self.lines = list(lines_of(path)) if path.exists() else []
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        # What a predecessor left torn ends here.
        os.write(self._file, b"\n")

    def note(self, line: Line) -> None:
        os.write(self._file, f"{line}\n".encode())
        self.lines.append(line)

    @property
    def open_item(self) -> Item | None:
        """Return the item that was sent last, where its answer is not known."""
        last = self.lines[-1] if self.lines else None
        return last.item if last is not None and not last.answer else None


def lines_of(path: Path) -> Iterator[Line]:
    """Yield the whole lines of a journal."""
    for text in path.read_text("utf-8").splitlines():
        fields = text.split("|")
        if len(fields) == 7 and fields[-1] == ".":
            sort, lane, number, target, answer, positions, _ = fields
            item = Item(sort, lane, int(number), int(target))
            yield Line(item, answer, tuple(map(int, filter(None, positions.split(",")))))


def next_item(seed: str, lane: str, journal: Journal) -> Item:
    """Choose what a lane sends next: one item in a hundred is in conflict with an earlier one."""
    number = 1 + max((line.item.number for line in journal.lines[-1:]), default=0)
    dice = random.Random(f"{seed}/{lane}/{number}")
    chance = dice.random()
    if chance < 0.01:
        sort = dice.choice(["document", "command"])
        recent = [line.item for line in journal.lines[-200:] if line.item.sort == sort]
        if recent:
            return Item(f"changed-{sort}", lane, number, dice.choice(recent).number)
    shares = {"command": 0.15, "decided": 0.03, "group": 0.05, "document": 0.77}
    (sort,) = dice.choices(list(shares), list(shares.values()))
    return Item(sort, lane, number, number)
