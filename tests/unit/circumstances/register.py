"""Documents of the register, written in as few words as a test needs."""

from ledger.domain.recorded import Recorded
from schemas.catalogue import RegisterEvent
from schemas.register import (
    AssistantDeclaredUnable,
    AssistantRegistered,
    PermitReported,
    PersonRegistered,
    ProviderRegistered,
    WorktimeAgreed,
)
from tests.unit.building import day, recorded, stamp, uid

LONG_AGO = "2020-01-01"


def told(
    event: RegisterEvent, document: str, known: str = LONG_AGO, replaces: str | None = None
) -> Recorded:
    return recorded(event, stamp(known), document, "register", replaces)


def assistant(
    name: str = "A",
    *,
    eighteen_on: str | None = None,
    resident: bool = True,
    also: str | None = None,
    known: str = LONG_AGO,
    document: str = "a",
    replaces: str | None = None,
) -> Recorded:
    event = AssistantRegistered(
        uid(name),
        uid("provider"),
        None if also is None else uid(also),
        None if eighteen_on is None else day(eighteen_on),
        resident,
    )
    return told(event, document, known, replaces)


def unable(
    name: str, start: str, document: str = "u", known: str = LONG_AGO, replaces: str | None = None
) -> Recorded:
    event = AssistantDeclaredUnable(assistant=uid(name), effective_from=day(start))
    return told(event, document, known, replaces)


def company(name: str = "provider") -> Recorded:
    return told(ProviderRegistered(uid(name), "company"), f"c-{name}")


def permit(start: str, until: str | None = None, name: str = "provider") -> Recorded:
    event = PermitReported(
        provider=uid(name),
        effective_from=day(start),
        effective_until=None if until is None else day(until),
    )
    return told(event, f"permit-{name}-{start}-{until}")


def agreement(hours: int, start: str) -> Recorded:
    event = WorktimeAgreed(
        employer=uid("provider"), weekly_minutes=hours * 60, effective_from=day(start)
    )
    return told(event, f"agreement-{start}")


def person(name: str, born: str, known: str = LONG_AGO) -> Recorded:
    return told(PersonRegistered(uid(name), None, born), f"p-{name}", known)
