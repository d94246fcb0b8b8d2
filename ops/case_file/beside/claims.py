"""What a case file may expect of reimbursement, and of what became of any claim."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final, get_args

from ledger.claims.reimbursement import reimbursements_of
from ledger.claims.verify import ClaimKind, verify_claims
from ledger.findings import CaseFacts
from ops.case_file.entries import Entry, Keys
from schemas.municipal.claims import CutReason

GROUPS: Final = ("reimbursed", "reimbursement_cut", "claim_outstanding", "claim_findings")
_REASONS: Final[tuple[str, ...]] = get_args(CutReason)


def _is_cut(name: str) -> bool:
    claim, _, reason = name.rpartition(" ")
    return claim != "" and reason in _REASONS


def _is_finding(name: str) -> bool:
    claim, _, kind = name.rpartition(" ")
    return claim != "" and kind in ClaimKind.__members__


_CLAIMS: Final = Keys(bool, "the id of a claim")
_CUTS: Final = Keys(_is_cut, f"the id of a claim and a reason: {', '.join(_REASONS)}")
_FINDINGS: Final = Keys(
    _is_finding, f"the id of a claim and a finding: {', '.join(ClaimKind.__members__)}"
)


def read_claims(entry: Entry) -> dict[str, Mapping[str, int | Fraction]]:
    """Return what is expected, by group."""
    return {
        "reimbursed": entry.each("reimbursed", Entry.ore, _CLAIMS),
        "reimbursement_cut": entry.each("reimbursement_cut", Entry.ore, _CUTS),
        "claim_outstanding": entry.each("claim_outstanding", Entry.signed_ore, _CLAIMS),
        "claim_findings": entry.each("claim_findings", Entry.signed_ore, _FINDINGS),
    }


def claim_values(facts: CaseFacts, day: date) -> dict[str, int]:
    """Return what the ledger gives on a day, by the same keys."""
    values: dict[str, int] = {}
    if not facts.case.history.aside:
        return values
    for ref, owed in reimbursements_of(facts.case, facts.register, facts.rulebook).items():
        claim = _named(ref)
        values[f"reimbursed.{claim}"] = owed.owed_ore
        values |= {f"reimbursement_cut.{claim} {cut.reason}": cut.ore for cut in owed.cuts}
    found = verify_claims(facts.case, facts.carried, day)
    for of in found.claims:
        claim = _named(of.ref)
        values[f"claim_outstanding.{claim}"] = of.outstanding_ore
        for finding in of.findings:
            key = f"claim_findings.{claim} {finding.kind}"
            values[key] = values.get(key, 0) + finding.delta_ore
    for ref, finding in found.stray.items():
        values[f"claim_findings.{_named(ref)} {finding.kind}"] = finding.delta_ore
    return values


def _named(ref: str) -> str:
    return ref.partition("/")[2]
