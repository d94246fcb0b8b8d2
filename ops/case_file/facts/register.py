"""The register of a case file, and its recipient, as events."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Final, get_args
from uuid import UUID

from ops.case_file.entries import Entry, id_of
from ops.case_file.envelopes import Documents, Sort
from ops.case_file.facts.watch import watched
from schemas.bounds import HIGHEST_WEEKLY_MINUTES, ProviderForm
from schemas.catalogue import RegisterEvent
from schemas.decisions import CaseOpened
from schemas.register import (
    AssistantDeclaredUnable,
    AssistantRegistered,
    PermitReported,
    PersonRegistered,
    ProviderRegistered,
    WorktimeAgreed,
)

_DAY: Final = timedelta(days=1)
_REGISTERED_ON: Final = date(2014, 1, 1)
_FORMS: Final[tuple[ProviderForm, ...]] = get_args(ProviderForm)
#: The form of `schemas.bounds.BirthMonth`.
_BIRTH_MONTH: Final = re.compile(r"(19|20)\d{2}-(0[1-9]|1[0-2])")


def read_register(file: Entry, documents: Documents) -> None:
    """Read what belongs to no case."""
    for sort, entry, event, known in chain(_read(file), watched(file)):
        stamp = entry.stamp("known", known)
        documents.add(Sort.REGISTER, entry, f"{sort}-{entry.number + 1}", stamp, [event])


def read_recipient(file: Entry, documents: Documents) -> None:
    """Read who the recipient is, as the case says it; the register has the month of birth."""
    if file.has("recipient"):
        # Its faults are noted where the register is read.
        entry = Entry("", file.inner("recipient").content, [])
        opened = CaseOpened(case_ref="FK-1", recipient=_recipient(entry))
        quiet = Entry("recipient", {}, documents.faults)
        documents.add(Sort.DECISION, quiet, "case-opened", _REGISTERED_ON, [opened])


def _read(file: Entry) -> Iterator[tuple[str, Entry, RegisterEvent, date]]:
    """Yield each entry of the register with its event and when it was known."""
    for entry in file.rows("assistant"):
        yield "assistant", entry, _assistant(entry), _REGISTERED_ON
    for entry in file.rows("provider"):
        provider = id_of("party", entry.name("name"))
        form = entry.choice("form", _FORMS)
        yield "provider", entry, ProviderRegistered(provider, form), _REGISTERED_ON
    for entry in file.rows("permit"):
        yield "permit", entry, _permit(entry), _REGISTERED_ON
    for entry in file.rows("unable"):
        event = _unable(entry)
        yield "unable", entry, event, event.effective_from
    for entry in file.rows("agreement"):
        agreed = WorktimeAgreed(
            employer=id_of("party", entry.name("employer", "provider")),
            weekly_minutes=entry.whole_minutes("hours_per_week", HIGHEST_WEEKLY_MINUTES),
            effective_from=entry.day("from"),
        )
        yield "agreement", entry, agreed, _REGISTERED_ON
    if file.has("recipient"):
        entry = file.inner("recipient")
        born = entry.matched("born", _BIRTH_MONTH, 'a month, as "2015-06"')
        yield "recipient", entry, PersonRegistered(_recipient(entry), None, born), _REGISTERED_ON
        entry.close()


def _assistant(entry: Entry) -> AssistantRegistered:
    return AssistantRegistered(
        assistant=id_of("person", entry.name("name")),
        employer=id_of("party", entry.name("employer", "provider")),
        eighteen_on=entry.date_if_any("eighteen_on"),
        resident_in_eea=entry.flag("resident_in_eea", default=True),
        close_relative=entry.flag("close_relative"),
    )


def _permit(entry: Entry) -> PermitReported:
    return PermitReported(
        provider=id_of("party", entry.name("provider", "provider")),
        effective_from=entry.day("from"),
        effective_until=day_after(entry, "through"),
    )


def _unable(entry: Entry) -> AssistantDeclaredUnable:
    return AssistantDeclaredUnable(
        assistant=id_of("person", entry.name("assistant", "A")),
        effective_from=entry.day("from"),
        effective_until=day_after(entry, "through"),
    )


def day_after(entry: Entry, key: str) -> date | None:
    """Return the day after a last day, or nothing."""
    last = entry.date_if_any(key)
    return None if last is None else last + _DAY


def _recipient(entry: Entry) -> UUID:
    # The same sort of id as an employer's: the recipient may be one.
    return id_of("party", entry.name("name", "recipient"))
