"""
Read models the library's own way: a balance per case, added up or reckoned at each event.

Imported once the library has the pool of connections that its PostgreSQL module needs.
"""

from typing import Any

from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection
from psycopg.sql import SQL, Identifier

from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import load_rulebook
from projections.models import balances
from projections.models.months import months_of
from schemas.catalogue import REGISTER_EVENTS
from schemas.payments import MoneyRepaid, PaymentOrdered, PaymentReturned, PaymentSettled
from tests.benchmarks.national_library import KINDS, _recorded

REGISTERED = tuple(REGISTER_EVENTS.values())


class BalancesView(PostgresTrackingRecorder):
    """A balance per case in a table, changed in the transaction that tracks the event."""

    def __init__(self, datastore: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the library's own
        super().__init__(datastore, **kwargs)
        table = Identifier(self.datastore.schema, "balances_view")
        self.sql_create_statements.append(
            SQL(
                "create table if not exists {} (case_id uuid primary key,"
                " ordered_ore bigint not null, paid_ore bigint not null)"
            ).format(table)
        )
        self._add = SQL(
            "insert into {0} as v values (%s, %s, %s) on conflict (case_id) do update set"
            " ordered_ore = v.ordered_ore + excluded.ordered_ore,"
            " paid_ore = v.paid_ore + excluded.paid_ore"
        ).format(table)
        self._put = SQL(
            "insert into {0} values (%s, %s, %s) on conflict (case_id) do update set"
            " ordered_ore = excluded.ordered_ore, paid_ore = excluded.paid_ore"
        ).format(table)

    def take(self, tracking: Tracking, case: object, ordered: int, paid: int) -> None:
        """Add to a balance, and remember the event, or remember it alone."""
        with self.datastore.transaction(commit=True) as cursor:
            if ordered or paid:
                cursor.execute(self._add, [case, ordered, paid])
            self._insert_tracking(cursor, tracking)

    def put(self, tracking: Tracking, case: object, owed: object, paid: object) -> None:
        """Say what a balance is, and remember the event."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(self._put, [case, owed, paid])
            self._insert_tracking(cursor, tracking)


class AddedUp(Projection[BalancesView]):
    """Adds up what orders, the bank's word and repayments say."""

    name = "balances"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # noqa: ANN401 - any event
        kind = KINDS[type(domain_event)]
        ordered = domain_event.total_ore if kind is PaymentOrdered else 0
        paid = domain_event.amount_ore if kind is PaymentSettled else 0
        if kind in {PaymentReturned, MoneyRepaid}:
            paid = -domain_event.amount_ore
        self.view.take(tracking, domain_event.originator_id, ordered, paid)


class Reckoned(Projection[BalancesView]):
    """
    Keeps the balance that ours keeps: the case reckoned by the same function.

    Its cases stand in memory, and the register is there from the start, which spares it reading.
    """

    name = "balances"
    register = Register()

    def __init__(self, view: BalancesView) -> None:
        super().__init__(view)
        self._rulebook = load_rulebook()
        self._cases: dict[object, list[Recorded]] = {}

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # noqa: ANN401 - any event
        case = domain_event.originator_id
        if issubclass(KINDS[type(domain_event)], REGISTERED):
            self.view.take(tracking, case, 0, 0)
            return
        events = self._cases.setdefault(case, [])
        events.append(_recorded(domain_event))
        months = months_of(case, events, self.register, self._rulebook, only_now=True)
        for _, _, _, owed, paid, *_ in balances.rows(months):
            self.view.put(tracking, case, owed, paid)
