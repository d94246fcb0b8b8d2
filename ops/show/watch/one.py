"""
One finding in full: what was found, what guards it passed, its papers, and the day drawn as text.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.amounts import first_day, month_of, month_text
from ledger.anomalies import SORTS, Anomaly
from ledger.domain.recorded import Recorded
from ledger.runs import MINUTES_A_DAY
from ops.show.money import kronor
from ops.show.papers import papers_of
from ops.show.program import next_line, program
from ops.show.quantities import counted, time_text
from ops.show.screen import BAD, FAINT, PAPER, STRONG, grid, heading, spaced
from ops.show.watch.anomalies import AnomaliesView, anomaly_json
from ops.show.words import short
from schemas.reports import TimeReportReceived

#: Minutes that one character of a drawn day stands for.
_STEP: Final = 20
#: Days that are drawn, and papers that are listed, of a finding that has more.
_DAYS, _PAPERS = 4, 24
#: How active, sick, waiting and standby time are drawn.
_DRAWN: Final = "█+▒░"


def one_report(view: AnomaliesView, one: Anomaly, events: Mapping[UUID, Recorded]) -> Group:
    """Return a finding in full; `events` are those of its cases by their ids."""
    sort = SORTS[one.rule]
    worth = "no rate is known for its days" if one.stake_ore is None else kronor(one.stake_ore)
    facts: list[tuple[str, str | Text]] = [
        ("What", f"{one.says}"),
        ("Cases", ", ".join(view.refs(one)) or "none"),
        ("Who", ", ".join(short(who) for who in one.who) or "the recipient"),
        ("Month", month_text(one.month)),
        ("Time", time_text(one.minutes) if one.minutes else "none: it is about money"),
        ("At stake", Text(worth, STRONG)),
        ("Severity", one.severity.value),
        ("Law", f"{sort.rule.provision}: {sort.rule.says}"),
        ("Guard", one.guard),
        ("To do", sort.means),
    ]
    parts: list[RenderableType] = [
        heading(f"{one.rule}, version {one.version}: {sort.name}", one.id),
        grid(facts),
        *_timeline(view, one, events),
        _papers(one, events),
    ]
    return Group(*spaced(parts), _next(view, one))


def _timeline(
    view: AnomaliesView, one: Anomaly, events: Mapping[UUID, Recorded]
) -> Iterator[RenderableType]:
    """Yield the first days drawn, where reports say by the clock what happened."""
    reports = list(_reports(one, events))
    days = sorted({run[0] // MINUTES_A_DAY for run in one.runs})
    if not reports or not days:
        return
    rest = f"; {counted(len(days) - _DAYS, 'day')} more" if len(days) > _DAYS else ""
    legend = f"█ active, ▒ waiting, ░ standby, + sick, ^ in question{rest}"
    lines: list[Text] = [heading("By the clock", legend)]
    labels = dict(zip(one.cases, view.refs(one), strict=True))
    width = max(map(len, labels.values()))
    for day in days[:_DAYS]:
        lines.append(Text(f"  {date.fromordinal(day)}", STRONG))
        for case in one.cases:
            rows = [row for of, event in reports if of == case for row in _rows(event, day)]
            if rows:
                lines.append(Text(f"  {labels[case]:<{width}} {_bar(rows)}"))
        asked = [(run, "^") for run in one.runs]
        drawn = _bar(
            [
                (first - day * MINUTES_A_DAY, after - day * MINUTES_A_DAY, of)
                for (first, after), of in asked
            ]
        )
        lines.append(Text.assemble(f"  {'':<{width}} ", (drawn, BAD)))
        lines.append(Text(f"  {'':<{width}} {_ruler()}", FAINT))
    yield Group(*lines)


def _reports(
    one: Anomaly, events: Mapping[UUID, Recorded]
) -> Iterator[tuple[UUID, TimeReportReceived]]:
    for part in one.parts:
        for event_id in part.events:
            recorded = events.get(event_id)
            if part.case is not None and recorded is not None:
                event = recorded.event
                if isinstance(event, TimeReportReceived):
                    yield part.case, event


def _rows(event: TimeReportReceived, day: int) -> Iterator[tuple[int, int, str]]:
    number = day - first_day(month_of(event.month)) + 1
    for of, start, end, kind in event.rows:
        if of == number:
            yield start, end, _DRAWN[kind]


def _bar(rows: list[tuple[int, int, str]]) -> str:
    """Return a day as one line, a character for each twenty minutes that anything covers."""
    cells = [" "] * (MINUTES_A_DAY // _STEP)
    for start, end, drawn in rows:
        for cell in range(max(0, start) // _STEP, -(-min(end, MINUTES_A_DAY) // _STEP)):
            cells[cell] = drawn
    return "".join(cells)


def _ruler() -> str:
    hours = range(0, 24, 3)
    return "".join(f"{hour:02d}".ljust(3 * 60 // _STEP) for hour in hours) + "24"


def _papers(one: Anomaly, events: Mapping[UUID, Recorded]) -> Group:
    known = papers_of(events[event] for event in one.events if event in events)
    lines = [Text(f"  {paper}", PAPER) for paper in known.values()]
    rest = f"the first {_PAPERS} of " if len(lines) > _PAPERS else ""
    title = heading("It rests on", f"{rest}{counted(len(one.events), 'paper')}")
    return Group(title, *lines[:_PAPERS])


def _next(view: AnomaliesView, one: Anomaly) -> Text:
    refs = view.refs(one)
    if not refs:
        return next_line(f"Next: {program()} anomalies{view.head.as_typed}")
    typed = view.head.as_typed
    return next_line(f"Next: {program()} explain {refs[0]} {month_text(one.month)}{typed}")


def one_json(
    view: AnomaliesView, one: Anomaly, events: Mapping[UUID, Recorded]
) -> dict[str, object]:
    """Return a finding in full for a program."""
    known = papers_of(events[event] for event in one.events if event in events)
    return {
        **anomaly_json(view, one),
        "means": SORTS[one.rule].means,
        "papers": [paper.as_json() for paper in known.values()],
    }
