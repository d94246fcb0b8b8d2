"""
`kvitto forget`: destroys what names a person, when what was paid need no longer be kept.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from ledger.services.forgetting import ForgottenPersonError, Wish, day_of, look_up
from ledger.services.forgetting import forget as forget_person
from ledger.store import Store
from ops.commands.access.recording import Actor, record_person_read
from ops.commands.failures import ALL_RIGHT, FOUND
from ops.commands.options import AsJson
from ops.commands.persons.opened import PersonAsked, SenderOfReference, open_custody, person_asked
from ops.postgres import Database
from ops.postgres.clearing import clear_away
from ops.settings import Settings, read_settings, who_looks
from ops.show.persons.forget import Cleared, Forgetting, forgetting_json, forgetting_report
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
    remains are random ids that lead to nobody: every total, audit and proof stands as before. Given
    again with the id, it finishes clearing away what a run that was broken off left in the files.

    Exit code: 0 done, or would be with --dry-run; 1 refused, 2 failure.

    Example:
      kvitto forget ref:A17 --sender provider-a --why "kept long enough" --dry-run
    """
    settings = read_settings()
    with open_custody(settings) as (store, database):
        try:
            asked = person_asked(store, person, sender)
        except ForgottenPersonError as before:
            record_person_read(store, before.person, ())
            left = 0 if dry_run else clear_away(database.url_owner)
            result = Cleared(before.person, before.on, left, is_done=not dry_run)
        else:
            # Both were judged when the command announced that it will look.
            wish = Wish(why, actor or who_looks().actor, day_of(store, datetime.now(UTC)))
            result = _forget(store, asked, wish, settings, None if dry_run else database)
    if as_json:
        print_json(forgetting_json(result))
    else:
        screen().print(forgetting_report(result))
    return ALL_RIGHT if isinstance(result, Cleared) or result.may else FOUND


def _forget(
    store: Store, asked: UUID, wish: Wish, settings: Settings, database: Database | None
) -> Forgetting:
    """Forget a person, where it may be and a database is given to clear away; say what became."""
    rulebook = settings.rulebook
    found = look_up(store, asked, rulebook)
    record_person_read(store, found.id, found.cases)
    first = found.forgettable_from
    may = first is None or first <= wish.today
    done, left = None, 0
    if may and database is not None:
        owner = database.url_owner  # Refused here, before anything is destroyed.
        done = forget_person(store, found, wish, rulebook)
        left = 0 if done is None else clear_away(owner)
    return Forgetting(
        done or found,
        may=may and (database is None or done is not None),
        is_done=done is not None,
        left=left,
        references=store.case_references(),
        rulebook=rulebook,
        backups_until=wish.today + timedelta(days=settings.backup_days),
        backup_days=settings.backup_days,
    )
