"""
The rules of the semantics by id: the provision each rests on, what it says, and how sure that is.

A derivation names rules by these ids, so that law and code can be found from each other. The rules
stand in `provisions.toml`; how a rule is calculated belongs to `ledger.statement`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from ledger.rules.tables import document
from ledger.rules.values import MARKS, Mark, RulebookError


@dataclass(frozen=True, slots=True)
class Rule:
    """
    A rule, or a gate, of the semantics.

    Where the law is silent, `provision` is the one under which the question arises, and `mark`
    says that the answer is ours. The mark is that of the rule's weakest part, save for a part that
    is a policy or a dated value of its own: that carries its own mark.
    """

    id: str
    provision: str
    says: str
    mark: Mark


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Rule]:
    """Return all rules by id, in the order of the semantics."""
    text = (files("ledger.rules") / "provisions.toml").read_text("utf-8")
    faults: list[str] = []
    top = document(text, faults)
    found: dict[str, Rule] = {}
    for key in top.content:
        row = top.table(key)
        provision, says = row.text("provision"), row.text("says")
        found[key] = Rule(key, provision, says, row.choice("mark", MARKS))
        row.close()
    if faults:
        raise RulebookError("provisions.toml", faults)
    return MappingProxyType(found)


def rule(rule_id: str) -> Rule:
    """Return the rule of an id such as `G1`, `5.3` or `POOL`; an unknown id is a bug."""
    return rules()[rule_id]
