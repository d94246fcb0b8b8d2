"""
The report of an audit on the screen: how many payouts are right, what is wrong, and what to do now.

Shows what `projections.audit` found and computes nothing. The same for a program is in
`as_json`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ledger.amounts import month_text
from ops.show.audit.claims import claims_parts
from ops.show.audit.equation import equation, kinds_table, outside_the_equation
from ops.show.audit.resting import resting_block
from ops.show.head import Head, head_block, months_text
from ops.show.money import amount, kronor, number, signed
from ops.show.papers import Paper, since_text
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.screen import (
    BAD,
    DOUBTFUL,
    FAINT,
    GOOD,
    STRONG,
    figures,
    heading,
    names,
    spaced,
    table,
    words,
)
from ops.show.words import NOTICES, ORDER, when_text
from projections.audit import AuditReport, CaseFinding

#: Rows of a list that are shown unless all are asked for.
SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class AuditView:
    """
    An audit as it is shown; `papers` are those that made findings differ from then.

    `day_before` is set where a payday that is over was asked about by what is known now.
    """

    head: Head
    report: AuditReport
    papers: Mapping[UUID, Paper]
    shows_all: bool = False
    payday: str | None = None
    day_before: str | None = None


def audit_report(view: AuditView) -> Group:
    """Return the whole report."""
    return Group(*audit_parts(view), next_step(view))


def audit_parts(view: AuditView) -> list[RenderableType]:
    """Return the report without what to do next."""
    return spaced(_parts(view))


def _parts(view: AuditView) -> Iterator[RenderableType]:
    report = view.report
    question = report.question
    yield heading("Kvitto audit")
    yield head_block(
        view.head,
        ("Months", months_text(question.first_month, question.last_month)),
        ("Ledger", f"{counted(report.cases, 'case')}, {counted(report.events, 'event')}"),
    )
    yield _counts(report)
    yield equation(report.totals)
    outside = outside_the_equation(report)
    if outside is not None:
        yield outside
    if view.payday is not None:
        yield from _to_stop(view)
        if view.day_before is not None:
            yield _ask_the_day_before(view)
    yield from _findings(view)
    yield from claims_parts(report, None if view.shows_all else SHOWN)
    if report.notices:
        yield _notices(report)
    if report.not_computed:
        yield _not_computed(view)
    yield resting_block(view.head.rulebook, report, shows_all=view.shows_all)


def _counts(report: AuditReport) -> Table:
    """Return how many payouts were recomputed, and how many of them are right."""
    block = Table.grid(padding=(0, 2, 0, 0))
    block.add_column(justify="right", style=STRONG)
    block.add_column()
    wrong = report.wrong
    recomputed = "payout" if report.payouts == 1 else "payouts"
    block.add_row(f"  {number(report.payouts)}", f"{recomputed} recomputed from the events")
    block.add_row(Text(number(report.right), GOOD), "right to the öre")
    block.add_row(Text(number(wrong), BAD if wrong else GOOD), "not right")
    if report.waiting:
        block.add_row(number(report.waiting), "with money that is not yet due")
    if report.without_money:
        block.add_row(number(report.without_money), "further months without money")
    return block


def _findings(view: AuditView) -> Iterator[RenderableType]:
    report = view.report
    if not report.findings:
        yield heading("Findings", "none")
        return
    yield Group(
        heading("Findings", "+ owed and not paid, − paid and not owed"),
        kinds_table(report.kinds),
        Text(),
        Text(
            "now: by what is known at the point above. then: by what was known just before the"
            " last order of the month, which is the error of whoever paid.",
            FAINT,
        ),
    )
    if view.payday is None:
        yield _finding_list(view)


def _finding_list(view: AuditView) -> Group:
    # What came back is no finding, and the rows add up to the difference with it alone.
    every = [*view.report.findings, *view.report.repaid]
    found = sorted(every, key=by_case)
    if not view.shows_all and len(found) > SHOWN:
        # The dearest are what an operator looks at first.
        found = sorted(found, key=lambda of: -abs(of.finding.delta_ore))[:SHOWN]
    rows = table(
        names("case"),
        names("month"),
        names("kind"),
        figures("now, kr"),
        figures("then, kr"),
        names("known since"),
    )
    for each in found:
        finding = each.finding
        rows.add_row(
            each.case_ref,
            when_text(finding.month, finding.period),
            f"{finding.kind.value} {finding.municipality or ''}".rstrip(),
            signed(finding.delta_ore),
            signed(finding.delta_then_ore),
            since_text(finding.since, view.papers),
        )
    left = len(every) - len(found)
    title = f"the {len(found)} largest of {number(left + len(found))}; all with --all"
    repaid = ", and what was repaid" if view.report.repaid else ""
    return Group(heading(f"The findings one by one{repaid}", title if left else ""), rows)


def by_case(found: CaseFinding) -> tuple[str, int, int, str]:
    finding = found.finding
    return (
        found.case_ref,
        -1 if finding.month is None else finding.month,
        ORDER[finding.kind],
        finding.municipality or "",
    )


def _to_stop(view: AuditView) -> Iterator[RenderableType]:
    """Yield the orders of the payday or earlier that are not confirmed and not owed."""
    report = view.report
    title = f"Orders to stop before {view.payday}"
    if not report.to_stop:
        yield heading(title, "none: no unconfirmed order of that day or earlier is not owed")
        return
    rows = table(
        names("case"),
        names("month"),
        names("order"),
        figures("ordered, kr"),
        figures("not owed, kr"),
        words("reason"),
    )
    shown = report.to_stop if view.shows_all else report.to_stop[:SHOWN]
    for order in sorted(shown, key=lambda order: (order.case_ref, order.month or 0, order.order)):
        reasons = [finding.kind.value for finding in order.findings]
        rows.add_row(
            order.case_ref,
            when_text(order.month, 0 if order.period is None else order.period.toordinal()),
            order.order,
            amount(order.amount_ore),
            amount(order.not_owed_ore),
            "\n".join(reasons),
        )
    left = len(report.to_stop) - len(shown)
    total = sum(order.not_owed_ore for order in report.to_stop)
    rest = f"; {number(left)} more with --all" if left else ""
    count = counted(len(report.to_stop), "order")
    yield Group(heading(title, f"{count}, {kronor(total)} not owed{rest}"), rows)


def _ask_the_day_before(view: AuditView) -> Text:
    again = f"{program()} audit --payday {view.payday} --known-at {view.day_before}"
    return next_line(
        f"This payday is over, and the bank has paid since; what could have been stopped:\n{again}",
        DOUBTFUL,
    )


def _notices(report: AuditReport) -> Group:
    rows = table(names("notice"), figures("count"), words("meaning"))
    for kind, count in sorted(report.notice_counts.items()):
        first = next(of.notice.says for of in report.notices if of.notice.kind == kind)
        rows.add_row(kind, number(count), NOTICES.get(kind, first))
    return Group(heading("Notices", "to know of; they change no amount"), rows)


def _not_computed(view: AuditView) -> Group:
    missing = view.report.not_computed
    rows = table(names("case"), names("month"), words("what is missing"))
    shown = missing if view.shows_all else missing[:SHOWN]
    for each in shown:
        rows.add_row(each.case_ref, month_text(each.month), each.says)
    left = len(missing) - len(shown)
    rest = f"; {number(left)} more with --all" if left else ""
    title = counted(len(missing), "month") + rest
    return Group(
        Text("Not computed  ", f"{STRONG} {DOUBTFUL}").append(title, FAINT),
        rows,
        Text(),
        Text("None of these is in what is owed above: a missing value is never guessed.", FAINT),
    )


def next_step(view: AuditView, before: str = "") -> Text:
    """Return what to do now; `before` each command stands what leads it to another ledger."""
    kvitto, asked = f"{before}{program()}", view.head.as_typed
    report = view.report
    if not report.cases:
        return next_line(
            f"Next: {kvitto} ingest PATH, because this ledger knows no case at this point."
        )
    if report.to_stop:
        first = max(report.to_stop, key=lambda order: (order.not_owed_ore, order.case_ref))
        if first.month is not None:
            month = month_text(first.month)
            return next_line(f"Next: {kvitto} explain {first.case_ref} {month}{asked}")
    in_months = [found for found in report.findings if found.finding.month is not None]
    if not in_months:
        if report.clean and not report.payouts:
            return Text("Nothing lies there: the question covers no payout.", DOUBTFUL)
        if report.clean:
            return Text("Nothing to do: every payout is right to the öre.", GOOD)
        if report.claim_findings and not report.findings:
            wrong = max(report.claim_findings, key=lambda of: (abs(of.finding.delta_ore), of.claim))
            return next_line(f"Next: {kvitto} reimbursements --claim {wrong.claim}")
        return next_line(f"Next: {kvitto} audit --all{asked}")
    dearest = max(in_months, key=lambda of: (abs(of.finding.delta_ore), of.case_ref))
    assert dearest.finding.month is not None
    month = month_text(dearest.finding.month)
    return next_line(f"Next: {kvitto} explain {dearest.case_ref} {month}{asked}")
