"""
`kvitto anomalies`: what looks wrong when all cases are seen beside each other.

Hands the cases to `projections.anomalies`, range by range, on every core; nothing is calculated
here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from ledger.anomalies import SORTS, Accounts, Anomaly, Search, Seen
from ledger.store import Store
from ledger.store.load import Range
from ops.auditing import collector_at_rest, register_of, told_parts
from ops.commands.failures import ALL_RIGHT, FOUND, WrongUseError
from ops.commands.options import (
    AsJson,
    Asked,
    FromMonth,
    Known,
    Policies,
    Position,
    Processes,
    Reckon,
    RegimeName,
    ShowAll,
    UntilMonth,
    asked,
    case_stream,
)
from ops.commands.wiring import open_ledger
from ops.show.program import program
from ops.show.screen import print_json, screen
from ops.show.watch.anomalies import (
    AnomaliesView,
    anomalies_json,
    anomalies_report,
    print_lines,
)
from ops.show.watch.one import one_json, one_report
from projections.anomalies import Scan


@dataclass(frozen=True, slots=True)
class _Work:
    """A scan, its parts made with the collector of cyclic garbage at rest."""

    scan: Scan

    def elsewhere(self) -> "_Work":
        return _Work(self.scan.elsewhere())

    def part(self, of: Range) -> Seen:
        with collector_at_rest():
            return self.scan.part(of)


def read_rule(text: str) -> str:
    """Return a rule that is sought, by its id."""
    name = text.upper()
    if name not in SORTS:
        raise typer.BadParameter(f"{text!r} is no rule; there are {', '.join(SORTS)}.")
    return name


Rules = Annotated[
    list[str] | None,
    typer.Option(
        "--rule", metavar="ID", parser=read_rule, help="One rule only, as R01; may be given again."
    ),
]
OneCase = Annotated[
    str | None,
    typer.Option("--case", metavar="REF", help="What concerns one case, with all others."),
]
Show = Annotated[
    str | None, typer.Option("--show", metavar="ID", help="One finding in full, by its id.")
]
AsLines = Annotated[bool, typer.Option("--ndjson", help="Write each finding as one line of JSON.")]


def anomalies(
    *,
    rule: Rules = None,
    first: FromMonth = None,
    last: UntilMonth = None,
    case: OneCase = None,
    show: Show = None,
    known_at: Known = None,
    position: Position = None,
    reckon: Reckon = None,
    regime: RegimeName = None,
    policy: Policies = None,
    processes: Processes = None,
    shows_all: ShowAll = False,
    as_json: AsJson = False,
    as_ndjson: AsLines = False,
) -> int:
    """
    Look for what seems wrong across cases: overlaps, double funding, new accounts and more.

    Nothing is held or cut by it: a finding is for a person to judge.

    Exit code: 0 nothing found, 1 findings, 2 failure.

    Examples:
      kvitto anomalies --from 2025-10 --until 2026-03

      kvitto anomalies --rule R01 --rule R32 --json

      kvitto anomalies --show R01-4be1c09a77
    """
    question = asked(known_at, position, reckon, regime, policy)
    if first is not None and last is not None and first > last:
        raise WrongUseError("--from is later than --until. Give the earlier month first.")
    if as_ndjson:
        _refuse_two_forms(show, as_json=as_json)
    with open_ledger() as store:
        view = searched(store, question, (first, last), processes)
        stream = None if case is None else case_stream(store, case)
        view = view.of(rule or (), stream, shows_all=shows_all)
        if show is not None:
            _show(store, view, show, as_json=as_json)
            return FOUND
    if as_ndjson:
        print_lines(view)
    elif as_json:
        print_json(anomalies_json(view))
    else:
        screen().print(anomalies_report(view))
    return FOUND if view.found else ALL_RIGHT


def _refuse_two_forms(show: str | None, *, as_json: bool) -> None:
    if as_json:
        raise WrongUseError("--json and --ndjson are two forms of the same. Give one of them.")
    if show is not None:
        raise WrongUseError("--show tells of one finding. Leave --ndjson out, or give --json.")


def searched(
    store: Store,
    question: Asked,
    months: tuple[int | None, int | None] = (None, None),
    processes: int | None = None,
) -> AnomaliesView:
    """Search what the store holds, and return all that is found as it is shown."""
    head = question.head(store)
    # One position for everything that is read: an import may go on beside this.
    up_to = question.position or store.head().position
    register = register_of(store, up_to, head.point)
    search = Search(register, head.rulebook, head.reckoned_on, *months)
    accounts = Accounts(register)
    scan = Scan(store.loader, up_to, head.point, search).with_payees(accounts)
    seen = Seen()
    for part in told_parts("Looking", _Work(scan), up_to, processes):
        seen.add(part)
    found = scan.judged(seen, accounts)
    return AnomaliesView(head, months, up_to, seen, tuple(found), store.case_references())


def _show(store: Store, view: AnomaliesView, name: str, *, as_json: bool) -> None:
    one = _named(view.found, name)
    cases = (of for case in one.cases for of in store.load(case, view.up_to))
    recorded = [*store.load_register(view.up_to), *cases]
    events = {of.envelope.event_id: of for of in recorded}
    if as_json:
        print_json(one_json(view, one, events))
    else:
        screen().print(one_report(view, one, events))


def _named(found: Sequence[Anomaly], name: str) -> Anomaly:
    """Return the finding of an id, or of the beginning of one that is no other's."""
    meant = [one for one in found if one.id.lower().startswith(name.lower())]
    if len(meant) != 1:
        what = "is not among the findings asked for" if not meant else "begins several findings"
        raise WrongUseError(
            f"{name} {what}. Ids stand in: {program()} anomalies --all"
            " (with the same months, day and regime)"
        )
    return meant[0]
