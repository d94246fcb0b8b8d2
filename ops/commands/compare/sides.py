"""
The two sides of a comparison as they are written: `known=2026-05-20,month=2026-03`.

A side says what it has of its own; everything else it has in common with the other, from the
options and the arguments of the command.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

import typer

from ops.commands.compare.rulebooks import rulebook_named
from ops.commands.failures import WrongUseError
from ops.commands.options import Asked, read_day, read_instant, read_month

#: What a side may say, and how it is written.
KEYS: Final = {
    "known": "a day or an instant",
    "position": "a position of the log",
    "reckon": "a day",
    "regime": "LAW_ACTUAL or SOU_2023_9:DAY",
    "edition": "an edition, a what-if, or the file of one",
    "policy": "NAME=VALUE, any number of times",
    "month": "a month, as 2026-03",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What is said of a side, or of both."""

    known_at: datetime | None = None
    position: int | None = None
    reckoned_on: date | None = None
    regime: str | None = None
    edition: str | None = None
    policies: Sequence[str] = field(default=())
    month: int | None = None


def read_side(option: str, text: str | None) -> Written:
    """Read one side; None says nothing of its own."""
    said: dict[str, list[str]] = {}
    for part in (text or "").split(",") if text is not None else ():
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if key not in KEYS or not equals or not value:
            keys = "; ".join(f"{name}={what}" for name, what in KEYS.items())
            raise WrongUseError(
                f"{option} says {part!r}, which is no part of a side. Write parts with commas"
                f" between: {keys}."
            )
        if key in said and key != "policy":
            raise WrongUseError(f"{option} says {key} twice. Give it once.")
        said.setdefault(key, []).append(value)
    try:
        return _read(said)
    except typer.BadParameter as wrong:
        raise WrongUseError(f"{option}: {wrong.message}") from wrong


def _read(said: dict[str, list[str]]) -> Written:
    def one(key: str) -> str | None:
        return said[key][0] if key in said else None

    known, position, reckon, month = map(one, ("known", "position", "reckon", "month"))
    return Written(
        None if known is None else read_instant(known),
        None if position is None else _read_position(position),
        None if reckon is None else read_day(reckon),
        one("regime"),
        one("edition"),
        tuple(said.get("policy", ())),
        None if month is None else read_month(month),
    )


def _read_position(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 2**63):
        raise typer.BadParameter(f"{text!r} is no position; write a whole number from 1 on.")
    return int(text)


def sides_asked(shared: Written, before: Written, after: Written) -> tuple[Asked, Asked]:
    """Return from where both sides are asked; refuse what contradicts itself."""
    started = datetime.now(UTC)
    return _asked(shared, before, "--from", started), _asked(shared, after, "--to", started)


def _asked(shared: Written, own: Written, option: str, started: datetime) -> Asked:
    known, position = own.known_at, own.position
    if known is None and position is None:
        known, position = shared.known_at, shared.position
    if known is not None and position is not None:
        raise WrongUseError(
            f"{option} has two points of knowledge, known and position. Give it one of them."
        )
    rulebook = rulebook_named(
        own.edition or shared.edition,
        own.regime or shared.regime,
        [*_not_set_by(own, shared.policies), *own.policies],
    )
    return Asked(known, position, own.reckoned_on or shared.reckoned_on, rulebook, started)


def _not_set_by(own: Written, policies: Sequence[str]) -> Sequence[str]:
    """Return the shared policies that a side has no value of its own for."""
    names = {policy.partition("=")[0].strip() for policy in own.policies}
    return [policy for policy in policies if policy.partition("=")[0].strip() not in names]


def months_asked(shared: Written, before: Written, after: Written) -> tuple[int | None, int | None]:
    """Return the month of each side: its own, else the argument's, else the other side's."""
    both = shared.month
    one = before.month or both or after.month
    other = after.month or both or before.month
    return one, other
