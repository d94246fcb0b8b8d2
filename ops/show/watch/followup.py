"""
What is followed up, on the screen: quality, handling times, the survey, the equalisation.

Shows what `ledger.followups` found; it computes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.domain.register import Register
from ledger.followups import Handled, QualityReport, SurveyDuty, Times, times_of
from ledger.rules import Parameter
from ops.show.head import Head, head_block, head_json
from ops.show.money import number
from ops.show.program import next_line, program
from ops.show.quantities import counted, exact_text
from ops.show.screen import (
    BAD,
    DOUBTFUL,
    FAINT,
    GOOD,
    figures,
    heading,
    names,
    spaced,
    table,
    words,
)
from ops.show.words import party

#: Reports and open applications that are shown unless all are asked for.
SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class FollowupView:
    """What is followed up at a point, on a day."""

    head: Head
    quality: tuple[QualityReport, ...]
    handled: tuple[Handled, ...]
    survey: SurveyDuty
    equalisation: Parameter | None
    references: Mapping[UUID, str]
    register: Register
    shows_all: bool = False

    @property
    def open(self) -> list[Handled]:
        """The applications that nobody has decided, the longest open first."""
        waiting = [of for of in self.handled if of.is_open]
        return sorted(waiting, key=lambda of: (-of.days, of.application))

    @property
    def decided(self) -> dict[str, list[Handled]]:
        """The applications that were decided, by authority and outcome."""
        found: dict[str, list[Handled]] = {}
        for of in self.handled:
            if not of.is_open:
                outcome = "granted" if of.granted else "refused"
                found.setdefault(f"{_authority(of.authority)}, {outcome}", []).append(of)
        return dict(sorted(found.items()))


def _authority(code: str | None) -> str:
    """Return who decided: Försäkringskassan, or a municipality whichever."""
    return "Försäkringskassan" if code == "FK" else "municipality"


def followup_report(view: FollowupView) -> Group:
    """Return the four, one after the other."""
    parts: list[RenderableType] = [
        heading("Kvitto followup"),
        head_block(view.head),
        _extensions(view),
        _quality(view),
        _survey(view),
        _equalisation(view),
    ]
    return Group(*spaced(parts), _next(view))


def _days(of: Times) -> list[str]:
    median = "" if of.median_days is None else _half(of)
    return [number(of.count), median, "" if of.longest_days is None else number(of.longest_days)]


def _half(of: Times) -> str:
    assert of.median_days is not None
    whole, rest = divmod(of.median_days, 1)
    return f"{number(int(whole))}{',5' if rest else ''}"


def _extensions(view: FollowupView) -> Group:
    title = heading("Temporary extensions", "days from the application to the decision")
    if not view.handled:
        return Group(title, Text("  No application is known.", FAINT))
    rows = table(words("what"), figures("applications"), figures("median"), figures("longest"))
    for name, handled in view.decided.items():
        rows.add_row(name, *_days(times_of(handled)))
    waiting = view.open
    rows.add_row("open", *_days(times_of(waiting)))
    lines: list[RenderableType] = [title, rows]
    shown = waiting if view.shows_all else waiting[:SHOWN]
    if shown:
        listed = table(names("open"), names("case"), names("applied on"), figures("days"))
        for of in shown:
            ref = view.references.get(of.case, str(of.case))
            listed.add_row(of.application, ref, of.applied_on.isoformat(), number(of.days))
        lines += [Text(), listed]
    backwards = sum(of.days < 0 for of in view.handled)
    if backwards:
        said = f"  {counted(backwards, 'decision')} older than the application; in no time above."
        lines.append(Text(said, DOUBTFUL))
    return Group(*lines)


def _quality(view: FollowupView) -> Group:
    title = heading("Suspected poor quality", f"{counted(len(view.quality), 'report')} to IVO")
    if not view.quality:
        return Group(title, Text("  No report is known.", FAINT))
    shown = view.quality if view.shows_all else view.quality[:SHOWN]
    rows = table(names("reported on"), names("municipality"), names("provider"), words("concerns"))
    for of in shown:
        report = of.report
        provider = party(report.provider, view.register)
        rows.add_row(
            report.reported_on.isoformat(), report.municipality, provider, report.concerns.lower()
        )
    return Group(title, rows)


def _survey(view: FollowupView) -> Group:
    duty, day = view.survey, view.head.reckoned_on
    made = "none is known" if duty.made_on is None else f"the latest on {duty.made_on}"
    left = duty.days_left(day)
    if duty.due_on is None or left is None:
        owed = Text("  Nobody owes one under this regime on this day (SOU 2023:9).", FAINT)
    elif duty.overdue:
        owed = Text(f"  Overdue: it was due on {duty.due_on}, {counted(-left, 'day')} ago.", BAD)
    else:
        owed = Text(f"  The next is due on {duty.due_on}, in {counted(left, 'day')}.", GOOD)
    return Group(heading("Survey among recipients", f"every third year; {made}"), owed)


def _equalisation(view: FollowupView) -> Group:
    title = heading("Municipal equalisation", "for the whole country; no key per municipality")
    of = view.equalisation
    if of is None:
        return Group(title, Text("  No value is known for this day.", FAINT))
    said = f"  Lowered by {number(of.value)} {of.unit} a year ({of.mark})."
    return Group(title, Text(said), Text(f"  {of.source}", FAINT))


def _next(view: FollowupView) -> Text:
    waiting = view.open
    if waiting:
        ref = view.references.get(waiting[0].case, str(waiting[0].case))
        return next_line(f"Next: {program()} audit --case {ref}{view.head.as_typed}")
    return next_line(f"Next: {program()} anomalies{view.head.as_typed}")


def followup_json(view: FollowupView) -> dict[str, object]:
    """Return the four for a program."""
    duty, day = view.survey, view.head.reckoned_on
    of = view.equalisation
    return {
        **head_json(view.head),
        "extensions": {
            "decided": {name: _times_json(handled) for name, handled in view.decided.items()},
            "open": _times_json(view.open),
            "applications": list(_applications(view)),
        },
        "quality_reports": [
            {
                "reported_on": found.report.reported_on.isoformat(),
                "municipality": found.report.municipality,
                "provider": str(found.report.provider),
                "concerns": found.report.concerns,
                "event": str(found.event),
            }
            for found in view.quality
        ],
        "survey": {
            "made_on": None if duty.made_on is None else duty.made_on.isoformat(),
            "due_on": None if duty.due_on is None else duty.due_on.isoformat(),
            "overdue": duty.overdue,
            "days_left": duty.days_left(day),
            "by": {by.name: by.value for by in duty.by},
        },
        "equalisation": None
        if of is None
        else {"lowered_by": of.value, "unit": of.unit, "source": of.source, "mark": of.mark},
    }


def _applications(view: FollowupView) -> Iterator[dict[str, object]]:
    for of in view.handled:
        yield {
            "case": view.references.get(of.case, str(of.case)),
            "application": of.application,
            "applied_on": of.applied_on.isoformat(),
            "decided_on": None if of.decided_on is None else of.decided_on.isoformat(),
            "authority": of.authority,
            "granted": None if of.is_open else of.granted,
            "days": of.days,
            "events": [str(event) for event in of.events],
        }


def _times_json(handled: list[Handled]) -> dict[str, object]:
    times = times_of(handled)
    median = times.median_days
    return {
        "count": times.count,
        "median_days": None if median is None else exact_text(median),
        "longest_days": times.longest_days,
    }
