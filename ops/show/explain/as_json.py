"""
The explanation of a month for a program: whole öre, and exact numbers as `n/d`.

Line, step and paper as on the screen, but nothing is left out because it was said before.
"""

from datetime import date
from typing import Any

from ledger.amounts import month_text, rounded
from ledger.findings import READ_UNDER, Order, Table
from ledger.rules import rule
from ledger.statement import Advance, Cut, Line, MunicipalShare, Notice, Statement
from ops.show.audit.as_json import finding_json
from ops.show.audit.resting import weak_grounds
from ops.show.explain.explained import Explained
from ops.show.explain.periods import period_json
from ops.show.explain.steps_json import papers_json, steps_json
from ops.show.head import head_json
from ops.show.quantities import exact_text, minutes_of_units
from ops.show.words import TIME_KINDS, party

Json = dict[str, Any]


def explanation_json(explained: Explained) -> Json:
    """Return the whole explanation."""
    verified = explained.verified
    stated = verified.statement
    findings = (*verified.findings, *explained.unmatched)
    return {
        **head_json(explained.head),
        "case": explained.case_ref,
        "month": month_text(verified.month),
        "known": explained.is_known,
        "right": verified.right,
        "months_known": [month_text(month) for month in explained.months],
        "owed_ore": stated.owed_ore,
        "state_ore": stated.state_ore,
        "payees": _payees(explained),
        "earned": [_line(explained, line, rounded(line.earned)) for line in explained.earned],
        "periods": [period_json(period) for period in explained.periods],
        "cuts": [_cut(explained, cut) for cut in stated.cuts],
        "municipalities": [_municipal(explained, share) for share in stated.municipal],
        "municipal_time": _municipal_time(stated),
        "payments": [_order(explained, order) for order in verified.orders],
        "equation": _equation(verified.now),
        "equation_then": _equation(verified.then),
        "findings": [finding_json(finding, explained.papers) for finding in findings],
        "repaid": [finding_json(of, explained.papers) for of in verified.repaid],
        "cured": [finding_json(finding, explained.papers) for finding in verified.cured],
        "read_under": {name: explained.head.rulebook.policy(name).value for name in READ_UNDER},
        "notices": [
            _notice(explained, notice) for notice in (*verified.notices, *explained.notices)
        ],
        "not_sourced_ore": rounded(explained.not_sourced),
        "rests_on": [
            weak.as_json() for weak in weak_grounds(explained.head.rulebook, explained.rests_on)
        ],
    }


def _payees(explained: Explained) -> list[Json]:
    return [
        {
            "payee": party(share.payee, explained.register),
            "owed_ore": share.owed_ore,
            "exact_ore": exact_text(share.amount),
            "lines": [_part(explained, part, ore) for part, ore in explained.lines_of(share)],
        }
        for share in explained.verified.statement.payees
    ]


def _part(explained: Explained, part: Line | Advance, ore: int) -> Json:
    if isinstance(part, Line):
        return _line(explained, part, ore)
    return {
        "advance_of_period": _day(part.period.first),
        "ore": ore,
        "exact_ore": exact_text(part.amount),
        "derivation": steps_json(part.derivation, explained.papers),
    }


def _line(explained: Explained, line: Line, ore: int) -> Json:
    return {
        **_time(line),
        "municipality": line.municipality,
        "rate_ore_per_hour": line.rate.value,
        "ore": ore,
        "exact_ore": exact_text(line.earned),
        "exact_worth": exact_text(line.amount),
        "derivation": steps_json(line.derivation, explained.papers),
    }


def _cut(explained: Explained, cut: Cut) -> Json:
    return {
        "gate": cut.gate.value,
        "why": rule(cut.gate.value).says,
        **_time(cut),
        "ore": rounded(cut.value),
        "exact_ore": exact_text(cut.value),
        "derivation": steps_json(cut.derivation, explained.papers),
    }


def _time(of: Line | Cut) -> Json:
    return {
        "first_day": _day(of.first),
        "last_day": _day(of.after - 1),
        "kind": TIME_KINDS[of.kind],
        "minutes": exact_text(of.minutes),
        "converted_minutes": exact_text(minutes_of_units(of.units)),
    }


def _municipal(explained: Explained, share: MunicipalShare) -> Json:
    return {
        "municipality": share.municipality,
        "owed_ore": share.owed_ore,
        "exact_ore": exact_text(share.amount),
        "days": share.days,
        "share_minutes": exact_text(minutes_of_units(share.share_units)),
        "payable_minutes": exact_text(minutes_of_units(share.payable_units)),
        "derivation": steps_json(share.derivation, explained.papers),
    }


def _municipal_time(stated: Statement) -> list[Json]:
    return [
        {
            "municipality": time.municipality,
            "kind": TIME_KINDS[time.kind],
            "minutes": exact_text(time.minutes),
            "converted_minutes": exact_text(minutes_of_units(time.units)),
        }
        for time in stated.municipal_time
    ]


def _order(explained: Explained, order: Order) -> Json:
    verified = explained.verified
    by_place = {other.place: other.ref for other in verified.orders}
    return {
        "order": order.ref,
        "payee": party(order.payee, explained.register),
        "pay_on": order.pay_on.isoformat(),
        "ore": order.amount_ore,
        "settled_ore": order.settled_ore,
        "returned_ore": order.returned_ore,
        "repaid_ore": order.repaid_ore,
        "pays_again": None if order.repays is None else by_place[order.repays],
        "paid_twice": order.place in verified.now.duplicates,
        "lines": [
            {
                "ore": line.amount_ore,
                "bill": line.bill,
                "minutes": None if line.minutes is None else "/".join(map(str, line.minutes)),
                "rate_ore_per_hour": line.rate_ore,
                "municipal": [{"municipality": code, "ore": ore} for code, ore in line.municipal],
            }
            for line in order.lines
        ],
    }


def _equation(table: Table) -> Json:
    return {
        "owed_ore": table.owed_ore,
        "paid_ore": table.paid_ore,
        "pending_ore": table.pending_ore,
        "not_yet_due_ore": table.not_yet_due_ore,
        "returned_ore": table.returned_ore,
        "difference_ore": table.difference_ore,
        "findings_ore": sum(table.deltas.values()),
        "residual_ore": table.residual_ore,
    }


def _notice(explained: Explained, notice: Notice) -> Json:
    return {
        "kind": notice.kind,
        "says": notice.says,
        "papers": papers_json(notice.events, explained.papers),
    }


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
