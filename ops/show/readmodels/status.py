"""
The ledger's state on the screen: its log, its read models, what is parked, the last audit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ops.show.money import amount, kronor, number
from ops.show.program import next_line, program
from ops.show.quantities import counted, instant_text
from ops.show.screen import (
    BAD,
    DOUBTFUL,
    GOOD,
    Prose,
    figures,
    grid,
    heading,
    names,
    spaced,
    table,
    words,
)
from projections.tables.audits import AuditRun
from projections.tables.telling import ParkedCase, Told

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


#: What a program is told where there is no ledger yet.
NO_LEDGER_JSON: Final[Mapping[str, object]] = {
    "log": {"position": 0, "recorded_at": None},
    "database": None,
    "projections": [],
    "being_rebuilt": [],
    "parked": [],
    "last_audit": None,
}


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that is told; `makers` are who makes each read model's rows here."""

    head: int
    recorded_at: datetime | None
    database: str
    version: int
    where: str
    told: tuple[Told, ...]
    makers: Mapping[str, str]
    parked: tuple[ParkedCase, ...]
    references: Mapping[UUID, str]
    last_audit: tuple[datetime, AuditRun] | None

    @property
    def shown(self) -> dict[str, Told]:
        """The side of each read model that is shown."""
        return {of.place.name: of for of in self.told if of.place.is_shown}

    def is_outdated(self, of: Told) -> bool:
        """Tell whether the rows were made by another version or under another rulebook."""
        return self.makers.get(of.place.name) != of.place.made_by

    @property
    def is_well(self) -> bool:
        """Whether nothing is parked, and every row was made by this version."""
        return not any(of.parked or self.is_outdated(of) for of in self.shown.values())

    def lag_seconds(self, of: Told) -> float | None:
        """Return how long before the log's end the last event that was taken was recorded."""
        if of.place.position >= self.head or self.recorded_at is None:
            return 0.0
        if of.recorded_at is None:
            return None
        return (self.recorded_at - of.recorded_at).total_seconds()


def status_report(of: Status) -> Group:
    """Return the state of the ledger."""
    return Group(*spaced(_parts(of)), _next(of))


def no_ledger_report(where: str) -> Group:
    """Say that there is nothing to tell of yet, and what begins it."""
    none = Prose(f"There is no ledger yet at {where}; the first import makes one.")
    then = next_line(f"Next: {program()} ingest PATH")
    return Group(*spaced((heading("Kvitto status"), none)), then)


def _parts(of: Status) -> Iterator[RenderableType]:
    yield heading("Kvitto status")
    ends = "" if of.recorded_at is None else f", recorded at {instant_text(of.recorded_at)}"
    yield grid(
        [
            ("Log", f"{counted(of.head, 'event')}{ends}"),
            ("Database", f"{of.database} PostgreSQL {of.version}, {of.where}"),
            ("Last audit", _audit_text(of)),
        ]
    )
    yield Group(heading("Read models"), _models(of))
    if of.parked:
        yield _parked(of)


def _audit_text(of: Status) -> Text | str:
    if of.last_audit is None:
        return Text(f"none was run; run one: {program()} audit", DOUBTFUL)
    ended_at, run = of.last_audit
    what = [f"case {run.case_ref}"] if run.case_ref else []
    if run.first_month or run.last_month:
        what.append(f"months {run.first_month or 'the first'} to {run.last_month or 'the last'}")
    covered = ", ".join(what) or "everything"
    said = (
        f"{instant_text(ended_at)}; {covered}; {run.point}; reckoned on {run.reckoned_on}:"
        f" {counted(run.payouts, 'payout')}, {counted(run.findings, 'finding')},"
        f" {kronor(run.difference_ore, signed=True)} of difference; exit code {run.exit_code}."
    )
    since = of.head - run.position
    if since > 0:
        said += f" {counted(since, 'event')} recorded since."
    return Text(said, "" if run.exit_code == 0 else DOUBTFUL)


