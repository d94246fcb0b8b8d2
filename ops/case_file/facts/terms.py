"""How a case is paid, as events: payee, municipality, enhanced rate, advance, approved costs."""

from datetime import timedelta
from typing import Final

from ops.case_file.entries import Entry, id_of
from ops.case_file.envelopes import Documents, Sort, months_later
from ops.case_file.facts.register import day_after
from schemas.reports import CostsApproved
from schemas.terms import (
    AdvanceReconciled,
    EnhancedRateGranted,
    FinalSettlementMade,
    MunicipalityChanged,
    PayeeChanged,
    PaymentTermsStated,
)

_DAY: Final = timedelta(days=1)
_HIGHEST_RATE: Final = 1_000_000
#: A cost account that states no stamp came on the first day of the second month after.
_IN_TIME: Final = (2, 1)


def read_terms(file: Entry, documents: Documents, default_month: str | None) -> None:
    """Read what is said of payment beside the decisions."""
    for entry in file.rows("payee"):
        payee = PayeeChanged(id_of("party", entry.name("payee")), entry.day("from"))
        stamp = entry.stamp("known", payee.effective_from)
        documents.add(Sort.DECISION, entry, f"payee-{entry.number + 1}", stamp, [payee])
    for entry in file.rows("moved"):
        moved = MunicipalityChanged(entry.code("municipality", ""), entry.day("from"))
        stamp = entry.stamp("known", moved.effective_from)
        documents.add(Sort.DECISION, entry, f"moved-{entry.number + 1}", stamp, [moved])
    for entry in file.rows("enhanced"):
        _enhanced(entry, documents)
    for entry in file.rows("terms"):
        terms = PaymentTermsStated(
            effective_from=entry.day("from"),
            self_employer=entry.flag("self_employer"),
            advance=entry.flag("advance"),
            advance_ore=entry.ore("advance_ore") if entry.has("advance_ore") else None,
        )
        stamp = entry.stamp("known", terms.effective_from - _DAY)
        documents.add(Sort.DECISION, entry, f"terms-{entry.number + 1}", stamp, [terms])
    _settling(file, documents, default_month)


def _enhanced(entry: Entry, documents: Documents) -> None:
    default_id = f"enhanced-{entry.number + 1}"
    first = entry.day("from")
    decided = entry.date_or("decided", first - _DAY)
    enhanced = EnhancedRateGranted(
        decision_id=entry.identity(default_id),
        decided_on=decided,
        effective_from=first,
        rate_ore=entry.whole("rate", 1, _HIGHEST_RATE),
        effective_until=day_after(entry, "through"),
    )
    documents.add(Sort.DECISION, entry, default_id, entry.stamp("known", decided), [enhanced])


def _settling(file: Entry, documents: Documents, default_month: str | None) -> None:
    """Read reconciled advances, final settlements and cost accounts."""
    for entry in file.rows("reconciled"):
        decided = entry.day("decided")
        reconciled = AdvanceReconciled(
            month=entry.month("month", default_month),
            advance_ore=entry.ore("amount"),
            decided_on=decided,
        )
        stamp = entry.stamp("known", decided)
        documents.add(Sort.DECISION, entry, f"reconciled-{entry.number + 1}", stamp, [reconciled])
    for entry in file.rows("settled"):
        on = entry.day("on")
        settled = FinalSettlementMade(period_from=entry.day("period"), settled_on=on)
        stamp = entry.stamp("known", on)
        documents.add(Sort.DECISION, entry, f"settled-{entry.number + 1}", stamp, [settled])
    for entry in file.rows("costs"):
        month = entry.month("month", default_month)
        costs = CostsApproved(month, entry.ore("amount"))
        stamp = entry.stamp("known", months_later(month, *_IN_TIME))
        documents.add(Sort.DECISION, entry, f"costs-{entry.number + 1}", stamp, [costs])
