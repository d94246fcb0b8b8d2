"""
`kvitto doctor`: what is wrong with the installation, the database, the rulebook and the log.
"""

from datetime import UTC, datetime

from ops.commands.failures import ALL_RIGHT, FAILED, FOUND
from ops.commands.options import AsJson
from ops.doctor import examined
from ops.show.doctor import examination_json, examination_report
from ops.show.screen import print_json, screen


def doctor(as_json: AsJson = False) -> int:
    """
    Say what is wrong with installation, database, rulebook and log, and what to do.

    Looks only: nothing is made, migrated or mended. Works without a database too.

    Exit code: 0 nothing wrong, 1 something found, 2 a check could not be made.

    Examples:
      kvitto doctor

      kvitto doctor --json
    """
    examination = examined(lambda: datetime.now(UTC))
    if as_json:
        print_json(examination_json(examination))
    else:
        screen().print(examination_report(examination))
    if examination.failures:
        return FAILED
    return FOUND if examination.faults else ALL_RIGHT
