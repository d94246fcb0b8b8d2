"""The report of an audit: on the screen, for a program, and held against a known truth."""

from ops.show.audit.as_json import audit_json
from ops.show.audit.report import AuditView, audit_report

__all__ = ["AuditView", "audit_json", "audit_report"]
