"""
Papers of a case, written in as few words as a test needs.

Every test of the calculation builds its events here: a `Folder` collects the
documents of one case and gives each a document id and a stamp of receipt that
is in time unless the test says otherwise. Nothing is computed here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import Rulebook, load_rulebook
from ledger.statement import Statement, statement
from schemas.bounds import ACTIVE
from schemas.catalogue import Event
from schemas.decisions import DeathReported, GrantDecided, GrantReassessed, GrantWithdrawn
from schemas.envelope import Envelope, event_id_of
from schemas.payments import OrderLine, PaymentOrdered, PaymentReturned, PaymentSettled
from schemas.register import AssistantRegistered, PersonRegistered
from schemas.reports import BillReceived, TimeReportReceived

STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")
_NAMESPACE: Final = UUID(int=0x6B766974746F)
_STREAM: Final = UUID(int=1)
_REGISTER: Final = UUID(int=2)

Row = tuple[int, int, int, int]


def uid(name: str) -> UUID:
    """Return the random id that a name stands for in these tests."""
    return uuid5(_NAMESPACE, name)


def day(text: str) -> date:
    return date.fromisoformat(text)


def stamp(text: str) -> datetime:
    """Return an instant in UTC: a date means noon of that day in Stockholm."""
    local = (
        datetime.fromisoformat(text)
        if "T" in text
        else datetime.combine(day(text), time(12), tzinfo=STOCKHOLM)
    )
    return (local if local.tzinfo else local.replace(tzinfo=STOCKHOLM)).astimezone(UTC)


def clock(text: str) -> int:
    """Return the minute of the day of a time like `08:30`; `24:00` ends the day."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def rows(*written: str, kind: int = ACTIVE) -> tuple[Row, ...]:
    """Return rows written as `5 08:00-16:00` or `1-28 08:00-16:00`, once per day."""
    made: list[Row] = []
    for text in written:
        days, hours = text.split()
        first, _, last = days.partition("-")
        start, end = hours.split("-")
        made += [
            (number, clock(start), clock(end), kind)
            for number in range(int(first), int(last or first) + 1)
        ]
    return tuple(made)


def recorded(
    event: Event,
    known: datetime,
    document: str,
    sender: str = "fk",
    replaces: str | None = None,
) -> Recorded:
    """Return an event as the store would give it."""
    envelope = Envelope(
        event_id_of(sender, document), known, sender, document, replaces, (), "test", None
    )
    return Recorded(_STREAM, 1, envelope, event)


