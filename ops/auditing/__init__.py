"""
Running an audit: part by part, in this process or in several, with one result.

What a part finds belongs to `projections.audit`; the command to `ops.commands.audit`.
"""

from ops.auditing.parts import Part, Task
from ops.auditing.processes import WorkerLostError, may_copy, parts_of, processes_for

__all__ = ["Part", "Task", "WorkerLostError", "may_copy", "parts_of", "processes_for"]
