"""
The equalisation adjustment: what municipalities are granted less when the state pays for all.

A reference for the whole country. No source read gives a key by which it is shared out between
municipalities, so none is assumed.
"""

from datetime import date

from ledger.rules import Parameter, Rulebook


def equalisation_on(rulebook: Rulebook, day: date) -> Parameter | None:
    """Return by how many million kronor the grant is lowered, or None before there is a value."""
    return rulebook.known("equalisation.million_kronor", day)
