"""
Hostile debits and recoveries: of months nobody worked in, of no debit, replaced, too much, early.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

from ledger.domain.recorded import Recorded
from schemas.catalogue import Event
from schemas.municipal.debits import (
    MunicipalCreditIssued,
    MunicipalDebitIssued,
    MunicipalPaymentReceived,
)
from schemas.payments import (
    InstalmentsAgreed,
    MoneyRepaid,
    OrderLine,
    PaymentOrdered,
    RecoveryDecided,
    RecoveryInterestCharged,
    RecoveryLine,
    RecoveryRemitted,
)
from tests.unit.building import recorded, stamp, uid

AMOUNTS = (0, 1, 580, 34_770, 50_000)
CODES = ("0180", "0180", "1480")
REFS = (None, "fk/c0", "fk/c1", "fk/c2", "fk/nothing")


@st.composite
def recoveries(draw: st.DrawFn, on: date, month: str, ore: int) -> Event:
    """Return a recovery, or what became of one."""
    ref = draw(st.sampled_from(REFS))
    of: tuple[Event, ...] = (
        RecoveryDecided(
            decision_id=f"R-{on}-{ore}",
            debtor=uid("provider"),
            decided_on=on,
            due_on=on + timedelta(20),
            provision="108:2",
            lines=(RecoveryLine(amount_ore=ore, month=month),),
        ),
        MoneyRepaid(amount_ore=ore, repaid_on=on, month=month, recovery=ref),
        RecoveryRemitted(amount_ore=ore, decided_on=on, month=month, recovery=ref),
        InstalmentsAgreed(
            recovery=ref or "fk/c0",
            agreed_on=on,
            instalments=((on, ore), (on + timedelta(9), 580)),
            lending_per_mille=25,
        ),
        RecoveryInterestCharged(
            recovery=ref or "fk/c0",
            basis=draw(st.sampled_from(("PLAN", "LATE"))),
            first_day=on,
            last_day=on + timedelta(draw(st.integers(0, 40))),
            principal_ore=ore,
            rate_per_mille=20,
            interest_ore=1,
        ),
        PaymentOrdered(
            payee=uid("provider"),
            pay_on=on,
            total_ore=50_000 - max(1, ore),
            lines=(
                OrderLine(amount_ore=50_000, month=month),
                OrderLine(amount_ore=-max(1, ore), month=month, set_off=True),
            ),
        ),
    )
    return draw(st.sampled_from(of))


@st.composite
def debits(draw: st.DrawFn, on: date, month: str, ore: int) -> Event:
    """Return a debit, a credit, or what was paid of one."""
    code, due_on = draw(st.sampled_from(CODES)), on + timedelta(draw(st.integers(0, 40)))
    of: tuple[Event, ...] = (
        MunicipalDebitIssued(
            municipality=code, debited_ore=ore, debited_on=on, due_on=due_on, month=month
        ),
        MunicipalCreditIssued(
            municipality=code, credited_ore=ore, credited_on=on, ground="less", month=month
        ),
        MunicipalPaymentReceived(
            debit=draw(st.sampled_from(REFS)) or "fk/c0", amount_ore=ore, received_on=on
        ),
    )
    return draw(st.sampled_from(of))


@st.composite
def owed_back(draw: st.DrawFn, months: tuple[str, ...]) -> list[Recorded]:
    """Return up to eight papers of debits, credits, payments and recoveries."""
    events: list[tuple[Event, date]] = []
    for _ in range(draw(st.integers(0, 8))):
        on = date(2026, 2, 1) + timedelta(draw(st.integers(0, 280)))
        month, ore = draw(st.sampled_from(months)), draw(st.sampled_from(AMOUNTS))
        kind = recoveries if draw(st.booleans()) else debits
        events.append((draw(kind(on, month, ore)), on))
    names = st.sampled_from((None,) * 8 + (0, 1, 2))
    replaced = [draw(names) for _ in events]
    return [
        recorded(
            event,
            stamp(on.isoformat()) + timedelta(seconds=number),
            f"c{number}",
            replaces=None if replaced[number] is None else f"fk/c{replaced[number]}",
        )
        for number, (event, on) in enumerate(events)
    ]
