"""Attendance records: derived, stored, looked at and searched."""