def _models(of: Status) -> Table:
    rows = table(
        names("name"),
        figures("position"),
        figures("behind"),
        names("lag"),
        figures("rows"),
        figures("parked"),
        figures("at risk, kr"),
        words("state"),
    )
    for name in of.makers:
        told = of.shown.get(name)
        if told is None:
            rows.add_row(name, "0", number(of.head), "", "0", "0", amount(0), "not made yet")
            continue
        rows.add_row(
            name,
            number(told.place.position),
            number(max(0, of.head - told.place.position)),
            lag_text(of.lag_seconds(told)),
            number(told.rows or 0),
            Text(number(told.parked), BAD if told.parked else ""),
            amount(told.ore_at_risk),
            _state(of, told),
        )
    for told in of.told:
        if not told.place.is_shown:
            rows.add_row(
                f"{told.place.name}, new",
                number(told.place.position),
                "",
                "",
                "",
                "",
                "",
                "being rebuilt",
            )
    return rows


def _state(of: Status, told: Told) -> Text:
    if of.is_outdated(told):
        return Text("of another version or rulebook", BAD)
    if told.place.pass_id is not None:
        return Text(f"on its way to {number(told.place.target or 0)}", DOUBTFUL)
    if told.place.position < of.head:
        return Text("behind", DOUBTFUL)
    return Text("up to date", GOOD)


def lag_text(seconds: float | None) -> str:
    """Return a time span roughly, as a person says it."""
    if seconds is None:
        return "all of it"
    whole = round(seconds)
    for size, unit in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if whole >= size:
            return f"{whole // size}\u00a0{unit}"
    return f"{whole}\u00a0s"


def _parked(of: Status) -> Group:
    rows = table(names("case"), names("read model"), figures("at risk, kr"), words("reason"))
    for parked in of.parked:
        case = of.references.get(parked.case_id, str(parked.case_id))
        rows.add_row(case, parked.name, amount(parked.ore_at_risk), parked.reason)
    total = sum(told.parked for told in of.shown.values())
    title = f"{number(len(of.parked))} of {number(total)}" if total > len(of.parked) else ""
    after = "A parked case is taken when something new is recorded of it, or by a rebuild."
    return Group(heading("Parked", title), rows, Text(f"\n{after}", DOUBTFUL))


def _next(of: Status) -> Text:
    shown = of.shown.values()
    if not of.head:
        return next_line(f"Next: {program()} ingest PATH, because this ledger is empty.")
    if any(of.is_outdated(told) for told in shown):
        return next_line(f"Next: {program()} rebuild")
    if len(of.shown) < len(of.makers) or any(told.place.position < of.head for told in shown):
        return next_line(f"Next: {program()} balances, which brings the read models up to date.")
    return next_line(f"Next: {program()} audit")


def status_json(of: Status) -> dict[str, object]:
    """Return the same for a program."""
    return {
        "log": {
            "position": of.head,
            "recorded_at": None if of.recorded_at is None else of.recorded_at.isoformat(),
        },
        "database": {"kind": of.database, "version": of.version, "where": of.where},
        "projections": [_model_json(of, name) for name in of.makers],
        "being_rebuilt": [
            {"name": told.place.name, "position": told.place.position}
            for told in of.told
            if not told.place.is_shown
        ],
        "parked": [
            {
                "case": of.references.get(parked.case_id, str(parked.case_id)),
                "name": parked.name,
                "ore_at_risk": parked.ore_at_risk,
                "reason": parked.reason,
            }
            for parked in of.parked
        ],
        "last_audit": _audit_json(of),
    }


def _model_json(of: Status, name: str) -> dict[str, object]:
    told = of.shown.get(name)
    if told is None:
        return {"name": name, "position": 0, "lag_events": of.head, "is_made": False}
    return {
        "name": name,
        "position": told.place.position,
        "lag_events": max(0, of.head - told.place.position),
        "lag_seconds": of.lag_seconds(told),
        "rows": told.rows,
        "parked": told.parked,
        "ore_at_risk": told.ore_at_risk,
        "is_made": True,
        "is_outdated": of.is_outdated(told),
        "on_its_way_to": told.place.target,
    }


def _audit_json(of: Status) -> dict[str, object] | None:
    if of.last_audit is None:
        return None
    ended_at, run = of.last_audit
    return {
        "ended_at": ended_at.isoformat(),
        "point": run.point,
        "reckoned_on": run.reckoned_on.isoformat(),
        "rulebook": run.rulebook,
        "months": {"from": run.first_month, "until": run.last_month},
        "case": run.case_ref,
        "position": run.position,
        "cases": run.cases,
        "payouts": run.payouts,
        "findings": run.findings,
        "difference_ore": run.difference_ore,
        "exit_code": run.exit_code,
    }
