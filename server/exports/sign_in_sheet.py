"""The sign-in sheet of one session: when the one who is asked for was there, and how many others were.

Of the others nothing is told but their number: times would say who it was to whoever knows when somebody came.
"""

from collections.abc import Sequence

from reportlab.platypus import Flowable, Spacer

from server.domain.attendance.plan import kind_words
from server.exports.pdf import Masked, document, grid, head, heading, notice, pairs, terms_of, text
from server.exports.record_words import clock, day, how, others, outcome, said_of, span, where_they_were, zone_of
from server.services.disclosures.export_material import Sheet
from server.services.records.attendance import PersonRecord


def sign_in_sheet(sheet: Sheet) -> bytes:
    session = sheet.schedule.session
    service = (kind_words(session.kind), session.service_code, session.topic)
    records = [one.stored.record for one in sheet.records]
    mine = next(one for one in sheet.records if one.person.id == sheet.client.id)
    held = mine.stored.record
    zone = zone_of(held)
    story: list[Flowable] = [
        *head(sheet.cover, "Sign-in sheet", f"{day(session.starts_at, zone)}  ·  {session.title}"),
        pairs(
            [
                ("Program", sheet.schedule.program.name if sheet.schedule.program else ""),
                ("Service", ", ".join(one for one in service if one)),
                ("Scheduled", f"{span(session.starts_at, session.ends_at, zone)} ({held.time_zone})"),
                ("Held", span(held.started_at, held.ended_at, zone)),
                ("Facilitators", facilitators(sheet)),
                ("Participants", f"{sum(one.present_ms > 0 for one in records)} of {len(records)} expected"),
                ("Others present", others(held, zone) or "none"),
                ("Telehealth", " ".join(where_they_were(held, sheet.names))),
                ("Signature", " ".join(said_of(mine, sheet.names))),
            ]
        ),
        heading("Who was there"),
        grid([("Name", 3), ("In", 1.3), ("Out", 1.3), ("How", 2), ("Outcome", 1.4)], _rows(sheet, mine)),
        Spacer(0, 4),
        text("All other participants are masked. In and out are the first and last sign of the client.", "small"),
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
    record, zone = mine.stored.record, zone_of(mine.stored.record)
    name = ", ".join(one for one in (sheet.client.legal_name, sheet.client.record_number or "") if one)
    times = ["not there", "–", "–"]
    if record.first_at is not None:
        times = [clock(record.first_at, zone), clock(record.last_at, zone), how(record)]
    others = sum(one.stored.record.present_ms > 0 for one in sheet.records if one is not mine)
    return [[text(name, "strong"), *times, outcome(mine)]] + [[Masked(), "", "", "", ""]] * others
