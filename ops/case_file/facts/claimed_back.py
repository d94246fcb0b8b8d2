"""Recoveries of a case file, as events: decided, paid in instalments, charged interest."""

from datetime import date, timedelta
from typing import Final

from ops.case_file.entries import Entry, id_of
from ops.case_file.envelopes import Documents, Sort
from ops.case_file.facts.purpose import purpose_of
from schemas.payments import (
    InstalmentsAgreed,
    RecoveryDecided,
    RecoveryInterestCharged,
    RecoveryLine,
)

_PROVISIONS: Final = ("108:2", "108:9", "108:9a", "51:20")
_BASES: Final = ("PLAN", "LATE")
#: A recovery that states no day to pay by is due thirty days after it was decided.
_TO_PAY: Final = timedelta(days=30)
_RATES: Final = (-100, 1000)
_FIRST: Final = "recovery-1"


def read_claimed_back(file: Entry, documents: Documents, default_month: str | None) -> None:
    """Read recoveries, the plans to pay them, and the interest that was charged on them."""
    for entry in file.rows("recovery"):
        _read_recovery(entry, documents, default_month)
    for entry in file.rows("instalments"):
        default_id = f"instalments-{entry.number + 1}"
        agreed_on = entry.day("agreed")
        agreed = InstalmentsAgreed(
            recovery=named_recovery(entry, documents, default_id),
            agreed_on=agreed_on,
            instalments=tuple(_instalments(entry)),
            lending_per_mille=entry.whole("lending_per_mille", *_RATES),
        )
        documents.add(Sort.RECOVERY, entry, default_id, entry.stamp("known", agreed_on), [agreed])
    for entry in file.rows("recovery_interest"):
        default_id = f"recovery-interest-{entry.number + 1}"
        last = entry.day("through")
        charged = RecoveryInterestCharged(
            recovery=named_recovery(entry, documents, default_id),
            basis=entry.choice("basis", _BASES),
            first_day=entry.day("from"),
            last_day=last,
            principal_ore=entry.ore("principal"),
            rate_per_mille=entry.whole("rate_per_mille", *_RATES),
            interest_ore=entry.ore("charged"),
        )
        documents.add(Sort.RECOVERY, entry, default_id, entry.stamp("known", last), [charged])


def named_recovery(entry: Entry, documents: Documents, default_id: str) -> str:
    """Return the name of the recovery that a table speaks of; the first where it names none."""
    named = documents.named(entry, "recovery", Sort.RECOVERY, default_id)
    return f"{Sort.RECOVERY.sender}/{named or _FIRST}"


def _read_recovery(entry: Entry, documents: Documents, default_month: str | None) -> None:
    default_id = f"recovery-{entry.number + 1}"
    decided_on = entry.day("decided")
    provision = entry.choice("provision", _PROVISIONS) if entry.has("provision") else "108:2"
    decided = RecoveryDecided(
        decision_id=f"R-{entry.number + 1}",
        debtor=id_of("party", entry.name("debtor", "provider")),
        decided_on=decided_on,
        due_on=entry.date_or("due", decided_on + _TO_PAY),
        provision=provision,
        lines=_lines(entry, default_month),
    )
    documents.add(
        Sort.RECOVERY,
        entry,
        default_id,
        entry.stamp("known", decided_on),
        [decided],
        replaces=documents.named(entry, "replaces", Sort.RECOVERY, default_id),
    )


def _lines(entry: Entry, default_month: str | None) -> tuple[RecoveryLine, ...]:
    if not entry.has("lines"):
        return (_line(entry, default_month),)
    if entry.has("amount"):
        entry.fault("lines stand instead of amount and month: write one or the other")
    return tuple(_line(line, default_month) for line in entry.rows("lines"))


def _line(entry: Entry, default_month: str | None) -> RecoveryLine:
    month, period = purpose_of(entry, default_month)
    return RecoveryLine(amount_ore=entry.ore("amount"), month=month, period_from=period)


def _instalments(entry: Entry) -> list[tuple[date, int]]:
    found = [(row.day("on"), row.ore("amount")) for row in entry.rows("instalments")]
    if not found:
        entry.fault("instalments are missing: write [{ on = 2026-09-30, amount = 1_000_00 }, …]")
    return found
