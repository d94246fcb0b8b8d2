"""
`kvitto followup`: what is followed up of the reform, as the ledger knows it on a day.
"""

from ledger.domain.case import Case
from ledger.domain.point import select
from ledger.followups import (
    equalisation_on,
    handled_of,
    quality_reports,
    survey_duty,
)
from ledger.store import Store
from ops.auditing import register_of
from ops.commands.failures import ALL_RIGHT, FOUND
from ops.commands.options import (
    AsJson,
    Asked,
    Known,
    Position,
    Reckon,
    RegimeName,
    ShowAll,
    asked,
)
from ops.commands.wiring import open_ledger
from ops.show.screen import print_json, screen
from ops.show.watch.followup import FollowupView, followup_json, followup_report
from schemas.decisions import ExtensionApplied, ExtensionGranted, ExtensionRefused

_HANDLING = (ExtensionApplied, ExtensionGranted, ExtensionRefused)


def followup(
    *,
    known_at: Known = None,
    position: Position = None,
    reckon: Reckon = None,
    regime: RegimeName = None,
    shows_all: ShowAll = False,
    as_json: AsJson = False,
) -> int:
    """
    Follow up the reform: reports to IVO, handling times, the survey, the equalisation.

    Exit code: 0 nothing is late, 1 the survey is overdue, 2 failure.

    Examples:
      kvitto followup

      kvitto followup --reckon 2028-12-31 --regime SOU_2023_9:2026-01-01 --json
    """
    question = asked(known_at, position, reckon, regime, None)
    with open_ledger() as store:
        view = followed_up(store, question, shows_all=shows_all)
    if as_json:
        print_json(followup_json(view))
    else:
        screen().print(followup_report(view))
    return FOUND if view.survey.overdue else ALL_RIGHT


def followed_up(store: Store, question: Asked, *, shows_all: bool = False) -> FollowupView:
    """Read what is followed up, and return it as it is shown."""
    head = question.head(store)
    day = head.reckoned_on
    up_to = question.position or store.head().position
    register = register_of(store, up_to, head.point)
    handled = [
        of
        for case_id, events in store.loader.load_kinds(_HANDLING, up_to)
        for of in handled_of(Case.of(select(events, head.point)), case_id, day)
    ]
    return FollowupView(
        head,
        tuple(quality_reports(register, day)),
        tuple(handled),
        survey_duty(register, head.rulebook, day),
        equalisation_on(head.rulebook, day),
        store.case_references(),
        register,
        shows_all,
    )
