"""What of a case file's money came back by itself, was given up, or was charged for lateness."""

from ops.case_file.entries import Entry
from ops.case_file.envelopes import Documents, Sort
from ops.case_file.facts.claimed_back import named_recovery, read_claimed_back
from ops.case_file.facts.purpose import purpose_of
from schemas.payments import LateInterestCharged, MoneyRepaid, RecoveryRemitted


def read_recovery(file: Entry, documents: Documents, default_month: str | None) -> bool:
    """Read repayments, remissions and charged interest, and tell whether money came back."""
    read_claimed_back(file, documents, default_month)
    found = False
    for entry in file.rows("repaid"):
        month, period = purpose_of(entry, default_month)
        on = entry.day("on")
        default_id = f"repaid-{entry.number + 1}"
        repaid = MoneyRepaid(
            amount_ore=entry.ore("amount"),
            repaid_on=on,
            month=month,
            period_from=period,
            recovery=_recovery(entry, documents, default_id),
        )
        documents.add(Sort.RETURNED, entry, default_id, entry.stamp("known", on), [repaid])
        found = True
    for entry in file.rows("remitted"):
        month, period = purpose_of(entry, default_month)
        on = entry.day("on")
        default_id = f"remitted-{entry.number + 1}"
        remitted = RecoveryRemitted(
            amount_ore=entry.ore("amount"),
            decided_on=on,
            month=month,
            period_from=period,
            recovery=_recovery(entry, documents, default_id),
        )
        documents.add(Sort.DECISION, entry, default_id, entry.stamp("known", on), [remitted])
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


def _recovery(entry: Entry, documents: Documents, default_id: str) -> str | None:
    """Return the recovery that money is of, where its table names one."""
    return named_recovery(entry, documents, default_id) if entry.has("recovery") else None
