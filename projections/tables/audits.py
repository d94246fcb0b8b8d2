"""
Audits that were run: kept, so that an operator sees when the last one was and what it found.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final

from projections.tables.connecting import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRun:
    """One run of an audit: what was asked, how much was looked at, and what was found."""

    point: str
    reckoned_on: date
    rulebook: str
    first_month: str | None
    last_month: str | None
    case_ref: str | None
    position: int
    cases: int
    payouts: int
    findings: int
    difference_ore: int
    exit_code: int


_NAMES: Final = tuple(field.name for field in fields(AuditRun))


def record(connection: Connection, run: AuditRun) -> None:
    """Keep a run that has ended."""
    names, marks = ", ".join(_NAMES), ", ".join("%s" for _ in _NAMES)
    query = f"insert into kvitto.audits ({names}) values ({marks})"  # noqa: S608 - our own names
    connection.execute(query.encode(), [getattr(run, name) for name in _NAMES])


def last(connection: Connection) -> tuple[datetime, AuditRun] | None:
    """Return when the last audit ended, and what it was; None where none was run."""
    names = ", ".join(_NAMES)
    query = f"select ended_at, {names} from kvitto.audits order by id desc limit 1"  # noqa: S608
    row = connection.execute(query.encode()).fetchone()
    if row is None:
        return None
    ended_at, *values = row
    return ended_at, AuditRun(**dict(zip(_NAMES, values, strict=True)))
