"""
Options that several commands share: the point of knowledge, the rulebook, months, JSON.

Each is read strictly where it is given, so that wrong use is answered before anything is opened.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from ledger.amounts import month_of
from ledger.domain.accounts import STOCKHOLM, end_of, local_date
from ledger.domain.point import KnownAt, Point, RecordedUpTo
from ledger.rules import Rulebook, load_rulebook
from ledger.services.intake import case_name
from ledger.store import Store
from ops.commands.failures import WrongUseError
from ops.settings import default_rulebook
from ops.show.head import Head
from ops.show.program import program
from schemas.boundary.identity import hides_identity_number
from schemas.boundary.municipalities import CODES
from schemas.bounds import FIRST_YEAR, LAST_YEAR

_AXES = "From where it is asked"


def read_month(text: str) -> int:
    """Return the index of a month written as 2026-03."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no month; write it as 2026-03.") from None
    _within_bounds(first, text)
    return month_of(text)


def read_day(text: str) -> date:
    """Return a day written as 2026-05-20, within the bounds that documents have."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2026-05-20.") from None
    return _within_bounds(day, text)


def _within_bounds(day: date, text: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise typer.BadParameter(
            f"{text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}; correct the year."
        )
    return day


def read_municipality(text: str) -> str:
    """Return the code of a municipality, which must be one."""
    if text not in CODES:
        raise typer.BadParameter(
            f"{text!r} is no municipality; give its code of four figures, as 0180."
        )
    return text


def read_instant(text: str) -> datetime:
    """
    Return an instant in UTC: of a day its last one, of a clock time without offset Stockholm's.
    """
    try:
        if len(text) == len("2026-05-20"):
            return end_of(read_day(text)) - timedelta(microseconds=1)
        instant = datetime.fromisoformat(text)
        _within_bounds(instant, text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is neither a day as 2026-05-20 nor an instant as 2026-05-20T14:00."
        ) from None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=STOCKHOLM)
    return instant.astimezone(UTC)


def instant_typed(instant: datetime) -> str:
    """Return an instant as `read_instant` reads it: as a day where it is the day's last."""
    day = local_date(instant)
    if instant == end_of(day) - timedelta(microseconds=1):
        return day.isoformat()
    return instant.astimezone(STOCKHOLM).isoformat()


AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON, in whole öre.")]
ShowAll = Annotated[bool, typer.Option("--all", help="Show every row of every list.")]
Known = Annotated[
    datetime | None,
    typer.Option(
        "--known-at",
        metavar="DAY|INSTANT",
        parser=read_instant,
        help="What its receivers had by then. A day means its end in Stockholm. Not given: now.",
        rich_help_panel=_AXES,
    ),
]
Position = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=1,
        help="What this ledger itself had recorded at a position of its log.",
        rich_help_panel=_AXES,
    ),
]
Reckon = Annotated[
    date | None,
    typer.Option(
        "--reckon",
        "--day",
        metavar="DAY",
        parser=read_day,
        help="The day by which it is due, late or waiting. Not given: the day of the point.",
        rich_help_panel=_AXES,
    ),
]
ReckonedOn = Annotated[
    date | None,
    typer.Option(
        "--reckon",
        "--day",
        metavar="DAY",
        parser=read_day,
        help="The day by which it is due, late or waiting. Not given: today.",
    ),
]
RegimeName = Annotated[
    str | None,
    typer.Option(
        "--regime",
        metavar="NAME[:DAY]",
        help="LAW_ACTUAL, or SOU_2023_9 with the day the reform starts after a colon. Not given:"
        " the setting KVITTO_REGIME, else LAW_ACTUAL.",
        rich_help_panel=_AXES,
    ),
]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        metavar="NAME=VALUE",
        help="Another reading of the law, as grant.pool=MONTH. May be given several times.",
        rich_help_panel=_AXES,
    ),
]


