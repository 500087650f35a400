"""What a record says, in the words and times that documents for people have."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from server.domain.attendance.evidence import Modality
from server.domain.attendance.record import AttendanceRecord
from server.domain.joining.words import WANTS, space, where
from server.services.records.attendance import PersonRecord

MODALITIES = {
    Modality.VIDEO: "video",
    Modality.AUDIO_ONLY: "audio only",
    Modality.PHONE: "phone",
    Modality.IN_ROOM: "in the room",
    Modality.ONLINE: "online",
}


def zone_of(record: AttendanceRecord) -> ZoneInfo:
    return ZoneInfo(record.time_zone)


def day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a, %b} {at.astimezone(zone).day}, {at.astimezone(zone).year}"


def clock(at: datetime | None, zone: ZoneInfo) -> str:
    if at is None:
        return "–"
    local = at.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"


def span(start: datetime | None, stop: datetime | None, zone: ZoneInfo) -> str:
    return "–" if start is None and stop is None else f"{clock(start, zone)} – {clock(stop, zone)}"


def outcome(one: PersonRecord) -> str:
    """The one in force."""
    code = one.case.value.outcome
    return {"no_show": "No-show", "walk_in": "Walk-in"}.get(code, code.replace("_", " ").capitalize())


def said_of(one: PersonRecord, names: Mapping[str, str]) -> list[str]:
    """What clinicians said of it, in sentences: signatures and amendments, each with its time. `names`: by id."""
    zone, case = zone_of(one.stored.record), one.case
    found = []
    for amendment in case.amendments:
        before, after = case.value_before(amendment), case.value_with(amendment)
        if case.takes_effect(amendment) and before != after:
            author = names.get(amendment.made_by or "")
            who = f" by {author}" if author else ""
            found.append(
                f"Amended {day(amendment.at, zone)}{who}, from {minutes(before.countable_ms)} to "
                f"{minutes(after.countable_ms)}: {amendment.reason}"
            )
    for signed, how in ((case.signature, "Signed"), (case.cosignature, "Co-signed")):
        if signed is not None:
            who = names.get(signed.signed_by, "somebody who is gone")
            credential = signed.statement["signer"]["credential"]
            found.append(f"{how} by {who}{f', {credential}' if credential else ''}, {day(signed.at, zone)}.")
    return found if case.signature is not None else [*found, "Not signed."]


def where_they_were(record: AttendanceRecord, names: Mapping[str, str]) -> list[str]:
    """What telehealth wants of a record, in sentences; nothing of who was asked nothing."""
    found, said = [], record.telehealth
    if said is not None:
        place = where(said.at_home, said.address, said.state)
        found.append(f"{place} (place of service {said.place_of_service}), reached at {said.phone}.")
        agreed = "agreed to" if said.agreed else "not agreed to"
        private = space(said.alone, said.others)
        found.append(f"{private[0].upper()}{private[1:]}; group agreement {said.agreement} {agreed}.")
    if record.identity_confirmed is not None:
        by = record.identity_confirmed.by
        found.append(
            f"Identity confirmed by {names.get(by, by)} at {clock(record.identity_confirmed.at, zone_of(record))}."
        )
    found += [
        f"Admitted although {' and '.join(WANTS[why] for why in one.why)}: {one.reason}"
        for one in record.against_checks
    ]
    found += [f"Redirected ({one.way.replace('_', ' ')}): {one.reason}" for one in record.redirected]
    return found


def how(record: AttendanceRecord) -> str:
    """The ways in which they were there, by length."""
    lengths: dict[Modality, int] = {}
    for interval in record.intervals:
        lengths[interval.modality] = lengths.get(interval.modality, 0) + interval.ms
    return ", ".join(MODALITIES[one] for one in sorted(lengths, key=lambda one: -lengths[one])) or "–"


def others(record: AttendanceRecord, zone: ZoneInfo) -> str:
    """In which roles others were there with the client, and when; never who."""
    return "; ".join(f"{one.role.value} {span(one.start, one.stop, zone)}" for one in record.others)


def minutes(ms: int) -> str:
    """Whole minutes, never more than there were."""
    return f"{ms // 60_000} min"


def hours(minutes: float) -> str:
    whole = int(minutes)
    return f"{whole // 60} h {whole % 60:02} min"
