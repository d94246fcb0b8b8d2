"""A command is run once, on the case's own history, and its refusal names the paragraph."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from consumers.files import ingest
from ledger.rules import load_rulebook
from ledger.services.commands import CommandOutcome, CommandResult, run_command
from ledger.store import Name, Store
from schemas.decisions import GrantDecided, GrantWithdrawn
from schemas.envelope import event_id_of
from schemas.payments import PaymentOrdered

NOW = datetime(2026, 6, 15, tzinfo=UTC)


@pytest.fixture
def case_ref(store: Store, tmp_path: Path) -> str:
    """Open a case with a bill for March."""
    number = "FK-000123"
    head = {
        "sender": "fk.intake",
        "received_at": "2026-01-02T10:00:00+01:00",
        "case_ref": number,
    }
    documents = [
        {
            "type": "case-opened/1",
            "document_id": f"open-{number}",
            "recipient": "pnr:202402292383",
            **head,
        },
        {
            "type": "bill-received/1",
            "document_id": f"bill-{number}",
            "month": "2026-03",
            "active_minutes": 600,
            **head,
        },
    ]
    source = tmp_path / "a.ndjson"
    source.write_text("".join(json.dumps(document) + "\n" for document in documents))
    assert ingest([source], store).stored == 2
    return number


def command(name: str, number: int, case_ref: str, **own: object) -> dict[str, Any]:
    return {
        "command": name,
        "command_id": str(UUID(int=number)),
        "case_ref": case_ref,
        "actor": "anna.ek",
        **own,
    }


def grant(case_ref: str, number: int = 1, **changes: object) -> dict[str, Any]:
    own: dict[str, Any] = {
        "decision_id": "b-1",
        "authority": "FK",
        "decided_on": "2026-01-30",
        "effective_from": "2026-02-01",
        "municipality": "0180",
        "payee": "org:2021005521",
        "basic_minutes": 3600,
    }
    return command("decide-grant", number, case_ref, **own | changes)


def withdraw(case_ref: str, number: int = 2, **changes: object) -> dict[str, Any]:
    own: dict[str, Any] = {
        "decision_id": "b-2",
        "authority": "FK",
        "decided_on": "2026-06-10",
        "effective_from": "2026-06-01",
        "ground": "moved abroad",
        "cause_on": "2026-06-02",
    }
    return command("withdraw-grant", number, case_ref, **own | changes)


def order(case_ref: str, number: int = 3, **changes: object) -> dict[str, Any]:
    own: dict[str, Any] = {
        "payee": "org:2021005521",
        "pay_on": "2026-05-20",
        "lines": [{"amount_ore": 300, "bill": f"fk.intake/bill-{case_ref}"}],
    }
    return command("order-payment", number, case_ref, **own | changes)


def run(store: Store, given: dict[str, Any]) -> CommandOutcome:
    return run_command(store, json.dumps(given).encode(), NOW, load_rulebook())


def refusal(store: Store, given: dict[str, Any]) -> str:
    outcome = run(store, given)
    assert outcome.result is CommandResult.REFUSED
    return outcome.refusal or ""


def test_a_grant_is_decided_and_withdrawn(store: Store, case_ref: str) -> None:
    outcome = run(store, grant(case_ref))
    assert outcome.result is CommandResult.DONE
    (recorded,) = outcome.recorded
    assert isinstance(recorded.event, GrantDecided)
    assert recorded.envelope.actor == "anna.ek"
    assert recorded.envelope.sender == "kvitto"
    assert (
        recorded.event.payee == store.find([Name("org", "2021005521")])[Name("org", "2021005521")]
    )
    (withdrawn,) = run(store, withdraw(case_ref)).recorded
    assert isinstance(withdrawn.event, GrantWithdrawn)
    stream = store.find([Name("case", case_ref)])[Name("case", case_ref)]
    assert [type(one.event) for one in store.load(stream)][-2:] == [GrantDecided, GrantWithdrawn]


def test_the_same_command_has_the_first_outcome(store: Store, case_ref: str) -> None:
    first = run(store, grant(case_ref))
    run(store, withdraw(case_ref))
    before = store.count()
    assert run(store, grant(case_ref)).recorded == first.recorded
    assert run(store, withdraw(case_ref)).result is CommandResult.DONE
    assert store.count() == before


def test_the_same_command_id_for_something_else_is_refused(store: Store, case_ref: str) -> None:
    run(store, grant(case_ref))
    assert "give this command an id of its own" in refusal(store, grant(case_ref, basic_minutes=1))


def test_what_the_law_forbids_is_refused_with_the_paragraph(store: Store, case_ref: str) -> None:
    before = store.count()
    assert refusal(store, withdraw(case_ref)).endswith("(SFB 51:12).")
    long = grant(case_ref, period_from="2026-02-01", period_until="2026-09-01")
    assert refusal(store, long).endswith("(SFB 51:9).")
    unpaid = order(case_ref, lines=[{"amount_ore": 1, "month": "2026-04"}])
    assert refusal(store, unpaid).endswith("(SFB 51:14).")
    assert store.count() == before


def test_a_refused_command_may_be_given_again_when_it_has_become_right(
    store: Store, case_ref: str
) -> None:
    refusal(store, withdraw(case_ref))
    run(store, grant(case_ref))
    assert run(store, withdraw(case_ref)).result is CommandResult.DONE


def test_a_case_that_nobody_named_is_refused_and_not_made(store: Store) -> None:
    assert "Nothing is known of a case FK-404" in refusal(store, grant("FK-404"))
    assert store.find([Name("case", "FK-404")]) == {}


def trial(store: Store, given: dict[str, Any]) -> CommandOutcome:
    return run_command(store, json.dumps(given).encode(), NOW, load_rulebook(), trial=True)


def test_a_trial_decides_the_same_and_writes_nothing(store: Store, case_ref: str) -> None:
    before = store.count()
    number = "5560360793"
    stranger = Name("org", number)
    tried = trial(store, grant(case_ref, payee=f"org:{number}"))
    assert tried.result is CommandResult.WOULD_BE_DONE
    assert [type(event) for event in tried.decided] == [GrantDecided]
    assert trial(store, withdraw(case_ref)).refusal == refusal(store, withdraw(case_ref))
    assert (store.count(), store.find([stranger])) == (before, {})
    store.resolve({Name("org", "2021005521")})
    tried = trial(store, grant(case_ref))
    assert tried.decided == tuple(one.event for one in run(store, grant(case_ref)).recorded)
    after = store.count()
    again = trial(store, grant(case_ref))
    assert (again.result, again.already) == (CommandResult.DONE, True)
    assert run(store, grant(case_ref)).already
    other = trial(store, grant(case_ref, basic_minutes=1))
    assert "give this command an id of its own" in (other.refusal or "")
    assert store.count() == after


def test_a_payment_rests_on_its_bill_and_is_ordered_once(store: Store, case_ref: str) -> None:
    (recorded,) = run(store, order(case_ref)).recorded
    assert isinstance(recorded.event, PaymentOrdered)
    assert recorded.event.total_ore == 300
    assert recorded.envelope.rests_on == (event_id_of("fk.intake", f"bill-{case_ref}"),)
    assert recorded.envelope.document_ref in refusal(store, order(case_ref, number=4))


def test_a_command_without_form_is_told_everything_at_once(store: Store) -> None:
    outcome = run_command(store, b'{"command": "withdraw-grant", "x": 1}', NOW, load_rulebook())
    assert outcome.result is CommandResult.NO_FORM
    assert len(outcome.reasons) == 10
    assert run_command(store, b"{", NOW, load_rulebook()).reasons[0].field == "line"
