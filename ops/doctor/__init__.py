"""
What is wrong with an installation, its database, its rulebook and what is recorded, and what now.

`examined` asks every check of one table, `ops.doctor.table`, and changes nothing. A check is a
small function that looks at what was seen and yields what is wrong; how it is told belongs to
`ops.show.doctor`. What the months owe, and what was paid, belongs to the audit.
"""

from ops.doctor.examining import Examination, examined
from ops.doctor.fault import Fault, Severity
from ops.doctor.table import AREAS, CHECKS

__all__ = ["AREAS", "CHECKS", "Examination", "Fault", "Severity", "examined"]
