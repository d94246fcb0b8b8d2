"""
Segments: which positions of the log belong to which month, for what leaves the database by months.

What is written of them belongs to `ops.segments`.
"""

from ledger.store.segments.months import MARGIN, Month, months

__all__ = ["MARGIN", "Month", "months"]
