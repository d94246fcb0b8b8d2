"""Claims of a municipality in a case file, and what became of any claim, as events."""

from datetime import date
from typing import Final

from ledger.amounts import first_day, month_of
from ops.case_file.entries import Entry
from ops.case_file.envelopes import Documents, Sort, months_later
from schemas.municipal.claims import (
    ClaimDecided,
    ClaimLine,
    ClaimPaid,
    ClaimRepaid,
    ClaimReversed,
    ReimbursementClaimed,
)

_HIGHEST_PRICE: Final = 1_000_000
#: A claim that states no stamp came on the tenth day of the second month after its own.
_IN_TIME: Final = (2, 10)
#: What may be decided and paid.
_CLAIMS: Final = (Sort.REIMBURSEMENT, Sort.SICK_PAY)


def read_reimbursement(file: Entry, documents: Documents, default_month: str | None) -> None:
    """Read every claim of a municipality."""
    for entry in file.rows("reimbursement"):
        default_id = f"reimbursement-{entry.number + 1}"
        month = entry.month("month", default_month)
        decision = documents.named(entry, "decision", Sort.DECISION, default_id)
        event = ReimbursementClaimed(
            municipality=entry.code("municipality", "0180"),
            municipal_decision=decision or "grant-1",
            month=month,
            lines=tuple(_line(line, month) for line in entry.rows("lines")),
            claimed_ore=entry.ore("claimed"),
            sick_pay_ore=entry.ore("sick_pay") if entry.has("sick_pay") else 0,
        )
        stamp = entry.stamp("known", months_later(month, *_IN_TIME))
        replaces = documents.named(entry, "replaces", Sort.REIMBURSEMENT, default_id)
        documents.add(Sort.REIMBURSEMENT, entry, default_id, stamp, [event], replaces=replaces)


def _line(entry: Entry, month: str) -> ClaimLine:
    first, after = first_day(month_of(month)), first_day(month_of(month) + 1)
    minutes = entry.hours("hours")
    return ClaimLine(
        first_day=entry.date_or("from", date.fromordinal(first)),
        last_day=entry.date_or("through", date.fromordinal(after - 1)),
        minutes=(minutes.numerator, minutes.denominator),
        price_ore=entry.whole("price", 1, _HIGHEST_PRICE),
        direct_provision=entry.flag("direct"),
    )


def read_claims(file: Entry, documents: Documents) -> None:
    """Read what was decided, paid, taken back and repaid of claims of either kind."""
    for entry in file.rows("claim_decided"):
        on, claim = _of(entry, documents)
        withheld = entry.ore("withheld") if entry.has("withheld") else 0
        event = ClaimDecided(
            claim=claim,
            decided_on=on,
            decided_ore=entry.ore("amount"),
            cuts=(("OTHER", withheld),) if withheld else (),
            ground=entry.text("ground") if entry.has("ground") else None,
        )
        _add(documents, entry, "claim-decided", on, event)
    for entry in file.rows("claim_paid"):
        on, claim = _of(entry, documents)
        paid = ClaimPaid(claim=claim, paid_on=on, paid_ore=entry.ore("amount"))
        _add(documents, entry, "claim-paid", on, paid)
    for entry in file.rows("claim_reversed"):
        on, claim = _of(entry, documents)
        taken = ClaimReversed(
            claim=claim,
            reversed_on=on,
            reversed_ore=entry.ore("amount"),
            ground=entry.text("ground") if entry.has("ground") else "the decision was void",
        )
        _add(documents, entry, "claim-reversed", on, taken)
    for entry in file.rows("claim_repaid"):
        on, claim = _of(entry, documents)
        back = ClaimRepaid(claim=claim, repaid_on=on, repaid_ore=entry.ore("amount"))
        _add(documents, entry, "claim-repaid", on, back)


def _of(entry: Entry, documents: Documents) -> tuple[date, str]:
    """Return the day, and the name of the claim that an entry is about."""
    on, wanted = entry.day("on"), entry.text("claim")
    sort = documents.ids.get(wanted)
    if sort not in _CLAIMS:
        entry.fault(f"claim names {wanted!r}, and no claim of the file has that id")
        sort = Sort.REIMBURSEMENT
    return on, f"{sort.sender}/{wanted}"


def _add(
    documents: Documents,
    entry: Entry,
    name: str,
    on: date,
    event: ClaimDecided | ClaimPaid | ClaimReversed | ClaimRepaid,
) -> None:
    default_id = f"{name}-{entry.number + 1}"
    documents.add(Sort.CLAIM, entry, default_id, entry.stamp("known", on), [event])
