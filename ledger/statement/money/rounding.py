"""
Where an exact amount becomes whole öre: once per payee, per line, or per payment (M6).
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from uuid import UUID

from ledger.amounts import largest_remainder, rounded
from ledger.rules import Rulebook
from ledger.statement.model import PayeeShare


def payee_shares(
    parts: Iterable[tuple[UUID, Fraction]], rulebook: Rulebook
) -> Sequence[PayeeShare]:
    """
    Return what each payee is owed of its exact parts, by the policy `round.unit`.

    PAYMENT rounds the month's whole sum once, and shares it over the payees by
    the largest remainder.
    """
    unit = rulebook.policy("round.unit").value
    exact: dict[UUID, Fraction] = {}
    lines: dict[UUID, int] = {}
    for payee, amount in parts:
        exact[payee] = exact[payee] + amount if payee in exact else amount
        if unit == "LINE":
            lines[payee] = lines.get(payee, 0) + rounded(amount)
    if unit == "LINE":
        whole = list(lines.values())
    elif unit == "PAYMENT":
        amounts = list(exact.values())
        whole = largest_remainder(amounts, rounded(sum(amounts, Fraction(0))))
    else:
        whole = [rounded(amount) for amount in exact.values()]
    return [
        PayeeShare(payee, amount, ore)
        for (payee, amount), ore in zip(exact.items(), whole, strict=True)
    ]
