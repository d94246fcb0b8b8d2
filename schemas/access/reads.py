"""
Events of who looked: what somebody read of cases, through which door, and why.

They lie in a stream of the actor's own and belong to no case: nothing is reckoned from them.
Recorded by the ledger itself only, before what was asked for is shown.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from annotated_types import Ge, MaxLen

from schemas.bounds import MunicipalityCode, Why

#: What was asked, as options are typed; empty where nothing was narrowed.
AskedFor = Annotated[str, MaxLen(1_000)]
#: The command by its name.
Door = Annotated[str, MaxLen(50)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRead:
    """One case was read; `case` is the stream that it lies in."""

    case: UUID
    door: Door
    asked: AskedFor
    why: Why | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesRead:
    """
    Many cases were read at once: every case, a municipality's, or those of a person.

    `cases` is how many there were to select among. The selection covers the cases that are
    `named`, if any are; else every case that was recorded by then and, if one is given, has to
    do with the municipality.
    """

    door: Door
    selection: AskedFor
    asked: AskedFor
    cases: Annotated[int, Ge(0)]
    municipality: MunicipalityCode | None = None
    person: UUID | None = None
    named: tuple[UUID, ...] = ()
    why: Why | None = None
