"""
A reader of the race, a process at the tail of the log: `python -m ... ADDRESS FOLDER NAME`.

It writes down every event in the order in which it was given them, and ends at the position that
it is told when the writers are done.
"""

import sys
from pathlib import Path
from typing import Final

from ledger.store import open_store
from tests.postgres_fixtures import KEY
from tests.simulation.race.writing import insisting

LAST: Final = "last"


def main() -> None:
    address, folder, name = sys.argv[1:]
    store, _ = insisting(open_store, address, KEY, "race")
    after, last = 0, Path(folder) / LAST
    with store, (Path(folder) / f"{name}.read").open("w") as seen:
        while not (last.exists() and after >= int(last.read_text("utf-8"))):
            page, _ = insisting(store.follow, after, 200)
            for one in page:
                print(one.position, one.envelope.event_id, file=seen)
            after = page[-1].position or after if page else after
            if not page:
                insisting(store.wait, after, 0.1)


if __name__ == "__main__":
    main()
