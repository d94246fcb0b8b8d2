"""
Plain words for what the ledger names with a code: findings, notices, kinds of time, municipalities.

One line each, for a reader who does not know the code. What a code means to the öre is settled in
the semantics.
"""

import csv
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Final
from uuid import UUID

from ledger.amounts import month_text
from ledger.claims.sick_pay import SickPayNotice
from ledger.claims.verify import ClaimKind
from ledger.domain.register import Register
from ledger.findings import Kind
from ledger.statement import NoticeKind

#: What each finding says of a payment.
FINDINGS: Final[Mapping[Kind, str]] = {
    Kind.SETTLED_NOT_AS_ORDERED: "the bank paid another amount",
    Kind.PAID_TWICE: "the same payment again",
    Kind.NOT_PAID: "due, and nothing was ordered",
    Kind.WRONG_RATE: "another rate than the day's",
    Kind.PAID_AFTER_DEATH: "time after the day of death",
    Kind.PAID_WITHOUT_GRANT: "no decision in force",
    Kind.PAID_BARRED: "late, barred, away, unbilled",
    Kind.OUTSIDE_GRANTED_TIME: "more hours than granted",
    Kind.PAID_TOO_MUCH: "too much, for no known reason",
    Kind.PAID_TOO_LITTLE: "less than is owed",
    Kind.REPAID: "paid back, or set off",
    Kind.RETURNED_NOT_PAID_AGAIN: "came back and was left there",
    Kind.WRONG_SPLIT: "a municipality's share is off",
    Kind.UNMATCHED: "an order for no known month",
}
#: The order in which findings are computed and listed.
ORDER: Final[Mapping[Kind, int]] = {kind: place for place, kind in enumerate(Kind)}

#: What each notice says, in general.
NOTICES: Final[Mapping[str, str]] = {
    **{kind.value: kind.says for kind in NoticeKind},
    SickPayNotice.CERTIFICATE_MISSING.value: "sick pay from day 8 on, and no certificate is stated",
    SickPayNotice.OTHER_MUNICIPALITY.value: "sick pay claimed from another than who answers",
}

#: What is wrong with a claim between payers.
CLAIM_FINDINGS: Final[Mapping[ClaimKind, str]] = {
    ClaimKind.CLAIM_DECIDED_WRONG: "decided otherwise than owed",
    ClaimKind.CLAIM_PAID_TWICE: "the same payment again",
    ClaimKind.CLAIM_PAID_TOO_MUCH: "paid beyond what was decided",
    ClaimKind.CLAIM_PAID_UNDECIDED: "paid, and nobody has decided",
    ClaimKind.CLAIM_UNKNOWN: "a paper about a claim that the case does not have",
}
#: Why a part of a claim is cut (`schemas.municipal.claims.CutReason`).
CUTS: Final[Mapping[str, str]] = {
    "AFTER_TAKEOVER": "days that are Försäkringskassan's",
    "OUTSIDE_WINDOW": "days that are not reimbursed",
    "OUTSIDE_GRANT": "time that was not granted",
    "NOT_REPORTED": "time that no report shows",
    "ABOVE_PRICE_CAP": "a price above the highest",
    "SICK_PAY_NOT_APPROVED": "sick pay that was not approved",
    "CLAIMED_BEFORE": "time that was claimed before",
    "NO_SUBSTITUTE": "time that no substitute worked",
    "REFUNDED": "what is refunded under special protection",
    "BEYOND_FOURTEEN_DAYS": "days after the fourteenth of the sickness",
    "PAID_AS_ASSISTANCE": "time that is paid as assistance",
    "AFTER_REFORM": "days with the component in the rate",
    "MISCALCULATED": "claimed beyond what its own facts give",
    "OTHER": "kept back on a ground",
}

#: The kinds of time by their numbers (`schemas.bounds`).
TIME_KINDS: Final = ("active", "sick", "waiting", "standby")

