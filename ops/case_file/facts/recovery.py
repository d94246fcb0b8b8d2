"""What of a case file's money came back by itself, was given up, or was charged for lateness."""

from datetime import date

from ops.case_file.entries import Entry
from ops.case_file.envelopes import Documents, Sort
from schemas.payments import LateInterestCharged, MoneyRepaid, RecoveryRemitted


def read_recovery(file: Entry, documents: Documents, default_month: str | None) -> bool:
    """Read repayments, remissions and charged interest, and tell whether money came back."""
    found = False
    for entry in file.rows("repaid"):
        month, period = _purpose(entry, default_month)
        on = entry.day("on")
        repaid = MoneyRepaid(
            amount_ore=entry.ore("amount"), repaid_on=on, month=month, period_from=period
        )
        stamp = entry.stamp("known", on)
        documents.add(Sort.RETURNED, entry, f"repaid-{entry.number + 1}", stamp, [repaid])
        found = True
    for entry in file.rows("remitted"):
        month, period = _purpose(entry, default_month)
        on = entry.day("on")
        remitted = RecoveryRemitted(
            amount_ore=entry.ore("amount"), decided_on=on, month=month, period_from=period
        )
        stamp = entry.stamp("known", on)
        documents.add(Sort.DECISION, entry, f"remitted-{entry.number + 1}", stamp, [remitted])
    for entry in file.rows("interest"):
        paid_on = entry.day("paid")
        charged = LateInterestCharged(
            municipality=entry.code("municipality", "0180"),
            month=entry.month("month", default_month),
            debited_ore=entry.ore("debited"),
            due_on=entry.day("due"),
            paid_on=paid_on,
            reference_per_mille=entry.whole("reference_per_mille", -100, 1000),
            interest_ore=entry.ore("charged"),
        )
        stamp = entry.stamp("known", paid_on)
        documents.add(Sort.DECISION, entry, f"interest-{entry.number + 1}", stamp, [charged])
    return found


def _purpose(entry: Entry, default_month: str | None) -> tuple[str | None, date | None]:
    """Return the month, or the first day of the period, that money is of."""
    period = entry.date_if_any("period")
    if period is None:
        return entry.month("month", default_month), None
    if entry.has("month"):
        entry.fault("period stands instead of month: write one or the other")
    return None, period
