"""
The rulebook: every rate, date, policy and provision that a calculation rests on, with its source.

An edition is a TOML file in `editions`; a change of the law or of its reading is a new file. What
the rules make of a case belongs to `ledger.statement`.
"""

from ledger.rules.book import Rulebook
from ledger.rules.loading import editions, load_rulebook
from ledger.rules.provisions import Rule, rule, rules
from ledger.rules.values import (
    Mark,
    MissingValueError,
    Parameter,
    Policy,
    Regime,
    RulebookError,
    weakest,
)

__all__ = [
    "Mark",
    "MissingValueError",
    "Parameter",
    "Policy",
    "Regime",
    "Rule",
    "Rulebook",
    "RulebookError",
    "editions",
    "load_rulebook",
    "rule",
    "rules",
    "weakest",
]
