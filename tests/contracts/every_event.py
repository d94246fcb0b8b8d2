"""
One event of every class, with every field said: what the samples and the codec are tried with.
"""

import datetime as dt
from dataclasses import asdict

from schemas.access import CaseRead, CasesRead
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
    ExtensionApplied,
    ExtensionGranted,
    ExtensionRefused,
    GrantDecided,
    GrantReassessed,
    GrantReinstated,
    GrantWithdrawn,
)
from schemas.municipal.claims import (
    ClaimDecided,
    ClaimLine,
    ClaimPaid,
    ClaimRepaid,
    ClaimReversed,
    ReimbursementClaimed,
    SickPayClaimed,
)
from schemas.municipal.debits import (
    MunicipalCreditIssued,
    MunicipalDebitIssued,
    MunicipalPaymentReceived,
)
from schemas.municipal.transfer import (
    DecisionKept,
    MunicipalProvisionRequested,
    TransferDataRequested,
    TransferLapsed,
    TransferRecordQuarantined,
    TransferRecordReceived,
    TransferRegistered,
)
from schemas.payments import (
    InstalmentsAgreed,
    LateInterestCharged,
    MoneyRepaid,
    OrderLine,
    PaymentOrdered,
    PaymentReturned,
    PaymentSettled,
    RecoveryDecided,
    RecoveryInterestCharged,
    RecoveryLine,
    RecoveryRemitted,
)
from schemas.receipts import ReceiptIssued
from schemas.register import (
    AccountReported,
    AssistantDeclaredUnable,
    AssistantRegistered,
    PermitReported,
    PersonForgotten,
    PersonRegistered,
    PoorQualityReported,
    ProviderRegistered,
    SurveyMade,
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
    CaseRead(case=ASSISTANT, door="explain", asked="--month 2026-03", why="a question"),
    CasesRead(
        door="debits",
        selection="every case of municipality 0180",
        asked="",
        cases=2,
        municipality="0180",
        person=ASSISTANT,
        named=(EMPLOYER,),
        why="a question",
    ),
    PersonRegistered(ASSISTANT, also=EMPLOYER, birth_month="1980-02"),
    AssistantRegistered(ASSISTANT, EMPLOYER, eighteen_on=DAY, close_relative=True),
    ProviderRegistered(EMPLOYER, "company", "5560000001"),
    CaseOpened("LASS-1", ASSISTANT),
    GRANT,
    GrantReassessed(
        **asdict(GRANT),
        ground="Behovet har ökat.",
        cause_on=DAY,
        transfer_ground="CHANGED_CIRCUMSTANCES",
    ),
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
        application="fk/A-1",
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
    MoneyRepaid(amount_ore=100, repaid_on=DAY, month="2026-03", recovery="fk/R-1"),
    RecoveryRemitted(amount_ore=100, decided_on=DAY, period_from=DAY, recovery="fk/R-1"),
    LateInterestCharged(
        municipality="0180",
        month="2026-02",
        debited_ore=2_781_600,
        due_on=DAY,
        paid_on=LATER,
        reference_per_mille=20,
        interest_ore=15_242,
    ),
    ReceiptIssued(month="2026-03", statement_sha256="0" * 64, position=1, reckoned_on=DAY),
    PersonForgotten(
        person=ASSISTANT, ids=(ASSISTANT, EMPLOYER), why="kept long enough", kept_until=DAY
    ),
    AccountReported(payee=EMPLOYER, account=ASSISTANT, effective_from=DAY),
    PoorQualityReported(
        provider=EMPLOYER, municipality="0180", reported_on=DAY, concerns="CONTINUITY"
    ),
    SurveyMade(authority=EMPLOYER, made_on=DAY),
    ExtensionApplied(applied_on=DAY, wanted_from=DAY, wanted_until=LATER, weekly_minutes=600),
    ExtensionRefused(
        application="fk/A-1", authority="FK", decided_on=LATER, ground="Behovet är täckt."
    ),
    TransferRegistered(municipality="0180", municipal_decision="M-1", registered_on=DAY),
    TransferDataRequested(municipality="0180", municipal_decision="M-1", requested_on=DAY),
    TransferRecordReceived(
        municipality="0180",
        municipal_decision="M-1",
        recipient=ASSISTANT,
        eligibility_group=3,
        decided_on=DAY,
        valid_from=DAY,
        hour_unit="WEEK",
        payee=EMPLOYER,
        provision="PROVIDER",
        valid_until=LATER,
        basic_minutes=1_200,
        other_minutes=1_200,
        double_minutes=60,
        waiting_minutes=120,
        standby_minutes=240,
        hourly_ore=33_500,
        direct_provision=True,
        provider=EMPLOYER,
        permit_ref="IVO-1",
        protected_identity=True,
        representative="GUARDIAN",
        parental_deduction_applied=True,
        age_limit="GRANTED_BEFORE",
        group_home=True,
        school_or_daily_activity=True,
        temporary_extension=True,
        appeal_pending_at="Förvaltningsrätten",
        reassessment_pending=True,
        last_change_on=DAY,
        paid_through=DAY,
        open_claims_ore=100,
        source_sha256="0" * 64,
    ),
    TransferRecordQuarantined(
        record="kommun-0180/T-1",
        sha256="1" * 64,
        faults=(("hour_unit", "the field is missing.", "State WEEK, MONTH or PERIOD."),),
        municipality="0180",
        municipal_decision="M-1",
    ),
    DecisionKept(
        municipality="0180",
        municipal_decision="M-1",
        decided_on=DAY,
        reason="GROUP_HOME",
        ground="Gruppbostad.",
    ),
    TransferLapsed(
        municipality="0180", municipal_decision="M-1", lapsed_on=DAY, reason="MOVED_ABROAD"
    ),
    MunicipalProvisionRequested(
        municipality="0180", provider=EMPLOYER, requested_on=DAY, effective_from=LATER
    ),
    ReimbursementClaimed(
        municipality="0180",
        municipal_decision="M-1",
        month="2026-03",
        lines=(
            ClaimLine(
                first_day=DAY,
                last_day=LATER,
                minutes=(5_040, 1),
                price_ore=33_500,
                direct_provision=True,
            ),
        ),
        claimed_ore=2_814_000,
        sick_pay_ore=1_000,
    ),
    SickPayClaimed(
        municipality="0180",
        claimant=EMPLOYER,
        assistant=ASSISTANT,
        sick_from=DAY,
        lost=((DAY, 480, 1_020), (LATER, 0, 1_440)),
        hourly_wage_ore=16_500,
        weekly_minutes=1_800,
        claimed_ore=733_797,
        supplements_ore=100,
        agreement_costs_ore=200,
        refund_ore=300,
        high_risk_protection=True,
        deductions_before=10,
        holiday_per_mille=130,
        contributions_per_myriad=3_142,
        certificate_from=LATER,
        sick_until=LATER,
    ),
    ClaimDecided(
        claim="kommun-0180/C-1",
        decided_on=DAY,
        decided_ore=2_613_000,
        cuts=(("AFTER_TAKEOVER", 201_000),),
        ground="Beloppet saknar faktura.",
    ),
    ClaimPaid(claim="kommun-0180/C-1", paid_on=LATER, paid_ore=2_613_000),
    ClaimReversed(
        claim="kommun-0180/C-1", reversed_on=LATER, reversed_ore=100, ground="Beslutet behölls."
    ),
    ClaimRepaid(claim="kommun-0180/C-1", repaid_on=LATER, repaid_ore=100),
    MunicipalDebitIssued(
        municipality="0180",
        debited_ore=2_781_600,
        debited_on=DAY,
        due_on=LATER,
        month="2026-02",
        invoice="F-1",
    ),
    MunicipalCreditIssued(
        municipality="0180",
        credited_ore=834_480,
        credited_on=DAY,
        ground="Färre timmar.",
        period_from=DAY,
        invoice="F-2",
    ),
    MunicipalPaymentReceived(debit="kvitto/D-1", amount_ore=2_781_600, received_on=LATER),
    RecoveryDecided(
        decision_id="R-1",
        debtor=EMPLOYER,
        decided_on=DAY,
        due_on=LATER,
        provision="108:2",
        lines=(
            RecoveryLine(amount_ore=2_503_440, month="2026-02"),
            RecoveryLine(amount_ore=100, period_from=DAY),
        ),
    ),
    InstalmentsAgreed(
        recovery="kvitto/R-1",
        agreed_on=DAY,
        instalments=((DAY, 1_000), (LATER, 2_000)),
        lending_per_mille=20,
    ),
    RecoveryInterestCharged(
        recovery="kvitto/R-1",
        basis="LATE",
        first_day=DAY,
        last_day=LATER,
        principal_ore=1_000,
        rate_per_mille=20,
        interest_ore=6,
    ),
]
