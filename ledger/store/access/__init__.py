"""Who looked, as the database keeps it: recorded before anything is shown, and read again."""

from ledger.store.access.access_log import AccessLog, CaseAccess

__all__ = ["AccessLog", "CaseAccess"]
