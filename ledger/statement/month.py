"""
A month's time through all gates, and what it uses of its grant periods.

`Carried` keeps what was computed of a case, so that earlier months of a
period and points of knowledge without new events are computed once. Money is
made of it in `money`.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Final
from uuid import UUID

from ledger.amounts import month_of_day, month_text
from ledger.domain.accounts import Accounts, accounts_of
from ledger.domain.case import Case, History
from ledger.domain.circumstances import Circumstances, Ground, Stay, circumstances_of
from ledger.domain.grants import Granted, granted_time
from ledger.domain.notice_pay import notice_pay
from ledger.domain.register import Register
from ledger.domain.terms import Terms, costs_of, terms_of
from ledger.rules import Rulebook
from ledger.statement.gates.bars import bars
from ledger.statement.gates.basis import basis, death_and_grant, settled_of
from ledger.statement.gates.bill import beyond_rows, bill_lower
from ledger.statement.gates.costs import costs
from ledger.statement.gates.cutting import Closings
from ledger.statement.gates.deduction import born_for, deductions_of
from ledger.statement.gates.limits import Drawing, apply_limits
from ledger.statement.gates.overlap import mark_double, overlap, rank_and_sort
from ledger.statement.gates.pools import Pool, PoolKey, pools_of
from ledger.statement.gates.stays import stays
from ledger.statement.gates.worktime import Averaged, Worked, worktime, worktime_limit
from ledger.statement.model import Exact, Gate, Span, Statement, places_of
from ledger.statement.plain import may_be_plain, plain_minutes, plain_sums
from ledger.statement.rows import Piece, overlapping, pieces_of, version_of, weighing
from ledger.statement.spans import spans_of
from ledger.statement.sums import Part, Time, beyond_rows_of, sums_of

_Key = tuple[int, tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class MonthTime:
    """
    The month's time: payable per part, cut per gate and part.

    `used` holds units per pool; `pools` what each was granted and what earlier
    months had used. `worked` is what counts of each
    calculation period, `closings` on which grounds gates 4 and 5 cut, by day,
    `stays` what gate 5 heard of;
    `beyond_rows` are minutes per span and kind that only the bill states (R8).
    """

    spans: tuple[Span, ...]
    accounts: Accounts
    granted: Granted
    payable: dict[Part, Time]
    cut: dict[tuple[Gate, Part], Time]
    used: dict[PoolKey, Exact]
    pools: dict[PoolKey, Pool]
    worked: Worked = field(default_factory=dict[Averaged, Exact])
    closings: Sequence[tuple[Gate, int, Ground]] = ()
    stays: Sequence[Stay] = ()
    beyond_rows: Mapping[tuple[int, int], Exact] = field(
        default_factory=dict[tuple[int, int], Exact]
    )


class Carried:
    """What was computed of one history under one register and rulebook."""

    def __init__(
        self,
        history: History,
        register: Register,
        rulebook: Rulebook,
        *,
        asks_every_gate: bool = False,
    ) -> None:
        """
        Start empty; the case of every call must be a point of this history.

        `asks_every_gate` takes no shortcut for plain months; nothing else differs.
        """
        self._asks_every_gate = asks_every_gate
        self.history: Final = history
        self.register: Final = register
        self.rulebook: Final = rulebook
        # A bill is time of its own only where it is paid instead of the rows (R8).
        by_bill = history.bills if rulebook.policy("basis").value == "BILL" else ()
        self._with_time = sorted({*history.reports, *by_bill})
        self._granted: dict[tuple[int, int], Granted] = {}
        self._terms: dict[int, Terms] = {}
        self._months: dict[_Key, MonthTime] = {}
        self._statements: dict[_Key, Statement] = {}
        self._circumstances: dict[tuple[int, int], Circumstances] = {}
        self._linked = register.linked(history.assistants)

    def granted(self, case: Case, month: int) -> Granted:
        """Return the granted time of the case at its point, up to a month and its periods."""
        until = max(month, self.history.last_month)
        key = (case.fingerprint(month)[0], until)
        granted = self._granted.get(key)
        if granted is None:
            granted = self._granted[key] = granted_time(case, until, self.rulebook)
        return granted

    def terms(self, case: Case) -> Terms:
        """Return what papers beside the decisions say of payee, rate and mode of payment."""
        known = case.fingerprint(0)[0]
        terms = self._terms.get(known)
        if terms is None:
            terms = self._terms[known] = terms_of(case)
        return terms

    def _key(self, case: Case, month: int) -> _Key:
        """Return what tells the case's point from others for this month."""
        return (month, case.fingerprint(month), self._register_unknown(case))

    def _register_unknown(self, case: Case) -> int:
        """Return how much of what the register says of this case is unknown at the point."""
        if case.instant is None or self.register.is_known_whole(case.instant):
            return 0
        return len(self._learnt) - bisect_right(self._learnt, case.instant)

    @cached_property
    def _learnt(self) -> list[datetime]:
        """Return when the register learnt what may change this case: between, it is the same."""
        return self.register.learnt(self.history.parties)

    def _persons(self, case: Case) -> dict[UUID, UUID]:
        """Return the assistants of the case who are known under another id as well."""
        register = self.register
        persons = {met: register.person(met, case.instant) for met in self._linked}
        return {met: person for met, person in persons.items() if met != person}

    def kept(
        self, case: Case, month: int, make: Callable[["Carried", Case, int], Statement]
    ) -> Statement:
        """Return the statement of a month, made once for all points that see the same."""
        key = self._key(case, month)
        found = self._statements.get(key)
        if found is None:
            found = self._statements[key] = make(self, case, month)
        return found

    def month(self, case: Case, month: int) -> MonthTime:
        """Return the month's time at the case's point; computed once per fingerprint."""
        key = self._key(case, month)
        found = self._months.get(key)
        if found is None:
            found = self._months[key] = self._compute(case, month)
        return found

    def _compute(self, case: Case, month: int) -> MonthTime:
        rulebook = self.rulebook
        granted = self.granted(case, month)
        spans = spans_of(granted, month, rulebook, self.terms(case))
        settled = settled_of(case, spans, self.terms(case), rulebook)
        if self._linked:
            case = replace(case, same=self._persons(case))
        accounts = accounts_of(case, month, rulebook, settled)
        minutes = plain_minutes(accounts, spans, month) if self._may_be_plain else None
        if minutes is not None:
            pools = self._pools(case, month, granted, double=False)
            plain = plain_sums(minutes, pools)
            if plain is not None:
                return MonthTime(tuple(spans), accounts, granted, plain[0], {}, plain[1], pools)
        closings: Closings = {}
        pieces, worked = self._gated(case, month, accounts, spans, closings)
        double = any(piece.double for piece in pieces)
        pools = self._pools(case, month, granted, double=double)
        pieces, used = apply_limits(pieces, spans, pools, Drawing.by(rulebook))
        payable, cut = sums_of(pieces, self.places(spans))
        paid_on_bill = rulebook.policy("basis").value == "BILL"
        return MonthTime(
            tuple(spans),
            accounts,
            granted,
            payable,
            cut,
            used,
            pools,
            worked=worked,
            closings=tuple(closings),
            stays=self._circumstances_at(case).stays,
            beyond_rows=beyond_rows_of(pieces, spans) if paid_on_bill else {},
        )

    def places(self, spans: Sequence[Span]) -> Mapping[int, int]:
        """Return by which place the time of each day is added up: that of its span."""
        return places_of(spans)

    @cached_property
    def _may_be_plain(self) -> bool:
        if self._asks_every_gate:
            return False
        return may_be_plain(self.history, self.register, self.rulebook)

    def _gated(
        self,
        case: Case,
        month: int,
        accounts: Accounts,
        spans: list[Span],
        closings: Closings,
    ) -> tuple[list[Piece], Worked]:
        """Return the month's pieces after gates 1 to 7, double minutes marked."""
        rulebook = self.rulebook
        wall = rulebook.policy("dst").value == "WALL_CLOCK"
        pieces = pieces_of(accounts.reports, month, wall=wall)
        weigh = weighing(rulebook.policy("convert.round").value, pieces)
        if weigh is not None:
            weigh(pieces)
        same = self._persons(case)
        for piece in pieces if same else ():
            piece.person = same.get(piece.person, piece.person)
        crowded = overlapping(pieces)
        if crowded:
            pieces = rank_and_sort(pieces)
        left = notice_pay(case, self.register, "DEATH", rulebook)
        death_and_grant(pieces, spans, left)
        if any(span.costed for span in spans) and costs_of(case, month_text(month)) is None:
            costs(pieces, spans)
        version = partial(version_of, wall=wall, weigh=weigh)
        pieces = basis(pieces, accounts, spans, version)
        circumstances = self._circumstances_at(case)
        pieces = bars(pieces, circumstances.barred, spans, closings)
        pieces, worked = self._averaged(case, month, accounts, pieces, closings)
        pieces = stays(pieces, circumstances, closings)
        once = rulebook.policy("overlap.same_assistant").value == "ONCE"
        if crowded:
            sick_once = rulebook.policy("sick.row").value == "ONCE"
            pieces = overlap(pieces, once=once, sick_once=sick_once)
        paid_on = rulebook.policy("basis").value
        bill = accounts.bill if accounts.billed else None
        if bill is not None and paid_on != "ROWS":
            pieces = bill_lower(pieces, bill)
        pieces = mark_double(pieces, once=once) if crowded else pieces
        if bill is not None and paid_on == "BILL":
            pieces += beyond_rows(pieces, bill, spans)
        return pieces, worked

    def _circumstances_at(self, case: Case) -> Circumstances:
        """Return what closes time at the case's point; the same for all of its months."""
        key = (case.fingerprint(0)[0], self._register_unknown(case))
        found = self._circumstances.get(key)
        if found is None:
            found = circumstances_of(case, self.register, self.rulebook)
            self._circumstances[key] = found
        return found

    def _averaged(
        self,
        case: Case,
        month: int,
        accounts: Accounts,
        pieces: list[Piece],
        closings: Closings,
    ) -> tuple[list[Piece], Worked]:
        """Bar working time beyond the limit of a stated calculation period (G16)."""
        if all(report.event.averaging_from is None for report in accounts.reports):
            return pieces, {}
        if self.rulebook.policy("worktime.in_case").value == "OFF":
            return pieces, {}

        def before(key: Averaged) -> Exact:
            months = [m for m in sorted(self.history.reports) if key.begun <= m < month]
            return sum(self.month(case, earlier).worked.get(key, 0) for earlier in months)

        limit = partial(worktime_limit, case, self.register, self.rulebook)
        return worktime(pieces, limit, before, closings)

    def _pools(
        self, case: Case, month: int, granted: Granted, *, double: bool
    ) -> dict[PoolKey, Pool]:
        """Return each pool that the month draws on, and what is used of it (G1)."""
        pools = pools_of(case, granted, month, self.rulebook, double=double)
        born = born_for(case, self.register, self.rulebook)
        taken = {} if born is None else deductions_of(pools, granted, born, month, self.rulebook)
        return {
            key: Pool(
                units - taken[key].units if key in taken else units,
                sum(
                    self.month(case, earlier).used.get(key, 0)
                    for earlier in self._earlier(key.first, month)
                ),
                taken.get(key),
            )
            for key, units in pools.items()
        }

    def _earlier(self, first: int, month: int) -> list[int]:
        """Return the earlier months with time since a pool's first day, in order."""
        begun = month_of_day(date.fromordinal(first))
        return [m for m in self._with_time if begun <= m < month]
