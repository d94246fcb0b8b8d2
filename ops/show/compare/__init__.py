"""Comparisons on the screen and for a program: what differs, why, and what it would cost."""

from ops.show.compare.as_json import case_difference_json, cases_difference_json
from ops.show.compare.cases import cases_report
from ops.show.compare.difference import case_report
from ops.show.compare.sides import CasesComparison, Comparison, SideHead
from ops.show.compare.whatif import WhatIfView, whatif_report
from ops.show.compare.whatif_json import whatif_json

__all__ = [
    "CasesComparison",
    "Comparison",
    "SideHead",
    "WhatIfView",
    "case_difference_json",
    "case_report",
    "cases_difference_json",
    "cases_report",
    "whatif_json",
    "whatif_report",
]
