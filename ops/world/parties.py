"""
Who takes part: municipalities, providers, recipients and assistants.

Shares of providers follow the published statistics of December 2017
(assistanskoll.se, 2018-04-07). What a provider does belongs to
`ops.world.paperwork`.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Final

from ops.world.identity import assistant_number, organisation_number, recipient_number

#: Recipients in the largest municipalities, in thousandths; the rest share evenly.
_LARGE: Final = (
    ("0180", 95), ("1480", 60), ("1280", 36), ("0380", 24), ("0580", 17), ("1880", 16),
    ("1980", 16), ("1283", 15), ("0680", 15), ("0581", 15), ("2480", 14), ("1490", 12),
)  # fmt: skip
#: Serial numbers of municipalities as providers begin here.
_MUNICIPAL_SERIALS: Final = 900_000


@cache
def municipality_codes() -> tuple[str, ...]:
    table = files("schemas").joinpath("municipalities.csv").read_text(encoding="utf-8")
    return tuple(row["municipality_code"] for row in csv.DictReader(table.splitlines()))


def draw_municipality(dice: Random) -> str:
    thrown = dice.randrange(1000)
    for code, share in _LARGE:
        if thrown < share:
            return code
        thrown -= share
    codes = municipality_codes()
    return codes[dice.randrange(len(codes))]


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider, or an own employer, who has no form and a person's name."""

    sender: str
    name: str
    form: str | None


def draw_provider(dice: Random, code: str, recipients: int, own: str | None) -> Provider:
    """
    Return a provider: companies 68 %, municipalities 23 %, cooperatives 7 %.

    Own employers, 1.6 % of all, occur among municipal decisions only: where
    Försäkringskassan pays they need an account of costs (semantics M4), for
    which there is no document yet.
    """
    thrown = dice.randrange(1000)
    if own is not None and thrown >= 936:
        return Provider("egen-arbetsgivare", own, None)
    if thrown < 230:
        serial = _MUNICIPAL_SERIALS + municipality_codes().index(code)
        return Provider(f"kommun-{code}", f"org:{organisation_number(serial)}", "municipality")
    if thrown < 300:
        which = dice.randrange(2 + recipients // 60)
        number = organisation_number(800_000 + which)
        return Provider(f"kooperativ-{which + 1:04d}", f"org:{number}", "cooperative")
    which = dice.randrange(4 + recipients // 15)
    number = organisation_number(1 + which)
    return Provider(f"anordnare-{which + 1:04d}", f"org:{number}", "company")


def recipient_name(index: int, first_year: int) -> str:
    number = recipient_number(index, first_year)
    return f"ref:M{index + 1:06d}" if number is None else f"pnr:{number}"


@dataclass(frozen=True, slots=True)
class Assistant:
    """An assistant as the employer's papers name them, and their number where known besides."""

    name: str
    also: str | None
    relative: bool


def draw_assistants(
    dice: Random, case: int, first_serial: int, count: int, first_year: int
) -> tuple[Assistant, ...]:
    """Return a recipient's assistants; a third are named by the employer's own reference."""
    found: list[Assistant] = []
    for place in range(count):
        number = assistant_number(first_serial + place, first_year)
        by_reference = dice.randrange(3) == 0 or number is None
        also = None if number is None else f"pnr:{number}"
        name = f"ref:A{case + 1:06d}.{place + 1}" if by_reference or also is None else also
        relative = dice.randrange(5) == 0
        found.append(Assistant(name, also if by_reference else None, relative))
    return tuple(found)
