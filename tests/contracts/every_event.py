"""
One event of every class, with every field said: what the samples and the codec are tried with.
"""

import datetime as dt
from dataclasses import asdict

from schemas.catalogue import Event
from schemas.circumstances import (
    AbroadReported,
    LatenessExcused,
    MinutesDisallowed,
    NoticePayStated,
    PermitLossTold,
    ReasonableRateGranted,
    StayExempted,
    StayReported,
)
from schemas.decisions import (
    CaseOpened,
    DeathReported,
    ExtensionGranted,
    GrantDecided,
    GrantReassessed,
    GrantReinstated,
    GrantWithdrawn,
)
from schemas.payments import (
    LateInterestCharged,
    MoneyRepaid,
    OrderLine,
    PaymentOrdered,
    PaymentReturned,
    PaymentSettled,
    RecoveryRemitted,
)
from schemas.register import (
    AssistantDeclaredUnable,
    AssistantRegistered,
    PermitReported,
    PersonRegistered,
    ProviderRegistered,
    WorktimeAgreed,
)
from schemas.reports import BillReceived, CostsApproved, TimeReportReceived
from schemas.terms import (
    AdvanceReconciled,
    EnhancedRateGranted,
    FinalSettlementMade,
    MunicipalityChanged,
    PayeeChanged,
    PaymentTermsStated,
)
from tests.contracts.store_events import ASSISTANT, EMPLOYER

DAY = dt.date(2026, 3, 1)
LATER = dt.date(2026, 3, 21)
GRANT = GrantDecided(
    decision_id="B-1",
    authority="FK",
    decided_on=DAY,
    effective_from=DAY,
    municipality="0180",
    payee=EMPLOYER,
    basic_minutes=2400,
    total_minutes=2400,
    period_from=DAY,
    period_until=DAY.replace(month=9),
    per="MONTH",
    takes_over="M-1",
)
EXAMPLES: list[Event] = [
    PersonRegistered(ASSISTANT, also=EMPLOYER, birth_month="1980-02"),
    AssistantRegistered(ASSISTANT, EMPLOYER, eighteen_on=DAY, close_relative=True),
    ProviderRegistered(EMPLOYER, "company", "5560000001"),
    CaseOpened("LASS-1", ASSISTANT),
    GRANT,
    GrantReassessed(**asdict(GRANT), ground="Behovet har ökat."),
    GrantWithdrawn(
        decision_id="B-2", authority="FK", decided_on=DAY, effective_from=DAY, ground="Flytt."
    ),
    DeathReported(DAY),
    TimeReportReceived(
        ASSISTANT,
        EMPLOYER,
        "2026-03",
        ((1, 480, 1020, 0), (2, 0, 1440, 3)),
        2,
        averaging_from=DAY,
        averaging_until=DAY.replace(day=29),
    ),
    BillReceived("2026-03", 9600, waiting_minutes=480, adds=True),
    PaymentOrdered(
        payee=EMPLOYER,
        pay_on=DAY,
        total_ore=5_000_900,
        lines=(
            OrderLine(
                amount_ore=5_000_000,
                month="2026-03",
                bill="fk/D-1",
                minutes=(68_571, 7),
                rate_ore=34_300,
                municipal=(("0180", 1_000),),
            ),
            OrderLine(amount_ore=1_000, period_from=DAY),
            OrderLine(amount_ore=-100, month="2026-02", set_off=True),
        ),
        repays="kvitto/P-1",
    ),
    PaymentSettled("kvitto/P-2", 5_000_000, DAY),
    PaymentReturned("kvitto/P-2", 5_000_000, DAY),
    AssistantDeclaredUnable(assistant=ASSISTANT, effective_from=DAY, effective_until=LATER),
    PermitReported(provider=EMPLOYER, effective_from=DAY, effective_until=LATER),
    WorktimeAgreed(employer=EMPLOYER, weekly_minutes=2_400, effective_from=DAY),
    GrantReinstated(
        decision_id="B-3", authority="FK", decided_on=DAY, withdrawal="fk/B-2", ground="Dom."
    ),
    ExtensionGranted(
        decision_id="B-4",
        authority="FK",
        decided_on=DAY,
        effective_from=DAY,
        effective_until=LATER,
        weekly_minutes=600,
    ),
    PayeeChanged(EMPLOYER, DAY),
    MunicipalityChanged("1480", DAY),
    EnhancedRateGranted(
        decision_id="B-5",
        decided_on=DAY,
        effective_from=DAY,
        rate_ore=37_600,
        effective_until=LATER,
    ),
    PaymentTermsStated(effective_from=DAY, self_employer=True, advance=True, advance_ore=1_000),
    AdvanceReconciled(month="2026-03", advance_ore=900, decided_on=DAY),
    FinalSettlementMade(period_from=DAY, settled_on=LATER),
    StayReported(place="HOSPITAL", first_day=DAY, first_minute=600, last_day=LATER, last_minute=0),
    StayExempted(stay="region/S-1", decided_on=DAY, provision="106:25a", through=LATER),
    AbroadReported(within_eea=False, left_on=DAY, expected_until=LATER, returned_on=LATER),
    ReasonableRateGranted(
        assistant=ASSISTANT, rate_ore=20_000, effective_from=DAY, effective_until=LATER
    ),
    PermitLossTold(provider=EMPLOYER, told_on=DAY),
    MinutesDisallowed(
        month="2026-03", spans=((1, 0, 600),), ground="Två mottagare.", assistant=ASSISTANT
    ),
    LatenessExcused(month="2026-03", decided_on=LATER, ground="Sjukhus."),
    NoticePayStated(
        assistant=ASSISTANT,
        employer=EMPLOYER,
        cause="DEATH",
        ended_on=LATER,
        employed_from=DAY,
    ),
    CostsApproved("2026-03", 5_000_000),
    MoneyRepaid(amount_ore=100, repaid_on=DAY, month="2026-03"),
    RecoveryRemitted(amount_ore=100, decided_on=DAY, period_from=DAY),
    LateInterestCharged(
        municipality="0180",
        month="2026-02",
        debited_ore=2_781_600,
        due_on=DAY,
        paid_on=LATER,
        reference_per_mille=20,
        interest_ore=15_242,
    ),
]
