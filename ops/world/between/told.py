"""
The truth beside the payments, as `truth.json` states it: transfers, claims, debits, recoveries.
"""

from collections import Counter
from typing import Final

from ops.world.between.beside import Beside
from ops.world.between.debiting import Account
from ops.world.between.recovering import Recovery
from ops.world.between.reimbursing import Claimed
from ops.world.days import month_text

#: The sort of the finding that a debit leads to, and what is hidden.
WRONG_DEBIT: Final = ("wrong-debit", "A municipality was debited another amount than its share.")


class Told:
    """Gathers the truth of each case as it is written."""

    def __init__(self) -> None:
        self._transfers: list[dict[str, object]] = []
        self._claims: list[dict[str, object]] = []
        self._debits: list[dict[str, object]] = []
        self._recoveries: list[dict[str, object]] = []
        self.wrong = Counter[str]()

    def add(self, ref: str, beside: Beside) -> None:
        """Add what stands beside the payments of one case."""
        if beside.transfer is not None:
            taken_on = beside.transfer.taken_on
            self._transfers.append(
                {
                    "case": ref,
                    "municipality": beside.story.code,
                    "state": beside.transfer.fate,
                    "taken_over_on": None if taken_on is None else taken_on.isoformat(),
                }
            )
        self._debits += (_account(ref, account) for account in beside.accounts)
        self._claims += (_claim(ref, claim) for claim in beside.claims)
        if beside.recovery is not None:
            self._recoveries.append(_recovery(ref, beside.recovery))
        entries = (*beside.claims, *beside.accounts)
        self.wrong.update(entry.sort for entry in entries if entry.sort is not None)

    def as_json(self) -> dict[str, object]:
        """Return the lists, for the truth's file."""
        return {
            "transfers": self._transfers,
            "claims": self._claims,
            "debits": self._debits,
            "recoveries": self._recoveries,
        }


def _claim(ref: str, claim: Claimed) -> dict[str, object]:
    fields: dict[str, object] = {
        "claim": claim.ref,
        "kind": claim.kind,
        "case": ref,
        "municipality": claim.municipality,
        "month": month_text(claim.month),
        "claimed_ore": claim.right.claimed,
        "owed_ore": claim.right.owed,
        "cuts": claim.right.cuts,
        "replaced": claim.replaced,
        "decided_ore": claim.decided,
        "paid_ore": claim.paid,
    }
    if claim.sort is not None:
        fields["sort"] = claim.sort
    return fields


def _account(ref: str, account: Account) -> dict[str, object]:
    fields: dict[str, object] = {
        "case": ref,
        "municipality": account.municipality,
        "month": month_text(account.month),
        "owed_ore": account.owed,
        "debited_ore": account.debited,
        "credited_ore": account.credited,
        "paid_ore": account.paid,
        "interest_ore": account.interest,
    }
    if account.sort is not None:
        fields["sort"] = account.sort
    return fields


def _recovery(ref: str, recovery: Recovery) -> dict[str, object]:
    return {
        "case": ref,
        "recovery": recovery.ref,
        "fate": recovery.fate,
        "overpaid_ore": {month_text(month): ore for month, ore in recovery.months.items()},
        "claimed_ore": recovery.claimed,
        "remitted_ore": recovery.remitted,
        "repaid_ore": recovery.repaid,
        "left_ore": recovery.left,
    }
