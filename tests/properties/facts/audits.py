"""
Questions to ask of a pile of documents: at which point, on which day, under which rulebook.

`audited(log, asked)` answers as `kvitto audit --json` does, over a log in memory.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from hypothesis import strategies as st

from ledger.domain.point import KnownAt, select
from ledger.domain.register import Register
from ledger.rules import Rulebook, load_rulebook
from ledger.rules.built import BUILT
from ops.show.audit import AuditView, audit_json
from ops.show.head import Head
from ops.show.papers import papers_of
from projections.audit import Audit, Question
from tests.properties.facts.documents import INSTANTS
from tests.properties.facts.logs import MemoryLog

#: The first day of a reform; none of them is the law in force.
_REFORMS: Final = (None, None, date(2026, 2, 10), date(2026, 1, 1), date(2025, 12, 1))
#: Before a payday, on it and after; before everything, and long after.
RECKONED: Final = st.sampled_from(
    [
        *map(date.fromisoformat, ("2026-03-19", "2026-03-20", "2026-04-20", "2026-12-31")),
        *map(date.fromisoformat, ("2026-01-01", "1900-01-01", "2099-12-31")),
    ]
)
#: The latest first: most is known then.
POINTS: Final = st.sampled_from(sorted(INSTANTS, reverse=True)).map(KnownAt)


@dataclass(frozen=True)
class Asked:
    """A question, the regime, and the policies under which it is asked."""

    question: Question
    reform_from: date | None
    wishes: Mapping[str, str]

    @cached_property
    def rulebook(self) -> Rulebook:
        if self.reform_from is None:
            return load_rulebook(policies=self.wishes)
        return load_rulebook(
            regime="SOU_2023_9", reform_from=self.reform_from, policies=self.wishes
        )


#: Any alternative of each policy that is built; the default of most.
_WISHES: Final = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(built) for name, built in BUILT.items() if len(built) > 1}
)
ASKED: Final = st.builds(
    Asked, st.builds(Question, POINTS, RECKONED), st.sampled_from(_REFORMS), _WISHES
)


def audited(log: MemoryLog, asked: Asked, case_ref: str | None = None) -> bytes:
    """Return the audit of the log, or of one case in it, as a program reads it."""
    question, rulebook = asked.question, asked.rulebook
    register = Register(select(log.register, question.point))
    audit = Audit(question, register, rulebook, log.references, payday=date(2026, 3, 20))
    for case_id, events in sorted(log.cases.items()):
        if case_ref in (None, log.references[case_id]):
            audit.add(case_id, events)
    head = Head(question.point, question.reckoned_on, rulebook)
    view = AuditView(head, audit.report, papers_of(log.events), payday="2026-03-20")
    return json.dumps(audit_json(view)).encode()
