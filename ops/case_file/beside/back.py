"""
What a case file may expect of co-financing as a stream, and of recoveries.

On the reckoning day: of the month, per municipality what it was debited, what is to be
debited, outstanding and late interest; of the payment, what is overpaid, claimed and left.
"""

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from ledger.amounts import rounded
from ledger.claims.debiting import to_issue
from ledger.claims.debits import debit_accounts, interest_owed_ore
from ledger.claims.recoveries import Back, Recoverable, recoverable, recovery_interest_ore
from ledger.findings import CaseFacts, Reckoned, Reckoning, net_ore
from ops.case_file.entries import CODES, Entry, Keys

_OF_MUNICIPALITIES: Final = ("debited", "to_debit", "outstanding", "late_interest", "split")
_OF_RECOVERIES: Final = ("recovery_left", "recovery_overdue", "recovery_interest")
GROUPS: Final = (*_OF_MUNICIPALITIES, *_OF_RECOVERIES)
#: Of the month, but the last, which is of all months together.
AMOUNTS: Final = (
    "overpaid",
    "supplement",
    "claimed",
    "to_claim",
    "excess",
    "left",
    "state_split",
    "to_claim_in_all",
)
_RECOVERIES: Final = Keys(bool, "the id of a recovery")


def read_back(entry: Entry) -> dict[str, Mapping[str, int | Fraction]]:
    """Return what is expected, by group."""
    return {
        **{name: entry.each(name, Entry.signed_ore, CODES) for name in _OF_MUNICIPALITIES},
        **{name: entry.each(name, Entry.signed_ore, _RECOVERIES) for name in _OF_RECOVERIES},
    }


def is_back(keys: Collection[str]) -> bool:
    """Tell whether any of the keys that are expected stands here; most cases expect none."""
    return any(key.partition(".")[0] in {*GROUPS, *AMOUNTS} for key in keys)


def back_values(facts: CaseFacts, of: Reckoned, day: date) -> dict[str, int]:
    """Return what the ledger gives of a month, or of a period, by the same keys."""
    month, period = of.month, of.period
    on = Reckoning.of(facts.rulebook, day)
    asked = facts.period(period) if period else facts.month(month)
    values = {
        f"debited.{code}": rounded(ore) for code, ore in sorted(net_ore(asked.debits).items())
    }
    values |= {
        f"to_debit.{share.municipality}": share.difference_ore for share in to_issue(asked, on)
    }
    for account in debit_accounts(facts.case, facts.rulebook).values():
        if (account.month, account.period) == ((None, period) if period else (month, None)):
            code = account.municipality
            values[f"outstanding.{code}"] = account.outstanding_ore
            values[f"late_interest.{code}"] = interest_owed_ore(account, day, facts.rulebook)
    owed = recoverable(facts, on)
    purpose = (None, period) if period else (month, None)
    back = next((each for each in owed.months if each.purpose == purpose), None)
    return values | _of_back(back) | _of_recoveries(owed, facts, day)


def _of_back(back: Back | None) -> dict[str, int]:
    if back is None:
        return {}
    return {
        "overpaid": back.overpaid_ore,
        "supplement": back.supplement_ore,
        "claimed": back.claimed_ore,
        "to_claim": back.to_claim_ore,
        "excess": back.excess_ore,
        "left": back.left_ore,
        "state_split": back.state_ore,
        **{f"split.{code}": ore for code, ore in back.municipal.items()},
    }


def _of_recoveries(owed: Recoverable, facts: CaseFacts, day: date) -> dict[str, int]:
    values = {"to_claim_in_all": owed.to_claim_ore}
    for recovery in owed.recoveries.recoveries:
        _, _, name = recovery.ref.partition("/")
        values[f"recovery_left.{name}"] = recovery.left_ore
        values[f"recovery_overdue.{name}"] = recovery.overdue_ore(day)
        values[f"recovery_interest.{name}"] = sum(
            recovery_interest_ore(recovery, charged, facts.rulebook)
            for charged in recovery.interest
        )
    return values
