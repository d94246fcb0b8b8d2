"""
The written documents of a world, read back: who is who, which reports stand, what is paid.

By the semantics page alone (1.1, R5): the ledger's own reading is what is tested against this.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

#: A document as it stands in a file.
Document = dict[str, Any]
#: The file that holds what is hidden beside the papers of the cases.
ADDED: Final = "anomalies.ndjson"
DAY: Final = 1440


class Documents:
    """All documents of a world's folder, by file."""

    def __init__(self, directory: Path) -> None:
        """Read every file."""
        self.directory = directory
        self.files: dict[str, list[Document]] = {}
        for path in sorted(directory.glob("*.ndjson")):
            with path.open(encoding="utf-8") as lines:
                self.files[path.name] = [json.loads(line) for line in lines]
        self.files.setdefault(ADDED, [])

    def write(self) -> None:
        """Write every file that something was hidden in."""
        for name, documents in self.files.items():
            lines = (
                json.dumps(of, ensure_ascii=False, separators=(",", ":")) + "\n" for of in documents
            )
            text = "".join(lines)
            (self.directory / name).write_text(text, encoding="utf-8", newline="\n")

    def add(self, document: Document) -> None:
        """Add a paper to what is hidden."""
        self.files[ADDED].append(document)

    def of(self, kind: str) -> Iterator[Document]:
        """Yield the documents of one kind, whatever its version, in the order of receipt."""
        found = (
            of
            for documents in self.files.values()
            for of in documents
            if of["type"].partition("/")[0] == kind
        )
        yield from sorted(found, key=_received)

    def persons(self) -> "Persons":
        """Return who is who."""
        return Persons(self.of("assistant-registered"), self.of("person-registered"))

    def reports(self, persons: "Persons") -> list[Document]:
        """Return the time reports that stand: the latest of each key, unless named (R5)."""
        standing: dict[object, Document] = {}
        for of in self.of("time-report-received"):
            for key, earlier in list(standing.items()):
                if "replaces" in of and of["replaces"] == named(earlier):
                    del standing[key]
            who = persons.one(of["sender"], of["assistant"])
            key = (of["case_ref"], who, of["employer"], of["month"], of.get("part", 1))
            standing[key if not of.get("adds") else named(of)] = of
        return list(standing.values())


class Persons:
    """Who is met under several names; a sender's own reference is that sender's only."""

    def __init__(self, *registers: Iterable[Document]) -> None:
        """Read the register's links."""
        self._of: dict[str, str] = {}
        for register in registers:
            for of in register:
                name = of.get("assistant") or of["person"]
                if "also" in of:
                    one, other = self.one(of["sender"], name), self.one(of["sender"], of["also"])
                    if one != other:
                        self._of[max(one, other)] = min(one, other)

    def one(self, sender: str, name: str) -> str:
        """Return the name that stands for a person."""
        known = f"{sender}:{name}" if name.startswith("ref:") else name
        while known in self._of:
            known = self._of[known]
        return known


def named(document: Document) -> str:
    """Return the name by which other documents speak of one."""
    return f"{document['sender']}/{document['document_id']}"


def midnight(month: str, day: int) -> int:
    """Return the first minute of a day of a month, counted through the days."""
    return (date.fromisoformat(f"{month}-01").toordinal() + day - 1) * DAY


def month_of(minute: int) -> str:
    """Return the month that a minute lies in."""
    return date.fromordinal(minute // DAY).isoformat()[:7]


def _received(document: Document) -> tuple[datetime, str, str]:
    at = datetime.fromisoformat(document["received_at"])
    return at, document["sender"], document["document_id"]
