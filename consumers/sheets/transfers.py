"""
The columns of a municipality's record of a decision that is to move (SOU 2023:9).

One record a row, so that a municipality can send all of its decisions in one
file. What a record must say stands in `schemas.municipal.transfer`.
"""

from typing import Final

from consumers.sheets import cells
from consumers.sheets.column import HEAD, Column, Form, time_columns
from schemas.municipal.transfer import TransferRecordReceived

_YES_OR_NO: Final = "ja or nej"
_UNITS: Final = {"vecka": "WEEK", "månad": "MONTH", "period": "PERIOD"}
_PROVISIONS: Final = {
    "anordnare": "PROVIDER",
    "egen arbetsgivare": "SELF_EMPLOYER",
    "kommun": "MUNICIPAL",
}
_REPRESENTATIVES: Final = {
    "vårdnadshavare": "GUARDIAN",
    "förvaltare": "ADMINISTRATOR",
    "god man": "LIMITED_GUARDIAN",
    "ombud": "PROXY",
}
_AGES: Final = {"under": "BELOW", "beviljad före": "GRANTED_BEFORE"}


def _flag(name: str, field: str) -> Column:
    return Column(name, field, cells.yes_or_no, _YES_OR_NO, "nej", needed=False)


TRANSFERS: Final = Form(
    "transfer",
    "transfer records (uppgifter om kommunala beslut)",
    TransferRecordReceived,
    (
        *HEAD,
        Column("Kommun", "municipality", cells.text, "its code, leading zero included", "0180"),
        Column("Beslut", "municipal_decision", cells.text, "the decision's own id", "B-2024-17"),
        Column(
            "Mottagare",
            "recipient",
            cells.person,
            "identity number of twelve digits, or ref: and your own reference",
            "ref:R17",
        ),
        Column("Personkrets", "eligibility_group", cells.whole, "1, 2 or 3", "1"),
        Column("Beslutsdatum", "decided_on", cells.text, "day of decision", "2024-05-01"),
        Column("Gäller från", "valid_from", cells.text, "its first day", "2024-06-01"),
        Column(
            "Gäller till",
            "valid_until",
            cells.day_after,
            "its last day; empty without an end",
            "2027-05-31",
            needed=False,
        ),
        Column("Timmar per", "hour_unit", cells.one_of(_UNITS), ", ".join(_UNITS), "vecka"),
        *time_columns("Grundläggande behov", "basic_minutes", needed=True),
        *time_columns("Andra behov", "other_minutes"),
        *time_columns("Dubbel assistans", "double_minutes"),
        *time_columns("Väntetid", "waiting_minutes"),
        *time_columns("Beredskap", "standby_minutes"),
        Column(
            "Betalningsmottagare",
            "payee",
            cells.party,
            "organisation number; an own employer as a person",
            "202100-5521",
        ),
        Column(
            "Utförare", "provision", cells.one_of(_PROVISIONS), ", ".join(_PROVISIONS), "anordnare"
        ),
        Column(
            "Anordnare",
            "provider",
            cells.party,
            "organisation number of the provider",
            "202100-5521",
            needed=False,
        ),
        Column(
            "Timbelopp",
            "hourly_ore",
            cells.kronor,
            "kronor per hour; in own provision the cost price",
            "335,00",
            needed=False,
        ),
        _flag("Egen regi", "direct_provision"),
        Column(
            "Tillstånd",
            "permit_ref",
            cells.text,
            "reference of the permit",
            "IVO-4711",
            needed=False,
        ),
        _flag("Skyddade uppgifter", "protected_identity"),
        Column(
            "Ställföreträdare",
            "representative",
            cells.one_of(_REPRESENTATIVES),
            ", ".join(_REPRESENTATIVES),
            "god man",
            needed=False,
        ),
        _flag("Föräldraavdrag", "parental_deduction_applied"),
        Column(
            "Åldersgräns", "age_limit", cells.one_of(_AGES), ", ".join(_AGES), "under", needed=False
        ),
        _flag("Gruppbostad", "group_home"),
        _flag("Skola eller daglig verksamhet", "school_or_daily_activity"),
        _flag("Tillfällig utökning", "temporary_extension"),
        Column(
            "Överklagat hos",
            "appeal_pending_at",
            cells.text,
            "the court, while an appeal is pending",
            "Förvaltningsrätten i Stockholm",
            needed=False,
        ),
        _flag("Omprövning pågår", "reassessment_pending"),
        Column(
            "Senaste ändring", "last_change_on", cells.text, "a day", "2025-11-30", needed=False
        ),
        Column(
            "Betalt till och med",
            "paid_through",
            cells.text,
            "the last day that is paid",
            "2026-01-31",
            needed=False,
        ),
        Column("Öppna krav", "open_claims_ore", cells.kronor, "kronor", "0,00", needed=False),
    ),
)
