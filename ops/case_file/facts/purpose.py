"""What money of a case file is of: a month, or a period that is settled by its first day."""

from datetime import date

from ops.case_file.entries import Entry


def purpose_of(entry: Entry, default_month: str | None) -> tuple[str | None, date | None]:
    """Return the month, or the first day of the period, that money is of."""
    period = entry.date_if_any("period")
    if period is None:
        return entry.month("month", default_month), None
    if entry.has("month"):
        entry.fault("period stands instead of month: write one or the other")
    return None, period
