"""
Anomalies: what looks wrong when all cases are seen beside each other.

Pure. Cases are gathered one by one (`gather`), in any number of processes, and judged together
(`judged`). Nothing is cut: what a person decides of it enters a case as an event (semantics 1.6).
"""

from ledger.anomalies.anomaly import Anomaly, Part, Severity
from ledger.anomalies.gathering import gather
from ledger.anomalies.judging import judged
from ledger.anomalies.search import Search
from ledger.anomalies.seen import Seen
from ledger.anomalies.sorts import SORTS, Sort
from ledger.anomalies.sought.accounts import Accounts
from ledger.anomalies.value import Prices

__all__ = [
    "SORTS",
    "Accounts",
    "Anomaly",
    "Part",
    "Prices",
    "Search",
    "Seen",
    "Severity",
    "Sort",
    "gather",
    "judged",
]
