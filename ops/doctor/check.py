"""
What a check is: the area it belongs to, what it needs to look at, and what it finds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from ops.doctor.fault import Fault
from ops.doctor.seen import Seen
from ops.postgres.roles import OWNER


class Needs(Enum):
    """What must be there for a check to be made."""

    NOTHING = auto()
    SETTINGS = auto()
    KEY = auto()
    DATABASE = auto()
    SERVER = auto()
    SCHEMA = auto()
    LOG = auto()


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at."""

    area: str
    find: Callable[[Seen], Iterator[Fault]]
    needs: Needs = Needs.NOTHING

    def cannot_be_made(self, seen: Seen) -> str:
        """Return why there is nothing to look at; empty where there is."""
        if self.needs is Needs.NOTHING:
            return ""
        if seen.settings is None:
            return "the settings are wrong"
        if self.needs is Needs.SETTINGS:
            return ""
        if self.needs is Needs.KEY:
            return seen.no_key
        if self.needs is Needs.DATABASE and seen.server_fault is not None:
            return ""
        if seen.server is None:
            return f"no database: {seen.no_server}"
        if self.needs in (Needs.DATABASE, Needs.SERVER):
            return ""
        if OWNER in seen.server.closed_roles:
            return f"{seen.server.user} may not act as {OWNER}, who sees all of it"
        if self.needs is Needs.SCHEMA:
            return ""
        return "" if seen.server.has_log() else "the database holds no log"
