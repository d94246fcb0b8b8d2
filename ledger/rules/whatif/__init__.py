"""
What-if editions: small files that override dated values, policies and the regime of an edition.

Each is laid over its base and then held to everything that an edition is held to. What it would
cost belongs to `ledger.comparing`.
"""

from ledger.rules.whatif.overlay import WhatIf, load_whatif, shipped

__all__ = ["WhatIf", "load_whatif", "shipped"]
