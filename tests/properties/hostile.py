"""
Small hostile cases: everything that papers from outside may say of a few months.

Decisions that overlap, end, are withdrawn and replaced; reports that overlap,
come late, correct each other; bills that fit and do not. Minutes are few, so
that a minute-by-minute oracle can follow.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from ledger.amounts import month_of, month_text
from ledger.domain.recorded import Recorded
from ledger.rules import Rulebook, load_rulebook
from schemas.bounds import ACTIVE, SICK, STANDBY, WAITING
from schemas.catalogue import Event
from schemas.decisions import DeathReported, GrantDecided, GrantWithdrawn
from schemas.reports import BillReceived, TimeReportReceived
from tests.unit.building import recorded, same_person, stamp, uid

#: When a paper of a month comes: well in time, at the last moment, a moment late, late.
STAMPS = ("in time",) * 7 + ("2025-01-01T10:00", "last", "after", "late", "later")
#: The dates until which papers of each month are in time (semantics R6).
DUE = {
    "2025-09": "2025-11-05", "2025-10": "2025-12-05", "2025-11": "2026-01-05",
    "2025-12": "2026-02-05", "2026-01": "2026-03-05", "2026-02": "2026-04-07",
    "2026-03": "2026-05-05", "2026-04": "2026-06-05", "2026-05": "2026-07-06",
    "2026-06": "2026-08-05",
}  # fmt: skip
#: What may name another paper as replaced.
CORRECTED = (TimeReportReceived, BillReceived, GrantDecided)
STARTS = (0, 60, 90, 119, 120, 121, 150, 179, 180, 200, 240)
LENGTHS = (1, 2, 7, 20, 30, 60, 61, 90, 121)
#: When a decision takes effect, in days from the first day of the first month.
STARTED = (0, -200, -45, -31, -1, 0, 1, 14, 15, 27, 40, 59)
WEEKLY = (5000, 5000, 0, 1, 7, 60, 100, 333, 840)


@dataclass(frozen=True)
class Hostile:
    """A case, the months to ask of, and under which rulebook."""

    papers: tuple[Recorded, ...]
    register: tuple[Recorded, ...]
    months: tuple[str, ...]
    pool: str
    reform: date | None

    @property
    def rulebook(self) -> Rulebook:
        wishes = {"grant.pool": self.pool}
        if self.reform is None:
            return load_rulebook(policies=wishes)
        return load_rulebook(regime="SOU_2023_9", reform_from=self.reform, policies=wishes)


def come(month: str, when: str, spread: int) -> datetime:
    """Return the stamp of a paper of a month."""
    due = date.fromisoformat(DUE[month])
    moment = {
        "in time": stamp(f"{due - timedelta(20)}") + timedelta(minutes=spread),
        "last": stamp(f"{due}T23:59:59"),
        "after": stamp(f"{due + timedelta(1)}T00:00:00"),
        "late": stamp(f"{due + timedelta(9)}") + timedelta(minutes=spread),
        "later": stamp(f"{due + timedelta(50)}"),
    }
    return moment.get(when) or stamp(when)


@st.composite
def grants(draw: st.DrawFn, first: date) -> GrantDecided:
    start = first + timedelta(draw(st.sampled_from(STARTED)))
    length = draw(st.sampled_from((None, None, None, 1, 2, 45)))
    span = draw(st.sampled_from((None, None, (0, 30), (0, 181), (-10, 60), (20, 50))))
    minutes = draw(st.sampled_from(WEEKLY))
    return GrantDecided(
        decision_id="b",
        authority=draw(st.sampled_from(("FK", "FK", "FK", "0180"))),
        decided_on=start + timedelta(draw(st.sampled_from((-20, 0, -100, 30)))),
        effective_from=start,
        municipality=draw(st.sampled_from(("0180", "0180", "1480"))),
        payee=uid(draw(st.sampled_from(("provider", "provider", "other")))),
        basic_minutes=minutes,
        double_minutes=draw(st.sampled_from((0, 0, 7, 50))),
        waiting_minutes=draw(st.sampled_from((0, 0, 30))),
        standby_minutes=draw(st.sampled_from((0, 0, 40))),
        total_minutes=draw(st.sampled_from((None, None, None, 90))),
        effective_until=None if length is None else start + timedelta(length),
        period_from=None if span is None else start + timedelta(span[0]),
        period_until=None if span is None else start + timedelta(span[1]),
        applied_on=draw(
            st.sampled_from((None, None, None, None, start + timedelta(33), start + timedelta(70)))
        ),
    )


def plain_grant(first: date, minutes: int, double: bool) -> GrantDecided:
    return GrantDecided(
        decision_id="b",
        authority="FK",
        decided_on=first - timedelta(90),
        effective_from=first - timedelta(45),
        municipality="0180",
        payee=uid("provider"),
        basic_minutes=minutes,
        double_minutes=70 if double else 0,
    )


@st.composite
def decisions(draw: st.DrawFn, first: date) -> list[Event]:
    found: list[Event] = list(draw(st.lists(grants(first), max_size=2)))
    if draw(st.integers(0, 7)) < 7:
        # Most cases have a plain grant under the others, or nothing would be payable.
        found.append(plain_grant(first, draw(st.sampled_from(WEEKLY)), draw(st.booleans())))
    if draw(st.integers(0, 3)) == 3:
        start = first + timedelta(draw(st.sampled_from((-5, 0, 10, 40))))
        decided = start + timedelta(draw(st.sampled_from((-20, 0, -100, 30))))
        authority = draw(st.sampled_from(("FK", "FK", "0180")))
        found.append(
            GrantWithdrawn(
                decision_id="i",
                authority=authority,
                decided_on=decided,
                effective_from=start,
                ground="needs",
            )
        )
    if draw(st.integers(0, 7)) == 7:
        died = first + timedelta(draw(st.sampled_from((60, 45, 28, 14, 0, -1))))
        found.append(DeathReported(died))
    return found


def special_days(month: str) -> tuple[int, ...]:
    """Return the days worth working on: few, so that rows meet, and the clock changes."""
    return {"2025-10": (1, 25, 26, 26), "2026-03": (1, 16, 29, 29)}.get(month, (1, 15, 28))


@st.composite
def worked(draw: st.DrawFn, month: str) -> tuple[tuple[int, int, int, int], ...]:
    days = st.sampled_from(special_days(month))
    kinds = st.sampled_from((ACTIVE, ACTIVE, SICK, WAITING, STANDBY))
    shape = st.tuples(days, st.sampled_from(STARTS), st.sampled_from(LENGTHS), kinds)
    shifts = draw(st.lists(shape, min_size=1, max_size=4))
    return tuple((day, start, start + length, kind) for day, start, length, kind in shifts)


@st.composite
def reports(draw: st.DrawFn, months: tuple[str, ...]) -> TimeReportReceived:
    month = draw(st.sampled_from(months))
    return TimeReportReceived(
        assistant=uid(draw(st.sampled_from("ABCD"))),
        employer=uid("provider"),
        month=month,
        rows=draw(worked(month)),
        part=draw(st.sampled_from((1, 1, 1, 2))),
        adds=draw(st.integers(0, 5)) == 5,
    )


@st.composite
def bills(draw: st.DrawFn, month: str, reported: list[TimeReportReceived]) -> BillReceived:
    totals = [0, 0, 0]
    for report in reported:
        for _, start, end, kind in report.rows if report.month == month else ():
            totals[(0, 0, 1, 2)[kind]] += end - start
    off = st.sampled_from((0, 0, 0, 0, 50, -1, -20, -100))
    minutes = [max(0, total + draw(off)) for total in totals]
    return BillReceived(month, *minutes, adds=draw(st.integers(0, 7)) == 7)


@st.composite
def hostile_cases(draw: st.DrawFn, *, linked: bool = True) -> Hostile:
    """Return a case of two to four months with everything that can be said of it."""
    first = draw(st.sampled_from(("2025-09", "2025-10", "2026-01", "2026-02", "2026-03")))
    span = range(month_of(first), month_of(first) + draw(st.integers(2, 4)))
    months = tuple(month_text(month) for month in span)
    begin = date.fromisoformat(f"{first}-01")
    papers: list[tuple[Event, datetime, str | None]] = [
        (event, stamp(draw(st.sampled_from(("2025-01-02", "2026-01-02")))), None)
        for event in draw(decisions(begin))
    ]
    when, spread = st.sampled_from(STAMPS), st.integers(0, 3)
    found = draw(st.lists(reports(months), min_size=3, max_size=8))
    billed = [
        draw(bills(m, found)) for m in months for _ in range(draw(st.sampled_from((1, 1, 1, 0, 2))))
    ]
    accounts: list[TimeReportReceived | BillReceived] = [*found, *billed]
    papers += [(event, come(event.month, draw(when), draw(spread)), None) for event in accounts]
    corrections = [n for n, (event, _, _) in enumerate(papers) if type(event) in CORRECTED]
    for number in draw(st.lists(st.sampled_from(corrections or [0]), max_size=2, unique=True)):
        event, known, _ = papers[number]
        target = draw(st.integers(0, len(papers) - 1))
        papers[number] = (event, known, f"fk/d{target:02d}")
    register: list[Recorded] = []
    if linked and draw(st.integers(0, 3)) == 3:
        register.append(same_person("A", "B"))
    return Hostile(
        tuple(
            recorded(event, known, f"d{number:02d}", replaces=replaces)
            for number, (event, known, replaces) in enumerate(papers)
        ),
        tuple(register),
        months,
        draw(st.sampled_from(("GRANT_PERIOD", "GRANT_PERIOD", "MONTH", "ACCRUED"))),
        draw(st.sampled_from((None, None, None, date(2026, 2, 1), date(2026, 3, 10)))),
    )
