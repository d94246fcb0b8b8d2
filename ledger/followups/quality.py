"""
Reports to IVO that a provider's assistance may be poor (LSS 15 §; SOU 2023:9).

A report is told and counted; it bars nothing, and changes no amount.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ledger.domain.register import Register
from schemas.register import PoorQualityReported


@dataclass(frozen=True, slots=True)
class QualityReport:
    """A report that stands, and its paper."""

    report: PoorQualityReported
    event: UUID


def quality_reports(register: Register, day: date) -> Iterator[QualityReport]:
    """Yield the reports made by a day, the latest first."""
    providers = {
        of.event.provider
        for of in register.documents()
        if isinstance(of.event, PoorQualityReported)
    }
    found = [
        QualityReport(event, recorded.envelope.event_id)
        for provider in providers
        for recorded, event in register.facts(provider, PoorQualityReported)
        if event.reported_on <= day
    ]
    yield from sorted(found, key=lambda of: (of.report.reported_on, of.event), reverse=True)
