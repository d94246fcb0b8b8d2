"""
An examination: every check asked once, and what came of it, area by area.

A check that cannot be made because something is not there is left out, with the reason; one that
fails is told as a failure of the doctor's, and the others go on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ops.doctor.fault import Fault
from ops.doctor.seen import Seen, seen
from ops.doctor.table import AREAS, CHECKS
from ops.postgres import DatabaseRefusedError


@dataclass(slots=True)
class Area:
    """One area: how many checks were made, what they found, and what was left out and why."""

    name: str
    says: str = ""
    checked: int = 0
    faults: list[tuple[str, Fault]] = field(default_factory=list[tuple[str, Fault]])
    left_out: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    failures: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


@dataclass(frozen=True, slots=True)
class Examination:
    """What came of all checks."""

    areas: tuple[Area, ...]

    @property
    def faults(self) -> list[tuple[str, Fault]]:
        """Everything that is wrong, with the name of the check that found it."""
        return [found for area in self.areas for found in area.faults]

    @property
    def failures(self) -> list[tuple[str, str]]:
        """The checks that failed, and what they said."""
        return [failed for area in self.areas for failed in area.failures]


def examined(now: Callable[[], datetime]) -> Examination:
    """Ask every check and return what came of them; `now` is this machine's clock."""
    with seen(now) as there:
        return Examination(tuple(_area(name, there) for name in AREAS))


def _area(name: str, there: Seen) -> Area:
    area = Area(name)
    for check_name, check in CHECKS.items():
        if check.area != name:
            continue
        try:
            if why := check.cannot_be_made(there):
                area.left_out.append((check_name, why))
                continue
            area.checked += 1
            area.faults += [(check_name, fault) for fault in check.find(there)]
        except (DatabaseRefusedError, OSError) as failure:
            area.failures.append((check_name, str(failure)))
    if area.checked and not area.failures:
        area.says = AREAS[name](there)
    return area
