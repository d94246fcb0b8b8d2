"""
The papers of the synthetic world, and the line of JSON that each becomes.

A paper is known from the moment it arrives. Papers are put in the order of
semantics 1.1: when they arrived, who sent them, their number. Instants are
local and without offset, because papers arrive by daylight only.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final, NamedTuple

from ops.world.days import month_text, stamped

FORCE: Final = "forsakringskassan"
BANK: Final = "bank"

#: Day of the month, start and end minute, kind.
Row = tuple[int, int, int, int]
Key = tuple[datetime, str, str]


class Weekly(NamedTuple):
    """Minutes a week that a decision grants; a total, where it states one."""

    basic: int
    other: int = 0
    double: int = 0
    waiting: int = 0
    standby: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Who sent it, when it arrived, and the paper that it names as replaced."""

    at: datetime
    sender: str
    number: str
    replaces: str | None = None

    @property
    def key(self) -> Key:
        return (self.at, self.sender, self.number)

    @property
    def ref(self) -> str:
        return f"{self.sender}/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(Paper):
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Paper):
    """A decision; with a ground it is a reassessment. `until` is the day after the last."""

    authority: str
    decided_on: date
    effective_from: date
    municipality: str
    payee: str
    weekly: Weekly
    effective_until: date | None = None
    period: tuple[date, date] | None = None
    applied_on: date | None = None
    ground: str | None = None
    takes_over: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Paper):
    authority: str
    decided_on: date
    effective_from: date
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinstatement(Paper):
    """A court takes back the withdrawal that it names."""

    authority: str
    decided_on: date
    withdrawal: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Death(Paper):
    died_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Paper):
    assistant: str
    employer: str
    month: int
    rows: tuple[Row, ...]
    part: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill(Paper):
    """The month's actual minutes: active, waiting, standby."""

    month: int
    minutes: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order; with `by_bill` the paper leaves the month to the bill it names."""

    amount: int
    month: int | None = None
    by_bill: bool = False
    bill: str | None = None
    minutes: Fraction | None = None
    rate: int | None = None
    municipal: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Paper):
    payee: str
    pay_on: date
    lines: tuple[Line, ...]
    repays: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides(Paper):
    """A paper that changes nothing of what is owed to a payee: its file, type and fields."""

    file: str
    type: str
    fields: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(Paper):
    order: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Paper):
    order: str
    amount: int


def _line(line: Line) -> dict[str, object]:
    fields: dict[str, object] = {"amount_ore": line.amount}
    if line.month is not None and not line.by_bill:
        fields["month"] = month_text(line.month)
    if line.bill is not None:
        fields["bill"] = line.bill
    if line.minutes is not None and line.rate is not None:
        fields["minutes"] = [line.minutes.numerator, line.minutes.denominator]
        fields["rate_ore"] = line.rate
    if line.municipal:
        fields["municipal"] = [list(part) for part in line.municipal]
    return fields


def _grant(paper: Grant) -> dict[str, object]:
    weekly = paper.weekly
    fields: dict[str, object] = {
        "decision_id": paper.number,
        "authority": paper.authority,
        "decided_on": paper.decided_on.isoformat(),
        "effective_from": paper.effective_from.isoformat(),
        "municipality": paper.municipality,
        "payee": paper.payee,
    }
    for name, minutes in zip(weekly._fields, weekly, strict=True):
        if minutes:
            fields[f"{name}_minutes"] = minutes
    if paper.effective_until is not None:
        fields["effective_until"] = paper.effective_until.isoformat()
    if paper.period is not None:
        fields["period_from"] = paper.period[0].isoformat()
        fields["period_until"] = paper.period[1].isoformat()
    if paper.applied_on is not None:
        fields["applied_on"] = paper.applied_on.isoformat()
    if paper.ground is not None:
        fields["ground"] = paper.ground
    if paper.takes_over is not None:
        fields["takes_over"] = paper.takes_over
    return fields


def _fields(paper: Paper, case_ref: str) -> tuple[str, str, dict[str, object]]:
    """Return the file that a paper of a case stands in, its type, and its fields."""
    match paper:
        case Opening():
            return "cases", "case-opened/1", {"case_ref": case_ref, "recipient": paper.recipient}
        case Grant():
            name = "grant-decided/2" if paper.ground is None else "grant-reassessed/3"
            return "decisions", name, _grant(paper)
        case Withdrawal():
            return (
                "decisions",
                "grant-withdrawn/1",
                {
                    "decision_id": paper.number,
                    "authority": paper.authority,
                    "decided_on": paper.decided_on.isoformat(),
                    "effective_from": paper.effective_from.isoformat(),
                    "ground": paper.ground,
                },
            )
        case Reinstatement():
            fields: dict[str, object] = {
                "decision_id": paper.number,
                "authority": paper.authority,
                "decided_on": paper.decided_on.isoformat(),
                "withdrawal": paper.withdrawal,
                "ground": paper.ground,
            }
            return "decisions", "grant-reinstated/1", fields
        case Besides():
            return paper.file, paper.type, paper.fields
        case Death():
            return "cases", "death-reported/1", {"died_on": paper.died_on.isoformat()}
        case Report():
            fields = {
                "assistant": paper.assistant,
                "employer": paper.employer,
                "month": month_text(paper.month),
                "rows": paper.rows,
            }
            if paper.part > 1:
                fields["part"] = paper.part
            return "time-reports", "time-report-received/2", fields
        case Bill():
            names = ("active_minutes", "waiting_minutes", "standby_minutes")
            fields = {"month": month_text(paper.month)}
            fields.update(zip(names, paper.minutes, strict=True))
            return "bills", "bill-received/1", fields
        case _:
            return _money(paper)


def _money(paper: Paper) -> tuple[str, str, dict[str, object]]:
    match paper:
        case Order():
            fields: dict[str, object] = {
                "payee": paper.payee,
                "pay_on": paper.pay_on.isoformat(),
                "total_ore": sum(line.amount for line in paper.lines),
                "lines": [_line(line) for line in paper.lines],
            }
            if paper.repays is not None:
                fields["repays"] = paper.repays
            return "orders", "payment-ordered/2", fields
        case Settled() | Returned():
            settled = isinstance(paper, Settled)
            day = "settled_on" if settled else "returned_on"
            return (
                "bank",
                "payment-settled/1" if settled else "payment-returned/1",
                {
                    "order": paper.order,
                    "amount_ore": paper.amount,
                    day: paper.at.date().isoformat(),
                },
            )
        case _:
            raise AssertionError(paper)


def dumped(fields: dict[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def written(paper: Paper, case_ref: str) -> tuple[str, str]:
    """Return the name of the file that the paper stands in, and its line."""
    file, name, own = _fields(paper, case_ref)
    head: dict[str, object] = {
        "type": name,
        "document_id": paper.number,
        "sender": paper.sender,
        "received_at": stamped(paper.at),
    }
    if paper.replaces is not None:
        head["replaces"] = paper.replaces
    head["case_ref"] = case_ref
    return file, dumped(head | own)
