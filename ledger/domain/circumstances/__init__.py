"""
What bars or suspends assistance in a case at a point: who may not work, where the recipient is.

Pure. Only which days and minutes are closed, and on what ground; what is cut of the reported
time belongs to the gates of `ledger.statement`.
"""

from dataclasses import dataclass

from ledger.domain.case import Case
from ledger.domain.circumstances.barred import Barred, barred_of
from ledger.domain.circumstances.closing import Closed, Ground
from ledger.domain.circumstances.presence import Stay, stays_of
from ledger.domain.notice_pay import NoticePay, notice_pay
from ledger.domain.register import Register
from ledger.rules import Rulebook

__all__ = [
    "Barred",
    "Circumstances",
    "Closed",
    "Ground",
    "Stay",
    "circumstances_of",
]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """
    What closes time of a case at a point, by gate: BAR and STAY.

    `under_notice` are the assistants who are paid for after an admission all the same.
    """

    barred: Barred
    stays: tuple[Stay, ...]
    under_notice: tuple[NoticePay, ...]

    @property
    def absences(self) -> tuple[Closed, ...]:
        """The minutes that the stays close."""
        return tuple(stay.closed for stay in self.stays if stay.closed is not None)


def circumstances_of(case: Case, register: Register, rulebook: Rulebook) -> Circumstances:
    """Return what closes time at the case's point; in nearly every case nothing does."""
    stays = stays_of(case, rulebook)
    notices = notice_pay(case, register, "INSTITUTION", rulebook) if stays else ()
    return Circumstances(barred_of(case, register, rulebook), stays, notices)
