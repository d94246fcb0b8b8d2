"""
`kvitto explain`: one case and month, from the amount down to the papers it rests on.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain
from typing import Annotated

import typer

from ledger.domain.case import Case
from ledger.domain.point import select
from ledger.domain.recorded import Recorded, named_in
from ledger.domain.register import Register
from ledger.findings import Verifier
from ledger.statement import rests_on_ore, unsourced_ore
from ledger.store import Store
from ops.auditing import collector_at_rest
from ops.commands.failures import ALL_RIGHT, FAILED, FOUND, WrongUseError
from ops.commands.options import (
    AsJson,
    Asked,
    Known,
    Policies,
    Position,
    Reckon,
    RegimeName,
    asked,
    case_stream,
    read_month,
)
from ops.commands.wiring import open_ledger
from ops.show.explain import Explained, explanation, explanation_json
from ops.show.head import Head
from ops.show.papers import papers_of
from ops.show.screen import print_json, screen


def explain(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case number, as FK-000123.")],
    month: Annotated[
        int, typer.Argument(metavar="MONTH", parser=read_month, help="The work month, as 2026-02.")
    ],
    *,
    known_at: Known = None,
    position: Position = None,
    reckon: Reckon = None,
    regime: RegimeName = None,
    policy: Policies = None,
    as_json: AsJson = False,
) -> int:
    """
    Explain one month of a case: owed to whom and why, paid, and what is wrong.

    Exit code: 0 right or nothing known, 1 findings in the month or its period, 2 failure.

    Examples:
      kvitto explain FK-000123 2026-02

      kvitto explain FK-000123 2026-02 --known-at 2026-05-20 --policy grant.pool=MONTH

      kvitto explain FK-000123 2026-02 --regime SOU_2023_9:2026-01-01 --json
    """
    question = asked(known_at, position, reckon, regime, policy)
    with open_ledger() as store:
        explained = explained_month(store, question, case, month)
    if as_json:
        print_json(explanation_json(explained))
    else:
        screen().print(explanation(explained))
    if explained.verified.now.residual_ore:
        return FAILED
    return FOUND if explained.findings else ALL_RIGHT


def explained_month(store: Store, question: Asked, case_ref: str, month: int) -> Explained:
    """Verify a month of a case, and return it with the papers behind it."""
    # A sweep of the collector takes longer than most explanations.
    with collector_at_rest():
        return _explained_month(store, question, case_ref, month)


def _explained_month(store: Store, question: Asked, case_ref: str, month: int) -> Explained:
    head = question.head(store)
    up_to = question.position or store.head().position
    stream = case_stream(store, case_ref)
    events = select(store.load(stream, up_to), head.point)
    if not events:
        raise WrongUseError(
            f"Nothing of case {case_ref} was known at that point. Ask from a later one."
        )
    # All of a country's register would take seconds to read.
    told = store.load_register_about(named_in(events), up_to)
    register = Register(select(told, head.point))
    return explained_case(head, case_ref, events, register, month)


def explained_case(
    head: Head, case_ref: str, events: Sequence[Recorded], register: Register, month: int
) -> Explained:
    """Verify a month of a case of which these events belong to the point."""
    verifier = Verifier(Case.of(events), register, head.rulebook, head.reckoned_on)
    verified = verifier.month(month)
    parts = verified.owed_parts
    return Explained(
        head=head,
        case_ref=case_ref,
        verified=verified,
        months=verifier.months,
        papers=papers_of(chain(events, register.documents())),
        register=register,
        unmatched=verifier.unmatched(),
        notices=verifier.notices(),
        rests_on=rests_on_ore(parts),
        not_sourced=sum(unsourced_ore(parts).values(), Fraction(0)),
        periods=tuple(
            verifier.period(first)
            for first in verifier.periods
            if month in verifier.months_of_period(first)
        ),
    )
