"""The accounting of disclosures that a client may ask for (42 CFR 2.25, 45 CFR 164.528(b))."""

from zoneinfo import ZoneInfo

from reportlab.platypus import Flowable, Spacer

from server.domain.disclosure.terms import BASIS_WORDS
from server.exports.pdf import document, grid, head, pairs, text
from server.exports.record_words import clock, day
from server.services.disclosures.disclosures import FORMAT_WORDS, Accounted, Format
from server.services.disclosures.export_material import Account


def accounting(account: Account) -> bytes:
    made, client = account.cover.disclosure, account.client
    zone = ZoneInfo(account.cover.clinic.time_zone)
    columns = [("When", 1.3), ("To whom", 2), ("What", 2.2), ("For", 1.6), ("On the basis of", 2.2)]
    story: list[Flowable] = [
        *head(account.cover, "Accounting of disclosures", f"{made.from_on} to {made.to_on}"),
        pairs([("Client", client.legal_name), ("Record number", client.record_number or "")]),
        Spacer(0, 10),
    ]
    if account.lines:
        story.append(grid(columns, [_row(one, zone) for one in account.lines]))
    else:
        story.append(text("Nothing of this client's attendance was disclosed in this time."))
    return document(account.cover, "Accounting of disclosures", story)


def _row(one: Accounted, zone: ZoneInfo) -> list[str | Flowable]:
    made = one.disclosure
    records = f"{one.records} record{'' if one.records == 1 else 's'}, {made.from_on} to {made.to_on}"
    ended = "" if one.end is None or one.end.complete else " The file was not handed over whole."
    what = "." if made.format is Format.TOLD else f": {records}.{ended}"
    who = ", ".join(part for part in (made.recipient, made.affiliation) if part)
    return [
        f"{day(made.at, zone)}, {clock(made.at, zone)}",
        who,
        f"{FORMAT_WORDS[made.format]}{what}",
        made.purpose,
        f"{BASIS_WORDS[made.basis]}{f': {made.particulars}' if made.particulars else ''}. "
        f"By {one.made_by.legal_name if one.made_by else 'somebody who is gone'}.",
    ]
