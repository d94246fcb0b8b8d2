"""Events of who looked at cases."""

from schemas.access.reads import CaseRead, CasesRead

__all__ = ["CaseRead", "CasesRead"]
