"""
R09: one minute of sickness paid for more than once.

What a case alone tells is cut of the claim by `ledger.claims.sick_pay`, and taken from there:
paid as assistance, claimed before, refunded, or after the day from which the hour's rate holds
it. Here it is looked for in the other cases: the assistant worked there at that minute, or the
minute is claimed there as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final
from uuid import UUID

from ledger.amounts import rounded
from ledger.anomalies.anomaly import Anomaly, Part
from ledger.anomalies.seen import Lost, Row
from ledger.anomalies.sorts import SORTS
from ledger.anomalies.value import Priced, minutes_cut
from ledger.claims.claim import Claim, Covers
from ledger.claims.sick_pay import sick_pay_or_missing
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.rules import MissingValueError
from ledger.runs import MINUTES_A_DAY, Run, in_both, joined, length, month_of_minute
from schemas.bounds import SICK
from schemas.municipal.claims import SickPayClaimed

#: Why of a claim is cut what is paid for already, in words.
_TWICE: Final = {
    "CLAIMED_BEFORE": "claimed before",
    "AFTER_TAKEOVER": "after the takeover, when the hour's rate holds it",
    "AFTER_REFORM": "after the reform, when the hour's rate holds it",
    "PAID_AS_ASSISTANCE": "paid as assistance too",
    "REFUNDED": "refunded by Försäkringskassan",
}


def lost_of(
    case: Case, case_id: UUID, claims: Mapping[str, Claim], register: Register
) -> list[Lost]:
    """Return the lost minutes of each claim that stands."""
    return [
        Lost(
            case_id,
            case.event_id(claim.place),
            register.person(claim.event.assistant),
            claim.event.claimed_ore,
            _runs(claim.event),
        )
        for claim in claims.values()
        if isinstance(claim.event, SickPayClaimed) and not claim.replaced
    ]


def claimed_in_case(
    priced: Priced, case_id: UUID, claims: Mapping[str, Claim], covers: Covers
) -> Iterator[Anomaly]:
    """Yield each claim of which something is cut because it is paid for already."""
    case = priced.case
    for of in sick_pay_or_missing(case, claims, priced.carried, covers).values():
        if isinstance(of, MissingValueError):
            # Without a value nothing is known to be owed; the claim's own command says so.
            continue
        cuts = [cut for cut in of.owed.cuts if cut.reason in _TWICE]
        runs = _runs(of.claim.event)
        month = month_of_minute(runs[0][0])
        if not cuts or not covers(month):
            continue
        told = ", ".join(_TWICE[cut.reason] for cut in cuts)
        events = dict.fromkeys(event for cut in cuts for step in cut.steps for event in step.events)
        papers = (case.event_id(of.claim.place), *events)
        yield _anomaly(
            month,
            (of.claim.person,),
            (Part(case_id, runs, tuple(dict.fromkeys(papers))),),
            (int(minutes_cut(cuts)) or length(runs), sum(cut.ore for cut in cuts)),
            f"sick pay claimed for what is {told}",
        )


def paid_elsewhere(person: UUID, lost: Sequence[Lost], rows: Sequence[Row]) -> Iterator[Anomaly]:
    """Yield each claim whose minutes the assistant worked, or claims, in another case."""
    for place, claim in enumerate(lost):
        worked: dict[UUID, list[Row]] = {}
        for row in rows:
            if row.report.case != claim.case and row.kind != SICK:
                worked.setdefault(row.report.case, []).append(row)
        for case, own in sorted(worked.items()):
            meeting = tuple(in_both(claim.runs, joined(row[:2] for row in own)))
            if meeting:
                events = dict.fromkeys(
                    row.report.event for row in own if any(in_both([row[:2]], meeting))
                )
                parts = (
                    Part(claim.case, meeting, (claim.event,), "claimed as sick"),
                    Part(case, meeting, tuple(events), "worked"),
                )
                says = "sick pay claimed for minutes that were worked with another recipient"
                yield _shared(person, claim, meeting, parts, says)
        for other in lost[place + 1 :]:
            if other.case == claim.case:
                continue
            meeting = tuple(in_both(claim.runs, other.runs))
            if meeting:
                parts = (
                    Part(claim.case, meeting, (claim.event,), "claimed as sick"),
                    Part(other.case, meeting, (other.event,), "claimed as sick"),
                )
                cheaper = min(claim, other, key=_per_minute)
                says = "sick pay claimed for the same minutes with two recipients"
                yield _shared(person, cheaper, meeting, parts, says)


def _shared(
    person: UUID, claim: Lost, meeting: Sequence[Run], parts: tuple[Part, ...], says: str
) -> Anomaly:
    minutes = length(meeting)
    # The claim's part for these minutes, as a claim is shared over its lost time (6.4).
    stake = rounded(Fraction(claim.claimed_ore * minutes, length(claim.runs)))
    return _anomaly(month_of_minute(meeting[0][0]), (person,), parts, (minutes, stake), says)


def _anomaly(
    month: int,
    who: tuple[UUID, ...],
    parts: tuple[Part, ...],
    amounts: tuple[int, int],
    says: str,
) -> Anomaly:
    sort = SORTS["R09"]
    return Anomaly(
        sort.id, sort.version, sort.severity, month, who, parts, *amounts, says, sort.guard
    )


def _per_minute(claim: Lost) -> Fraction:
    return Fraction(claim.claimed_ore, length(claim.runs))


def _runs(event: SickPayClaimed) -> tuple[Run, ...]:
    return tuple(
        joined(
            (day.toordinal() * MINUTES_A_DAY + start, day.toordinal() * MINUTES_A_DAY + end)
            for day, start, end in event.lost
        )
    )
