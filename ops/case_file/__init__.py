"""
Worked cases: a TOML file of facts and expected öre, read strictly and compared with the ledger.

The format is documented in `tests/cases/README.md`. No database: a file becomes events in memory,
and the ledger's own functions are asked. Nothing here calculates an amount.
"""

from ops.case_file.checking import CaseResult, Check, Difference, check_files
from ops.case_file.loading import CaseFile, CaseFileError, load_case_file
from ops.case_file.rendering import report_lines, results_as_json

__all__ = [
    "CaseFile",
    "CaseFileError",
    "CaseResult",
    "Check",
    "Difference",
    "check_files",
    "load_case_file",
    "report_lines",
    "results_as_json",
]
