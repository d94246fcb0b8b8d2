"""
Events of a case: the time reported and the month's bill.

A correction is a whole document that names what it replaces in its envelope,
or has the same key as an earlier one (semantics R5).
"""

from dataclasses import dataclass

from schemas.bounds import AmountOre, Day, MonthMinutes, MonthText, Part, Party, Person, Rows


@dataclass(frozen=True, slots=True)
class TimeReportReceived:
    """
    One assistant's time report for a month (tidsredovisning, FK 3059).

    `part` 2, 3 … continue a form of forty rows. `adds` marks a supplementary
    report (tilläggsräkning), which adds to the others instead of replacing.
    The days [averaging_from, averaging_until) are the form's beräkningsperiod,
    over which working time is averaged (semantics G16).
    """

    assistant: Person
    employer: Party
    month: MonthText
    rows: Rows
    part: Part = 1
    adds: bool = False
    averaging_from: Day | None = None
    averaging_until: Day | None = None


@dataclass(frozen=True, slots=True)
class BillReceived:
    """
    The month's bill (räkning, FK 3057): actual minutes of each kind.

    Sick time is billed within `active_minutes` (semantics R9).
    """

    month: MonthText
    active_minutes: MonthMinutes
    waiting_minutes: MonthMinutes = 0
    standby_minutes: MonthMinutes = 0
    adds: bool = False


@dataclass(frozen=True, slots=True)
class CostsApproved:
    """
    The costs of a month that Försäkringskassan approved (kostnadsredovisning).

    Asked of own employers and for enhanced rates (semantics M2, M4); a later
    one of the same month replaces it. Source: förordning (1993:1091) 7 §.
    """

    month: MonthText
    approved_ore: AmountOre
