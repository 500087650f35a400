"""A signed record as it is pushed to another system: the fields of the export, by the same names, as JSON.

The client is known by their record number. Minutes are numbers, and null where they are not known; times are those of
the place with their offset (ISO 8601).
"""

from collections.abc import Mapping
from typing import Any

from server.domain.instants import to_text
from server.exports.attendance_csv import Zone
from server.services.records.export_lines import CompactRecord
from server.services.touch.pushing import Pushed

MINUTES = ("countable", "in_room", "remote", "overlap", "video", "camera_off", "audio_only", "phone", "individual")
MORE_MINUTES = ("waiting", "break", "without_staff", "outage", "late_by", "early_by")


def pushed_record(one: Pushed) -> Mapping[str, Any]:
    made = one.disclosure
    return {
        "type": "attendance.record",
        "delivery": one.delivery.id,
        "sequence": one.delivery.number,
        "record": _record(one),
        "disclosure": {
            "id": made.id,
            "recipient": made.recipient,
            "purpose": made.purpose,
            "basis": made.basis.value,
            "notice": one.notice,
            "consent": one.scope,
        },
    }


def _record(one: Pushed) -> dict[str, Any]:
    person, stored, schedule = one.line
    record = stored.record()
    local = Zone(record.time_zone).local
    times = {
        "scheduled_start": record.scheduled_start,
        "scheduled_end": record.scheduled_end,
        "started": record.started_at,
        "ended": record.ended_at,
        "first_seen": record.first_at,
        "last_seen": record.last_at,
        "identity_confirmed": record.identity_confirmed.at if record.identity_confirmed else None,
        "signed_in": record.signed_in.at if record.signed_in else None,
    }
    return {
        "session_id": record.session,
        "program": schedule.program.name if schedule.program else "",
        "session": schedule.session.title,
        "kind": schedule.session.kind,
        "facilitators": [person.legal_name for person in schedule.facilitators],
        "time_zone": record.time_zone,
        "record_number": person.record_number,
        "client": person.legal_name,
        "outcome": record.outcome,
        "reason": record.reason,
        **{f"{name}_minutes": _minutes(record, name) for name in (*MINUTES, *MORE_MINUTES)},
        **{name: local[at] or None for name, at in times.items()},
        "intervals": [
            {
                "start": local[each.start],
                "end": local[each.stop],
                "modality": each.modality,
                "also_remote": each.also_remote,
                "estimated": each.estimated,
                "not_counted": each.not_counted,
            }
            for each in record.intervals
        ],
        **_said_on_joining(record, local),
        "others_present": [
            {"role": each.role, "start": local[each.start], "end": local[each.stop]} for each in record.others
        ],
        "identity_confirmed_by": record.identity_confirmed.by if record.identity_confirmed else None,
        "admitted_although": [each.reason for each in record.against_checks],
        "redirected": [{"way": each.way, "reason": each.reason} for each in record.redirected],
        "flags": record.flags,
        "statements": record.statements,
        "policy": record.policy_version,
        "version": stored.version,
        "signed": stored.signed,
        "derived": local[to_text(stored.derived_at)],
    }


def _said_on_joining(record: CompactRecord, local: Mapping[str | None, str]) -> dict[str, Any]:
    """Where they were and whether they could talk, as they said; null where nobody asked."""
    said = record.telehealth
    return {
        "place_of_service": said.place_of_service if said else None,
        "state": said.state if said else None,
        "location": said.address if said else None,
        "contact_number": said.phone if said else None,
        "private_space": said.alone if said else None,
        "others_with_client": said.others if said else None,
        "agreement": {"version": said.agreement, "agreed": said.agreed} if said else None,
        "answered": local[said.said_at] if said else None,
    }


def _minutes(record: CompactRecord, name: str) -> float | None:
    ms: int | None = getattr(record, f"{name}_ms")
    return None if ms is None else round(ms / 60_000, 2)
