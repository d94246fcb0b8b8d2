"""Given a history, when a command is given, then events, or a refusal with its paragraph."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from ledger.domain.decide import DECIDE, GrantCommand, decide
from ledger.domain.recorded import Recorded
from ledger.domain.refusals import (
    BillUnknown,
    CaseUnknown,
    DecidedLater,
    DecisionIdUsed,
    EffectiveBeforeCause,
    GrantAfterDeath,
    LineWithoutMonth,
    MonthWithoutBill,
    NothingGranted,
    OrderAlreadyMade,
    PeriodTooLong,
    Refusal,
    RepaidOrderNotReturned,
)
from ledger.rules import load_rulebook
from ledger.services import deciding
from schemas.catalogue import Event
from schemas.commands import (
    COMMANDS,
    DecideGrant,
    OrderPayment,
    ReassessGrant,
    WithdrawGrant,
)
from schemas.decisions import DeathReported, GrantDecided, GrantReassessed, GrantWithdrawn
from schemas.envelope import Envelope, event_id_of
from schemas.payments import OrderLine, PaymentOrdered, PaymentReturned
from schemas.reports import BillReceived

PAYEE = UUID(int=1)
RULES = load_rulebook()
TODAY = date(2026, 6, 15)
GRANT = DecideGrant(
    decision_id="b-1",
    authority="FK",
    decided_on=date(2026, 1, 30),
    effective_from=date(2026, 2, 1),
    municipality="0180",
    payee=PAYEE,
    basic_minutes=3600,
)
REASSESS = ReassessGrant(
    decision_id="b-2",
    authority="FK",
    decided_on=date(2026, 6, 10),
    effective_from=date(2026, 5, 1),
    municipality="0180",
    payee=PAYEE,
    basic_minutes=3000,
    ground="moved in with a partner",
    cause_on=date(2026, 5, 14),
)
WITHDRAW = WithdrawGrant(
    decision_id="b-3",
    authority="FK",
    decided_on=date(2026, 6, 10),
    effective_from=date(2026, 5, 1),
    ground="moved abroad",
    cause_on=date(2026, 5, 14),
)
LINE = OrderLine(amount_ore=300, month="2026-03")
ORDER = OrderPayment(payee=PAYEE, pay_on=date(2026, 5, 20), lines=(LINE,))

GRANTED = GrantDecided(
    decision_id="b-1",
    authority="FK",
    decided_on=date(2026, 1, 30),
    effective_from=date(2026, 2, 1),
    municipality="0180",
    payee=PAYEE,
    basic_minutes=3600,
)
WITHDRAWN = GrantWithdrawn(
    decision_id="b-9",
    authority="FK",
    decided_on=date(2026, 4, 1),
    effective_from=date(2026, 4, 1),
    ground="x",
)
BILL = BillReceived(month="2026-03", active_minutes=600)
ORDERED = PaymentOrdered(payee=PAYEE, pay_on=date(2026, 5, 20), total_ore=300, lines=(LINE,))


def history(*events: Event) -> list[Recorded]:
    return [recorded(number, event) for number, event in enumerate(events, start=1)]


def recorded(number: int, event: Event, replaces: str | None = None) -> Recorded:
    known = datetime(2026, 1, 1, number, tzinfo=UTC)
    document = f"d-{number}"
    envelope = Envelope(
        event_id_of("fk", document), known, "fk", document, replaces, (), "import", None
    )
    return Recorded(UUID(int=9), number, envelope, event)


def refused(kind: type[Refusal], given: list[Recorded], when: GrantCommand) -> str:
    with pytest.raises(kind) as refusal:
        decide(given, when, TODAY, RULES)
    return str(refusal.value)


def test_every_command_has_its_function() -> None:
    assert {*DECIDE, *deciding.DECIDE} == set(COMMANDS.values())


def test_hours_are_granted() -> None:
    assert decide([], GRANT, TODAY, RULES) == [GRANTED]


def test_a_period_of_six_months_is_granted() -> None:
    period = replace(GRANT, period_from=date(2026, 2, 1), period_until=date(2026, 8, 1))
    (event,) = decide([], period, TODAY, RULES)
    assert isinstance(event, GrantDecided)
    assert event.period_until == date(2026, 8, 1)


@pytest.mark.parametrize(
    ("start", "end", "latest"),
    [
        (date(2026, 2, 1), date(2026, 8, 2), "2026-08-01"),
        (date(2025, 8, 31), date(2026, 3, 1), "2026-02-28"),
    ],
)
def test_a_period_longer_than_six_months_is_refused(start: date, end: date, latest: str) -> None:
    for command in (GRANT, REASSESS):
        period = replace(command, period_from=start, period_until=end)
        sentence = refused(PeriodTooLong, history(GRANTED), period)
        assert sentence.endswith(f"it may end on {latest} at the latest (SFB 51:9).")


def test_a_grant_after_death_is_refused() -> None:
    died = history(GRANTED, DeathReported(date(2026, 1, 31)))
    assert "died on 2026-01-31" in refused(GrantAfterDeath, died, GRANT)
    refused(GrantAfterDeath, died, REASSESS)


def test_a_decision_under_an_id_that_is_taken_is_refused() -> None:
    sentence = refused(DecisionIdUsed, history(GRANTED), GRANT)
    assert sentence.startswith(f"The case has a decision {GRANT.decision_id} already")


def test_a_grant_from_the_day_of_death_is_made() -> None:
    assert decide(history(DeathReported(date(2026, 2, 1))), GRANT, TODAY, RULES) == [GRANTED]


def test_a_decision_is_not_recorded_before_it_is_made() -> None:
    for command in (GRANT, REASSESS, WITHDRAW):
        later = replace(command, decided_on=date(2026, 6, 16))
        assert "today is 2026-06-15" in refused(DecidedLater, history(GRANTED), later)


def test_a_grant_is_reassessed() -> None:
    (event,) = decide(history(GRANTED), REASSESS, TODAY, RULES)
    assert isinstance(event, GrantReassessed)
    assert event.basic_minutes == 3000
    assert event.ground == "moved in with a partner"


def test_a_grant_is_withdrawn() -> None:
    assert decide(history(GRANTED), WITHDRAW, TODAY, RULES) == [
        GrantWithdrawn(
            decision_id="b-3",
            authority="FK",
            decided_on=date(2026, 6, 10),
            effective_from=date(2026, 5, 1),
            ground="moved abroad",
        )
    ]


@pytest.mark.parametrize("command", [REASSESS, WITHDRAW])
@pytest.mark.parametrize(
    "given",
    [
        [],
        [BILL],
        [GRANTED, WITHDRAWN],
        [replace(GRANTED, effective_until=date(2026, 5, 1))],
        [replace(GRANTED, authority="0180")],
    ],
)
def test_nothing_granted_is_nothing_to_change(
    given: list[Event], command: ReassessGrant | WithdrawGrant
) -> None:
    assert refused(NothingGranted, history(*given), command).endswith("(SFB 51:12).")


@pytest.mark.parametrize("command", [REASSESS, WITHDRAW])
@pytest.mark.parametrize(
    "given",
    [
        [GRANTED, replace(WITHDRAWN, effective_from=date(2026, 7, 1))],
        [replace(GRANTED, effective_from=date(2026, 6, 1))],
        [GRANTED, WITHDRAWN, replace(GRANTED, decided_on=date(2026, 4, 2))],
    ],
)
def test_a_grant_on_the_day_or_later_can_be_changed(
    given: list[Event], command: ReassessGrant | WithdrawGrant
) -> None:
    assert len(decide(history(*given), command, TODAY, RULES)) == 1


def test_a_withdrawal_that_another_document_replaced_binds_no_more() -> None:
    given = history(GRANTED, WITHDRAWN)
    later = replace(WITHDRAWN, effective_from=date(2026, 7, 1))
    given.append(recorded(3, later, replaces="fk/d-2"))
    assert len(decide(given, REASSESS, TODAY, RULES)) == 1


@pytest.mark.parametrize("command", [REASSESS, WITHDRAW])
def test_a_change_reaches_back_to_the_month_of_its_cause(
    command: ReassessGrant | WithdrawGrant,
) -> None:
    early = replace(command, effective_from=date(2026, 4, 30))
    sentence = refused(EffectiveBeforeCause, history(GRANTED), early)
    assert "2026-05-01 at the earliest" in sentence
    assert sentence.endswith("(SFB 51:13).")


def test_a_payment_is_ordered_with_the_sum_of_its_lines() -> None:
    second = OrderLine(amount_ore=50, month="2026-03", bill="fk/d-1")
    (event,) = decide(history(BILL), replace(ORDER, lines=(LINE, second)), TODAY, RULES)
    assert isinstance(event, PaymentOrdered)
    assert event.total_ore == 350
    assert event.lines == (LINE, second)


def test_a_month_without_a_bill_is_not_paid() -> None:
    sentence = refused(MonthWithoutBill, history(GRANTED), ORDER)
    assert sentence.startswith("Line 1 pays 2026-03, for which no bill has been received")
    assert sentence.endswith("(SFB 51:14).")


@pytest.mark.parametrize("bill", ["fk/d-7", "fk/d-2"])
def test_a_line_pays_a_bill_of_the_case(bill: str) -> None:
    line = OrderLine(amount_ore=300, bill=bill)
    assert bill in refused(BillUnknown, history(BILL, GRANTED), replace(ORDER, lines=(line,)))


def test_a_line_says_what_it_pays() -> None:
    refused(LineWithoutMonth, history(BILL), replace(ORDER, lines=(OrderLine(amount_ore=1),)))


def test_the_same_payment_is_ordered_once() -> None:
    assert "Order fk/d-2" in refused(OrderAlreadyMade, history(BILL, ORDERED), ORDER)
    part = PaymentReturned("fk/d-2", 299, date(2026, 5, 25))
    refused(OrderAlreadyMade, history(BILL, ORDERED, part), ORDER)


def test_a_payment_with_another_payee_or_amount_is_another_payment() -> None:
    for other in (
        replace(ORDER, payee=UUID(int=2)),
        replace(ORDER, lines=(replace(LINE, amount_ore=299),)),
    ):
        assert len(decide(history(BILL, ORDERED), other, TODAY, RULES)) == 1


def test_a_returned_payment_is_ordered_again() -> None:
    returned = history(BILL, ORDERED, PaymentReturned("fk/d-2", 300, date(2026, 5, 25)))
    again = replace(ORDER, repays="fk/d-2")
    (event,) = decide(returned, again, TODAY, RULES)
    assert isinstance(event, PaymentOrdered)
    assert event.repays == "fk/d-2"
    refused(RepaidOrderNotReturned, history(BILL, ORDERED), again)


def test_an_unknown_case_is_a_refusal_too() -> None:
    assert "FK-000123" in str(CaseUnknown("FK-000123"))
