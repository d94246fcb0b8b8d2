"""
What a case file says of accounts, of another recipient, and of what is followed up, as events.

`[[elsewhere]]` is a report of the same month with another recipient, whose case holds nothing else
than a decision on sixty hours a week.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal, get_args

from ops.case_file.accounts import read_report
from ops.case_file.entries import Entry, id_of
from ops.case_file.envelopes import Documents, Sort
from schemas.bounds import HIGHEST_WEEKLY_MINUTES
from schemas.catalogue import RegisterEvent
from schemas.decisions import ExtensionApplied, ExtensionRefused, GrantDecided
from schemas.register import AccountReported, PoorQualityReported, SurveyMade

_Concern = Literal["COMPETENCE", "CONTINUITY", "SAFETY", "INFLUENCE", "OTHER"]
_CONCERNS: Final[tuple[_Concern, ...]] = get_args(_Concern)
_DAY: Final = timedelta(days=1)
_SINCE: Final = date(2014, 1, 1)
_SIXTY_HOURS: Final = 60 * 60


def watched(file: Entry) -> Iterator[tuple[str, Entry, RegisterEvent, date]]:
    """Yield accounts, reports of poor quality and surveys with the day they are known from."""
    for entry in file.rows("account"):
        first = entry.day("from")
        payee = id_of("party", entry.name("payee", "provider"))
        account = id_of("account", entry.name("account"))
        event = AccountReported(payee=payee, account=account, effective_from=first)
        yield "account", entry, event, first
    for entry in file.rows("quality_report"):
        on = entry.day("on")
        quality = PoorQualityReported(
            provider=id_of("party", entry.name("provider", "provider")),
            municipality=entry.code("municipality", "0180"),
            reported_on=on,
            concerns=entry.choice("concerns", _CONCERNS) if entry.has("concerns") else "OTHER",
        )
        yield "quality-report", entry, quality, on
    for entry in file.rows("survey"):
        on = entry.day("on")
        yield "survey", entry, SurveyMade(authority=id_of("party", "authority"), made_on=on), on


def read_applications(file: Entry, documents: Documents) -> None:
    """Read applications for temporary extensions, and those that were refused."""
    for entry in file.rows("application"):
        on, first, last = entry.day("on"), entry.day("from"), entry.day("through")
        applied = ExtensionApplied(
            applied_on=on,
            wanted_from=first,
            wanted_until=last + _DAY,
            weekly_minutes=entry.whole_minutes("hours_per_week", HIGHEST_WEEKLY_MINUTES),
        )
        default_id = f"application-{entry.number + 1}"
        documents.add(Sort.APPLICATION, entry, default_id, entry.stamp("known", on), [applied])
    for entry in file.rows("refused"):
        default_id = f"refused-{entry.number + 1}"
        named = documents.named(entry, "application", Sort.APPLICATION, default_id)
        on = entry.day("on")
        refused = ExtensionRefused(
            application=f"{Sort.APPLICATION.sender}/{named or 'application-1'}",
            authority=entry.code("authority", "FK"),
            decided_on=on,
            ground=entry.text("ground") if entry.has("ground") else "no such need",
        )
        documents.add(Sort.DECISION, entry, default_id, entry.stamp("known", on), [refused])


def read_elsewhere(file: Entry, documents: Documents, default_month: str | None) -> None:
    """Read the reports of another recipient's case."""
    quiet = Entry("elsewhere", {}, documents.faults)
    for entry in file.rows("elsewhere"):
        if not documents.events:
            documents.add(Sort.DECISION, quiet, "grant-elsewhere", _SINCE, [_sixty_hours()])
        read_report(entry, documents, default_month)


def _sixty_hours() -> GrantDecided:
    return GrantDecided(
        decision_id="elsewhere",
        authority="FK",
        decided_on=_SINCE,
        effective_from=_SINCE,
        municipality="0180",
        payee=id_of("party", "provider"),
        basic_minutes=_SIXTY_HOURS,
    )
