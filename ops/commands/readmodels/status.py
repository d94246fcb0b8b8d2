"""
`kvitto status`: where the log ends, how far each read model is, what is parked, the last audit.
"""

from ops.commands.failures import ALL_RIGHT, FOUND
from ops.commands.options import AsJson
from ops.commands.readmodels.opened import open_read_models
from ops.postgres import ledger_made
from ops.postgres.addresses import without_password
from ops.settings import Settings, read_settings
from ops.show.readmodels.status import (
    NO_LEDGER_JSON,
    Status,
    no_ledger_report,
    status_json,
    status_report,
)
from ops.show.screen import print_json, screen
from projections.registry import PROJECTIONS
from projections.tables import audits, telling

#: Parked cases that are listed, those with most öre at risk first.
_LISTED = 20


def status(*, as_json: AsJson = False) -> int:
    """
    Show how the ledger is: its log, each read model's position and lag, parked cases, last audit.

    Makes no ledger where there is none. A schema of an older version is brought up to date.

    Exit code: 0 all right, 1 something is parked or must be rebuilt, 2 failure.

    Examples:
      kvitto status

      kvitto status --json
    """
    settings = read_settings()
    with ledger_made(settings.home, settings.address) as is_made:
        found = _found() if is_made else None
    if found is None:
        _say_there_is_none(settings, as_json=as_json)
        return ALL_RIGHT
    if as_json:
        print_json(status_json(found))
    else:
        screen().print(status_report(found))
    return ALL_RIGHT if found.is_well else FOUND


def _say_there_is_none(settings: Settings, *, as_json: bool) -> None:
    if as_json:
        print_json(NO_LEDGER_JSON)
        return
    url = settings.address
    where = str(settings.home.absolute()) if url is None else without_password(url)
    screen().print(no_ledger_report(where))


def _found() -> Status:
    with open_read_models() as models:
        head = models.store.follower.last_told()
        with models.tables.transaction(is_reading=True) as connection:
            told = telling.told(connection)
            parked = telling.parked(connection, _LISTED)
            last = audits.last(connection)
        return Status(
            head=head.position,
            recorded_at=head.recorded_at if head.position else None,
            database=models.database.kind,
            version=models.database.version,
            where=without_password(models.database.address),
            told=tuple(told),
            makers={name: models.runner.maker(name) for name in PROJECTIONS},
            parked=tuple(parked),
            references=models.store.case_references(),
            last_audit=last,
        )
