"""
Gathering: reads one case and adds what it shows, and what it tells by itself.

Reports, claims and orders count as they stand at the point of knowledge. What several cases
tell together is asked of all that was gathered, in `ledger.anomalies.judging`.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Final
from uuid import UUID

from ledger.amounts import first_day, month_of, month_of_day
from ledger.anomalies.search import Search
from ledger.anomalies.seen import Ordered, Report, Seen, packed
from ledger.anomalies.sought.payments import paid_otherwise
from ledger.anomalies.sought.sick import claimed_in_case, lost_of
from ledger.anomalies.sought.stays import during_stays
from ledger.anomalies.sought.takeover import claimed_twice
from ledger.anomalies.value import Priced
from ledger.claims.claim import claims_of
from ledger.domain.accounts import accounts_of
from ledger.domain.bank import Said, said_by_bank, standing_orders
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.findings.payments import purpose_of
from ledger.runs import MINUTES_A_DAY, Run
from ledger.statement import Carried
from schemas.circumstances import MinutesDisallowed, StayReported
from schemas.decisions import CaseOpened
from schemas.municipal.claims import ReimbursementClaimed, SickPayClaimed
from schemas.reports import TimeReportReceived
from schemas.terms import PaymentTermsStated

_EVERYBODY: Final = None


def gather(seen: Seen, case_id: UUID, events: Sequence[Recorded], search: Search) -> None:
    """Add one case, its events selected by the point of knowledge."""
    case = Case.of(events)
    seen.cases += 1
    seen.events += len(events)
    _recipient(seen, case, case_id, search.register)
    _reports(seen, case, case_id, search)
    _orders(seen, case, case_id, search)
    asked = {type(case.history.events[place].event) for place in case.history.aside}
    stayed = StayReported in case.history.kinds
    if not stayed and not asked & {SickPayClaimed, ReimbursementClaimed}:
        # Nothing is computed of the thousands of cases that have none of it.
        return
    priced = Priced(case, Carried(case.history, search.register, search.rulebook))
    claims = claims_of(case)
    if stayed:
        seen.found += during_stays(priced, case_id, search.covers)
    if SickPayClaimed in asked:
        seen.lost += lost_of(case, case_id, claims, search.register)
        seen.found += claimed_in_case(priced, case_id, claims, search.covers)
    if ReimbursementClaimed in asked:
        seen.found += claimed_twice(priced, case_id, claims, search.covers)


def bill_hash(name: str) -> int:
    """Return what stands for a bill where the bills of a country are compared."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def _recipient(seen: Seen, case: Case, case_id: UUID, register: Register) -> None:
    for place in case.standing(case.history.by_kind.get(CaseOpened, ())):
        opened = case.event(place, CaseOpened)
        seen.recipients.append((register.person(opened.recipient), case_id))


def _reports(seen: Seen, case: Case, case_id: UUID, search: Search) -> None:
    """Pack the reports that stand, by person."""
    register = search.register
    for month in case.history.reports:
        if not search.gathers(month):
            continue
        taken = dict(_disallowed(case, month, register))
        first = first_day(month)
        for of in accounts_of(case, month, search.rulebook).reports:
            event = of.event
            person = register.person(event.assistant)
            report = Report(
                case_id,
                register.person(event.employer),
                case.event_id(of.place),
                _averaging(event),
                _own_employer(case, event.employer, register),
            )
            away = [*taken.get(person, ()), *taken.get(_EVERYBODY, ())] if taken else ()
            rows = packed(report, first, event.rows, away)
            seen.worked.setdefault(person.bytes, []).append(rows)
            seen.reports += 1
            seen.shifts += len(event.rows)


def _averaging(event: TimeReportReceived) -> Run | None:
    if event.averaging_from is None or event.averaging_until is None:
        return None
    return event.averaging_from.toordinal(), event.averaging_until.toordinal()


def _own_employer(case: Case, employer: UUID, register: Register) -> bool:
    """Tell whether the recipient is the employer: by name, or by the terms of payment."""
    by_kind = case.history.by_kind
    for place in case.standing(by_kind.get(CaseOpened, ())):
        recipient = case.event(place, CaseOpened).recipient
        if register.person(recipient) == register.person(employer):
            return True
    stated = list(case.standing(by_kind.get(PaymentTermsStated, ())))
    return bool(stated) and case.event(stated[-1], PaymentTermsStated).self_employer


def _disallowed(
    case: Case, month: int, register: Register
) -> Iterator[tuple[UUID | None, list[Run]]]:
    """Yield what is decided already of a month, by the assistant concerned; None is everybody."""
    found: dict[UUID | None, list[Run]] = {}
    midnight = (first_day(month) - 1) * MINUTES_A_DAY
    for place in case.standing(case.history.by_kind.get(MinutesDisallowed, ())):
        event = case.event(place, MinutesDisallowed)
        if month_of(event.month) == month:
            whose = None if event.assistant is None else register.person(event.assistant)
            found.setdefault(whose, []).extend(
                (midnight + day * MINUTES_A_DAY + start, midnight + day * MINUTES_A_DAY + end)
                for day, start, end in event.spans
            )
    yield from found.items()


def _orders(seen: Seen, case: Case, case_id: UUID, search: Search) -> None:
    """Keep which bills are paid, the orders of the payees asked for, and orders paid wrongly."""
    if not case.history.payments:
        return
    said = said_by_bank(case)
    for of in _ordered(case, case_id, search.register, said):
        seen.paid_bills += [(bill_hash(bill), case_id) for bill in of.bills]
        if of.payee in search.payees:
            seen.orders.append(of)
    found = paid_otherwise(case, case_id, said, search)
    seen.found += [one for one in found if search.covers(one.month)]


def orders_of(case: Case, case_id: UUID, register: Register) -> list[Ordered]:
    """Return the orders of a case that stand, each with the bills and months that it pays."""
    return list(_ordered(case, case_id, register, said_by_bank(case)))


def _ordered(
    case: Case, case_id: UUID, register: Register, said: Mapping[str, Said]
) -> Iterator[Ordered]:
    for place, _, event in standing_orders(case, said):
        lines = [line for line in event.lines if not line.set_off]
        months = (month for line in lines if (month := purpose_of(case, line)[0]) is not None)
        yield Ordered(
            case_id,
            case.event_id(place),
            register.person(event.payee),
            event.pay_on,
            event.total_ore,
            tuple(dict.fromkeys(line.bill for line in lines if line.bill is not None)),
            tuple(dict.fromkeys(months)) or (month_of_day(event.pay_on),),
        )