class Folder:
    """
    The papers of one case, in the order in which the test lays them in.

    Each method returns the reference of the paper, by which others name it.
    Decisions come with the day of decision, reports and bills on the first
    day of the second month after, orders on the day of payment.
    """

    def __init__(self) -> None:
        self.papers: list[Recorded] = []

    def lay(
        self,
        event: Event,
        known: str,
        name: str | None = None,
        replaces: str | None = None,
        sender: str = "fk",
    ) -> str:
        """Lay in any event with the stamp of its receipt."""
        document = name or f"d{len(self.papers):03d}"
        self.papers.append(recorded(event, stamp(known), document, sender, replaces))
        return f"{sender}/{document}"

    def grant(
        self,
        hours: int = 60,
        start: str = "2026-01-01",
        *,
        decided: str | None = None,
        until: str | None = None,
        period: tuple[str, str] | None = None,
        authority: str = "FK",
        municipality: str = "0180",
        payee: str = "provider",
        applied: str | None = None,
        known: str | None = None,
        replaces: str | None = None,
        ground: str | None = None,
        weekly: Mapping[str, int] | None = None,
    ) -> str:
        """Lay in a decision of so many basic hours a week; `period` is half-open."""
        minutes: dict[str, Any] = {"basic_minutes": hours * 60, **(weekly or {})}
        event = GrantDecided(
            decision_id=f"b{len(self.papers)}",
            authority=authority,
            decided_on=day(decided or start),
            effective_from=day(start),
            effective_until=None if until is None else day(until),
            municipality=municipality,
            payee=uid(payee),
            period_from=None if period is None else day(period[0]),
            period_until=None if period is None else day(period[1]),
            applied_on=None if applied is None else day(applied),
            **minutes,
        )
        if ground is not None:
            stated = {field.name: getattr(event, field.name) for field in fields(event)}
            event = GrantReassessed(**stated, ground=ground)
        return self.lay(event, known or decided or start, replaces=replaces)

    def withdraw(
        self,
        start: str,
        decided: str,
        *,
        authority: str = "FK",
        known: str | None = None,
    ) -> str:
        event = GrantWithdrawn(
            decision_id=f"i{len(self.papers)}",
            authority=authority,
            decided_on=day(decided),
            effective_from=day(start),
            ground="needs",
        )
        return self.lay(event, known or decided)

    def death(self, on: str, known: str | None = None) -> str:
        return self.lay(DeathReported(day(on)), known or on)

    def report(
        self,
        month: str,
        worked: Iterable[Row],
        assistant: str = "A",
        *,
        employer: str = "provider",
        part: int = 1,
        adds: bool = False,
        known: str | None = None,
        replaces: str | None = None,
        name: str | None = None,
    ) -> str:
        event = TimeReportReceived(uid(assistant), uid(employer), month, tuple(worked), part, adds)
        return self.lay(event, known or in_time(month), name, replaces)

    def bill(
        self,
        month: str,
        active: int,
        waiting: int = 0,
        standby: int = 0,
        *,
        adds: bool = False,
        known: str | None = None,
        replaces: str | None = None,
    ) -> str:
        """Lay in the month's bill, in minutes per kind."""
        event = BillReceived(month, active, waiting, standby, adds)
        return self.lay(event, known or in_time(month), replaces=replaces)

    def work(self, month: str, hours: int, assistant: str = "A") -> str:
        """Lay in a report of whole days of ten hours, the rest on the last, and its bill."""
        whole, rest = divmod(hours, 10)
        worked = [(number + 1, 480, 1080, ACTIVE) for number in range(whole)]
        worked += [(whole + 1, 480, 480 + rest * 60, ACTIVE)] if rest else []
        reported = self.report(month, worked, assistant)
        self.bill(month, hours * 60)
        return reported

    def order(
        self,
        month: str | None,
        amount: int,
        *,
        on: str,
        payee: str = "provider",
        bill: str | None = None,
        repays: str | None = None,
        hours: int | None = None,
        rate: int | None = None,
        known: str | None = None,
        municipal: Mapping[str, int] | None = None,
    ) -> str:
        """Lay in an order of one line; `municipal` is what each municipality is debited."""
        line = OrderLine(
            amount_ore=amount,
            month=month,
            bill=bill,
            minutes=None if hours is None else (hours * 60, 1),
            rate_ore=rate,
            municipal=tuple((municipal or {}).items()),
        )
        return self.orders([line], on=on, payee=payee, repays=repays, known=known)

    def orders(
        self,
        lines: Iterable[OrderLine],
        *,
        on: str,
        payee: str = "provider",
        repays: str | None = None,
        known: str | None = None,
    ) -> str:
        """Lay in an order of several lines."""
        lines = tuple(lines)
        event = PaymentOrdered(
            payee=uid(payee),
            pay_on=day(on),
            total_ore=sum(line.amount_ore for line in lines),
            lines=lines,
            repays=repays,
        )
        return self.lay(event, known or on)

    def settle(self, order: str, amount: int, on: str) -> str:
        return self.lay(PaymentSettled(order, amount, day(on)), on)

    def come_back(self, order: str, amount: int, on: str) -> str:
        return self.lay(PaymentReturned(order, amount, day(on)), on)

    def pay(
        self,
        month: str,
        amount: int,
        on: str,
        *,
        hours: int | None = None,
        rate: int | None = None,
        municipal: Mapping[str, int] | None = None,
    ) -> str:
        """Lay in an order and the bank's confirmation of all of it."""
        order = self.order(month, amount, on=on, hours=hours, rate=rate, municipal=municipal)
        self.settle(order, amount, on)
        return order

    @property
    def case(self) -> Case:
        """The case with all the papers."""
        return Case.of(self.papers)

    def owed(self, month: str, register: Register | None = None, **wishes: str) -> Statement:
        """Return the statement of a month; `grant_pool="MONTH"` chooses a policy."""
        return statement(self.case, register or Register(), month_of(month), rules(**wishes))


def in_time(month: str) -> str:
    """Return the first day of the second month after, when papers of a month are in time."""
    after = month_of(month) + 2
    return f"{after // 12:04d}-{after % 12 + 1:02d}-01"


def rules(regime: str = "LAW_ACTUAL", **wishes: str) -> Rulebook:
    """Return the rulebook; a policy `grant.pool` is written `grant_pool`."""
    policies = {name.replace("_", ".", 1): value for name, value in wishes.items()}
    return load_rulebook(regime=regime, policies=policies)


def assistant_known(name: str, *, also: str | None = None, known: str = "2020-01-01") -> Recorded:
    """Return the register's event of an assistant, perhaps met under another name before."""
    event = AssistantRegistered(uid(name), uid("provider"), None if also is None else uid(also))
    return recorded(event, stamp(known), f"r-{name}-{also}")


def same_person(name: str, also: str, known: str = "2020-01-01") -> Recorded:
    """Return the register's event that says that two names mean one person."""
    return recorded(PersonRegistered(uid(name), uid(also)), stamp(known), f"p-{name}-{also}")
