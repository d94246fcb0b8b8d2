"""
What bars or suspends assistance in a case at a point: who may not work, where the recipient is.

Pure. Only which days and minutes are closed, and on what ground; what is cut of the reported
time belongs to the gates of `ledger.statement`.
"""

from ledger.domain.circumstances.barred import Barred, barred_of
from ledger.domain.circumstances.closing import Closed, Ground
from ledger.domain.circumstances.presence import absences_of

__all__ = ["Barred", "Closed", "Ground", "absences_of", "barred_of"]
