"""Results of case files as lines for a person, and as JSON for a program."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from ledger.amounts import month_text
from ledger.domain.accounts import STOCKHOLM
from ops.case_file.beside.transfers import is_count
from ops.case_file.checking import CaseResult, Check, Difference
from ops.case_file.expected import Exact, in_minutes
from ops.case_file.quantities import hours_text


def report_lines(results: Iterable[CaseResult]) -> list[str]:
    """Return what was checked, what differs, and what it rests on, in plain text."""
    checked = list(results)
    lines = [line for result in checked for line in _result_lines(result)]
    wrong = sum(not result.ok for result in checked)
    files = "file" if len(checked) == 1 else "files"
    summary = f"{len(checked)} {files}, {len(checked) - wrong} as expected"
    return [*lines, f"{summary}, {wrong} not." if wrong else f"{summary}."]


def results_as_json(results: Iterable[CaseResult]) -> list[dict[str, Any]]:
    """Return the results in a form that `json` takes; hours are texts, öre whole numbers."""
    return [
        {
            "path": str(result.path),
            "ok": result.ok,
            "title": result.title,
            "source": result.source,
            "faults": list(result.faults),
            "checks": [_check_as_json(check) for check in result.checks],
        }
        for result in results
    ]


def _result_lines(result: CaseResult) -> Iterator[str]:
    if result.faults:
        yield f"CANNOT BE READ  {result.path}"
        yield from (f"  {fault}" for fault in result.faults)
        return
    yield f"{'ok' if result.ok else 'DIFFERS'}  {result.path}  {result.title}"
    for check in result.checks:
        yield from _check_lines(check)


def _check_lines(check: Check) -> Iterator[str]:
    known_at = check.known_at.astimezone(STOCKHOLM).isoformat(" ", "minutes")
    yield (
        f"  {month_text(check.month)}: known at {known_at}, reckoned on {check.reckoned_on}, "
        f"rulebook {check.edition} {check.sha256[:12]}, {_rules(check)}"
    )
    if check.missing is not None:
        yield f"    stopped: {check.missing}"
        return
    yield f"    {_rests_on(check)}"
    for difference in check.differences:
        yield f"    {_difference_line(difference)}"


def _rules(check: Check) -> str:
    policies = ", ".join(f"{name} = {value}" for name, value in sorted(check.deviating.items()))
    return f"{check.regime}, {policies}" if policies else f"{check.regime}, no deviating policy"


def _rests_on(check: Check) -> str:
    parts = [f"{_ore(ore)} on what is {mark}" for mark, ore in check.unsourced_ore.items()]
    resting = "; ".join(parts) or "none of the amount rests on what is assumed or own"
    return f"{check.compared} values compared; {resting}"


def _difference_line(difference: Difference) -> str:
    key, expected, got = difference.key, difference.expected, difference.got
    return (
        f"{key}: expected {_shown(key, expected)}, got {_shown(key, got)}, "
        f"difference {_shown(key, got - expected)}"
    )


def _shown(key: str, value: Exact) -> str:
    if is_count(key):
        return str(value)
    return f"{_time(value)} h" if in_minutes(key) else _ore(int(value))


def _time(value: Exact) -> str:
    return hours_text(Fraction(value))


def _ore(value: int) -> str:
    return f"{value:,} öre".replace(",", " ")


def _check_as_json(check: Check) -> dict[str, Any]:
    return {
        "month": month_text(check.month),
        "known_at": check.known_at.isoformat(),
        "point": "known_at",
        "reckoned_on": check.reckoned_on.isoformat(),
        "edition": check.edition,
        "sha256": check.sha256,
        "regime": check.regime,
        "deviating_policies": dict(check.deviating),
        "unsourced_ore": dict(check.unsourced_ore),
        "compared": check.compared,
        "missing": check.missing,
        "differences": [_difference_as_json(found) for found in check.differences],
    }


def _difference_as_json(found: Difference) -> dict[str, Any]:
    values = {
        "expected": found.expected,
        "got": found.got,
        "difference": found.got - found.expected,
    }
    if in_minutes(found.key):
        return {"key": found.key, **{name: _time(value) for name, value in values.items()}}
    return {"key": found.key, **{name: int(value) for name, value in values.items()}}
