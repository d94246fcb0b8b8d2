"""A municipal decision and what is claimed for it, in few words: E4's, unless a test says else."""

from collections.abc import Sequence
from typing import Any

from ledger.claims.claim import ClaimOwed
from ledger.claims.reimbursement import reimbursements_of
from ledger.claims.verify import ClaimsOfCase, verify_claims
from ledger.domain.register import Register
from ledger.statement import Carried
from schemas.decisions import GrantDecided
from schemas.municipal.claims import ClaimDecided, ClaimLine, ClaimPaid, ReimbursementClaimed
from tests.unit.building import Folder, day, rows, rules, uid

REFORM = "SOU_2023_9:2026-01-01"
PRICE = 33_500
WHOLE = 5_360_000


def decision(name: str = "M-1", start: str = "2025-10-01", **stated: Any) -> GrantDecided:  # noqa: ANN401 - any field
    """Return a municipal decision of 40 hours a week."""
    facts: dict[str, Any] = {
        "decision_id": name,
        "authority": "0180",
        "decided_on": day(start),
        "effective_from": day(start),
        "municipality": "0180",
        "payee": uid("provider"),
        "basic_minutes": 2_400,
    }
    return GrantDecided(**(facts | stated))


def takeover(start: str = "2026-03-16", decided: str = "2026-03-01") -> GrantDecided:
    """Return the decision by which Försäkringskassan takes it over."""
    return decision("FK-1", start, authority="FK", decided_on=day(decided), takes_over="M-1")


def line(hours: int = 160, first: int = 1, last: int = 28, **stated: Any) -> ClaimLine:  # noqa: ANN401 - any field
    """Return a line of hours on days of February."""
    facts: dict[str, Any] = {
        "first_day": day(f"2026-02-{first:02d}"),
        "last_day": day(f"2026-02-{last:02d}"),
        "minutes": (hours * 60, 1),
        "price_ore": PRICE,
    }
    return ClaimLine(**(facts | stated))


def claim(
    lines: Sequence[ClaimLine] = (),
    claimed: int = WHOLE,
    **stated: Any,  # noqa: ANN401 - any field
) -> ReimbursementClaimed:
    """Return E4's claim for February, 160 hours."""
    facts: dict[str, Any] = {
        "municipality": "0180",
        "municipal_decision": "M-1",
        "month": "2026-02",
        "lines": tuple(lines) or (line(),),
        "claimed_ore": claimed,
    }
    return ReimbursementClaimed(**(facts | stated))


def folder(worked: str = "1-20 08:00-16:00") -> Folder:
    """Return a case of 40 municipal hours a week, in which February's 160 h were worked."""
    papers = Folder()
    papers.lay(decision(), "2025-10-01")
    papers.report("2026-02", rows(worked))
    papers.bill("2026-02", 160 * 60)
    return papers


def lay_claim(papers: Folder, of: ReimbursementClaimed, known: str = "2026-04-10") -> str:
    """Lay in a claim, and return its name."""
    return papers.lay(of, known, sender="kommun-0180")


def decide(papers: Folder, ref: str, ore: int, on: str = "2026-05-04", **stated: Any) -> None:  # noqa: ANN401 - any field
    """Lay in a decision on a claim."""
    event = ClaimDecided(claim=ref, decided_on=day(on), decided_ore=ore, **stated)
    papers.lay(event, on)


def pay(papers: Folder, ref: str, ore: int, on: str = "2026-05-20") -> None:
    """Lay in a payment of a claim."""
    papers.lay(ClaimPaid(claim=ref, paid_on=day(on), paid_ore=ore), on)


def owed(papers: Folder, regime: str = REFORM, **wishes: str) -> dict[str, ClaimOwed]:
    """Return what is owed of every claim."""
    return reimbursements_of(papers.case, Register(), rules(regime, **wishes))


def verified(papers: Folder, on: str = "2026-06-30", regime: str = REFORM) -> ClaimsOfCase:
    """Return the claims of the case, verified on a day."""
    carried = Carried(papers.case.history, Register(), rules(regime))
    return verify_claims(papers.case, carried, day(on))


def cuts(of: ClaimOwed) -> dict[str, int]:
    """Return what was cut, by reason."""
    return {cut.reason: cut.ore for cut in of.cuts}
