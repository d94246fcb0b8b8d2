"""
How a debit's and a recovery's öre follow, step by step, down to the papers.

Pure. The steps name the rules and the papers behind what `debits`, `debiting` and
`recoveries` computed; how O itself follows stands in the month's statement.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from ledger.claims.debiting import share_of
from ledger.claims.debits import DebitAccount, Paid, interest_owed_ore
from ledger.claims.recoveries import Back, Recoveries, Way
from ledger.claims.recoveries.recovery import purpose_of
from ledger.findings import CaseFacts, Facts, Reckoning, ordered_ore, reckoned
from ledger.rules import MissingValueError, Parameter, Policy, Rulebook
from ledger.statement import Step

By = Policy | Parameter | None


def _ore(rule: str, says: str, ore: int, events: Iterable[UUID] = (), by: By = None) -> Step:
    return Step(rule, says, ore, "öre", by, tuple(events))


def back_steps(facts: CaseFacts, back: Back, recoveries: Recoveries, on: Reckoning) -> list[Step]:
    """Return how what is owed back of a month, or of a period, follows."""
    asked: Facts = facts.period(back.period) if back.period else facts.month(back.month)
    of = reckoned(asked, on)
    case = facts.case
    orders = [case.event_id(order.place) for order in of.orders]
    net = facts.rulebook.policy("recovery.net")
    steps = [
        _ore("5.4", "owed", of.now.owed_ore),
        _ore("5.4", "owed and not yet due", of.now.not_yet_due_ore),
        _ore("5.4", "ordered, and not merely paid again", ordered_ore(of.orders), orders),
    ]
    for way, says in ((Way.REPAID, "repaid"), (Way.SET_OFF, "set off"), (Way.REMITTED, "remitted")):
        come = [
            each for each in recoveries.come if purpose_of(each) == back.purpose and each.way == way
        ]
        if come:
            rule = "5.8" if way is Way.REMITTED else "5.4"
            ore = sum(each.ore for each in come)
            steps.append(_ore(rule, says, ore, (each.event for each in come)))
    steps.append(_ore("6.6", "overpaid, before anything came back", back.overpaid_ore, by=net))
    if back.supplement_ore:
        steps.append(_ore("6.6", "owed and not paid", back.supplement_ore))
    for recovery in recoveries.recoveries:
        lines = [line.ore for line in recovery.lines if purpose_of(line) == back.purpose]
        if lines:
            says = f"claimed by {recovery.decision_id}, SFB {recovery.provision}"
            steps.append(_ore("6.6", says, sum(lines), [recovery.event]))
    steps.append(_ore("6.6", "still to be claimed", back.to_claim_ore))
    for code, ore in back.municipal.items():
        papers = [case.event_id(each.place) for each in asked.debits if each.municipality == code]
        steps.append(_ore("5.6", f"municipality {code}, owed less debited", ore, papers))
    steps.append(_ore("6.6", "the state's part of the difference", back.state_ore))
    return steps


def debit_steps(
    facts: CaseFacts, asked: Facts, code: str, account: DebitAccount | None, day: date
) -> list[Step]:
    """Return how what a municipality is asked for of a month follows, on a day."""
    on = Reckoning.of(facts.rulebook, day)
    share = share_of(asked, on, code)
    steps = [_ore("M7", f"what municipality {code} bears of what is paid or due", share.owed_ore)]
    if account is not None:
        steps += _account_steps(account, day, facts.rulebook)
    steps.append(_ore("5.6", "to be debited; below zero, to be credited", share.difference_ore))
    return steps


def _account_steps(account: DebitAccount, day: date, rulebook: Rulebook) -> Iterator[Step]:
    for debit in account.debits:
        says = f"debited on {debit.debited_on}, to be paid by {debit.late_after}"
        yield _ore("5.6", says, debit.ore, [debit.event])
        yield from _paid_steps(debit.paid)
        late = debit.late_days(day)
        if late:
            above = rulebook.parameter("interest.per_mille_above", debit.late_after)
            yield Step("M10", "days late", late, "d", above, ())
    for credit in account.credits:
        yield _ore("5.6", f"credited on {credit.credited_on}", credit.ore, [credit.event])
    if any(debit.late_days(day) for debit in account.debits):
        yield _interest_step(account, day, rulebook)
    for interest in account.interest:
        yield _ore("M10", "late interest charged", interest.ore, [interest.event])
        yield from _paid_steps(interest.paid)
    yield _ore("5.6", "outstanding", account.outstanding_ore)


def _interest_step(account: DebitAccount, day: date, rulebook: Rulebook) -> Step:
    policy, says = rulebook.policy("interest"), f"late interest up to {day}"
    try:
        return _ore("M10", says, interest_owed_ore(account, day, rulebook), by=policy)
    except MissingValueError as missing:
        return Step("M10", says, str(missing), "", policy, ())


def _paid_steps(paid: Sequence[Paid]) -> Iterator[Step]:
    for each in paid:
        yield _ore("5.6", f"paid on {each.on}", each.ore, [each.event])