#: What a document is called, by the stored name of its event.
PAPERS: Final[Mapping[str, str]] = {
    "person-registered/1": "person",
    "assistant-registered/1": "assistant",
    "person-forgotten/1": "word of a person forgotten",
    "case-read/1": "word of who read a case",
    "cases-read/1": "word of who read many cases",
    "provider-registered/1": "provider",
    "case-opened/1": "case",
    "receipt-issued/1": "receipt",
    "grant-decided/2": "decision",
    "grant-reassessed/3": "reassessment",
    "grant-withdrawn/1": "withdrawal",
    "death-reported/1": "death",
    "time-report-received/2": "time report",
    "bill-received/1": "bill",
    "payment-ordered/2": "order",
    "payment-settled/1": "settlement",
    "assistant-declared-unable/1": "finding on an assistant",
    "permit-reported/1": "permit",
    "worktime-agreed/1": "working-time agreement",
    "grant-reinstated/1": "reinstatement",
    "extension-granted/2": "temporary extension",
    "payee-changed/1": "change of payee",
    "municipality-changed/1": "change of municipality",
    "enhanced-rate-granted/1": "enhanced rate",
    "payment-terms-stated/1": "payment terms",
    "advance-reconciled/1": "reconciled advance",
    "final-settlement-made/1": "final settlement",
    "stay-reported/1": "stay",
    "stay-exempted/1": "exemption for a stay",
    "abroad-reported/1": "stay abroad",
    "reasonable-rate-granted/1": "reasonable rate",
    "permit-loss-told/1": "word of a lost permit",
    "minutes-disallowed/1": "disallowed time",
    "lateness-excused/1": "excuse for lateness",
    "notice-pay-stated/1": "statement of notice pay",
    "costs-approved/1": "approved costs",
    "money-repaid/2": "repayment",
    "recovery-remitted/2": "remission",
    "late-interest-charged/1": "late interest",
    "payment-returned/1": "return",
    "account-reported/1": "account",
    "poor-quality-reported/1": "report of poor quality",
    "survey-made/1": "survey",
    "extension-applied/1": "application for an extension",
    "extension-refused/1": "refused extension",
    "transfer-registered/1": "registered transfer",
    "transfer-data-requested/1": "request for transfer data",
    "transfer-record-received/1": "transfer record",
    "transfer-record-quarantined/1": "quarantined transfer record",
    "decision-kept/1": "decision kept by its municipality",
    "transfer-lapsed/1": "lapsed transfer",
    "municipal-provision-requested/1": "request for municipal provision",
    "reimbursement-claimed/1": "reimbursement claim",
    "sick-pay-claimed/1": "sick-pay claim",
    "claim-decided/1": "decision on a claim",
    "claim-paid/1": "payment of a claim",
    "claim-reversed/1": "reversal of a claim",
    "claim-repaid/1": "repayment of a claim",
    "municipal-debit-issued/1": "municipal debit",
    "municipal-credit-issued/1": "municipal credit",
    "municipal-payment-received/1": "municipal payment",
    "recovery-decided/1": "recovery claim",
    "instalments-agreed/1": "instalment plan",
    "recovery-interest-charged/1": "interest on a recovery",
}

_SHORT: Final = 8


def when_text(month: int | None, period: int = 0) -> str:
    """Return a month, or by its first day the period that is settled; nothing for neither."""
    if period:
        return f"from {date.fromordinal(period)}"
    return "" if month is None else month_text(month)


def short(identity: UUID) -> str:
    """Return the beginning of a random id: enough to tell a few from each other."""
    return identity.hex[:_SHORT]


def party(identity: UUID, register: Register) -> str:
    """Return a payee or an employer: its organisation number, else a short id."""
    provider = register.providers.get(identity)
    if provider is None:
        return f"payee {short(identity)}"
    if provider.organisation_number is None:
        return f"provider {short(identity)}"
    digits = provider.organisation_number
    return f"provider {digits[:6]}-{digits[6:]}"


def municipality(code: str) -> str:
    """Return a municipality's code and name."""
    return f"{code} {_names().get(code, '(no such municipality)')}"


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    text = (files("schemas") / "municipalities.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["municipality_code"]: row["municipality_name_short"] for row in rows}
