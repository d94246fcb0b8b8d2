"""
Time reports and bills of a case file, as events; a month without a bill is billed by its rows.

How many minutes really pass on the night of a clock change is asked of the ledger.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, cast

from ledger.amounts import days_in, month_of
from ledger.domain.accounts import Report
from ledger.statement.rows import pieces_of
from ops.case_file.decisions import run_of_days
from ops.case_file.entries import Entry, id_of
from ops.case_file.envelopes import Documents, Sort, months_later
from ops.case_file.shifts import Shift, shifts_of
from schemas.bounds import HIGHEST_ROWS, STANDBY, WAITING
from schemas.reports import BillReceived, TimeReportReceived

#: The bounds of `schemas.bounds`: forms of a report, and minutes on a month's bill.
_MOST_PARTS: Final = 99
_MOST_BILLED: Final = 2 * 31 * 24 * 60
#: Papers that state no stamp came on the first day of the second month after.
_IN_TIME: Final = (2, 1)


def read_accounts(file: Entry, documents: Documents, default_month: str | None) -> None:
    """Read reports and bills, and bill the months that say nothing of bills."""
    reported: dict[str, list[TimeReportReceived]] = {}
    for entry in file.rows("report"):
        events = read_report(entry, documents, default_month)
        for event in events:
            reported.setdefault(event.month, []).append(event)
    if isinstance(file.raw("bill"), str):
        if file.text("bill") != "none":
            file.wrong("bill", 'a list of tables, written [[bill]], or "none"', None)
        return
    billed = {_read_bill(entry, documents, default_month) for entry in file.rows("bill")}
    for number, month in enumerate(sorted(reported.keys() - billed)):
        implied = Entry(f"the bill of {month}", {}, documents.faults, number=number)
        stamp = months_later(month, *_IN_TIME)
        bill = _bill_of_rows(month, reported[month])
        documents.add(Sort.BILL, implied, f"bill-{month}", stamp, [bill])


def read_report(
    entry: Entry, documents: Documents, default_month: str | None
) -> Sequence[TimeReportReceived]:
    """Read one assistant's report of a month, and return its forms."""
    month = entry.month("month", default_month)
    events = list(_forms(entry, month))
    default_id = f"report-{entry.number + 1}"
    replaces = documents.named(entry, "replaces", Sort.REPORT, default_id)
    if replaces is not None and documents.parts_of(replaces) != len(events):
        entry.fault(
            f"{len(events)} forms of {HIGHEST_ROWS} rows replace {documents.parts_of(replaces)}: "
            "write both reports with as many forms"
        )
    stamp = entry.stamp("received", months_later(month, *_IN_TIME))
    documents.add(Sort.REPORT, entry, default_id, stamp, events, replaces=replaces)
    return events


def _forms(entry: Entry, month: str) -> Iterator[TimeReportReceived]:
    """Yield the report form by form, forty rows on each."""
    assistant = id_of("person", entry.name("assistant", "A"))
    employer = id_of("party", entry.name("employer", "provider"))
    adds = entry.flag("adds")
    first_part = entry.whole("part", 1, _MOST_PARTS) if entry.has("part") else 1
    averaging_from, averaging_until = run_of_days(entry, "averaging")
    rows = _rows(entry, days_in(month_of(month)))
    if first_part > 1 and len(rows) > HIGHEST_ROWS:
        entry.fault(f"a form that states its part has at most {HIGHEST_ROWS} rows")
    for number, start in enumerate(range(0, max(len(rows), 1), HIGHEST_ROWS)):
        yield TimeReportReceived(
            assistant=assistant,
            employer=employer,
            month=month,
            rows=tuple(rows[start : start + HIGHEST_ROWS]),
            part=first_part + number,
            adds=adds,
            averaging_from=averaging_from,
            averaging_until=averaging_until,
        )


def _rows(entry: Entry, days_in_month: int) -> list[Shift]:
    found = entry.raw("rows")
    texts = cast("list[object]", found) if isinstance(found, list) else [found]
    words = [text for text in texts if isinstance(text, str)]
    if len(words) != len(texts) or not isinstance(found, list):
        return entry.wrong("rows", 'a list of texts, as ["1-28 08:00-16:00"]', [])
    faults: list[str] = []
    shifts = shifts_of(words, days_in_month, faults)
    for fault in faults:
        entry.fault(f"rows: {fault}")
    return shifts


def _read_bill(entry: Entry, documents: Documents, default_month: str | None) -> str:
    month = entry.month("month", default_month)
    default_id = f"bill-{entry.number + 1}"
    bill = BillReceived(
        month=month,
        active_minutes=entry.whole_minutes("active", _MOST_BILLED, 0),
        waiting_minutes=entry.whole_minutes("waiting", _MOST_BILLED, 0),
        standby_minutes=entry.whole_minutes("standby", _MOST_BILLED, 0),
        adds=entry.flag("adds"),
    )
    replaces = documents.named(entry, "replaces", Sort.BILL, default_id)
    stamp: date = entry.stamp("received", months_later(month, *_IN_TIME))
    documents.add(Sort.BILL, entry, default_id, stamp, [bill], replaces=replaces)
    return month


def _bill_of_rows(month: str, reports: Sequence[TimeReportReceived]) -> BillReceived:
    """Return a bill with the totals of the rows of every report, what is corrected included."""
    forms = [Report(n, event, str(n), late=False, in_time=None) for n, event in enumerate(reports)]
    active = waiting = standby = Fraction(0)
    for piece in pieces_of(forms, month_of(month), wall=False):
        if piece.kind == WAITING:
            waiting += piece.minutes
        elif piece.kind == STANDBY:
            standby += piece.minutes
        else:
            active += piece.minutes
    return BillReceived(
        month=month,
        active_minutes=int(active),
        waiting_minutes=int(waiting),
        standby_minutes=int(standby),
    )
