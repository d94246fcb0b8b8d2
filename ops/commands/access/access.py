"""
`kvitto access`: who read a case, through which command and why; or what somebody read.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import typer

from ledger.domain.accounts import STOCKHOLM
from ledger.services.access import END, FIRST, read_by, read_of_case
from ledger.store import Store
from ops.commands.access.recording import record_looks_read
from ops.commands.failures import ALL_RIGHT, WrongUseError
from ops.commands.options import AsJson, ShowAll, case_stream, read_day
from ops.commands.wiring import open_ledger
from ops.show.proofs.access import Looks, looks_json, looks_report
from ops.show.screen import print_json, screen

CaseOrNone = Annotated[
    str | None, typer.Argument(metavar="CASE", help="The case number, as FK-000123.")
]
OfActor = Annotated[
    str | None, typer.Option("--actor", metavar="NAME", help="What this actor read, instead.")
]
FromDay = Annotated[
    date | None, typer.Option("--from", metavar="DAY", parser=read_day, help="The first day.")
]
UntilDay = Annotated[
    date | None,
    typer.Option("--until", metavar="DAY", parser=read_day, help="The last day, included."),
]


def access(
    case: CaseOrNone = None,
    *,
    actor: OfActor = None,
    first: FromDay = None,
    last: UntilDay = None,
    shows_all: ShowAll = False,
    as_json: AsJson = False,
) -> int:
    """
    Show who read a case, when, by which command, what of it, and why: newest first.

    What was read of many cases at once stands among it where its selection held the case. Looking
    here is recorded as well.

    Exit code: 0 shown, 2 failure.

    Examples:
      kvitto access FK-000123 --from 2026-01-01

      kvitto access --actor anna --json
    """
    if (case is None) == (actor is None):
        raise WrongUseError("Name a case, or an actor with --actor NAME: one of them.")
    if first is not None and last is not None and last < first:
        raise WrongUseError("--from is later than --until. Give the earlier day first.")
    bounds = (
        FIRST if first is None else _start(first),
        END if last is None else _start(last + timedelta(1)),
    )
    with open_ledger() as store:
        looks = _looks(store, case, actor, bounds)
    looks.first, looks.last, looks.shows_all = first, last, shows_all
    if as_json:
        print_json(looks_json(looks))
    else:
        screen().print(looks_report(looks))
    return ALL_RIGHT


def _looks(
    store: Store, case: str | None, actor: str | None, bounds: tuple[datetime, datetime]
) -> Looks:
    if case is not None:
        found = read_of_case(store, case_stream(store, case), *bounds)
        return Looks(case, is_case=True, found=found)
    assert actor is not None
    found = read_by(store, actor, *bounds)
    cases = tuple(dict.fromkeys(of.case for of in found if of.case is not None))
    record_looks_read(store, actor, cases)
    return Looks(actor, is_case=False, found=found, references=store.case_references())


def _start(day: date) -> datetime:
    """Return when a day begins in Stockholm."""
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)
