"""
Checkpoints on the screen: how far the log is sealed, and which keys sign it.
"""

from collections.abc import Sequence

from rich.console import Group
from rich.text import Text

from ledger.store.seals import Sealed, SealingKey
from ops.show.money import number
from ops.show.quantities import counted, instant_text
from ops.show.screen import GOOD, grid


def sealed_report(
    origin: str, latest: Sealed | None, keys: Sequence[SealingKey], new: int
) -> Group:
    """Return how far the log is sealed now."""
    if latest is None:
        return Group(Text("The log is empty, so there is nothing to seal."))
    said = f"Sealed {counted(new, 'event')}." if new else "Nothing new to seal."
    return Group(
        Text(said, GOOD),
        grid(
            [
                ("log", origin),
                ("sealed up to", f"position {number(latest.size)}"),
                ("at", instant_text(latest.sealed_at)),
                ("root", latest.root.hex()),
                ("key", keys[-1].vkey),
            ]
        ),
    )


def sealed_json(
    origin: str, latest: Sealed | None, keys: Sequence[SealingKey], new: int
) -> dict[str, object]:
    """Return how far the log is sealed now, for a program."""
    return {
        "origin": origin,
        "size": 0 if latest is None else latest.size,
        "root": None if latest is None else latest.root.hex(),
        "sealed_at": None if latest is None else latest.sealed_at.isoformat(),
        "vkeys": [key.vkey for key in keys],
        "sealed_now": new,
    }
