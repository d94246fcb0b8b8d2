"""
The oracle: what a month is worth, minute by minute, straight from the semantics.

Naive and slow on purpose, and without a line of the product's calculation:
every row becomes minutes, every minute goes through gates 1 to 9 in turn, and
every sum is a fraction. It covers arrears at the standard rate: sections 1 to
4 with G1–G9, G12, R1–R9, M1, M6 and M7, for the years 2025 and 2026.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from schemas.reports import BillReceived, TimeReportReceived
from tests.properties.oracle_days import (
    MOVED,
    Days,
    Paper,
    Wishes,
    days_between,
    first_of,
    rate_on,
    text_of,
)
from tests.properties.oracle_minutes import (
    COLUMN,
    WEIGHT,
    Minute,
    Row,
    aligned,
    cut_tail,
    keep_first,
    mark_double,
    minutes_of,
    overlap,
)

GATES = ("", "DEATH", "NO_GRANT", "LATE", "", "", "OVERLAP", "BILL_LOWER", "DOUBLE_LIMIT", "POOL")


@dataclass
class Answer:
    """What the oracle says of a month, in exact minutes and öre."""

    owed_ore: int
    payees: dict[UUID, int]
    municipalities: dict[str, int]
    state_ore: int
    payable: dict[int, Fraction]
    municipal_time: dict[int, Fraction]
    cut: dict[str, tuple[Fraction, Fraction]]
    gates: dict[int, Fraction]
    reported: Fraction


def rounded(amount: Fraction) -> int:
    sign = -1 if amount < 0 else 1
    return sign * int(abs(amount) + Fraction(1, 2))


class Oracle(Days):
    """The months of one case."""

    def __init__(self, papers: Iterable[Paper], wishes: Wishes) -> None:
        super().__init__(papers, wishes)
        self.months: dict[str, tuple[list[Minute], dict[int, tuple[Fraction, Fraction]]]] = {}

    # Section 3: the accounts.

    def timely(self, place: int, month: str) -> bool:
        """R6: received by the end of the 5th of M+2, or where it moves."""
        fifth = first_of(month, 2).replace(day=5)
        last = MOVED.get(fifth, fifth)
        end = datetime.combine(last + timedelta(1), time(), ZoneInfo("Europe/Stockholm"))
        return self.papers[place].envelope.known_at < end

    def standing(self, month: str, kind: type[Any]) -> tuple[list[int], dict[int, list[int]]]:
        """R5: the papers of a month that stand, and what each of them replaces."""
        latest: dict[Any, int] = {}
        earlier: dict[int, list[int]] = defaultdict(list)
        adding: list[int] = []
        for place, paper in enumerate(self.papers):
            event: Any = paper.event
            if not isinstance(event, kind) or event.month != month:
                continue
            target, after = self.named(place), place
            while target is not None and target < after:
                earlier[place].append(target)
                target, after = self.named(target), target
            if event.adds:
                adding.append(place)
                continue
            key = key_of(event, self.wishes.persons)
            if key in latest:
                earlier[place] += [latest[key], *earlier[latest[key]]]
            latest[key] = place
        return [p for p in sorted([*latest.values(), *adding]) if p not in self.gone], earlier

    def billed(self, month: str) -> tuple[str, list[int]]:
        """R6, R8: whether a bill counts, and its minutes per column."""
        places, earlier = self.standing(month, BillReceived)
        if not places:
            return "NO_BASIS", [0, 0, 0]
        counted = [bill_minutes(self.papers[p].event) for p in places if self.timely(p, month)]
        for place, version in self.leans(month, places, earlier).items():
            if version is not None:
                late, before = (bill_minutes(self.papers[p].event) for p in (place, version))
                counted.append([min(pair) for pair in zip(late, before, strict=True)])
        return "OK" if counted else "LATE", [sum(of) for of in zip(*counted, strict=True)]

    def rows(self, place: int) -> list[Row]:
        envelope, event = self.papers[place].envelope, self.papers[place].event
        assert isinstance(event, TimeReportReceived)
        person = self.wishes.persons.get(event.assistant, event.assistant)
        return [
            Row(first_of(event.month).replace(day=d), s, e, kind, person,
                envelope.document_id, place, number)
            for number, (d, s, e, kind) in enumerate(event.rows)
        ]  # fmt: skip

    def month(self, month: str) -> tuple[list[Minute], dict[int, tuple[Fraction, Fraction]]]:
        """Every minute of the month with its gate, and what is used per period."""
        if month not in self.months:
            places, earlier = self.standing(month, TimeReportReceived)
            rows = [row for place in places for row in self.rows(place)]
            for row in rows:
                same_day = [r for r in rows if (r.day, r.person) == (row.day, row.person)]
                row.rank = min((r.start, r.document, r.number) for r in same_day)
            minutes = [minute for row in rows for minute in minutes_of(row)]
            self.close_days(minutes)
            minutes = self.basis(month, minutes, self.leans(month, places, earlier))
            minutes = aligned(minutes)
            overlap(minutes)
            minutes = aligned(self.bill_lower(month, minutes))
            mark_double(minutes)
            self.months[month] = self.limits(month, minutes)
        return self.months[month]

    # Section 1.4: the gates.

    def close_days(self, minutes: Iterable[Minute]) -> None:
        for minute in minutes:
            if not self.lives(minute.row.day):
                minute.gate = "DEATH"
            elif minute.row.day not in self.days:
                minute.gate = "NO_GRANT"

    def basis(
        self, month: str, minutes: list[Minute], leans: Mapping[int, int | None]
    ) -> list[Minute]:
        verdict, _ = self.billed(month)
        for minute in minutes:
            if verdict != "OK":
                minute.gate = minute.gate or verdict
            elif leans.get(minute.row.place, minute) is None:
                minute.gate = minute.gate or "LATE"
        for place, version in leans.items() if verdict == "OK" else ():
            own = [m for m in minutes if m.row.place == place]
            before = (
                [] if version is None else [m for r in self.rows(version) for m in minutes_of(r)]
            )
            allowed = sum((m.converted for m in before), Fraction(0))
            excess = sum((m.converted for m in own), -allowed)
            minutes += cut_tail(own, excess, "LATE", lambda m: WEIGHT[m.row.kind])
        return minutes

    def leans(
        self, month: str, places: Iterable[int], earlier: Mapping[int, list[int]]
    ) -> dict[int, int | None]:
        """R6: for each late paper the version that it corrects, each version once."""
        came = [place for place in range(len(self.papers)) if self.timely(place, month)]
        gone = self.replaced(came)
        keys = {place: key_of(self.papers[place].event, self.wishes.persons) for place in came}
        last = {keys[place]: place for place in came}
        stood = {p for p in came if p not in gone and last[keys[p]] == p}
        stood |= {p for p in set(came) - gone if not keys[p]}
        found: dict[int, int | None] = {}
        for place in places:
            if not self.timely(place, month):
                left = stood & set(earlier[place]) - set(found.values())
                found[place] = max(left, default=None)
        return found

    def bill_lower(self, month: str, minutes: list[Minute]) -> list[Minute]:
        verdict, billed = self.billed(month)
        for column in range(3) if verdict == "OK" else ():
            own = [m for m in minutes if COLUMN[m.row.kind] == column and m.gate != "OVERLAP"]
            excess = sum((m.real for m in own), Fraction(-billed[column]))
            minutes += cut_tail(own, Fraction(excess), "BILL_LOWER", lambda _: 1)
        return minutes

    def limits(
        self, month: str, minutes: list[Minute]
    ) -> tuple[list[Minute], dict[int, tuple[Fraction, Fraction]]]:
        """G8 before G1, the first in chronological order first (G9)."""
        rooms: dict[int, list[Fraction]] = {}
        used: dict[int, list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
        for number, gate in ((1, "DOUBLE_LIMIT"), (0, "POOL")):
            for minute in sorted(minutes, key=lambda m: (*m.row.order, m.start)):
                if minute.gate is not None or number > minute.double:
                    continue
                period = self.days[minute.row.day].period
                if period not in rooms:
                    rooms[period] = self.room(period, month)
                weight = WEIGHT[minute.row.kind]
                minutes += keep_first(minute, rooms[period][number] / weight, gate)
                if minute.gate is None:
                    rooms[period][number] -= minute.converted
        for minute in minutes:
            if minute.gate is None:
                taken = used[self.days[minute.row.day].period]
                taken[0] += minute.converted
                taken[1] += minute.converted if minute.double else 0
        return minutes, {period: (of[0], of[1]) for period, of in used.items()}

    def room(self, period: int, month: str) -> list[Fraction]:
        """What the pool and its double part have left when the month begins (G1)."""
        room = list(self.pool(period, month))
        if self.wishes.pool != "MONTH":
            first = min(day for day, of in self.days.items() if of.period == period)
            earlier = first.replace(day=1)
            while text_of(earlier) < month:
                spent = self.month(text_of(earlier))[1].get(period, (Fraction(0), Fraction(0)))
                room = [left - of for left, of in zip(room, spent, strict=True)]
                earlier = first_of(text_of(earlier), 1)
        return [max(left, Fraction(0)) for left in room]

    # Section 4: the money.

    def answer(self, month: str) -> Answer:
        minutes, _ = self.month(month)
        payees: dict[UUID, Fraction] = defaultdict(Fraction)
        payable: dict[int, Fraction] = defaultdict(Fraction)
        foreign: dict[int, Fraction] = defaultdict(Fraction)
        cut: dict[str, tuple[Fraction, Fraction]] = defaultdict(lambda: (Fraction(0), Fraction(0)))
        shared: dict[str, list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 2)
        for minute in minutes:
            day, gate = minute.row.day, minute.gate
            value = minute.converted / 60 * rate_on(day, self.wishes)
            of = self.days.get(day)
            if of is not None and of.decision.authority != "FK":
                if gate is None:
                    foreign[minute.row.kind] += minute.real
                gate = "NO_GRANT"
            if gate is not None:
                spent = cut[gate]
                cut[gate] = (spent[0] + minute.real, spent[1] + value)
                continue
            assert of is not None
            payees[of.decision.payee] += value
            payable[minute.row.kind] += minute.real
            if self.wishes.reform is None or day < self.wishes.reform:
                sums = shared[of.decision.municipality]
                shared[of.decision.municipality] = [sums[0] + minute.converted, sums[1] + value]
        owed = {payee: rounded(amount) for payee, amount in payees.items()}
        municipal = self.municipal(month, shared)
        gates: dict[int, Fraction] = defaultdict(Fraction)
        for gate, (_, value) in cut.items():
            gates[GATES.index(gate.replace("NO_BASIS", "LATE"))] += value
        return Answer(
            owed_ore=sum(owed.values()), payees=owed, municipalities=municipal,
            state_ore=sum(owed.values()) - sum(municipal.values()), payable=dict(payable),
            municipal_time=dict(foreign), cut=dict(cut), gates=dict(gates),
            reported=Fraction(sum(m.real for m in minutes)),
        )  # fmt: skip

    def municipal(self, month: str, shared: Mapping[str, Sequence[Fraction]]) -> dict[str, int]:
        """M7: A_k = V_k · min(1, S_k / H_k), where S_k = 1200 · D_k / 7 minutes."""
        days: dict[str, int] = defaultdict(int)
        for day in days_between(first_of(month), first_of(month, 1)):
            of = self.days.get(day)
            if of is None or of.decision.authority != "FK":
                continue
            if self.wishes.reform is None or day < self.wishes.reform:
                days[of.decision.municipality] += 1
        owed: dict[str, int] = {}
        for code, of_days in days.items():
            hours, value = shared.get(code, (Fraction(0), Fraction(0)))
            part = min(Fraction(1), Fraction(1200 * of_days, 7) / hours) if hours else Fraction(0)
            owed[code] = rounded(value * part)
        return owed


def key_of(event: object, persons: Mapping[UUID, UUID]) -> tuple[Any, ...]:
    """What a later paper must share to replace an earlier one without naming it (R5)."""
    if not isinstance(event, TimeReportReceived | BillReceived) or event.adds:
        return ()
    if isinstance(event, BillReceived):
        return (event.month,)
    person = persons.get(event.assistant, event.assistant)
    return (event.month, person, event.employer, event.part)


def bill_minutes(event: object) -> list[int]:
    assert isinstance(event, BillReceived)
    return [event.active_minutes, event.waiting_minutes, event.standby_minutes]
