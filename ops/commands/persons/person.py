"""
`kvitto person`: what is kept of a person, in plain text. The only command that shows any.
"""

from datetime import UTC, datetime

from ledger.domain.accounts import local_date
from ledger.services.forgetting import look_up
from ledger.services.keeping import kept_of
from ops.commands.access.recording import record_person_read
from ops.commands.failures import ALL_RIGHT
from ops.commands.options import AsJson
from ops.commands.persons.opened import PersonAsked, SenderOfReference, open_custody, person_asked
from ops.settings import read_settings
from ops.show.persons.person import PersonShown, person_json, person_report
from ops.show.screen import print_json, screen


def person(
    person: PersonAsked, *, sender: SenderOfReference = None, as_json: AsJson = False
) -> int:
    """
    Show what is kept of a person: identity number, names, accounts, cases, and until when.

    This is the only command that shows such text; it is decrypted for whoever gives it.

    Examples:
      kvitto person ref:A17 --sender provider-a

      kvitto person 9f7b1f0e-51a5-4a0c-8d3c-0a4f6f1f2b11 --json
    """
    settings = read_settings()
    with open_custody(settings) as (store, _):
        found = look_up(store, person_asked(store, person, sender), settings.rulebook)
        record_person_read(store, found.id, found.cases)
        references = store.case_references()
        shown = PersonShown(
            found,
            tuple(kept_of(store, found.ids)) if store.has_vault else (),
            tuple(sorted(references.get(case, str(case)) for case in found.cases)),
            None if found.kept is None or found.kept.case is None
            else references.get(found.kept.case),
            settings.rulebook,
            local_date(datetime.now(UTC)),
        )  # fmt: skip
    if as_json:
        print_json(person_json(shown))
    else:
        screen().print(person_report(shown))
    return ALL_RIGHT
