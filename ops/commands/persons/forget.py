"""
`kvitto forget`: destroys what names a person, when what was paid need no longer be kept.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from ledger.services.forgetting import Wish, day_of, look_up
from ledger.services.forgetting import forget as forget_person
from ops.commands.access.recording import Actor, record_person_read
from ops.commands.failures import ALL_RIGHT, FOUND
from ops.commands.options import AsJson
from ops.commands.persons.opened import PersonAsked, SenderOfReference, open_custody, person_asked
from ops.postgres.clearing import clear_away
from ops.settings import read_settings, who_looks
from ops.show.persons.forget import Forgetting, forgetting_json, forgetting_report
from ops.show.screen import print_json, screen

Why = Annotated[str, typer.Option(metavar="TEXT", help="Why; it is recorded, so it names nobody.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be destroyed, and destroy nothing.")
]


def forget(
    person: PersonAsked,
    *,
    why: Why,
    sender: SenderOfReference = None,
    actor: Actor = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """
    Forget a person: destroy the key and the texts that name it, for good.

    Refused before what was paid in the person's cases need no longer be kept (policy retain). What
    remains are random ids that lead to nobody: every total, audit and proof stands as before.

    Exit code: 0 done, or would be with --dry-run; 1 refused, 2 failure.

    Example:
      kvitto forget ref:A17 --sender provider-a --why "kept long enough" --dry-run
    """
    settings = read_settings()
    rulebook = settings.rulebook
    with open_custody(settings) as (store, database):
        today = day_of(store, datetime.now(UTC))
        found = look_up(store, person_asked(store, person, sender), rulebook)
        first = found.forgettable_from
        may = first is None or first <= today
        # Both were judged when the command announced that it will look.
        wish = Wish(why, actor or who_looks().actor, today)
        done, left = None, 0
        if may and not dry_run:
            owner = database.url_owner  # Refused here, before anything is destroyed.
            done = forget_person(store, found, wish, rulebook)
            left = 0 if done is None else clear_away(owner)
        record_person_read(store, found.id, found.cases)
        result = Forgetting(
            done or found,
            may=may and (dry_run or done is not None),
            is_done=done is not None,
            left=left,
            references=store.case_references(),
            rulebook=rulebook,
            backups_until=today + timedelta(days=settings.backup_days),
            backup_days=settings.backup_days,
        )
    if as_json:
        print_json(forgetting_json(result))
    else:
        screen().print(forgetting_report(result))
    return ALL_RIGHT if result.may else FOUND
