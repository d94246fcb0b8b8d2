"""
The rules of `kvitto anomalies` in one table: version, severity, and the guard each passes.

What a rule says, and under which paragraph, stands in `provisions.toml` by the same id. A rule
that finds something else than before gets a new version, and its findings new names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ledger.anomalies.anomaly import Severity
from ledger.rules import Rule, rule


@dataclass(frozen=True, slots=True)
class Sort:
    """
    A rule that looks across cases.

    `severity` is that of its plainest finding; a doubtful one is for review. `guard` is what
    is asked before anything is found, `means` what a finding asks a person to do.
    """

    id: str
    version: int
    name: str
    severity: Severity
    guard: str
    means: str

    @property
    def rule(self) -> Rule:
        """What the rule says, and the paragraph that it rests on."""
        return rule(self.id)


_SORTS: Final = (
    Sort(
        "R01",
        1,
        "one assistant, two recipients",
        Severity.REVIEW,
        "standby and sick time left out, and minutes that are disallowed already; the ledger does"
        " not know who shares a household",
        "Ask both employers who worked; disallow the minutes where nobody did.",
    ),
    Sort(
        "R02",
        1,
        "more than a day holds",
        Severity.RECOVER,
        "a shift of 20 to 24 hours is none; standby beside other time counts once; a run of long"
        " days is for review only",
        "Ask the employers; what was not worked is not owed.",
    ),
    Sort(
        "R03",
        1,
        "working time above the limit",
        Severity.RECOVER,
        "the limit of the employer's agreement where there is one; without a stated calculation"
        " period for review only, since the employer's may begin on another day",
        "Ask the employer for its calculation period and agreement (SFB 51:16).",
    ),
    Sort(
        "R09",
        1,
        "one minute of sickness paid twice",
        Severity.RECOVER,
        "minute by minute, so part-time sickness is none; a substitute of one's own is none; claims"
        " that are replaced are left out",
        "Deny the claim's part, or claim it back.",
    ),
    Sort(
        "R12",
        1,
        "hours during a stay",
        Severity.RECOVER,
        "what särskilda skäl exempt is none; first and last day of a stay known by date only are"
        " none; the hours are cut already, so the öre are those that were asked for",
        "Nothing is owed for them; if they were paid, the audit finds it.",
    ),
    Sort(
        "R15",
        2,
        "claimed by the municipality, and Försäkringskassan's",
        Severity.BLOCK,
        "only what the claim's own reckoning cuts as Försäkringskassan's; claims that are replaced"
        " are left out",
        "Cut the claim: the minute is Försäkringskassan's (semantics 6.3).",
    ),
    Sort(
        "R31",
        1,
        "account new or shared",
        Severity.BLOCK,
        "a first account is no change; ids that are one person are one payee; what else makes"
        " payees kin is not known to the ledger",
        "Ask the payee before the order leaves; what is owed may not be held for it (SFB 112:4).",
    ),
    Sort(
        "R32",
        1,
        "paid twice, or otherwise than ordered",
        Severity.BLOCK,
        "a returned order that was paid again is none; equal part payments of what is owed are"
        " none",
        "Stop the second order; what was paid of it is claimed back.",
    ),
)

SORTS: Final[Mapping[str, Sort]] = MappingProxyType({sort.id: sort for sort in _SORTS})
