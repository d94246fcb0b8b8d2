"""
Running an audit: part by part, in this process or in several, with one result.

What a part finds belongs to `projections.audit`; the command to `ops.commands.audit`.
"""

from ops.auditing.parts import Part, Task, collector_at_rest, register_of
from ops.auditing.processes import Work, WorkerLostError, may_copy, parts_of, processes_for
from ops.auditing.told import told_parts

__all__ = [
    "Part",
    "Task",
    "Work",
    "WorkerLostError",
    "collector_at_rest",
    "may_copy",
    "parts_of",
    "processes_for",
    "register_of",
    "told_parts",
]
