"""
Anomalies hidden in a written world, and the truth about all that are in it.

`hide` works on the files of `ops.world.generating` and changes no öre of its truth; what must be
found is worked out afterwards from the documents alone, hidden or not.
"""

import json
from pathlib import Path

from ops.world.anomalies.claims import claims_of
from ops.world.anomalies.documents import ADDED, Documents
from ops.world.anomalies.hiding import Hiding
from ops.world.anomalies.money import payments_of
from ops.world.anomalies.sorts import SORTS
from ops.world.anomalies.truth import Entry, anomalies_of

__all__ = ["ADDED", "SORTS", "Entry", "expected", "hide"]

_TRUTH = "truth.json"


def hide(directory: Path, seed: int, times: int) -> int:
    """
    Hide each sort of anomaly so many times, add the truth, and return how many must be found.

    Fewer are hidden where the world has too few cases that nothing else is wrong with.
    """
    documents = Documents(directory)
    truth = json.loads((directory / _TRUTH).read_text(encoding="utf-8"))
    told = (*truth["faults"], *truth.get("claims", ()), *truth.get("transfers", ()))
    hiding = Hiding(documents, frozenset(of["case"] for of in told), seed)
    for _ in range(times):
        for sort in SORTS:
            try:
                sort(hiding)
            except IndexError:
                # No case is left that nothing is hidden in.
                continue
    documents.write()
    found = expected(directory)
    truth["anomalies"] = [
        {
            "rule": of.rule,
            "month": of.month,
            "cases": list(of.cases),
            "minutes": of.minutes,
            "ore": of.ore,
        }
        for of in found
    ]
    text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
    (directory / _TRUTH).write_text(text, encoding="utf-8", newline="\n")
    return len(found)


def expected(directory: Path) -> list[Entry]:
    """Return every anomaly that must be found in a world, hidden in it or there by itself."""
    documents = Documents(directory)
    truth = json.loads((directory / _TRUTH).read_text(encoding="utf-8"))
    found = [
        *anomalies_of(documents),
        *claims_of(documents, truth.get("claims", ())),
        *payments_of(documents, truth["faults"]),
    ]
    return sorted(found, key=lambda of: (of.rule, of.month, of.cases, of.minutes))
