"""
Explanations of every worked case: they fit the screen, add up, and are whole öre in JSON.
"""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ledger.amounts import month_of, month_text
from ledger.domain.point import KnownAt, select
from ledger.domain.register import Register
from ledger.rules import MissingValueError, load_rulebook, rules
from ops.case_file import load_case_file
from ops.commands.explain import explained_case
from ops.show.explain import Explained, explanation, explanation_json
from ops.show.head import Head

CASES = sorted((Path(__file__).parents[2] / "cases").glob("*.toml"))
COLUMNS = 100


@cache
def explained(path: Path) -> tuple[Explained, ...]:
    """Return the explanation of each month that the case expects something of."""
    case = load_case_file(path)
    found: list[Explained] = []
    for expectation in case.expectations:
        point = KnownAt(expectation.known_at)
        rulebook = load_rulebook(regime=expectation.regime, policies=dict(expectation.policies))
        head = Head(point, expectation.reckoned_on, rulebook)
        events = select(case.events, point)
        register = Register(select(case.register, point))
        try:
            found.append(explained_case(head, "FK-000001", events, register, expectation.month))
        except MissingValueError:
            assert expectation.month > 0
    return tuple(found)


def screen_of(one: Explained, width: int = COLUMNS) -> list[str]:
    console = Console(width=width, markup=False, highlight=False, emoji=False)
    with console.capture() as capture:
        console.print(explanation(one))
    return capture.get().splitlines()


def amounts(content: object) -> Iterator[tuple[str, object]]:
    """Yield every key and value of a JSON result, however deep."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield str(key), value
            yield from amounts(value)
    elif isinstance(content, list):
        for value in content:
            yield from amounts(value)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_worked_case_can_be_explained(path: Path) -> None:
    for place, one in enumerate(explained(path)):
        # One screen of each case: drawing them takes longer than all the rest.
        lines = [] if place else screen_of(one)
        assert all(len(line.rstrip()) <= COLUMNS for line in lines)
        content = json.loads(json.dumps(explanation_json(one)))
        for key, value in amounts(content):
            if key == "exact_ore":
                assert isinstance(value, str)
            elif key == "ore" or key.endswith("_ore"):
                assert value is None or type(value) is int, key


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_lines_that_are_shown_add_up_to_what_is_owed(path: Path) -> None:
    for one in explained(path):
        content: Any = explanation_json(one)
        for payee in content["payees"]:
            assert sum(line["ore"] for line in payee["lines"]) == payee["owed_ore"]
        shares = [*content["municipalities"], {"owed_ore": content["state_ore"]}]
        assert sum(share["owed_ore"] for share in shares) == content["owed_ore"]
        equation = content["equation"]
        parts = ("paid_ore", "pending_ore", "returned_ore", "difference_ore")
        assert sum(equation[part] for part in parts) == equation["owed_ore"]
        assert equation["residual_ore"] == 0


def test_the_head_says_from_where_it_speaks() -> None:
    (one, *_) = explained(next(path for path in CASES if path.stem == "p-several-faults"))
    text = "\n".join(screen_of(one))
    assert one.head.rulebook.sha256[:12] in text
    assert "grant.pool = MONTH instead of GRANT_PERIOD" in text
    assert f"Reckoned on   {one.head.reckoned_on}" in text
    assert "known at" in text
    head: Any = explanation_json(one)
    assert head["point"]["kind"] == "known_at"
    assert head["rulebook"]["deviating_policies"][0]["name"] == "grant.pool"
    assert date.fromisoformat(head["reckoned_on"])


def test_each_rule_is_named_with_its_paragraph_and_its_mark() -> None:
    (one, *_) = explained(next(path for path in CASES if path.stem == "e1a-february-2022"))
    text = " ".join(" ".join(screen_of(one, width=400)).split())
    content: Any = explanation_json(one)
    steps = content["payees"][0]["lines"][0]["derivation"]
    assert steps
    for step in steps:
        of = rules()[step["rule"]]
        assert (step["provision"], step["says"]) == (of.provision, of.says)
        assert f"{of.provision}: {of.says} ({of.mark})" in text
        if step["rests_on"] is not None:
            (grounds,) = step["rests_on"].values()
            assert grounds["source"] in text
        for paper in step["papers"]:
            assert paper["document"] in text


def test_later_papers_are_named_where_then_and_now_differ() -> None:
    wanted = next(path for path in CASES if path.stem == "e7-month-pool")
    differing = [
        finding
        for one in explained(wanted)
        for finding in explanation_json(one)["findings"]
        if finding["ore"] != finding["then_ore"]
    ]
    assert differing
    assert all(finding["since"] for finding in differing)
    assert any("became known since" in line for line in screen_of(explained(wanted)[0]))


def of_case(stem: str, month: str | None = None, *, without: str = "") -> Explained:
    """Return a case's first month explained, or another month of it; `without` a kind of event."""
    case = load_case_file(next(path for path in CASES if path.stem == stem))
    expectation = case.expectations[0]
    point = KnownAt(expectation.known_at)
    rulebook = load_rulebook(regime=expectation.regime, policies=dict(expectation.policies))
    head = Head(point, expectation.reckoned_on, rulebook)
    events = [
        recorded
        for recorded in select(case.events, point)
        if not without or not type(recorded.event).__name__.startswith(without)
    ]
    register = Register(select(case.register, point))
    wanted = expectation.month if month is None else month_of(month)
    return explained_case(head, "FK-000001", events, register, wanted)


def test_a_month_of_which_nothing_is_known_is_not_called_right() -> None:
    one = of_case("p-paid-twice", "2024-05")
    text = "\n".join(screen_of(one))
    assert "nothing is known of this month" in text
    assert "right" not in text
    assert f"The case has something of: {month_text(one.months[0])}" in text
    content: Any = explanation_json(one)
    assert content["known"] is False
    assert content["months_known"] == [month_text(month) for month in one.months]
    known = of_case("p-paid-twice")
    assert explanation_json(known)["known"] is True
    assert "nothing is known" not in "\n".join(screen_of(known))


def test_a_month_without_an_order_was_not_paid_by_any_knowledge() -> None:
    text = " ".join("\n".join(screen_of(of_case("p-paid-twice", without="Payment"))).split())
    assert "NOT_PAID" in text
    assert "nothing was ordered, so there is no earlier day" in text
    assert "when it was paid" not in text
    assert "by what was known when it was paid" in "\n".join(screen_of(of_case("p-paid-twice")))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_findings_and_what_was_repaid_add_up_to_the_difference(path: Path) -> None:
    apart = ("WRONG_SPLIT", "RETURNED_NOT_PAID_AGAIN", "UNMATCHED")
    for one in explained(path):
        content: Any = explanation_json(one)
        lines = [*content["findings"], *content["repaid"]]
        added = sum(line["ore"] for line in lines if line["kind"] not in apart)
        assert added == content["equation"]["difference_ore"]


def test_what_was_repaid_stands_with_its_papers_and_is_no_finding() -> None:
    one = explained(next(path for path in CASES if path.stem == "p-repaid"))[1]
    text = "\n".join(screen_of(one))
    (repaid,) = one.repaid
    assert "REPAID: paid back, or set off" in text
    assert repaid.since
    assert all(paper.ref in text for paper in one.papers.of(repaid.since))
    assert repaid not in one.findings
