"""No policy or value of the rulebook is idle: each is asked for, or cited, by the code."""

import pytest

from ledger.rules.built import BUILT, FIXED, NEEDED
from tests.architecture.tree import ROOT

#: Where policies and values are declared; naming them there uses none of them.
DECLARED = {"built.py", "edition.py", "uprating.py"}


def source() -> str:
    return "\n".join(
        path.read_text("utf-8")
        for path in (ROOT / "ledger").rglob("*.py")
        if path.name not in DECLARED
    )


def idle(names: list[str], text: str) -> list[str]:
    return [name for name in names if f'"{name}"' not in text]


def test_every_policy_is_read_or_cited() -> None:
    assert idle(sorted(BUILT), source()) == []


def test_every_value_is_read() -> None:
    assert idle(sorted(NEEDED), source()) == []
    assert set(FIXED) <= set(NEEDED)


@pytest.mark.parametrize("name", ["grant.pond", "grant.pool "])
def test_an_idle_name_is_found(name: str) -> None:
    assert idle([name], source()) == [name]
