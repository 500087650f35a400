"""The log and the audit trail."""
