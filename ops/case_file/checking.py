"""
Case files compared with the ledger: what is expected, what it gives, and what it rests on.

The ledger's own functions are asked; nothing is calculated here but the difference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from ledger.amounts import UNITS, month_of, rounded
from ledger.domain.case import Case
from ledger.domain.point import KnownAt, select
from ledger.domain.register import Register
from ledger.findings import (
    Kind,
    PeriodVerification,
    Verification,
    Verifier,
    interest_charged,
    late_interest_ore,
)
from ledger.rules import Mark, MissingValueError, Rulebook, load_rulebook
from ledger.statement import unsourced_ore
from ops.case_file.beside.back import back_values, is_back
from ops.case_file.beside.claims import claim_values
from ops.case_file.beside.sick_pay import sick_pay_values
from ops.case_file.beside.transfers import count_values
from ops.case_file.beside.watch import is_watched, watch_values
from ops.case_file.expected import Exact, Expectation
from ops.case_file.loading import CaseFile, CaseFileError, load_case_file


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that is not as expected: öre, or exact minutes."""

    key: str
    expected: Exact
    got: Exact


@dataclass(frozen=True, slots=True)
class Check:
    """
    One expectation compared, with all that the result rests on.

    `unsourced_ore` is how much of what is owed rests on a rule, policy or value that is marked
    assumed or own. `missing` is the value without source or date that stopped the calculation.
    """

    month: int
    known_at: datetime
    reckoned_on: date
    edition: str
    sha256: str
    regime: str
    deviating: Mapping[str, str]
    unsourced_ore: Mapping[Mark, int]
    compared: int
    differences: tuple[Difference, ...]
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case file checked; `faults` say why it could not be read."""

    path: Path
    title: str
    source: str
    faults: tuple[str, ...]
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether the file could be read, and everything in it is as expected."""
        wrong = (check.differences or check.missing for check in self.checks)
        return not self.faults and not any(wrong)


def check_files(paths: Iterable[Path], *, edition: str | None = None) -> list[CaseResult]:
    """Check case files under an edition of the rulebook; None is the latest."""
    return [_check_file(path, edition) for path in paths]


def _check_file(path: Path, edition: str | None) -> CaseResult:
    try:
        case_file = load_case_file(path)
    except CaseFileError as cause:
        return CaseResult(path, "", "", cause.faults, ())
    checks = tuple(
        check_expectation(case_file, expectation, edition) for expectation in case_file.expectations
    )
    return CaseResult(path, case_file.title, case_file.source, (), checks)


def check_expectation(
    case_file: CaseFile, expectation: Expectation, edition: str | None = None
) -> Check:
    """Compare one expectation of a case with what the ledger gives."""
    rulebook = _rulebook(edition, expectation.regime, tuple(expectation.policies.items()))
    unsourced: dict[Mark, int] = {}
    differences: tuple[Difference, ...] = ()
    missing: str | None = None
    try:
        verifier = _verifier(case_file, expectation, rulebook)
        verified = _verified(verifier, expectation)
        got = _values(verified, case_file)
        got["unmatched"] = sum(finding.delta_ore for finding in verifier.unmatched())
        got["interest"] = sum(
            late_interest_ore(charged, rulebook)
            for _, charged in interest_charged(verifier.case)
            if month_of(charged.month) == expectation.month
        )
        got |= sick_pay_values(verifier.facts, expectation.month)
        got |= count_values(verifier.facts, expectation.reckoned_on, _notices(verified))
        got |= claim_values(verifier.facts, expectation.reckoned_on)
        if is_watched({*expectation.values, *expectation.closed}):
            got |= _watched(case_file, expectation, rulebook, verifier.facts.register)
        if verified is not None and is_back({*expectation.values, *expectation.closed}):
            got |= back_values(verifier.facts, verified, expectation.reckoned_on)
        differences = tuple(_differences(expectation, got))
        sums = unsourced_ore(() if verified is None else verified.owed_parts)
        unsourced = {mark: rounded(ore) for mark, ore in sums.items()}
    except MissingValueError as cause:
        missing = str(cause)
    if expectation.not_computed:
        missing = None if missing else "it was computed, and must be refused"
    return Check(
        month=expectation.month,
        known_at=expectation.known_at,
        reckoned_on=expectation.reckoned_on,
        edition=rulebook.edition,
        sha256=rulebook.sha256,
        regime=expectation.regime,
        deviating=expectation.policies,
        unsourced_ore=unsourced,
        compared=len(expectation.values),
        differences=differences,
        missing=missing,
    )


