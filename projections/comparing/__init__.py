"""Comparisons added up over cases: the difference of a ledger, and the budget of a population."""
