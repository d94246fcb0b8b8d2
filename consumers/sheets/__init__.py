"""
Files with columns (CSV), as municipalities and providers export them.

A sheet is a source of papers like a file of JSON: its rows are gathered into
forms, each form is judged by the same door, and what is wrong is said by line
and column. Recording, counting and setting aside belong to `consumers.rows`.
"""

from consumers.sheets.column import Column, Form
from consumers.sheets.columns import FORMS, template_of
from consumers.sheets.records import NO_SHEET
from consumers.sheets.sheet import Sheet

__all__ = ["FORMS", "NO_SHEET", "Column", "Form", "Sheet", "template_of"]
