"""
Notices of decisions: a period, an age or an exemption that the statute does not allow.

A decision in force binds all the same (SFB 112:5), so none of these changes an amount.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from ledger.amounts import first_day, month_of_day, months_after
from ledger.domain.case import Case
from ledger.domain.circumstances.age import Born, band_begins, passed_limit, recipient_born
from ledger.domain.circumstances.presence import exemptions_of, has_effect
from ledger.domain.grants import stated_units
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.statement.model import Notice
from ledger.statement.month import MonthTime
from ledger.statement.notices.kinds import NoticeKind
from schemas.circumstances import StayReported
from schemas.decisions import ExtensionGranted, GrantDecided


def of_decisions(
    case: Case, register: Register, time: MonthTime, rulebook: Rulebook
) -> Iterator[Notice]:
    """Yield what is to be known of the decisions that a month lies under."""
    yield from _long_periods(case, time, rulebook)
    born = recipient_born(case, register)
    if born is not None:
        yield from _age_limit(case, time, born, rulebook)
        yield from _parental_band(case, time, born, rulebook)
    yield from _without_effect(case, time)
    yield from _municipal_extensions(case, time, rulebook)


def _decided(case: Case, time: MonthTime) -> Iterator[tuple[int, GrantDecided]]:
    """Yield each decision in force in the month."""
    for place in {span.place: None for span in time.spans if span.place >= 0}:
        decision = case.history.events[place].event
        if isinstance(decision, GrantDecided):
            yield place, decision


def _long_periods(case: Case, time: MonthTime, rulebook: Rulebook) -> Iterable[Notice]:
    """Yield a notice for each decision in force whose stated period is too long."""
    for place, decision in _decided(case, time):
        start, until = decision.period_from, decision.period_until
        if start is None or until is None:
            continue
        # Read long after the amounts, so that a value which is missing must stop nothing here.
        longest = rulebook.known("grant.longest_months", start)
        if longest is not None and until > months_after(start, longest.value):
            yield Notice(
                NoticeKind.PERIOD_TOO_LONG,
                f"decision {decision.decision_id} states a period of more than six months"
                " (SFB 51:9); it binds as it stands (SFB 112:5)",
                (case.event_id(place),),
            )


def _age_limit(case: Case, time: MonthTime, born: Born, rulebook: Rulebook) -> Iterable[Notice]:
    """
    Yield a notice for each grant that the age limit does not allow.

    A first grant needs an application before the limit was passed (SFB 51:8), and hours are not
    added after it (SFB 51:10).
    """
    for place, decision in _decided(case, time):
        before = _before(case, place, decision)
        if before is None:
            what, day = "grants for the first time", decision.applied_on or decision.decided_on
        elif _more_hours(decision, before):
            what, day = "grants more hours than the one before it", decision.decided_on
        else:
            continue
        limit = passed_limit(born, day, rulebook)
        if limit is False:
            continue
        if limit is None or limit is True:
            why = (
                f"the age limit of {day.year} is not in the rulebook, and the recipient had passed"
                " the last that is"
            )
        else:
            why = f"the recipient had turned {limit.value}"
        yield Notice(
            NoticeKind.AGE_LIMIT,
            f"decision {decision.decision_id} {what}, and on {day} {why} (SFB 51:8, 51:10);"
            " it binds as it stands (SFB 112:5)",
            (case.event_id(place), *born.events),
        )


def _before(case: Case, place: int, decision: GrantDecided) -> GrantDecided | None:
    """Return the decision before one, by the order in which they bind (G4)."""
    ranked = [
        (event.decided_on, at, event)
        for at in case.decisions
        if isinstance(event := case.history.events[at].event, GrantDecided)
        and (event.decided_on, at) < (decision.decided_on, place)
    ]
    return max(ranked, key=lambda of: of[:2])[2] if ranked else None


def _more_hours(decision: GrantDecided, before: GrantDecided) -> bool:
    """Tell whether a decision states more; hours of different units are not compared."""
    return decision.per == before.per and stated_units(decision) > stated_units(before)


def _parental_band(case: Case, time: MonthTime, born: Born, rulebook: Rulebook) -> Iterable[Notice]:
    """Yield a notice when the child comes into another band: the decision may be outdated (G11)."""
    month = month_of_day(date.fromordinal(time.spans[0].first))
    in_decision = rulebook.policy("parental.apply").value == "IN_DECISION"
    decided = tuple(case.event_id(place) for place, _ in _decided(case, time))
    if in_decision and decided and band_begins(born, month):
        yield Notice(
            NoticeKind.PARENTAL_BAND,
            f"the child is {born.years_in(month)} from this month on: the parental deduction in"
            " the decided hours belongs to a younger age (SFB 51:6)",
            (*decided, *born.events),
        )


def _without_effect(case: Case, time: MonthTime) -> Iterable[Notice]:
    """Yield a notice for each exemption of 106:25 a from a stay that is not in school."""
    month = month_of_day(date.fromordinal(time.spans[0].first))
    for place in case.standing(case.history.by_kind.get(StayReported, ())):
        stay = case.event(place, StayReported)
        if stay.first_day.toordinal() >= first_day(month + 1):
            continue
        if stay.last_day is not None and stay.last_day.toordinal() < first_day(month):
            continue
        for at, exemption in exemptions_of(case, place):
            if not has_effect(stay, exemption):
                yield Notice(
                    NoticeKind.EXEMPTION_WITHOUT_EFFECT,
                    "SFB 106:25 a lifts the bar in school only; this stay is elsewhere",
                    (case.event_id(at), case.event_id(place)),
                )


def _municipal_extensions(case: Case, time: MonthTime, rulebook: Rulebook) -> Iterable[Notice]:
    """Yield a notice for each temporary extension with days that the municipality bears (G10)."""
    first, after = time.spans[0].first, time.spans[-1].after
    reform = rulebook.regime.reform_from
    for place in case.standing(case.history.by_kind.get(ExtensionGranted, ())):
        event = case.event(place, ExtensionGranted)
        begin = max(first, event.effective_from.toordinal())
        end = min(after, event.effective_until.toordinal())
        if begin < end and (reform is None or begin < reform.toordinal()):
            yield Notice(
                NoticeKind.EXTENSION_MUNICIPAL,
                f"the temporary extension {event.decision_id} is a municipal matter on days before"
                " the reform (LSS 9 § 2); it adds nothing here",
                (case.event_id(place),),
            )
