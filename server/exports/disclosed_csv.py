"""Attendance records as CSV, each row with its consent's scope and the notice, which stay with it when it is copied."""

from server.domain.disclosure.notice import SHORT_NOTICE
from server.exports.attendance_csv import AttendanceCsv
from server.services.disclosures.export_material import Cover


def disclosed_csv(cover: Cover) -> AttendanceCsv:
    notice = "" if cover.notice is None else SHORT_NOTICE
    return AttendanceCsv({"consent": lambda person: cover.scopes.get(person.id, ""), "notice": lambda person: notice})
