"""Municipal debits for a program: whole öre, ISO dates, and every list in full."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from ledger.claims.debits import DebitAccount
from ops.show.between.debits import CaseDebits
from ops.show.explain.steps_json import steps_json
from ops.show.readmodels.as_json import as_of_json, when_json
from ops.show.readmodels.balances import AsOf
from projections.between.debits import Line


def debits_json(
    of: AsOf, lines: Sequence[Line], references: Mapping[UUID, str]
) -> dict[str, object]:
    """Return every line, and what of each is to be debited or credited."""
    return {
        **as_of_json(of),
        "due_on_if_debited": of.rulebook.debit_due_on(of.reckoned_on).isoformat(),
        "debits": [_line_json(line, references.get(line.case, str(line.case))) for line in lines],
    }


def case_json(found: CaseDebits) -> dict[str, object]:
    """Return the debits of one case, with the steps from which each follows."""
    return {
        **as_of_json(found.of),
        "case": found.case_ref,
        "debits": [
            {
                **_line_json(derived.line, found.case_ref),
                "derivation": steps_json(derived.steps, found.papers),
            }
            for derived in found.lines
        ],
    }


def _line_json(line: Line, case_ref: str) -> dict[str, object]:
    debits = line.debits
    return {
        "case": case_ref,
        "municipality": line.municipality,
        **when_json(line.month, line.period),
        "debited_ore": debits.debited_ore,
        "credited_ore": debits.credited_ore,
        "paid_ore": debits.paid_ore,
        "outstanding_ore": debits.outstanding_ore,
        "late_ore": debits.overdue_ore,
        "late_days": debits.late_days,
        "interest_ore": None if debits.unknown else debits.interest_ore,
        "interest_charged_ore": debits.charged_ore,
        "to_debit_ore": debits.to_debit_ore,
        "documents": [] if line.account is None else _documents(line.account),
    }


def _documents(account: DebitAccount) -> list[dict[str, object]]:
    debits: list[dict[str, object]] = [
        {
            "kind": "debit",
            "document": debit.ref,
            "ore": debit.ore,
            "on": debit.debited_on.isoformat(),
            "due_on": debit.due_on.isoformat(),
            "late_after": debit.late_after.isoformat(),
            "credited_ore": debit.credited_ore,
            "paid": [{"on": paid.on.isoformat(), "ore": paid.ore} for paid in debit.paid],
        }
        for debit in account.debits
    ]
    credited: list[dict[str, object]] = [
        {
            "kind": "credit",
            "document": credit.ref,
            "ore": credit.ore,
            "on": credit.credited_on.isoformat(),
        }
        for credit in account.credits
    ]
    return debits + credited
