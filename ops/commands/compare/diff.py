"""
`kvitto diff`: the whole difference between two points on the three axes, by cause.

One case down to its documents, or every case on every core. What a difference is belongs to
`ledger.comparing`.
"""

import shlex
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from ledger.amounts import month_text
from ledger.comparing import Side, difference
from ledger.domain.point import select
from ledger.domain.register import Register
from ledger.store import Store
from ops.commands.audit import case_stream
from ops.commands.compare.every_case import compared_cases
from ops.commands.compare.sides import (
    Written,
    months_asked,
    read_side,
    sides_asked,
)
from ops.commands.failures import ALL_RIGHT, FAILED, FOUND, WrongUseError
from ops.commands.options import (
    AsJson,
    Asked,
    Known,
    Policies,
    Position,
    Processes,
    Reckon,
    RegimeName,
    ShowAll,
    instant_typed,
    read_month,
)
from ops.commands.wiring import open_ledger
from ops.show.compare import (
    Comparison,
    SideHead,
    case_difference_json,
    case_report,
    cases_difference_json,
    cases_report,
)
from ops.show.screen import print_json, screen

CaseOrAll = Annotated[
    str | None, typer.Argument(metavar="CASE", help="The case number. Not given: every case.")
]
MonthOrAll = Annotated[
    int | None,
    typer.Argument(metavar="MONTH", parser=read_month, help="One work month, as 2026-03."),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="SIDE", help="What the first side has of its own: known=2026-05-20."
    ),
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="SIDE", help="What the second side has of its own."),
]
Edition = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE",
        help="An edition or a what-if of both sides. Not given: the newest edition.",
        rich_help_panel="From where it is asked",
    ),
]


def diff(
    case: CaseOrAll = None,
    month: MonthOrAll = None,
    *,
    before: From = None,
    after: To = None,
    known_at: Known = None,
    position: Position = None,
    reckon: Reckon = None,
    regime: RegimeName = None,
    policy: Policies = None,
    edition: Edition = None,
    processes: Processes = None,
    shows_all: ShowAll = False,
    as_json: AsJson = False,
) -> int:
    """
    Explain the whole difference between two points: of knowledge, law, day or month.

    A side is what it has of its own, with commas between: known=DAY|INSTANT, position=N,
    reckon=DAY, regime=NAME:DAY, edition=NAME|FILE, policy=NAME=VALUE, month=MONTH. The other
    options hold for both sides, and what nobody says is now and the law.

    Causes come in this order: rule, decision, report and correction, late report, payment, return,
    day of reckoning. Each is the result with it less that without it and without all later ones.

    Exit code: 0 explained to the öre, 1 months that a side cannot compute, 2 failure.

    Examples:
      kvitto diff FK-000123 2026-02 --from known=2026-05-20 --to known=2026-06-20

      kvitto diff FK-000123 --from month=2026-02 --to month=2026-03

      kvitto diff --to regime=SOU_2023_9:2026-01-01
    """
    shared = Written(known_at, position, reckon, regime, edition, tuple(policy or ()), month)
    own = read_side("--from", before), read_side("--to", after)
    asks = Wish(
        sides_asked(shared, *own), months_asked(shared, *own), _typed(shared, before, after)
    )
    if case is None:
        return _every_case(asks, processes, shows_all=shows_all, as_json=as_json)
    return _one_case(asks, case, shows_all=shows_all, as_json=as_json)


@dataclass(frozen=True, slots=True)
class Wish:
    """Both sides with their months, and the options by which they are asked for again."""

    sides: tuple[Asked, Asked]
    months: tuple[int | None, int | None]
    typed: str


def _every_case(asks: Wish, processes: int | None, *, shows_all: bool, as_json: bool) -> int:
    first, second = asks.months
    if first != second:
        raise WrongUseError("Two months are compared of one case. Name it: diff CASE.")
    with open_ledger() as store:
        every = compared_cases(store, asks.sides, first, processes)
    every = replace(every, typed=asks.typed, shows_all=shows_all)
    if as_json:
        print_json(cases_difference_json(every))
    else:
        screen().print(cases_report(every))
    if every.found.unexplained:
        return FAILED
    return FOUND if every.found.not_comparable else ALL_RIGHT


def _one_case(asks: Wish, case_ref: str, *, shows_all: bool, as_json: bool) -> int:
    with open_ledger() as store:
        shown = compared_case(store, asks.sides, asks.months, case_ref)
    shown = replace(shown, typed=asks.typed, shows_all=shows_all)
    if as_json:
        print_json(case_difference_json(shown))
    else:
        screen().print(case_report(shown))
    if shown.compared.residual:
        return FAILED
    return FOUND if shown.compared.not_comparable else ALL_RIGHT


def _typed(shared: Written, before: str | None, after: str | None) -> str:
    """Return the options by which the same is asked of one case."""
    said = {
        "--from": before,
        "--to": after,
        "--position": shared.position,
        "--known-at": None if shared.known_at is None else instant_typed(shared.known_at),
        "--reckon": shared.reckoned_on,
        "--regime": shared.regime,
        "--edition": shared.edition,
    }
    options = [f" {option} {shlex.quote(str(of))}" for option, of in said.items() if of is not None]
    options += [f" --policy {shlex.quote(policy)}" for policy in shared.policies]
    month = "" if shared.month is None else f" {month_text(shared.month)}"
    return month + "".join(options)


def compared_case(
    store: Store,
    asked: tuple[Asked, Asked],
    months: tuple[int | None, int | None],
    case_ref: str,
) -> Comparison:
    """Compare both sides of one case, down to its documents."""
    heads = asked[0].head(store), asked[1].head(store)
    up_to = store.head().position
    events = store.load(case_stream(store, case_ref), up_to)
    register = store.load_register(up_to)
    sides = [
        Side(
            select(events, head.point),
            Register(select(register, head.point)),
            head.rulebook,
            head.reckoned_on,
            month,
        )
        for head, month in zip(heads, months, strict=True)
    ]
    if not sides[0].events and not sides[1].events:
        raise WrongUseError(
            f"Nothing of case {case_ref} was known at either point. Ask from later ones."
        )
    if sides[0].rulebook.sha256 == sides[1].rulebook.sha256:
        sides[1] = replace(sides[1], rulebook=sides[0].rulebook)
    compared = difference(sides[0], sides[1])
    named = [SideHead(head, month) for head, month in zip(heads, months, strict=True)]
    return Comparison(case_ref, named[0], named[1], compared)
