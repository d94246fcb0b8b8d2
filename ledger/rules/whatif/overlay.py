"""
An overlay: what a what-if edition says, read strictly and laid over its base.

A row takes the place of the base's row of the same year, or of the same name and first day; a row
of another stands beside them. Whatever is wrong is refused, all of it at once.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Final, cast

from ledger.rules.book import Rulebook
from ledger.rules.edition import edition_of
from ledger.rules.loading import edition_text, editions, load_rulebook, rulebook_of
from ledger.rules.tables import Table, document
from ledger.rules.values import RulebookError

_SUFFIX: Final = ".toml"
_Row = dict[str, object]


def _of_year(row: _Row) -> object:
    return row.get("year")


def _of_name_and_day(row: _Row) -> object:
    return (row.get("name"), row.get("in_force_from"))


#: What may be overridden, and which rows are the same.
_SAME: Final[Mapping[str, Callable[[_Row], object]]] = {
    "rates": _of_year,
    "components": _of_year,
    "parameters": _of_name_and_day,
}


@dataclass(frozen=True, slots=True)
class WhatIf:
    """
    A what-if edition, and the rulebook of its base beside it.

    `overrides` are the rows that it has, by their table, and `policies` and
    `regime` what it sets; a base under another regime than its own is the
    wish of whoever loads it.
    """

    name: str
    meaning: str
    law: Rulebook
    rulebook: Rulebook
    regime: str | None
    policies: Mapping[str, str] = field(default_factory=dict[str, str])
    overrides: Mapping[str, int] = field(default_factory=dict[str, int])


@lru_cache(maxsize=1)
def shipped() -> tuple[str, ...]:
    """Return the names of the what-if editions of the product."""
    names = (entry.name for entry in files("ledger.rules.whatif").iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def load_whatif(
    name: str | None = None,
    *,
    text: str | None = None,
    subject: str = "text",
    regime: str = "LAW_ACTUAL",
    policies: Mapping[str, str] | None = None,
) -> WhatIf:
    """
    Load a what-if edition of the product by its name, or the text of one.

    `regime` is that of the law it is held against, and its own where it names
    none. `policies` deviate on both sides, where the edition sets no other.
    """
    if text is None:
        if name not in shipped():
            wish = f"there is no what-if edition {name!r}; there are {', '.join(shipped())}"
            raise RulebookError("wish", [f"{wish}, or give the name of a file"])
        subject = f"{name}{_SUFFIX}"
        text = (files("ledger.rules.whatif") / subject).read_text("utf-8")
    of = _read(text, subject, regime, policies or {})
    if name is not None and of.name != name:
        raise RulebookError(subject, [f"the edition calls itself {of.name!r}, not {name!r}"])
    return of


def _read(text: str, subject: str, regime: str, wishes: Mapping[str, str]) -> WhatIf:
    faults: list[str] = []
    top = document(text, faults)
    if faults:
        raise RulebookError(subject, faults)
    name, meaning = top.text("whatif"), top.text("meaning")
    base = top.choice("base", editions())
    own = top.text("regime") if "regime" in top.content else None
    policies = _policies(top)
    # The edition that they become judges what the rows say.
    rows = {key: top.row_contents(key) for key in _SAME if key in top.content}
    top.close()
    if faults:
        raise RulebookError(subject, faults)
    content = _laid_over(base, name, rows)
    edition = edition_of(Table("", content, []), subject)
    return WhatIf(
        name,
        meaning,
        load_rulebook(edition=base, regime=regime, policies=wishes),
        rulebook_of(edition, regime=own or regime, policies={**wishes, **policies}),
        own,
        policies,
        {key: len(of) for key, of in rows.items() if of},
    )


def _policies(top: Table) -> dict[str, str]:
    if "policies" not in top.content:
        return {}
    chosen = top.table("policies")
    return {policy: chosen.text(policy) for policy in chosen.content}


def _laid_over(edition: str, name: str, rows: Mapping[str, list[_Row]]) -> dict[str, object]:
    """Return the content of the base with the rows of an overlay in place of its own."""
    content = cast("dict[str, object]", tomllib.loads(edition_text(edition)))
    content["edition"] = f"{edition} + {name}"
    for key, own in rows.items():
        same = _SAME[key]
        replaced = {repr(same(row)) for row in own}
        kept = [row for row in cast("list[_Row]", content[key]) if repr(same(row)) not in replaced]
        content[key] = [*kept, *own]
    return content
