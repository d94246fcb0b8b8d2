"""
What is followed up of the reform: quality, handling times, surveys, and the equalisation.

Pure. Source: SOU 2023:9. Each is read from events, or is a dated value of the rulebook; nobody is
paid more or less because of it.
"""

from ledger.followups.equalisation import equalisation_on
from ledger.followups.extensions import Handled, Times, handled_of, times_of
from ledger.followups.quality import QualityReport, quality_reports
from ledger.followups.survey import SurveyDuty, survey_duty

__all__ = [
    "Handled",
    "QualityReport",
    "SurveyDuty",
    "Times",
    "equalisation_on",
    "handled_of",
    "quality_reports",
    "survey_duty",
    "times_of",
]
