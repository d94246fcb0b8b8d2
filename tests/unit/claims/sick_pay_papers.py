"""Sick leave in few words: E5, whose assistant loses six shifts of seven hours."""

from collections.abc import Sequence
from typing import Any

from ledger.claims.sick_pay import SickPay, sick_pay_of
from ledger.domain.register import Register
from schemas.municipal.claims import SickPayClaimed
from tests.unit.building import Folder, Row, clock, day, rows, rules, uid

#: The days on which E5's assistant was to work 08-15, in ten calendar days of sickness.
SHIFTS = (2, 3, 5, 6, 9, 11)


def lost(month: str, *written: str) -> tuple[tuple[Any, int, int], ...]:
    """Return lost time written as `2 08:00-15:00`, once per day."""
    found: list[tuple[Any, int, int]] = []
    for text in written:
        number, hours = text.split()
        start, end = hours.split("-")
        found.append((day(f"{month}-{int(number):02d}"), clock(start), clock(end)))
    return tuple(found)


def shifts(days: Sequence[int], hours: str = "08:00-15:00") -> tuple[str, ...]:
    """Return shifts of the same hours on these days, as `lost` and `rows` take them."""
    return tuple(f"{number} {hours}" for number in days)


def claim(
    days: Sequence[int] = SHIFTS,
    month: str = "2026-03",
    claimed: int = 733_797,
    *,
    hours: str = "08:00-15:00",
    **stated: Any,  # noqa: ANN401 - any field of the document
) -> SickPayClaimed:
    """Return E5's claim, with other facts where the test names them."""
    facts: dict[str, Any] = {
        "municipality": "0180",
        "claimant": uid("provider"),
        "assistant": uid("A"),
        "sick_from": day(f"{month}-{days[0]:02d}"),
        "lost": lost(month, *shifts(days, hours)),
        "hourly_wage_ore": 16_500,
        "weekly_minutes": 1_800,
        "claimed_ore": claimed,
    }
    return SickPayClaimed(**(facts | stated))


def folder(worked: Sequence[Row] = (), month: str = "2026-03") -> Folder:
    """Return a case of 60 hours a week, in which B worked these rows."""
    papers = Folder()
    papers.grant(60)
    if worked:
        papers.report(month, worked, "B")
    return papers


def covering(days: Sequence[int] = SHIFTS, hours: str = "08:00-15:00") -> tuple[Row, ...]:
    """Return the rows of a substitute who worked all of these shifts."""
    return rows(*shifts(days, hours))


def reckoned(papers: Folder, regime: str = "LAW_ACTUAL", **wishes: str) -> dict[str, SickPay]:
    """Return every claim of the case as it is reckoned."""
    return sick_pay_of(papers.case, Register(), rules(regime, **wishes))


def cuts(of: SickPay) -> dict[str, int]:
    """Return what was cut, by reason."""
    return {cut.reason: cut.ore for cut in of.owed.cuts}
