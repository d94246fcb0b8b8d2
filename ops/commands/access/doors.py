"""
The table of doors: what each command shows of cases, and so what is recorded when it is given.

A command shows what is of one case, of many, of a person, or of nobody; then it says why not.
Where a command names one case, or one claim, that case alone is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Nobody:
    """A command that shows what is of no case, and why that is so."""

    why: str


@dataclass(frozen=True, slots=True)
class OfCases:
    """
    A command that shows one case or many; the fields name its parameters.

    One that reads every case whatever is asked of it names no parameter for one of them.
    """

    case: str | None = None
    claim: str | None = None
    municipality: str | None = None


@dataclass(frozen=True, slots=True)
class OfPerson:
    """A command that shows a person and its cases; who it is, it finds out by itself."""


@dataclass(frozen=True, slots=True)
class OfCommandFile:
    """A command that decides on the history of the case that its file names."""


@dataclass(frozen=True, slots=True)
class OfLooks:
    """The command that shows who looked: at a case, or what an actor looked at."""


Door = Nobody | OfCases | OfPerson | OfCommandFile | OfLooks

_IN_MANY: Final = OfCases()
DOORS: Final[Mapping[str, Door]] = {
    "demo": Nobody("a world that it makes up by itself, anew each time"),
    "generate": Nobody("writes files of made-up people, and opens no ledger"),
    "ingest": Nobody("says what is wrong in the files that it is given"),
    "template": Nobody("empty forms"),
    "audit": OfCases(case="case"),
    "explain": OfCases(case="case"),
    "balances": OfCases(case="case", municipality="municipality"),
    "anomalies": _IN_MANY,
    "case": Nobody("worked cases in files"),
    "transfers": OfCases(case="case", municipality="municipality"),
    "reimbursements": OfCases(claim="claim", municipality="municipality"),
    "sick-pay": OfCases(claim="claim", municipality="municipality"),
    "debits": OfCases(case="case", municipality="municipality"),
    "recoveries": OfCases(case="case", municipality="municipality"),
    "followup": _IN_MANY,
    "trial-balance": _IN_MANY,
    "export": _IN_MANY,
    "diff": OfCases(case="case"),
    "whatif": _IN_MANY,
    "command": OfCommandFile(),
    "seal": Nobody("hashes"),
    "verify": Nobody("positions and hashes"),
    "checkpoint": Nobody("hashes"),
    "receipt": OfCases(case="case"),
    "tiles": _IN_MANY,
    "serve": _IN_MANY,
    "segments": _IN_MANY,
    "access": OfLooks(),
    "person": OfPerson(),
    "forget": OfPerson(),
    "keys": Nobody("keys, and how many persons lie under each"),
    "status": Nobody("how the ledger is; of a case that could not be read, that it could not"),
    "rebuild": Nobody("how many cases were read"),
    "rulebook": Nobody("the law"),
    "doctor": Nobody("how the installation is"),
}
