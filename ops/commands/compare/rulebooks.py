"""
Which rulebook is meant: an edition or a what-if by its name, or the file of one.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ledger.rules import Rulebook, editions, load_rulebook
from ledger.rules.whatif import WhatIf, load_whatif, shipped
from ops.commands.failures import WrongUseError
from ops.commands.options import wished_policies
from ops.settings import default_rulebook

_MOST_BYTES: Final = 1_000_000


def whatif_named(name: str, regime: str | None, policies: Sequence[str] | None = None) -> WhatIf:
    """Return a what-if edition of the product, or that of a file."""
    law = regime or default_rulebook().regime.written
    wishes = wished_policies(policies)
    if name in shipped():
        return load_whatif(name, regime=law, policies=wishes)
    path = Path(name)
    if not path.is_file():
        raise WrongUseError(
            f"{name!r} is no what-if edition and no file. There are {', '.join(shipped())}; give"
            " one of them, or a file that is written as they are (ledger/rules/whatif)."
        )
    return load_whatif(text=_text(path), subject=path.name, regime=law, policies=wishes)


def rulebook_named(
    edition: str | None, regime: str | None, policies: Sequence[str] | None
) -> Rulebook:
    """Return the rulebook of an edition, or of a what-if; without a name the newest edition's."""
    if edition is not None and edition not in editions():
        return whatif_named(edition, regime, policies).rulebook
    return load_rulebook(
        edition=edition,
        regime=regime or default_rulebook().regime.written,
        policies=wished_policies(policies),
    )


def _text(path: Path) -> str:
    if path.stat().st_size > _MOST_BYTES:
        raise WrongUseError(f"{path.name} is too large for an edition. Name the right file.")
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise WrongUseError(
            f"{path.name} cannot be read as text: {cause}. Name a TOML file in UTF-8."
        ) from cause
