"""
Writes the synthetic world: seven files of documents, and the truth about them.

The files hold one document a line, case by case; inside a case they follow the
order in which the papers arrived. The same arguments give the same bytes.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TextIO

from ops.world.anomalies import ADDED, hide
from ops.world.between.told import WRONG_DEBIT, Told
from ops.world.casework import USUAL, Case, Manner, case, unknown_case
from ops.world.days import at, month_from, month_of, month_text, stamped
from ops.world.faults.planning import planned, turns_of
from ops.world.identity import made_up_name
from ops.world.papers import FORCE, dumped, written
from ops.world.parties import Assistant, Provider
from ops.world.story import Frame
from ops.world.truth.control import Finding
from ops.world.truth.owed import COMPONENTS, RATES

FILES: Final = (
    "register", "cases", "decisions", "time-reports", "bills", "orders", "bank",
    "transfers", "claims", "debits", "recoveries",
)  # fmt: skip
TRUTH: Final = "truth.json"


class DirectoryHoldsOtherFilesError(Exception):
    """The directory holds files that are no part of a synthetic world."""


class WorldImpossibleError(Exception):
    """The arguments describe no world that can be generated."""


@dataclass(slots=True)
class WorldSummary:
    """What was written: documents by file, and the findings that an audit must report."""

    documents: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FILES, 0))
    payouts: int = 0
    right: int = 0
    faults: int = 0
    findings: Counter[str] = field(default_factory=Counter[str])
    anomalies: int = 0


class Writer:
    """Writes cases as they come, and each provider before its first assistant."""

    def __init__(self, frame: Frame, files: Mapping[str, TextIO]) -> None:
        self._frame = frame
        self._files = files
        self._providers: dict[str, None] = {}
        self.summary = WorldSummary()
        self.found: list[dict[str, object]] = []
        self.beside = Told()
        self.owed = self.ordered = 0

    def _write(self, file: str, line: str) -> None:
        self._files[file].write(line + "\n")
        self.summary.documents[file] += 1

    def add(self, made: Case) -> None:
        if made.story is not None:
            story = made.story
            called = made_up_name(story.label)
            self._register(FORCE, f"person.{story.label}", 480, "person-registered/1",
                           {"person": story.recipient, "name": called})  # fmt: skip
            self._provider(story.provider)
            for place, assistant in enumerate(story.assistants):
                self._assistant(story.provider, assistant, f"{story.label}.{place + 1}")
        for paper in made.papers:
            self._write(*written(paper, made.ref))
        if made.beside is not None:
            for paper in sorted(made.beside.papers, key=lambda paper: paper.key):
                self._write(*written(paper, made.ref))
            self.beside.add(made.ref, made.beside)
        self.summary.payouts += made.audit.payouts
        self.summary.right += made.audit.right
        self.owed += made.audit.owed
        self.ordered += made.audit.ordered
        self._faults(made)

    def _register(
        self, sender: str, number: str, minute: int, name: str, fields: dict[str, object]
    ) -> None:
        arrived = at(self._frame.start - timedelta(days=40), minute)
        head = {
            "type": name,
            "document_id": number,
            "sender": sender,
            "received_at": stamped(arrived),
        }
        self._write("register", dumped(head | fields))

    def _provider(self, provider: Provider) -> None:
        if provider.form is None or provider.name in self._providers:
            return
        self._providers[provider.name] = None
        fields: dict[str, object] = {
            "provider": provider.name,
            "form": provider.form,
            "organisation_number": provider.name.removeprefix("org:"),
        }
        number = f"tillstand.{provider.sender}"
        self._register("ivo", number, 500, "provider-registered/1", fields)

    def _assistant(self, provider: Provider, assistant: Assistant, label: str) -> None:
        fields: dict[str, object] = {"assistant": assistant.name, "employer": provider.name}
        if assistant.also is not None:
            fields["also"] = assistant.also
        fields["name"] = made_up_name(label)
        if assistant.relative:
            fields["close_relative"] = True
        number = f"anstalld.{label}"
        self._register(provider.sender, number, 520, "assistant-registered/1", fields)

    def _faults(self, made: Case) -> None:
        if made.fault is not None:
            self.summary.faults += 1
        for finding in made.audit.findings:
            assert made.fault is not None
            self._finding(made.ref, finding, made.fault.sort.name, made.fault.sort.sentence)
        if made.beside is not None and made.beside.findings:
            self.summary.faults += 1
            self.summary.right -= len({finding.month for finding in made.beside.findings})
            for finding in made.beside.findings:
                self._finding(made.ref, finding, *WRONG_DEBIT)

    def _finding(self, ref: str, finding: Finding, sort: str, hidden: str) -> None:
        self.summary.findings[finding.kind] += 1
        entry: dict[str, object] = {
            "case": ref,
            "month": None if finding.month is None else month_text(finding.month),
            "kind": finding.kind,
            "ore": finding.ore,
            "then_ore": finding.then_ore,
            "known": "at payment" if finding.ore == finding.then_ore else "since",
        }
        if finding.municipality is not None:
            entry["municipality"] = finding.municipality
        self.found.append(entry | {"sort": sort, "hidden": hidden})


def _frame(first_month: str, months: int, recipients: int, reform: date | None) -> Frame:
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", first_month) is None:
        raise WorldImpossibleError(f"{first_month!r} is no month; write it as 2025-10.")
    frame = Frame(month_from(first_month), months, recipients)
    if reform is None:
        return frame
    if reform.day != 1 or month_of(reform) not in frame.all or reform.year < min(COMPONENTS):
        raise WorldImpossibleError(
            f"The reform begins on the first day of a month of the world, not before"
            f" {min(COMPONENTS)}; {reform} is no such day."
        )
    return replace(frame, reform=month_of(reform))


def _checked(directory: Path, recipients: int, frame: Frame, faults: float) -> None:
    if recipients < 1 or frame.months < 1 or not 0 <= faults <= 1:
        raise WorldImpossibleError(
            "A world needs at least one recipient and one month, and a share of faults from 0 to 1."
        )
    years = [frame.first // 12 - 1, frame.last // 12]
    if any(year not in RATES for year in years):
        raise WorldImpossibleError(
            f"Only months from {min(RATES) + 1}-01 to {max(RATES)}-12 have a known hourly rate;"
            f" {month_text(frame.first)} to {month_text(frame.last)} do not lie within them."
        )
    if directory.exists():
        ours = [f"{name}.ndjson" for name in FILES] + [ADDED, TRUTH]
        others = sorted(path.name for path in directory.iterdir() if path.name not in ours)
        if others:
            raise DirectoryHoldsOtherFilesError(
                f"{directory} already holds {others[0]}, which is no part of a synthetic world;"
                " choose an empty directory."
            )


def generate(
    directory: Path,
    *,
    recipients: int,
    first_month: str,
    months: int,
    seed: int,
    faults: float,
    progress: Callable[[int, int], None] | None = None,
    manner: Manner = USUAL,
    reform: date | None = None,
    anomalies: int = 0,
) -> WorldSummary:
    """
    Write a synthetic world and its truth into a directory that holds nothing else.

    `faults` is the share of the payouts by Försäkringskassan that something is
    hidden in, with at most one fault in a case. `progress` is told how many of
    the cases are written. An earlier world in the directory is overwritten. A
    `manner` draws other cases than the usual ones (`ops.world.national`). From the
    day of a `reform` on the world is that of SOU 2023:9: municipal decisions move.
    Each sort of anomaly is hidden `anomalies` times (`ops.world.anomalies`).
    """
    frame = _frame(first_month, months, recipients, reform)
    _checked(directory, recipients, frame, faults)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / ADDED).unlink(missing_ok=True)
    writer = _written(directory, frame, seed, faults, manner=manner, progress=progress)
    arguments: dict[str, object] = {
        "recipients": recipients,
        "first_month": first_month,
        "months": months,
        "seed": seed,
        "faults": faults,
        "reform": None if reform is None else reform.isoformat(),
    }
    _write_truth(directory / TRUTH, arguments, frame, writer)
    if anomalies:
        writer.summary.anomalies = hide(directory, seed, anomalies)
    return writer.summary


def _written(
    directory: Path,
    frame: Frame,
    seed: int,
    faults: float,
    *,
    manner: Manner,
    progress: Callable[[int, int], None] | None,
) -> Writer:
    """Write every case, and return what wrote them."""
    hidden, unknown = planned(seed, frame, faults, manner)
    turns = turns_of(seed, frame, faults, hidden)
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(
                (directory / f"{name}.ndjson").open("w", encoding="utf-8", newline="\n")
            )
            for name in FILES
        }
        writer = Writer(frame, files)
        serial = 0
        for index in range(frame.recipients):
            made = case(
                str(seed), frame, index, serial, hidden.get(index), manner=manner,
                turn=turns.get(index),
            )  # fmt: skip
            assert made.story is not None
            serial += len(made.story.assistants)
            writer.add(made)
            if progress is not None:
                progress(index + 1, frame.recipients)
        for index, sort in enumerate(unknown):
            writer.add(unknown_case(str(seed), frame, index, sort))
    return writer


def _write_truth(path: Path, arguments: dict[str, object], frame: Frame, writer: Writer) -> None:
    truth: dict[str, object] = {
        "seed": arguments["seed"],
        "arguments": arguments,
        "last_cutoff": frame.last_cutoff.isoformat(),
        "last_payday": frame.last_payday.isoformat(),
        "documents": writer.summary.documents,
        "payouts": writer.summary.payouts,
        "right": writer.summary.right,
        "owed_ore": writer.owed,
        "ordered_ore": writer.ordered,
        "hidden": writer.summary.faults,
        "faults": writer.found,
        **writer.beside.as_json(),
    }
    text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