@lru_cache(maxsize=64)
def _rulebook(edition: str | None, regime: str, policies: tuple[tuple[str, str], ...]) -> Rulebook:
    return load_rulebook(edition=edition, regime=regime, policies=dict(policies))


def _verifier(case_file: CaseFile, expectation: Expectation, rulebook: Rulebook) -> Verifier:
    point = KnownAt(expectation.known_at)
    case = Case.of(select(case_file.events, point))
    register = Register(select(case_file.register, point))
    return Verifier(case, register, rulebook, expectation.reckoned_on)


def _watched(
    case_file: CaseFile, expectation: Expectation, rulebook: Rulebook, register: Register
) -> dict[str, Exact]:
    """Return what is found across the two cases of the file, and what is followed up."""
    point = KnownAt(expectation.known_at)
    cases = {
        events[0].originator_id: select(events, point)
        for events in (case_file.events, case_file.elsewhere)
        if events
    }
    month, day = expectation.month, expectation.reckoned_on
    return dict(watch_values(cases, register, rulebook, month, day))


def _verified(
    verifier: Verifier, expectation: Expectation
) -> Verification | PeriodVerification | None:
    """Return the month, or the period if there is such a one, as it is reckoned."""
    if not expectation.period:
        return verifier.month(expectation.month)
    known = expectation.period in verifier.periods
    return verifier.period(expectation.period) if known else None


def _values(
    verified: Verification | PeriodVerification | None, case_file: CaseFile
) -> dict[str, Exact]:
    """Return everything that a case file may expect, by key; a period that is none owes nothing."""
    if verified is None:
        return {}
    table = verified.now
    values: dict[str, Exact] = {
        "owed": table.owed_ore,
        "paid": table.paid_ore,
        "pending": table.pending_ore,
        "returned": table.returned_ore,
        "difference": table.difference_ore,
    }
    if isinstance(verified, Verification):
        stated = verified.statement
        values["owed"] = stated.owed_ore
        values["payable"] = _minutes(sum(Fraction(line.units) for line in stated.lines))
        for cut in stated.cuts:
            key = f"cut.{cut.gate.value}"
            values[key] = values.get(key, 0) + _minutes(Fraction(cut.units))
    else:
        stated = verified.settlement
    if isinstance(verified, Verification) or verified.is_due:
        values["state"] = stated.state_ore
        for share in stated.payees:
            name = case_file.parties.get(share.payee, str(share.payee))
            values[f"payees.{name}"] = share.owed_ore
        for code, owed in stated.municipalities.items():
            values[f"municipality.{code}"] = owed
    # What came back is no finding, and a term of the equation all the same.
    for key, of in (("findings", table), ("findings_then", verified.then)):
        values[f"{key}.{Kind.REPAID}"] = of.deltas.get(Kind.REPAID, 0)
    for finding in (*verified.findings, *verified.cured):
        code = "" if finding.municipality is None else f" {finding.municipality}"
        name = f"{finding.kind.value}{code}"
        values[f"findings.{name}"] = finding.delta_ore
        values[f"findings_then.{name}"] = finding.delta_then_ore
    return values


def _notices(verified: Verification | PeriodVerification | None) -> list[str]:
    if not isinstance(verified, Verification):
        return []
    return [notice.kind for notice in verified.statement.notices]


def _minutes(units: Fraction | int) -> Fraction:
    return Fraction(units) / UNITS


def _differences(expectation: Expectation, got: Mapping[str, Exact]) -> Iterable[Difference]:
    """Yield what differs; a key of a closed group that is not expected must be zero."""
    unexpected = [
        key
        for key in got
        if key.partition(".")[0] in expectation.closed and key not in expectation.values
    ]
    for key in (*expectation.values, *sorted(unexpected)):
        expected, found = expectation.values.get(key, 0), got.get(key, 0)
        if expected != found:
            yield Difference(key, expected, found)
