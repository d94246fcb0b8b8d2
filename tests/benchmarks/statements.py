"""
How fast a month is computed: sixty shifts, from the events to every line with its derivation.

Each time a case that was never seen, in the first month of its grant period, so that nothing is
carried over from before. Beside it, in the same rounds: reading the same events from their stored
bytes, which every audit must do first, folding them without computing anything, and hours times
rate in `Fraction` with no question asked.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import Rulebook, load_rulebook
from ledger.statement import Carried, Statement, statement
from ledger.store.codec import dump, load, name_of
from schemas.bounds import ACTIVE
from schemas.catalogue import Event
from schemas.decisions import GrantDecided
from schemas.envelope import Envelope, event_id_of
from schemas.reports import BillReceived, TimeReportReceived
from tests.benchmarks.measurement import Measurement, one_core, per_second, spread

ROUNDS, STATEMENTS = 9, 1_500
MONTH = month_of("2026-01")
CASE, PAYEE = UUID(int=1), UUID(int=2)
RECEIVED = datetime(2026, 2, 10, tzinfo=UTC)


def events() -> list[Recorded]:
    """Return a case with a grant, three reports of twenty shifts each, and their bill."""
    granted = GrantDecided(
        decision_id="b1",
        authority="FK",
        decided_on=date(2025, 12, 1),
        effective_from=date(2026, 1, 1),
        municipality="0180",
        payee=PAYEE,
        basic_minutes=3_000,
        other_minutes=4_200,
    )
    papers: list[Event] = [granted]
    for number, (start, end) in enumerate([(360, 840), (840, 1_200), (1_200, 1_440)]):
        rows = tuple((day, start, end, ACTIVE) for day in range(1 + number, 21 + number))
        papers.append(TimeReportReceived(UUID(int=10 + number), PAYEE, "2026-01", rows))
    papers.append(BillReceived("2026-01", active_minutes=20 * (480 + 360 + 240)))
    return [
        Recorded(CASE, place + 1, envelope(f"d{place}"), paper)
        for place, paper in enumerate(papers)
    ]


def envelope(document: str) -> Envelope:
    return Envelope(event_id_of("fk", document), RECEIVED, "fk", document, None, (), "bench", None)


def worth(case: list[Recorded]) -> Fraction:
    """Return what the rows are worth when nobody asks whether they are payable."""
    return sum(
        (
            Fraction((end - start) * 34_770, 60)
            for recorded in case
            if isinstance(recorded.event, TimeReportReceived)
            for _, start, end, _ in recorded.event.rows
        ),
        Fraction(0),
    )


def through_every_gate(case: list[Recorded], register: Register, rulebook: Rulebook) -> Statement:
    known = Case.of(case)
    every = Carried(known.history, register, rulebook, asks_every_gate=True)
    return statement(known, register, MONTH, rulebook, every)


def repeated(work: Callable[[], object]) -> Callable[[], None]:
    def repeat() -> None:
        for _ in range(STATEMENTS):
            work()

    return repeat


def measure() -> Iterable[Measurement]:
    """Yield statements a second and core, and what is measured beside them."""
    case, register, rulebook = events(), Register(), load_rulebook()
    stored = [(name_of(one.event), dump(one.envelope, one.event)) for one in case]
    made = statement(Case.of(case), register, MONTH, rulebook)
    assert made.owed_ore == 20 * 18 * 34_770
    assert made.lines[0].derivation
    compute = repeated(lambda: statement(Case.of(case), register, MONTH, rulebook))
    peers = {
        "through every gate, no shortcut for a plain month": repeated(
            lambda: through_every_gate(case, register, rulebook)
        ),
        "hours times rate in Fraction, nothing asked": repeated(lambda: worth(case)),
        "its events decoded": repeated(lambda: [load(name, state) for name, state in stored]),
        "its events folded": repeated(lambda: Case.of(case)),
    }
    with one_core():
        compute()
        computed = [per_second(STATEMENTS, compute) for _ in range(ROUNDS)]
        beside = {
            name: [per_second(STATEMENTS, work) for _ in range(ROUNDS)]
            for name, work in peers.items()
        }
    yield spread(
        "statements a core with all of semantics",
        computed,
        "/s",
        "60 shifts with derivation, first month of a period, one point of knowledge",
        at_least=2_500,
        aim=5_000,
    )
    for name, rates in beside.items():
        yield spread(f"  beside: {name}", rates, "/s")
