"""
The head of an audit and of an explanation: from where in knowledge, law and time it speaks.

Everything that changes an amount without being an event stands here, so that two reports with the
same head give the same öre. Source: semantics section 10.
"""

import shlex
from dataclasses import dataclass
from datetime import date
from typing import Final

from rich.table import Table
from rich.text import Text

from ledger.amounts import month_text
from ledger.domain.point import KnownAt, Point
from ledger.rules import Policy, Rulebook
from ops.show.money import number
from ops.show.quantities import instant_text
from ops.show.screen import grid

_SHOWN_OF_HASH: Final = 12


@dataclass(frozen=True, slots=True)
class Head:
    """
    The three axes of a calculation, and the reckoning day.

    `options` are those by which it was asked for: a next step asks from the same place.
    """

    point: Point
    reckoned_on: date
    rulebook: Rulebook
    options: tuple[str, ...] = ()

    @property
    def as_typed(self) -> str:
        """The options as they are typed after a command, with a space before each."""
        return "".join(f" {shlex.quote(option)}" for option in self.options)

    @property
    def deviating(self) -> list[Policy]:
        """The policies with another value than the default."""
        return [policy for policy in self.rulebook.policies.values() if policy.deviates]


def head_block(head: Head, *more: tuple[str, str]) -> Table:
    """Return the head for the screen; `more` are further lines of the report."""
    book = head.rulebook
    deviating = [f"{p.name} = {p.value} instead of {p.default}" for p in head.deviating]
    return grid(
        [
            ("Point", point_text(head.point)),
            ("Reckoned on", head.reckoned_on.isoformat()),
            ("Rulebook", f"edition {book.edition} · {book.sha256[:_SHOWN_OF_HASH]}"),
            ("Regime", regime_text(book)),
            ("Policies", Text("\n".join(deviating) or "all at their defaults")),
            *more,
        ]
    )


def point_text(point: Point) -> str:
    if isinstance(point, KnownAt):
        return f"known at {instant_text(point.instant)} in Stockholm: every paper received by then"
    return (
        f"recorded up to position {number(point.position)}, "
        f"which was recorded at {instant_text(point.recorded_at)} in Stockholm"
    )


def regime_text(book: Rulebook) -> str:
    """Return the regime, with the day on which its reform starts."""
    regime = book.regime
    if regime.reform_from is None:
        return f"{regime.name}, the law in force"
    return f"{regime.name}, a reform from {regime.reform_from}"


def head_json(head: Head) -> dict[str, object]:
    """Return the head for a program."""
    point, book = head.point, head.rulebook
    where: dict[str, object] = (
        {"kind": "known_at", "instant": point.instant.isoformat()}
        if isinstance(point, KnownAt)
        else {
            "kind": "recorded_up_to",
            "position": point.position,
            "recorded_at": point.recorded_at.isoformat(),
        }
    )
    reform = book.regime.reform_from
    return {
        "point": where,
        "reckoned_on": head.reckoned_on.isoformat(),
        "rulebook": {
            "edition": book.edition,
            "sha256": book.sha256,
            "regime": book.regime.name,
            "reform_from": None if reform is None else reform.isoformat(),
            "deviating_policies": [
                {"name": policy.name, "value": policy.value, "default": policy.default}
                for policy in head.deviating
            ],
        },
    }


def months_text(first: int | None, last: int | None) -> str:
    """Return the months that a question covers."""
    if first is None and last is None:
        return "all with time, a bill or money"
    if first == last and first is not None:
        return month_text(first)
    start = "the first" if first is None else month_text(first)
    return f"{start} to {'the last' if last is None else month_text(last)}"
