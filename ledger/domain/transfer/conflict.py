"""
The kinds of conflict in a transfer, and one conflict of them.

What finds them is `conflicts`, for takeovers `of_takeovers`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.domain.transfer.papers import Papers
from ledger.rules import Rulebook


class ConflictKind(StrEnum):
    """A kind of conflict; `says` what it means in general, `provision` what it is against."""

    says: str
    provision: str

    def __new__(cls, name: str, says: str, provision: str) -> Self:
        """Keep the sentence and the provision beside the name."""
        kind = str.__new__(cls, name)
        kind._value_ = name
        kind.says = says
        kind.provision = provision
        return kind

    OVERLAPS_GRANT = (
        "OVERLAPS_GRANT",
        "another decision is in force on days of the municipal one",
        "LSS 9 § 2",
    )
    TWO_MUNICIPALITIES = (
        "TWO_MUNICIPALITIES",
        "two municipalities hand over the same decision",
        "LSS 16 §",
    )
    OTHER_RECIPIENT = (
        "OTHER_RECIPIENT",
        "the record names somebody else than the case",
        "SOU 2023:9",
    )
    DIFFERS_FROM_DECISION = (
        "DIFFERS_FROM_DECISION",
        "the record states the decision otherwise than the decision itself",
        "SOU 2023:9",
    )
    GROUP_HOME = (
        "GROUP_HOME",
        "a group home and personal assistance cannot both move",
        "SFB 106:24 third point",
    )
    BEFORE_REGIME = (
        "BEFORE_REGIME",
        "it was taken over on a day for which the law has no takeover",
        "SOU 2023:9",
    )
    TWO_TAKEOVERS = ("TWO_TAKEOVERS", "it was taken over by two decisions", "SOU 2023:9")
    KEPT = ("KEPT", "it was taken over though the municipality keeps it", "SOU 2023:9")
    LAPSED = ("LAPSED", "it was taken over though it had lapsed", "SOU 2023:9")
    CHANGED_BY_TAKEOVER = (
        "CHANGED_BY_TAKEOVER",
        "it was taken over with other hours, kinds of time or unit than the municipality states",
        "SOU 2023:9",
    )
    OUTSIDE_DECISION = (
        "OUTSIDE_DECISION",
        "the takeover lies outside the days of the municipal decision",
        "SOU 2023:9",
    )


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict of one transfer, said of its papers; `places` are those in the history."""

    kind: ConflictKind
    says: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What conflicts are looked for in: all transfers of a case, its register and its law."""

    case: Case
    transfers: Iterable[Papers]
    register: Register | None
    rulebook: Rulebook
