"""
What bars or suspends assistance in a case at a point: who may not work, where the recipient is.

Pure. Only which days and minutes are closed, and on what ground; what is cut of the reported
time belongs to the gates of `ledger.statement`.
"""

from dataclasses import dataclass

from ledger.domain.case import Case
from ledger.domain.circumstances.barred import Barred, barred_of
from ledger.domain.circumstances.closing import MINUTES_A_DAY, Closed, Ground
from ledger.domain.circumstances.presence import absences_of
from ledger.domain.notice_pay import NoticePay, notice_pay
from ledger.domain.register import Register
from ledger.rules import Rulebook

__all__ = ["MINUTES_A_DAY", "Barred", "Circumstances", "Closed", "Ground", "circumstances_of"]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """
    What closes time of a case at a point, by gate: BAR and STAY.

    `under_notice` are the assistants who are paid for after an admission all the same.
    """

    barred: Barred
    absences: tuple[Closed, ...]
    under_notice: tuple[NoticePay, ...]


def circumstances_of(case: Case, register: Register, rulebook: Rulebook) -> Circumstances:
    """Return what closes time at the case's point; in nearly every case nothing does."""
    absences = absences_of(case, rulebook)
    notices = notice_pay(case, register, "INSTITUTION", rulebook) if absences else ()
    return Circumstances(barred_of(case, register, rulebook), absences, notices)
