"""What municipalities were debited, credited and paid, as events of a case file."""

from ops.case_file.entries import Entry
from ops.case_file.envelopes import Documents, Sort
from ops.case_file.facts.purpose import purpose_of
from schemas.municipal.debits import (
    MunicipalCreditIssued,
    MunicipalDebitIssued,
    MunicipalPaymentReceived,
)

_CODE = "0180"


def read_debits(file: Entry, documents: Documents, default_month: str | None) -> bool:
    """Read debits, credits and what was paid of them, and tell whether there are any."""
    for entry in file.rows("debit"):
        on = entry.day("on")
        month, period = purpose_of(entry, default_month)
        debit = MunicipalDebitIssued(
            municipality=entry.code("municipality", _CODE),
            debited_ore=entry.ore("amount"),
            debited_on=on,
            due_on=entry.day("due"),
            month=month,
            period_from=period,
        )
        stamp = entry.stamp("known", on)
        documents.add(Sort.DEBIT, entry, f"debit-{entry.number + 1}", stamp, [debit])
    for entry in file.rows("credit"):
        on = entry.day("on")
        month, period = purpose_of(entry, default_month)
        credit = MunicipalCreditIssued(
            municipality=entry.code("municipality", _CODE),
            credited_ore=entry.ore("amount"),
            credited_on=on,
            ground=entry.text("ground") if entry.has("ground") else "its share became less",
            month=month,
            period_from=period,
        )
        stamp = entry.stamp("known", on)
        documents.add(Sort.DEBIT, entry, f"credit-{entry.number + 1}", stamp, [credit])
    for entry in file.rows("municipal_payment"):
        on = entry.day("on")
        default_id = f"municipal-payment-{entry.number + 1}"
        debit_id = documents.named(entry, "debit", Sort.DEBIT, default_id) or "debit-1"
        paid = MunicipalPaymentReceived(
            debit=f"{Sort.DEBIT.sender}/{debit_id}", amount_ore=entry.ore("amount"), received_on=on
        )
        documents.add(Sort.RETURNED, entry, default_id, entry.stamp("known", on), [paid])
    return any(sort is Sort.DEBIT for sort in documents.ids.values())