FromMonth = Annotated[
    int | None,
    typer.Option(
        "--from", metavar="MONTH", parser=read_month, help="The first work month, as 2025-10."
    ),
]
UntilMonth = Annotated[
    int | None,
    typer.Option(
        "--until", metavar="MONTH", parser=read_month, help="The last work month, included."
    ),
]
Processes = Annotated[
    int | None, typer.Option(metavar="N", min=1, max=64, help="Processes. Not given: one a core.")
]
Municipality = Annotated[
    str | None,
    typer.Option(metavar="CODE", parser=read_municipality, help="One municipality, as 0180."),
]
Month = Annotated[
    int | None,
    typer.Option(metavar="MONTH", parser=read_month, help="One work month, as 2026-03."),
]
OfClaim = Annotated[
    str | None,
    typer.Option("--claim", metavar="REF", help="One claim, down to the papers it rests on."),
]
Stale = Annotated[
    bool, typer.Option("--stale", help="Read what is there, without bringing it up to date.")
]
Payday = Annotated[
    date | None,
    typer.Option(
        metavar="DAY",
        parser=read_day,
        help="List the orders of this payday that must be stopped, and not each finding.",
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """From where a question is asked, before the store is open."""

    known_at: datetime | None
    position: int | None
    reckoned_on: date | None
    rulebook: Rulebook
    started: datetime

    def head(self, store: Store) -> Head:
        """Return the point, the reckoning day and the rulebook."""
        point = self._point(store)
        reckoned_on = self.reckoned_on or local_date(point.instant)
        return Head(point, reckoned_on, self.rulebook, tuple(self._options()))

    def _options(self) -> Iterator[str]:
        """Yield the options by which the same is asked from the same place."""
        if self.known_at is not None:
            yield from ("--known-at", instant_typed(self.known_at))
        if self.position is not None:
            yield from ("--position", str(self.position))
        if self.reckoned_on is not None:
            yield from ("--reckon", self.reckoned_on.isoformat())
        regime = self.rulebook.regime
        if regime != default_rulebook().regime:
            yield from ("--regime", regime.written)
        for policy in self.rulebook.policies.values():
            if policy.deviates:
                yield from ("--policy", f"{policy.name}={policy.value}")

    def _point(self, store: Store) -> Point:
        if self.position is None:
            return KnownAt(self.known_at or self.started)
        recorded_at = store.recorded_at(self.position)
        if recorded_at is None:
            last = store.head().position
            raise WrongUseError(
                f"Position {self.position} is not recorded yet: the last one is {last}."
                " Give that or an earlier one."
            )
        return RecordedUpTo(self.position, recorded_at)


def asked(
    known_at: datetime | None,
    position: int | None,
    reckoned_on: date | None,
    regime: str | None,
    policies: Sequence[str] | None,
) -> Asked:
    """Return from where a question is asked; refuse what contradicts itself."""
    if known_at is not None and position is not None:
        raise WrongUseError(
            "--known-at and --position name two points of knowledge. Give one of them."
        )
    rulebook = wished_rulebook(regime, policies)
    return Asked(known_at, position, reckoned_on, rulebook, datetime.now(UTC))


def wished_rulebook(regime: str | None, policies: Sequence[str] | None) -> Rulebook:
    """
    Return the rulebook under a regime with policies written as name=VALUE.

    Without a regime it is the one of the settings.
    """
    wishes = wished_policies(policies)
    return load_rulebook(regime=regime or default_rulebook().regime.written, policies=wishes)


def wished_policies(policies: Sequence[str] | None) -> dict[str, str]:
    """Return policies written as name=VALUE by their names."""
    wishes: dict[str, str] = {}
    for written in policies or ():
        name, _, value = (part.strip() for part in written.partition("="))
        if not name or not value:
            raise WrongUseError(
                f"--policy {written!r} sets no policy. Write it as grant.pool=MONTH; the policies"
                f" stand in: {program()} rulebook"
            )
        if wishes.setdefault(name, value) != value:
            raise WrongUseError(f"--policy sets {name} twice. Give it once.")
    return wishes


def case_stream(store: Store, case_ref: str) -> UUID:
    """Return the id of a case."""
    name = case_name(case_ref)
    stream = store.find([name]).get(name)
    if stream is None:
        # What was typed in place of a case number may be a person's own.
        named = "with that number" if hides_identity_number(case_ref) else case_ref
        raise WrongUseError(
            f"There is no case {named} in this ledger. Check the number, or import the files that"
            f" hold it: {program()} ingest PATH"
        )
    return stream
