"""
R31: money sent to an account that is new, or that strangers share.

An account is known by a random id. New: another one than before, from at most ten days before
an order's payday. Shared: orders to several payees, who are not linked as one person, went to it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ledger.amounts import month_of_day
from ledger.anomalies.anomaly import Anomaly, Part
from ledger.anomalies.seen import Ordered
from ledger.anomalies.sorts import SORTS
from ledger.domain.register import Register
from ledger.rules import Rulebook
from schemas.register import AccountReported


@dataclass(frozen=True, slots=True)
class Held:
    """A payee's account from a day on, the first paper of it, and whether it replaced another."""

    payee: UUID
    account: UUID
    first: date
    event: UUID
    is_change: bool


class Accounts:
    """The accounts that the register knows, and those payees whose orders must be looked at."""

    def __init__(self, register: Register) -> None:
        """Read what stands in the register."""
        payees = {
            register.person(of.event.payee)
            for of in register.documents()
            if isinstance(of.event, AccountReported)
        }
        self._held: dict[UUID, list[Held]] = {}
        holders: dict[UUID, set[UUID]] = {}
        for payee in payees:
            told = [
                (event.effective_from, place, event.account, recorded.envelope.event_id)
                for place, (recorded, event) in enumerate(register.facts(payee, AccountReported))
            ]
            self._held[payee] = _runs(payee, sorted(told))
            for held in self._held[payee]:
                holders.setdefault(held.account, set()).add(payee)
        self._shared = {account: of for account, of in holders.items() if len(of) > 1}

    @property
    def payees(self) -> frozenset[UUID]:
        """Those whose orders matter: the account changed, or somebody else has it too."""
        changed = {payee for payee, held in self._held.items() if any(of.is_change for of in held)}
        return frozenset(changed.union(*self._shared.values()))

    def found(self, orders: Sequence[Ordered], rulebook: Rulebook) -> Iterator[Anomaly]:
        """Yield each change just before a payday, and each account that strangers share."""
        by_change: dict[UUID, tuple[Held, list[Ordered]]] = {}
        by_account: dict[UUID, list[tuple[Held, Ordered]]] = {}
        for order in sorted(orders, key=lambda order: (order.pay_on, order.event)):
            held = self._on(order.payee, order.pay_on)
            if held is None:
                continue
            days = rulebook.parameter("anomaly.account_days", order.pay_on).value
            if held.is_change and (order.pay_on - held.first).days <= days:
                by_change.setdefault(held.event, (held, []))[1].append(order)
            if held.account in self._shared:
                by_account.setdefault(held.account, []).append((held, order))
        for held, paid in by_change.values():
            days = (paid[0].pay_on - held.first).days
            says = f"the account changed on {held.first}, {days} days before the payday"
            yield _anomaly((held.payee,), paid, (held.event,), says)
        for used in by_account.values():
            payees = tuple(sorted({held.payee for held, _ in used}))
            if len(payees) > 1:
                papers = tuple(dict.fromkeys(held.event for held, _ in used))
                says = f"one account is used by {len(payees)} payees who are not linked"
                yield _anomaly(payees, [order for _, order in used], papers, says)

    def _on(self, payee: UUID, day: date) -> Held | None:
        """Return the account of a payee on a day, if the register knows one."""
        known = [held for held in self._held.get(payee, ()) if held.first <= day]
        return known[-1] if known else None


def _runs(payee: UUID, told: Sequence[tuple[date, int, UUID, UUID]]) -> list[Held]:
    """
    Return the accounts of a payee, each from the first day since which no other has held.

    An account that is told again has not changed again: the first telling stays,
    or a form sent twice would hide a change. What is told later of one day counts.
    """
    runs: list[Held] = []
    for first, _, account, paper in told:
        if runs and runs[-1].first == first:
            runs.pop()
        if not runs or runs[-1].account != account:
            runs.append(Held(payee, account, first, paper, is_change=bool(runs)))
    return runs


def _anomaly(
    payees: tuple[UUID, ...], orders: Sequence[Ordered], papers: tuple[UUID, ...], says: str
) -> Anomaly:
    sort = SORTS["R31"]
    of_case: dict[UUID, list[UUID]] = {}
    for order in orders:
        of_case.setdefault(order.case, []).append(order.event)
    return Anomaly(
        rule=sort.id,
        version=sort.version,
        severity=sort.severity,
        month=month_of_day(min(order.pay_on for order in orders)),
        who=payees,
        parts=(
            Part(None, (), papers),
            *(Part(case, (), tuple(events)) for case, events in sorted(of_case.items())),
        ),
        minutes=0,
        stake_ore=sum(order.ore for order in orders),
        says=says,
        guard=sort.guard,
    )
