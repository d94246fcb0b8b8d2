"""
Transfers on the screen: how far each municipality's decisions have come, or each of them.

Shows what was read and reckoned; the only sums made here are those of the lines shown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final
from uuid import UUID

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.domain.transfer.states import WAITING, TransferState
from ops.show.money import amount, kronor, number
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.readmodels.balances import AsOf, report_head
from ops.show.screen import (
    BAD,
    DOUBTFUL,
    FAINT,
    GOOD,
    STRONG,
    Prose,
    figures,
    heading,
    names,
    plain,
    spaced,
    table,
    words,
)
from ops.show.words import municipality
from projections.between.transfers import Standing

#: Transfers that are shown one by one unless all are asked for.
SHOWN: Final = 30

#: Each state in plain words, and what is done next.
STATES: Final[Mapping[TransferState, tuple[str, str]]] = {
    TransferState.REGISTERED: ("registered", "ask for its record: transfer-data-requested"),
    TransferState.DATA_REQUESTED: ("record asked for", "import the record when it comes"),
    TransferState.RECEIVED: ("received, conflicts", "settle the conflicts, import a new record"),
    TransferState.VALIDATED: ("validated", "take it over: take-over-decision"),
    TransferState.QUARANTINED: ("quarantined", "import a corrected record"),
    TransferState.TAKEN_OVER: ("taken over", ""),
    TransferState.KEPT: ("kept", ""),
    TransferState.LAPSED: ("lapsed", ""),
}
_LEGEND: Final = (
    "Registered, asked for its record, quarantined (without form), received with conflicts,"
    " validated; taken over, kept, lapsed. Hours a week and kronor a month are granted and not yet"
    " moved, at the rate of the day; days since the first paper of the oldest that waits."
)
_REASONS: Final[Mapping[str, str]] = {
    "GROUP_HOME": "lives in a group home",
    "DEVIATES_FROM_SFB": "deviates from SFB",
    "OTHER_AUTHORITY": "another authority's",
    "DEATH": "the recipient died",
    "ENDED": "the decision ended",
    "MOVED_ABROAD": "moved abroad",
}
_COLORS: Final[Mapping[TransferState, str]] = {
    TransferState.RECEIVED: DOUBTFUL,
    TransferState.QUARANTINED: BAD,
    TransferState.VALIDATED: GOOD,
}


@dataclass(slots=True)
class Progress:
    """How far a municipality has come: counts per state, and what still waits."""

    counts: Counter[TransferState] = field(default_factory=Counter[TransferState])
    waiting_minutes: Fraction = field(default_factory=Fraction)
    stake_ore: int = 0
    without_rate: int = 0
    oldest_days: int = 0
    disturbed: int = 0

    def add(self, standing: Standing) -> None:
        """Add a transfer."""
        self.counts[standing.state] += 1
        self.disturbed += is_disturbed(standing)
        if standing.is_waiting:
            self.waiting_minutes += standing.weekly_minutes
            self.stake_ore += standing.stake_ore or 0
            self.without_rate += standing.stake_ore is None
            self.oldest_days = max(self.oldest_days, standing.waited_days)

    @property
    def waiting(self) -> int:
        """How many are still on their way."""
        return sum(self.counts[state] for state in WAITING)


def progress_of(standings: Iterable[Standing]) -> dict[str, Progress]:
    """Return the progress of each municipality, by its code."""
    by_code: dict[str, Progress] = {}
    for standing in standings:
        by_code.setdefault(standing.row.municipality, Progress()).add(standing)
    return by_code


def is_disturbed(one: Standing) -> bool:
    """Tell whether a transfer is quarantined or conflicts, and so is to be looked at first."""
    return one.state is TransferState.QUARANTINED or bool(one.conflicts)


def progress_report(of: AsOf, standings: Sequence[Standing], *, shows_all: bool) -> Group:
    """Return how far each municipality has come, those first in which one has waited longest."""
    parts: list[RenderableType] = [*report_head("Kvitto transfers", of)]
    if not standings:
        parts.append(Text("No municipal decision is on its way, and none was.", DOUBTFUL))
        return Group(*spaced(parts), next_line(f"Next: {program()} template transfer"))
    by_code = progress_of(standings)
    total = Progress()
    for standing in standings:
        total.add(standing)
    rows = table(
        words("municipality"),
        figures("reg."),
        figures("asked"),
        figures("quar."),
        figures("confl."),
        figures("valid"),
        figures("taken"),
        figures("kept"),
        figures("lapsed"),
        figures("h/week"),
        figures("kr/month"),
        figures("days"),
    )
    ordered = sorted(by_code.items(), key=lambda item: (-item[1].oldest_days, item[0]))
    shown = ordered if shows_all else ordered[:SHOWN]
    for code, progress in shown:
        rows.add_row(_whose(code), *_counts(progress))
    rows.add_section()
    rows.add_row(Text("all", STRONG), *_counts(total))
    rest = "" if len(shown) == len(ordered) else "; all with --all"
    title = f"{number(len(shown))} of {number(len(ordered))}{rest}"
    parts.append(Group(heading("Municipalities", title), rows))
    parts.append(Prose(_LEGEND, FAINT))
    if total.without_rate:
        parts.append(
            Text("The rulebook has no rate for the day, so no kronor are shown.", DOUBTFUL)
        )
    return Group(*spaced(parts), _next(of, by_code, total))


def _whose(code: str) -> str:
    return municipality(code) if code else "not readable"


def _counts(progress: Progress) -> Iterator[Text]:
    count, state = progress.counts, TransferState
    yield _figure(count[state.REGISTERED])
    yield _figure(count[state.DATA_REQUESTED])
    yield _figure(count[state.QUARANTINED], BAD)
    yield _figure(count[state.RECEIVED], DOUBTFUL)
    yield _figure(count[state.VALIDATED], GOOD)
    for one in (state.TAKEN_OVER, state.KEPT, state.LAPSED):
        yield _figure(count[one])
    yield Text(_hours(progress.waiting_minutes))
    yield Text(amount(progress.stake_ore))
    yield _figure(progress.oldest_days)


def _figure(count: int, style: str = "") -> Text:
    return Text(number(count), style if count else FAINT)


def _hours(minutes: Fraction) -> str:
    """Return hours with one decimal, rounded half up: a measure, and no amount."""
    tenths = int(minutes / 6 + Fraction(1, 2))
    return f"{number(tenths // 10)},{tenths % 10}"


def _next(of: AsOf, by_code: Mapping[str, Progress], total: Progress) -> Text:
    if not (total.waiting or total.disturbed):
        return Text("Nothing is waiting.", GOOD)
    code = max(by_code, key=lambda code: (by_code[code].disturbed > 0, by_code[code].oldest_days))
    if not code:
        return next_line(
            f"Next: {program()} transfers --json{of.as_typed}, for what could not be read"
        )
    return next_line(f"Next: {program()} transfers --municipality {code}{of.as_typed}")


def transfers_report(
    of: AsOf,
    whose: str,
    standings: Sequence[Standing],
    references: Mapping[UUID, str],
    *,
    shows_all: bool,
) -> Group:
    """Return each transfer of a municipality or a case, those that wait longest first."""
    parts: list[RenderableType] = [*report_head("Kvitto transfers", of, ("Of", whose))]
    if not standings:
        parts.append(Text("No municipal decision of it is on its way, and none was.", DOUBTFUL))
        return Group(*spaced(parts)[:-1])
    ordered = sorted(
        standings, key=lambda one: (not one.is_waiting, -one.waited_days, one.row.decision)
    )
    shown = ordered if shows_all else ordered[:SHOWN]
    # Two municipalities may speak of one decision: then its name alone tells nobody which is which.
    of_several = len({one.row.municipality for one in ordered}) > 1
    rows = table(
        names("case"),
        *([names("of")] if of_several else []),
        names("decision"),
        names("state"),
        names("since"),
        figures("h/week"),
        figures("kr/month"),
        words("what next"),
    )
    for one in shown:
        rows.add_row(
            references.get(one.row.case_id, str(one.row.case_id)),
            *([plain(one.row.municipality or "–")] if of_several else []),
            plain(one.row.decision or "not readable"),
            Text(STATES[one.state][0], _COLORS.get(one.state, "")),
            one.since.isoformat(),
            _hours(one.weekly_minutes),
            "–" if one.stake_ore is None else amount(one.stake_ore),
            _what_next(one),
        )
    rest = "" if len(shown) == len(ordered) else "; all with --all"
    title = f"{number(len(shown))} of {number(len(ordered))}{rest}"
    parts.append(Group(heading("Transfers", title), rows))
    parts += _remarks(shown, references)
    return Group(*spaced(parts), _next_of(ordered, references))


def _what_next(one: Standing) -> str:
    if one.reason is not None:
        return _REASONS.get(one.reason, one.reason)
    return STATES[one.state][1]


def _remarks(shown: Iterable[Standing], references: Mapping[UUID, str]) -> Iterator[RenderableType]:
    """Yield what is wrong with the records, what conflicts, and who is past the age limit."""
    for title, column, said in (
        ("Faults of quarantined records", "field", [(one, one.faults) for one in shown]),
        ("Conflicts, 0 öre each", "kind", [(one, one.conflicts) for one in shown]),
    ):
        if not any(of for _, of in said):
            continue
        last = "what to do" if column == "field" else "what is known"
        rows = table(names("case"), names(column), words("why"), words(last))
        for one, of in said:
            case = references.get(one.row.case_id, str(one.row.case_id))
            for first, second, third in of:
                rows.add_row(case, plain(first), plain(second), plain(third))
                case = ""
        yield Group(heading(title), rows)
    past = sum(one.row.is_past_age_limit for one in shown)
    if past:
        yield Text(f"{counted(past, 'recipient')} past the age limit, who come along.", FAINT)


def _next_of(ordered: Sequence[Standing], references: Mapping[UUID, str]) -> Text:
    # What is wrong comes before what only waits: nothing moves it but a mended record.
    first = next((one for one in ordered if is_disturbed(one)), ordered[0])
    if not (first.is_waiting or is_disturbed(first)):
        return Text("Nothing is waiting.", GOOD)
    case = references.get(first.row.case_id, str(first.row.case_id))
    stake = "" if first.stake_ore is None else f", {kronor(first.stake_ore)} a month"
    waits = f"has waited {counted(first.waited_days, 'day')}{stake}"
    return next_line(f"Next: {case} {waits}: {STATES[first.state][1]}")
