"""
The ledger as a custodian opens it: the only role that reads and destroys what names persons.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated, Final
from uuid import UUID

import typer

from ledger.services.forgetting import person_named
from ledger.store import Name, Store
from ops.commands.failures import WrongUseError
from ops.commands.wiring import open_whole
from ops.postgres import Database
from ops.postgres.roles import CUSTODIAN
from ops.settings import Settings
from schemas.boundary.identity import identity_fault

#: An identity number as it is typed, the two ways it is written.
_NUMBER: Final = re.compile(r"(?:pnr:)?([0-9]{8})-?([0-9]{4})")
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

PersonAsked = Annotated[
    str,
    typer.Argument(
        metavar="PERSON",
        help="An identity number (twelve digits), ref: and a sender's reference, or an id.",
    ),
]
SenderOfReference = Annotated[
    str | None,
    typer.Option("--sender", metavar="NAME", help="Whose reference it is that ref: names."),
]


@contextmanager
def open_custody(settings: Settings) -> Generator[tuple[Store, Database]]:
    """Yield the store as a custodian has it, and the database that it lies in."""
    with open_whole(settings, CUSTODIAN) as opened:
        yield opened


def person_asked(store: Store, written: str, sender: str | None) -> UUID:
    """Return the id of the person that was asked for; nothing that is said repeats a number."""
    if (number := _NUMBER.fullmatch(written)) is not None:
        digits = "".join(number.groups())
        if fault := identity_fault(digits):
            raise WrongUseError(f"The identity number {fault}. Check it against the paper.")
        return person_named(store, Name("pnr", digits))
    if written.startswith("ref:"):
        if sender is None:
            raise WrongUseError("A reference means its sender's own person. Add: --sender NAME")
        return person_named(store, Name("ref", written.removeprefix("ref:"), sender))
    if _UUID.fullmatch(written) is not None:
        return person_named(store, UUID(written))
    raise WrongUseError(
        "PERSON is no identity number with its century, no ref: with a reference, and no id."
        " Write it as YYYYMMDD-NNNN, as ref:A17 with --sender NAME, or as an id."
    )
