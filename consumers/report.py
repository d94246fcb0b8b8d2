"""
What an import did: counts, every rejected row with its reasons, every file's fault.

Plain values with a JSON form, without identity numbers. Drawing them belongs
to `ops`.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from schemas.boundary import Reason
from schemas.boundary.identity import hides_identity_number

#: What became of a transfer record that has no form.
QUARANTINED: Final = "quarantined"
#: So many rejected rows are named; of more, the number is given.
MOST_NAMED: Final = 100_000


def shown_path(path: Path) -> str:
    """Return a path as it may be shown: printable, without an identity number in a name."""
    parts = (
        "(a name that holds an identity number)" if hides_identity_number(part) else part
        for part in str(path).split("/")
    )
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in "/".join(parts))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come; `seconds_left` is not known at its start."""

    file: str
    bytes_done: int
    bytes_total: int
    rows: int
    rows_per_second: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that is not in the ledger, and every reason why."""

    file: str
    line: int
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        """Return the row as lines for people, one for each reason."""
        return "\n".join(f"{self.file}:{self.line}: {reason}" for reason in self.reasons)


@dataclass(slots=True)
class FileReport:
    """
    What became of one file.

    `rejected` counts all rows that are not in the ledger; `conflicts` are those
    of them whose document id is recorded with other content, and `beside` those
    without a fault of their own, rejected with the form that they are part of.
    `quarantined` are transfer records without form that are kept track of.
    `fault` is set when the file as a whole could not be imported, `note` when
    there is something else to say of it as a whole.
    """

    file: str
    rows: int = 0
    stored: int = 0
    unchanged: int = 0
    rejected: int = 0
    conflicts: int = 0
    beside: int = 0
    quarantined: int = 0
    rejects_file: str | None = None
    fault: str | None = None
    note: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return the report as a JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class IngestReport:
    """What became of all files of one import."""

    files: list[FileReport] = field(default_factory=list[FileReport])
    rejected_rows: list[RejectedRow] = field(default_factory=list[RejectedRow])
    not_named: int = 0
    seconds: float = 0.0
    #: Of each municipality's transfer records, how many were stored, unchanged, quarantined …
    transfers: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])

    def name(self, row: RejectedRow) -> None:
        """Name a rejected row, unless very many are named already."""
        if len(self.rejected_rows) < MOST_NAMED:
            self.rejected_rows.append(row)
        else:
            self.not_named += 1

    def count_transfer(self, municipality: str, became: str) -> None:
        """Count a transfer record; a municipality that could not be read is empty."""
        counts = self.transfers.setdefault(municipality, {})
        counts[became] = counts.get(became, 0) + 1

    def _sum(self, name: str) -> int:
        return sum(getattr(file, name) for file in self.files)

    @property
    def rows(self) -> int:
        return self._sum("rows")

    @property
    def stored(self) -> int:
        return self._sum("stored")

    @property
    def unchanged(self) -> int:
        return self._sum("unchanged")

    @property
    def rejected(self) -> int:
        return self._sum("rejected")

    @property
    def conflicts(self) -> int:
        return self._sum("conflicts")

    @property
    def beside(self) -> int:
        return self._sum("beside")

    @property
    def quarantined(self) -> int:
        return self._sum("quarantined")

    @property
    def faults(self) -> list[FileReport]:
        """The files that could not be imported as a whole."""
        return [file for file in self.files if file.fault is not None]

    @property
    def is_complete(self) -> bool:
        """Tell whether every row of every file is in the ledger."""
        return not self.faults and not self.rejected

    def as_json(self) -> dict[str, object]:
        """Return the report as a JSON object."""
        return {
            "rows": self.rows,
            "stored": self.stored,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "conflicts": self.conflicts,
            "beside": self.beside,
            "quarantined": self.quarantined,
            "transfers": {code: dict(self.transfers[code]) for code in sorted(self.transfers)},
            "seconds": round(self.seconds, 3),
            "files": [file.as_json() for file in self.files],
            "rejected_rows": [
                {
                    "file": row.file,
                    "line": row.line,
                    "reasons": [
                        {"field": reason.field, "why": reason.why, "what_now": reason.what_now}
                        for reason in row.reasons
                    ],
                }
                for row in self.rejected_rows
            ],
            "rejected_rows_not_named": self.not_named,
        }
