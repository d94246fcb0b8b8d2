"""
`kvitto whatif`: what a change of the law would cost, and whom.
"""

from datetime import UTC, datetime
from typing import Annotated

import typer

from ops.commands.compare.pricing import priced_cases
from ops.commands.compare.rulebooks import whatif_named
from ops.commands.failures import ALL_RIGHT, FAILED, FOUND, WrongUseError
from ops.commands.options import (
    AsJson,
    Asked,
    FromMonth,
    Known,
    Policies,
    Position,
    Processes,
    RegimeName,
    ShowAll,
    UntilMonth,
)
from ops.commands.wiring import open_ledger
from ops.show.compare import WhatIfView, whatif_json, whatif_report
from ops.show.screen import print_json, screen

#: Every month that a document can speak of.
_FIRST, _LAST = 0, 9999 * 12


Edition = Annotated[
    str,
    typer.Argument(
        metavar="EDITION|FILE",
        help="A what-if edition of the product (law, rate-plus-1, reform,"
        " reform-three-and-twenty), or a file that is written as they are.",
    ),
]


def whatif(
    edition: Edition,
    *,
    first: FromMonth = None,
    last: UntilMonth = None,
    known_at: Known = None,
    position: Position = None,
    regime: RegimeName = None,
    policy: Policies = None,
    processes: Processes = None,
    shows_all: ShowAll = False,
    as_json: AsJson = False,
) -> int:
    """
    Replay every case under another rulebook, and say what it would cost, and whom.

    The budget is what is owed for the work of each month, whoever paid and whenever; the law's own
    total stands beside it. --regime and --policy say which law it is held against, and hold for
    the what-if too where it does not say otherwise.

    Exit code: 0 priced whole, 1 months that a side cannot compute, 2 failure.

    Examples:
      kvitto whatif reform --from 2026-01 --until 2026-12

      kvitto whatif rate-plus-1

      kvitto whatif my-edition.toml --json
    """
    months = _months(first, last)
    asks = whatif_named(edition, regime, policy)
    if known_at is not None and position is not None:
        raise WrongUseError("--known-at and --position are two points. Give one of them.")
    question = Asked(known_at, position, None, asks.law, datetime.now(UTC))
    with open_ledger() as store:
        head = question.head(store)
        rulebooks = asks.law, asks.rulebook
        found = priced_cases(store, head.point, rulebooks, months, processes)
    view = WhatIfView(head, asks, found, first, last, edition, shows_all)
    if as_json:
        print_json(whatif_json(view))
    else:
        screen().print(whatif_report(view))
    if not found.check.holds:
        return FAILED
    return FOUND if found.missing else ALL_RIGHT


def _months(first: int | None, last: int | None) -> range:
    if first is not None and last is not None and first > last:
        raise WrongUseError("--from is later than --until. Give the earlier month first.")
    return range(_FIRST if first is None else first, (_LAST if last is None else last) + 1)
