"""
The truth beside the payments, as `truth.json` states it: transfers, claims, debits, recoveries.
"""

from collections import Counter

from ops.world.between.beside import Beside
from ops.world.between.reimbursing import Claimed
from ops.world.days import month_text


class Told:
    """Gathers the truth of each case as it is written."""

    def __init__(self) -> None:
        self._transfers: list[dict[str, object]] = []
        self._claims: list[dict[str, object]] = []
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
        self._claims += (_claim(ref, claim) for claim in beside.claims)
        self.wrong.update(claim.sort for claim in beside.claims if claim.sort is not None)

    def as_json(self) -> dict[str, object]:
        """Return the lists, for the truth's file."""
        return {"transfers": self._transfers, "claims": self._claims}


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
