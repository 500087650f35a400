"""Attendance records as CSV, each row with its consent's scope and the notice, which stay with it when it is copied."""

from collections.abc import Iterator, Sequence

from server.domain.disclosure.notice import SHORT_NOTICE
from server.exports.attendance_csv import attendance_csv
from server.services.disclosures.export_material import Cover
from server.services.records.export_lines import ExportLine


def disclosed_csv(cover: Cover, found: Sequence[ExportLine]) -> Iterator[str]:
    """In pieces, the header first and alone."""
    notice = "" if cover.notice is None else SHORT_NOTICE
    return attendance_csv(
        found,
        {
            "consent": lambda one, zone: cover.scopes.get(one.person.id, ""),
            "notice": lambda one, zone: notice,
        },
    )
