"""The sign-in sheet of one session: who was there and when, with everybody masked but the one who is asked for.

Nothing about the others depends on who they are: the masks are alike, and the rows are in the order of their times.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from reportlab.platypus import Flowable, Spacer

from server.domain.attendance.record import AttendanceRecord
from server.exports.pdf import Masked, document, grid, head, heading, notice, pairs, terms_of, text
from server.exports.record_words import clock, day, how, outcome, span, zone_of
from server.services.disclosures.export_material import Sheet
from server.services.records.attendance import PersonRecord

LAST = datetime.max.replace(tzinfo=UTC)


def sign_in_sheet(sheet: Sheet) -> bytes:
    session = sheet.schedule.session
    records = [one.stored.record for one in sheet.records]
    mine = next(one for one in sheet.records if one.person.id == sheet.client.id)
    held = mine.stored.record
    zone = zone_of(held)
    story: list[Flowable] = [
        *head(sheet.cover, "Sign-in sheet", f"{day(session.starts_at, zone)}  ·  {session.title}"),
        pairs(
            [
                ("Program", sheet.schedule.program.name if sheet.schedule.program else ""),
                ("Service", ", ".join(one for one in (session.kind, session.service_code, session.topic) if one)),
                ("Scheduled", f"{span(session.starts_at, session.ends_at, zone)} ({held.time_zone})"),
                ("Held", span(held.started_at, held.ended_at, zone)),
                ("Facilitators", facilitators(sheet)),
                ("Participants", f"{sum(one.present_ms > 0 for one in records)} of {len(records)} expected"),
            ]
        ),
        heading("Who was there"),
        grid([("Name", 3), ("In", 1.3), ("Out", 1.3), ("How", 2), ("Outcome", 1.4)], _rows(sheet, mine)),
        Spacer(0, 4),
        text("Names of all other participants are masked. In and out are their first and last sign.", "small"),
        heading("This disclosure"),
        pairs(terms_of(sheet.cover, sheet.client.id)),
        *notice(sheet.cover),
    ]
    return document(sheet.cover, "Sign-in sheet", story)


def facilitators(sheet: Sheet) -> str:
    return "; ".join(
        ", ".join(one for one in (person.legal_name, sheet.credentials.get(person.id, "")) if one)
        for person in sheet.schedule.facilitators
    )


def _rows(sheet: Sheet, mine: PersonRecord) -> Sequence[Sequence[str | Flowable]]:
    others = [one.stored.record for one in sheet.records if one.person.id != sheet.client.id]
    name = ", ".join(one for one in (sheet.client.legal_name, sheet.client.record_number or "") if one)
    rows: list[Sequence[str | Flowable]] = [[text(name, "strong"), *_cells(mine.stored.record), outcome(mine)]]
    return rows + [[Masked(), *_cells(one), ""] for one in sorted(others, key=_by_time)]


def _cells(record: AttendanceRecord) -> list[str]:
    zone = zone_of(record)
    if record.first_at is None:
        return ["not there", "–", "–"]
    return [clock(record.first_at, zone), clock(record.last_at, zone), how(record)]


def _by_time(record: AttendanceRecord) -> tuple[datetime, datetime, str]:
    return record.first_at or LAST, record.last_at or LAST, how(record)
