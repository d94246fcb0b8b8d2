"""
The types of single fields, each with the bounds that are published.

Bounds are written with `annotated_types`, so that the same definition is
validated at the door and ignored on replay. What several fields must fulfil
together is checked in `schemas.boundary.checks`.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen, Predicate


class Pattern:
    """A regular expression that a text must match as a whole."""

    __slots__ = ("expression",)

    def __init__(self, expression: str) -> None:
        """Keep the expression; the door compiles it."""
        self.expression = expression


class Names:
    """
    Marks a random id: in a document the same field holds a name for it.

    `forms` are the prefixes that a document may use there: `pnr` an identity
    number, `ref` the sender's own reference, `org` an organisation number, `acc` a
    bank account.
    """

    __slots__ = ("forms",)

    def __init__(self, *forms: str) -> None:
        """Keep the allowed forms, in the order in which help shows them."""
        self.forms = forms


#: The highest amount of one line: a hundred million kronor.
HIGHEST_ORE = 10_000_000_000
#: Two assistants day and night for a week.
HIGHEST_WEEKLY_MINUTES = 2 * 7 * 24 * 60
#: Two assistants day and night for half a year: a decision may state its hours so.
HIGHEST_GRANT_MINUTES = 2 * 184 * 24 * 60
#: Days outside these years are slips of the pen.
FIRST_YEAR, LAST_YEAR = 1900, 2099
#: The rows of form FK 3059.
HIGHEST_ROWS = 40

Person = Annotated[UUID, Names("pnr", "ref")]
Organisation = Annotated[UUID, Names("org")]
Party = Annotated[UUID, Names("org", "pnr", "ref")]
#: A bank account; the number itself goes no further than the door.
Account = Annotated[UUID, Names("acc")]

CaseRef = Annotated[str, Pattern(r"[A-Z]{1,5}-[0-9A-Z-]{1,20}")]
Sender = Annotated[str, Pattern(r"[a-z][a-z0-9.-]{0,63}")]
DocumentId = Annotated[str, Pattern(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")]
#: Another document: its sender, a slash, its document id.
DocumentRef = Annotated[str, Pattern(r"[a-z][a-z0-9.-]{0,63}/[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")]
DecisionId = Annotated[str, Pattern(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")]
MunicipalityCode = Annotated[str, Pattern(r"[0-2][0-9]{3}")]
#: Who decided: `FK` (Försäkringskassan) or the code of a municipality.
Authority = Annotated[str, Pattern(r"FK|[0-2][0-9]{3}")]
#: A calendar month, as `2026-03`. The first year with a known rate is 2014.
MonthText = Annotated[str, Pattern(r"20(1[4-9]|[2-4][0-9])-(0[1-9]|1[0-2])")]
BirthMonth = Annotated[str, Pattern(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")]
OrganisationNumber = Annotated[str, Pattern(r"[0-9]{2}[2-9][0-9]{7}")]

#: What a person is called; never in an event. Without digits, no number hides in it.
PersonName = Annotated[str, Pattern(r"[^0-9\s](?:[^0-9]{0,98}[^0-9\s])?")]

AmountOre = Annotated[int, Ge(0), Le(HIGHEST_ORE)]
#: Negative on a set-off line only (semantics 5.1).
LineOre = Annotated[int, Ge(-HIGHEST_ORE), Le(HIGHEST_ORE)]
RateOre = Annotated[int, Ge(1), Le(1_000_000)]
WeeklyMinutes = Annotated[int, Ge(0), Le(HIGHEST_WEEKLY_MINUTES)]
GrantMinutes = Annotated[int, Ge(0), Le(HIGHEST_GRANT_MINUTES)]
MinuteOfDay = Annotated[int, Ge(0), Le(1440)]
MonthMinutes = Annotated[int, Ge(0), Le(2 * 31 * 24 * 60)]
Day = Annotated[date, Predicate(lambda day: FIRST_YEAR <= day.year <= LAST_YEAR)]
Part = Annotated[int, Ge(1), Le(99)]

#: The kinds of time, numbered in the order that decides between equal starts
#: (semantics 1.3): active, sick, waiting, standby.
ACTIVE, SICK, WAITING, STANDBY = 0, 1, 2, 3

#: One shift within its day: day of the month, start and end minute of the day
#: as the clock on the wall shows them (0 ≤ start < end ≤ 1440), kind.
Row = tuple[
    Annotated[int, Ge(1), Le(31)],
    Annotated[int, Ge(0), Le(1439)],
    Annotated[int, Ge(1), Le(1440)],
    Annotated[int, Ge(0), Le(3)],
]
Rows = Annotated[tuple[Row, ...], MaxLen(HIGHEST_ROWS)]

#: An exact number of converted minutes as numerator and denominator.
ExactMinutes = tuple[Annotated[int, Ge(0), Le(10**12)], Annotated[int, Ge(1), Le(10**6)]]

#: A span of clock time within one day: day of the month, start and end minute.
ClockSpan = tuple[
    Annotated[int, Ge(1), Le(31)],
    Annotated[int, Ge(0), Le(1439)],
    Annotated[int, Ge(1), Le(1440)],
]
ClockSpans = Annotated[tuple[ClockSpan, ...], MinLen(1), MaxLen(200)]

ProviderForm = Literal["company", "municipality", "cooperative"]
Ground = Annotated[str, MinLen(1), MaxLen(200)]
LONGEST_WHY = 500
#: Why somebody did what is their own to decide.
Why = Annotated[str, MinLen(1), MaxLen(LONGEST_WHY)]
LONGEST_ACTOR = 64
#: What a decision states its minutes per (SFB 51:9: per week, per month or longer).
GrantUnit = Literal["WEEK", "MONTH", "PERIOD"]
#: Where assistance is not paid for (SFB 106:24).
StayPlace = Literal["HOSPITAL", "INSTITUTION", "GROUP_HOME", "SCHOOL", "DAILY_ACTIVITY"]

#: A span of clock time within a day of its own: day, start and end minute.
DatedSpan = tuple[Day, Annotated[int, Ge(0), Le(1439)], Annotated[int, Ge(1), Le(1440)]]
DatedSpans = Annotated[tuple[DatedSpan, ...], MinLen(1), MaxLen(200)]
#: SHA-256 in hexadecimal digits.
Fingerprint = Annotated[str, Pattern(r"[0-9a-f]{64}")]
#: What is wrong with a paper: the field, why, and what to do now.
FaultText = Annotated[str, MinLen(1), MaxLen(400)]
FaultPlaces = Annotated[tuple[tuple[FaultText, FaultText, FaultText], ...], MinLen(1), MaxLen(60)]
#: Why a decision taken over may be reassessed (SOU 2023:9).
TransferGround = Literal["DELIBERATE_FALSE_INFO", "CHANGED_CIRCUMSTANCES"]
