"""
Under every reading of granted and reported time no minute is lost and no pool overdrawn.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.domain.grants import Column, ContestedError
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import Rulebook, load_rulebook
from ledger.statement import Carried, MonthTime, statement
from schemas.catalogue import Event
from schemas.circumstances import NoticePayStated
from schemas.decisions import ExtensionGranted, GrantDecided, GrantReinstated, GrantWithdrawn
from tests.properties.hostile import Hostile, hostile_cases
from tests.unit.building import recorded, stamp, uid

#: Two fifths of what the profile asks for: each example is a whole case.
FEW = settings(max_examples=settings().max_examples * 2 // 5)
READ = (
    "qualify",
    "grant.pool",
    "grant.conversion",
    "grant.overlap",
    "grant.period_on_change",
    "pool.early_end",
    "grant.pools",
    "double.limit",
    "cap.allocation",
    "extension.order",
    "convert.round",
    "overlap.same_assistant",
    "basis",
    "sick.row",
)
DEFAULT = load_rulebook()


@st.composite
def rulebooks(draw: st.DrawFn, reform: date | None) -> Rulebook:
    wishes = {
        name: draw(st.sampled_from(DEFAULT.policy(name).alternatives))
        for name in draw(st.lists(st.sampled_from(READ), min_size=1, unique=True))
    }
    if reform is None:
        return load_rulebook(policies=wishes)
    return load_rulebook(regime="SOU_2023_9", reform_from=reform, policies=wishes)


@st.composite
def more_of(draw: st.DrawFn, hostile: Hostile) -> tuple[Recorded, ...]:
    """Return the case's papers with other units, and with what extends, ends and takes back."""
    first = date.fromisoformat(f"{hostile.months[0]}-01")
    papers: list[Recorded] = []
    for paper in hostile.papers:
        event = paper.event
        if isinstance(event, GrantDecided):
            changes: dict[str, Any] = {
                "per": draw(st.sampled_from(("WEEK", "WEEK", "MONTH", "PERIOD"))),
                "takes_over": draw(st.sampled_from((None, None, "b"))),
            }
            event = replace(event, **changes)
        papers.append(paper._replace(event=event))
    start = first + timedelta(draw(st.integers(-10, 40)))
    extra: list[Event] = [
        ExtensionGranted(
            decision_id="e",
            authority="FK",
            decided_on=start,
            effective_from=start,
            effective_until=start + timedelta(draw(st.integers(1, 40))),
            weekly_minutes=draw(st.sampled_from((1, 60, 700))),
        ),
        NoticePayStated(
            assistant=uid("A"),
            employer=uid("provider"),
            cause="DEATH",
            ended_on=start,
            employed_from=first - timedelta(draw(st.sampled_from((100, 2000, 4000)))),
        ),
    ]
    extra += [
        GrantReinstated(
            decision_id="r",
            authority="FK",
            decided_on=first,
            withdrawal=paper.envelope.document_ref,
            ground="court",
        )
        for paper in hostile.papers
        if isinstance(paper.event, GrantWithdrawn)
    ]
    laid = draw(st.lists(st.sampled_from(extra), max_size=3, unique_by=id))
    known = stamp(first.isoformat())
    return (*papers, *(recorded(of, known, f"x{place}") for place, of in enumerate(laid)))


@st.composite
def read_cases(draw: st.DrawFn) -> tuple[Hostile, Rulebook]:
    hostile = draw(hostile_cases())
    papers = draw(more_of(hostile))
    return replace(hostile, papers=papers), draw(rulebooks(hostile.reform))


def times(hostile: Hostile, rulebook: Rulebook) -> list[MonthTime]:
    """Return the time of each month, or of those before a contested one."""
    case, found = Case.of(hostile.papers), list[MonthTime]()
    carried = Carried(case.history, Register(hostile.register), rulebook)
    for month in map(month_of, hostile.months):
        try:
            of = carried.month(case, month)
            statement(case, carried.register, month, rulebook, carried)
        except ContestedError:
            assert rulebook.policy("grant.overlap").value == "REFUSE"
            return found
        found.append(of)
    return found


@FEW
@given(read_cases())
def test_every_minute_is_payable_or_keeps_its_reason(read: tuple[Hostile, Rulebook]) -> None:
    for time in times(*read):
        spent = sum(of[0] for of in (*time.payable.values(), *time.cut.values()))
        rows = [row for report in time.accounts.reports for row in report.event.rows]
        # The nights when the clocks change are the oracle's; all others are exact here.
        if not any(day in {26, 29} for day, *_ in rows):
            clock = sum(end - start for _, start, end, _ in rows)
            assert spent == clock + sum(time.beyond_rows.values())


@FEW
@given(read_cases())
def test_what_is_payable_is_drawn_from_pools_that_hold_it(
    read: tuple[Hostile, Rulebook],
) -> None:
    for time in times(*read):
        drawn = 0
        for key, used in time.used.items():
            assert used >= 0
            strict = read[1].policy("double.limit").value == "STRICT"
            if key.column is not Column.DOUBLE:
                drawn += used
                assert used <= time.pools[key].room
            elif strict:
                assert used <= time.pools[key].room
        assert drawn == sum(units for _, units in time.payable.values())
