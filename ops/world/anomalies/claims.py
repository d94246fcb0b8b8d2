"""
What must be found in a world of claims and stays: R09, R12 and R15, minute by minute.

As `truth`, a second calculation that imports nothing of the ledger. Only minutes are worked out:
what a claim is worth has a truth of its own elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations
from math import ceil
from typing import Any

from ops.world.anomalies.documents import DAY, Document, Documents, month_of, named
from ops.world.anomalies.truth import Entry, rows_of

_SICK = 1
_WEIGHT = {0: Fraction(1), 1: Fraction(1), 2: Fraction(1, 4), 3: Fraction(1, 7)}


#: Why a claim for sick pay is cut, where it is for what is paid for already.
_TWICE = frozenset({"CLAIMED_BEFORE", "REFUNDED", "AFTER_REFORM", "AFTER_TAKEOVER"})


def claims_of(documents: Documents, claims: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Return every anomaly of claims and stays; `claims` are judged by a truth of their own."""
    reports = documents.reports(documents.persons())
    return [
        *_cut(documents, claims),
        *_sick(documents, reports),
        *_stays(documents, reports),
        *_takeovers(documents, reports),
    ]


def _cut(documents: Documents, claims: Sequence[Mapping[str, Any]]) -> Iterator[Entry]:
    """Yield the claims that the world itself makes wrong."""
    papers = {named(of): of for of in documents.of("sick-pay-claimed")}
    for claim in claims:
        ore = sum(of for reason, of in claim["cuts"].items() if reason in _TWICE)
        if claim["kind"] == "sick-pay" and ore:
            lost = _lost(papers[claim["claim"]])
            yield Entry("R09", month_of(min(lost)), (claim["case"],), len(lost), ore)


def _lost(claim: Document) -> set[int]:
    found: set[int] = set()
    for day, start, end in claim["lost"]:
        begun = date.fromisoformat(day).toordinal() * DAY
        found.update(range(begun + start, begun + end))
    return found


def _sick(documents: Documents, reports: list[Document]) -> Iterator[Entry]:
    persons = documents.persons()
    claims = list(documents.of("sick-pay-claimed"))
    for claim in claims:
        who, lost = persons.one(claim["sender"], claim["assistant"]), _lost(claim)
        own = [of for of in reports if persons.one(of["sender"], of["assistant"]) == who]
        for case, minutes in _worked(own).items():
            both = minutes & lost
            here = case == claim["case_ref"]
            if both:
                cases = tuple(sorted({case, claim["case_ref"]}))
                yield Entry("R09", month_of(min(lost if here else both)), cases, len(both))
    for one, other in combinations(claims, 2):
        same = len({persons.one(of["sender"], of["assistant"]) for of in (one, other)}) == 1
        both = _lost(one) & _lost(other)
        if same and both and one["case_ref"] != other["case_ref"]:
            cases = tuple(sorted((one["case_ref"], other["case_ref"])))
            yield Entry("R09", month_of(min(both)), cases, len(both))


def _worked(reports: list[Document]) -> dict[str, set[int]]:
    """Return the minutes that reports say were worked, by case."""
    found: dict[str, set[int]] = {}
    for of in reports:
        minutes = found.setdefault(of["case_ref"], set())
        for first, after, kind in rows_of(of):
            if kind != _SICK:
                minutes.update(range(first, after))
    return found


def _stays(documents: Documents, reports: list[Document]) -> Iterator[Entry]:
    for stay in documents.of("stay-reported"):
        first = date.fromisoformat(stay["first_day"]).toordinal() * DAY + stay["first_minute"]
        after = date.fromisoformat(stay["last_day"]).toordinal() * DAY + stay["last_minute"]
        months: dict[str, int] = {}
        for of in reports:
            if of["case_ref"] == stay["case_ref"]:
                for start, end, _ in rows_of(of):
                    inside = max(0, min(end, after) - max(start, first))
                    if inside:
                        months[of["month"]] = months.get(of["month"], 0) + inside
        for month, minutes in months.items():
            yield Entry("R12", month, (stay["case_ref"],), minutes)


def _takeovers(documents: Documents, reports: list[Document]) -> Iterator[Entry]:
    taken = {
        of["case_ref"]: date.fromisoformat(of["effective_from"]).toordinal()
        for of in documents.of("grant-decided")
        if "takes_over" in of
    }
    for claim in documents.of("reimbursement-claimed"):
        from_day = taken.get(claim["case_ref"])
        if from_day is None:
            continue
        total = Fraction(0)
        for line in claim["lines"]:
            first = date.fromisoformat(line["first_day"]).toordinal()
            last = date.fromisoformat(line["last_day"]).toordinal()
            before = after = Fraction(0)
            for of in reports:
                if of["case_ref"] != claim["case_ref"]:
                    continue
                for start, end, kind in rows_of(of):
                    if first <= start // DAY <= last:
                        converted = (end - start) * _WEIGHT[kind]
                        if start // DAY >= from_day:
                            after += converted
                        else:
                            before += converted
            total += min(after, max(Fraction(0), Fraction(*line["minutes"]) - before))
        if total:
            yield Entry("R15", claim["month"], (claim["case_ref"],), ceil(total))
