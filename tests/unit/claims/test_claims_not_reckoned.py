"""A claim for which the rulebook has no value is told of by itself, and hides no other."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from ledger.amounts import month_of
from ledger.claims.claim import claims_of
from ledger.claims.sick_pay import SickPay, sick_pay_or_missing
from ledger.claims.verify import ClaimKind
from ledger.comparing import priced
from ledger.comparing.budget import STATE, Item
from ledger.domain.point import KnownAt
from ledger.domain.register import Register
from ledger.rules import MissingValueError
from ledger.statement import Carried
from projections.audit import Audit
from projections.found import AuditReport, Question
from projections.models import municipal_reimbursements, sick_pay_compensation
from projections.models.months import months_of
from tests.unit.building import Folder, day, rules
from tests.unit.claims import sick_pay_papers
from tests.unit.claims.reimbursement_papers import (
    REFORM,
    WHOLE,
    claim,
    decide,
    decision,
    folder,
    lay_claim,
    line,
    pay,
    verified,
)

CASE = UUID(int=5)


def beyond_the_edition() -> Folder:
    """Return a case with a claim of 2026, one of 2030, and money on both that nobody decided."""
    papers = folder()
    pay(papers, lay_claim(papers, claim()), 9_000_000)
    later = line(first_day=day("2030-02-01"), last_day=day("2030-02-28"))
    pay(papers, lay_claim(papers, claim((later,), 1_000, month="2030-02")), 300)
    return papers


def audited(papers: Folder, month: str | None = None) -> AuditReport:
    asked = None if month is None else month_of(month)
    known = KnownAt(datetime(2026, 11, 1, tzinfo=UTC))
    question = Question(known, day("2026-11-01"), asked, asked)
    audit = Audit(question, Register(), rules(REFORM), {})
    audit.add(CASE, papers.case.history.events)
    return audit.report


def test_a_claim_that_cannot_be_reckoned_hides_no_other() -> None:
    first, later = verified(beyond_the_edition()).claims
    assert (first.owed_ore, first.missing) == (WHOLE, None)
    assert [finding.kind for finding in first.findings] == [ClaimKind.CLAIM_PAID_UNDECIDED]
    assert (later.owed, later.owed_ore, later.outstanding_ore) == (None, None, 0)
    assert later.missing is not None
    assert "2030-02" in later.missing
    # Nobody decided it, whatever is owed of it.
    (finding,) = later.findings
    assert (finding.kind, finding.delta_ore) == (ClaimKind.CLAIM_PAID_UNDECIDED, -300)
    assert later.difference_ore == -300


def test_the_audit_names_the_claim_that_it_could_not_reckon_and_keeps_the_rest() -> None:
    report = audited(beyond_the_edition())
    assert [missing.month for missing in report.not_computed] == [month_of("2030-02")]
    assert sorted(each.finding.delta_ore for each in report.claim_findings) == [-9_000_000, -300]
    totals = report.claims["reimbursement"]
    assert (totals.count, totals.unreckoned, totals.owed_ore) == (1, 1, WHOLE)
    assert totals.residual_ore == 0


@pytest.mark.parametrize(
    ("month", "missing", "findings"), [("2026-02", 0, 1), ("2026-03", 0, 0), ("2030-02", 1, 1)]
)
def test_the_audit_of_a_month_tells_of_its_claims_alone(
    month: str, missing: int, findings: int
) -> None:
    report = audited(beyond_the_edition(), month)
    assert (len(report.not_computed), len(report.claim_findings)) == (missing, findings)


def test_a_row_without_what_is_owed_stands_beside_the_others() -> None:
    papers = beyond_the_edition()
    case = months_of(CASE, papers.case.history.events, Register(), rules(REFORM))
    columns = municipal_reimbursements.COLUMNS
    first, later = (
        dict(zip(columns, row, strict=True)) for row in municipal_reimbursements.rows(case)
    )
    assert (first["owed_ore"], first["wrong"]) == (WHOLE, "CLAIM_PAID_UNDECIDED:-9000000")
    assert (later["owed_ore"], later["difference_ore"]) == (None, -300)
    assert later["wrong"] == "CLAIM_PAID_UNDECIDED:-300"


def test_what_was_decided_of_a_claim_that_cannot_be_reckoned_is_to_come() -> None:
    papers = folder()
    later = line(first_day=day("2030-02-01"), last_day=day("2030-02-28"))
    ref = lay_claim(papers, claim((later,), 1_000, month="2030-02"))
    decide(papers, ref, 1_000)
    pay(papers, ref, 1_300)
    (found,) = verified(papers).claims
    assert (found.outstanding_ore, found.difference_ore) == (0, -300)


def sick() -> Folder:
    """Return a case with a sick period before the day of karensavdrag, and one after it."""
    papers = sick_pay_papers.folder(sick_pay_papers.covering())
    papers.lay(decision(), "2015-01-01")
    papers.lay(sick_pay_papers.claim(month="2018-03"), "2018-05-01")
    papers.lay(sick_pay_papers.claim(), "2026-05-01")
    return papers


def test_sick_pay_of_a_period_without_a_value_hides_no_other_period() -> None:
    case = sick().case
    carried = Carried(case.history, Register(), rules())
    found = sick_pay_or_missing(case, claims_of(case), carried).values()
    assert [isinstance(each, MissingValueError) for each in found] == [True, False]
    (reckoned,) = [each for each in found if isinstance(each, SickPay)]
    assert reckoned.owed.owed_ore > 0
    months = months_of(CASE, case.history.events, Register(), rules())
    rows = [
        dict(zip(sick_pay_compensation.COLUMNS, row, strict=True))
        for row in sick_pay_compensation.rows(months)
    ]
    owed = {row["month"]: row["owed_ore"] for row in rows if row["claim"]}
    assert owed == {month_of("2018-03"): None, month_of("2026-03"): reckoned.owed.owed_ore}


def test_a_what_if_leaves_out_the_month_of_such_a_claim_and_prices_the_rest() -> None:
    events = beyond_the_edition().case.history.events
    of = priced(events, Register(), (rules(), rules(REFORM)), range(9999 * 12))
    assert "2030-02" in of.whatif.missing[month_of("2030-02")]
    paid = {place: ore for place, ore in of.whatif.amounts.items() if place[1] == STATE}
    assert paid[month_of("2026-02"), STATE, Item.REIMBURSEMENT] == WHOLE
    assert {month for month, _, _ in paid} == {month_of("2026-02")}
