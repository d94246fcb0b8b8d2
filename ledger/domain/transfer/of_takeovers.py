"""
What a takeover conflicts with: the law, another takeover, or the decision that it takes over.

Conflicts of the municipality's record belong to `conflicts`.
"""

from collections.abc import Iterator
from typing import Final

from ledger.domain.grants import stated_units
from ledger.domain.transfer.conflict import Conflict, ConflictKind, Seen
from ledger.domain.transfer.papers import Papers
from ledger.domain.transfer.records import grant_of
from schemas.decisions import GrantDecided

#: The kinds of time in which a takeover may differ, as people call them.
_KINDS_OF_TIME: Final = (
    ("basic_minutes", "basic needs"),
    ("other_minutes", "other needs"),
    ("double_minutes", "double assistance"),
    ("waiting_minutes", "waiting"),
    ("standby_minutes", "standby"),
)


def conflicts_of_takeovers(papers: Papers, seen: Seen) -> Iterator[Conflict]:
    """Yield what conflicts with the takeovers of a transfer, in a fixed order."""
    yield from _before_regime(papers, seen)
    yield from _two_takeovers(papers)
    yield from _taken_though_ended(papers)
    yield from _changed(papers)
    yield from _outside(papers)


def _before_regime(papers: Papers, seen: Seen) -> Iterator[Conflict]:
    reform = seen.rulebook.regime.reform_from
    for place, takeover in papers.takeovers:
        if reform is None or takeover.effective_from < reform:
            law = "has no takeover" if reform is None else f"has takeovers from {reform}"
            yield Conflict(
                ConflictKind.BEFORE_REGIME,
                f"taken over from {takeover.effective_from}, and the law that is applied {law}",
                (place,),
            )


def _two_takeovers(papers: Papers) -> Iterator[Conflict]:
    if len(papers.takeovers) > 1:
        named = ", ".join(takeover.decision_id for _, takeover in papers.takeovers)
        yield Conflict(
            ConflictKind.TWO_TAKEOVERS,
            f"decisions {named} each take it over",
            tuple(place for place, _ in papers.takeovers),
        )


def _taken_though_ended(papers: Papers) -> Iterator[Conflict]:
    place = papers.takeovers[0][0]
    if papers.kept is not None:
        yield Conflict(
            ConflictKind.KEPT,
            f"kept by municipality {papers.municipality} ({papers.kept[1].reason})",
            (place, papers.kept[0]),
        )
    if papers.lapsed is not None and papers.lapsed[1].lapsed_on <= papers.taken_over_on:
        yield Conflict(
            ConflictKind.LAPSED,
            f"it lapsed on {papers.lapsed[1].lapsed_on} ({papers.lapsed[1].reason})",
            (place, papers.lapsed[0]),
        )
    if papers.died is not None and papers.died[1] < papers.taken_over_on:
        yield Conflict(
            ConflictKind.LAPSED,
            f"the recipient died on {papers.died[1]}, before the takeover",
            (place, papers.died[0]),
        )


def _changed(papers: Papers) -> Iterator[Conflict]:
    """Find takeovers that left the municipal decision's time other than it was (semantics 6.1)."""
    if papers.decided is not None:
        at, municipal = papers.decided
    elif papers.record is not None:
        at, municipal = papers.record[0], grant_of(papers.record[1])
    else:
        return
    for place, takeover in papers.takeovers:
        changed = _changes(municipal, takeover)
        if changed:
            yield Conflict(
                ConflictKind.CHANGED_BY_TAKEOVER,
                f"decision {takeover.decision_id} takes it over with other time than the"
                f" municipality states: {', '.join(changed)}",
                (place, at),
            )


def _changes(municipal: GrantDecided, takeover: GrantDecided) -> list[str]:
    """Return in what the time differs; a decision that states a total alone has no kinds."""
    if municipal.per != takeover.per:
        return ["what the hours are granted per"]
    if stated_units(municipal) != stated_units(takeover):
        return ["the hours"]
    if (municipal.total_minutes, takeover.total_minutes) != (None, None):
        return []
    return [
        says for name, says in _KINDS_OF_TIME if getattr(municipal, name) != getattr(takeover, name)
    ]


def _outside(papers: Papers) -> Iterator[Conflict]:
    days = papers.days
    if days is None:
        return
    first, until = days
    day = papers.taken_over_on
    if day < first or (until is not None and until <= day):
        through = "on" if until is None else f"until {until}"
        yield Conflict(
            ConflictKind.OUTSIDE_DECISION,
            f"taken over from {day}, and the municipal decision holds from {first} {through}",
            (papers.takeovers[0][0],),
        )
