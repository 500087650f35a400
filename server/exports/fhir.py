"""Attendance as a FHIR R4B document: a Composition first, then what it speaks of, as plain JSON.

One Encounter for each session: the client is its subject, with the time in each class of encounter (in the room or
virtual); staff are its participants. The session's Group has the client for its only named member. Other clients are a
number.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from server.domain.attendance.evidence import Modality
from server.domain.attendance.plan import kind_words
from server.domain.attendance.record import Telehealth
from server.domain.canonical import canonical_bytes
from server.domain.disclosure.terms import BASIS_WORDS
from server.domain.signing.attestation import Attestation
from server.domain.signing.words import reason_in_force
from server.exports.record_words import outcome
from server.services.disclosures.disclosures import FORMAT_WORDS, Format
from server.services.disclosures.export_material import OneClient
from server.services.records.attendance import PersonRecord

ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CLASSES = {True: ("AMB", "ambulatory"), False: ("VR", "virtual")}
"""By whether they were in the room."""
SECURITY = [
    {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R", "display": "restricted"},
    {"system": ACT, "code": "42CFRPart2", "display": "42 CFR Part2"},
]
PLACE_OF_SERVICE = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
VERIFICATION = {
    "system": "urn:iso-astm:E1762-95:2013",
    "code": "1.2.840.10065.1.12.1.5",
    "display": "Verification Signature",
}
Resource = dict[str, Any]


def fhir(one: OneClient) -> bytes:
    return json.dumps(_bundle(one), ensure_ascii=False, indent=1).encode()


def _bundle(one: OneClient) -> Resource:
    made = one.cover.disclosure
    resources = [*_people(one), *(part for record in one.records for part in _session(one, record))]
    composition = _composition(one, resources)
    return {
        "resourceType": "Bundle",
        "meta": {"security": SECURITY},
        "identifier": {"system": "urn:ietf:rfc:3986", "value": _url("disclosure", made.id)},
        "type": "document",
        "timestamp": _instant(made.at),
        "entry": [
            {"fullUrl": _url(one_of["resourceType"], one_of["id"]), "resource": one_of}
            for one_of in [composition, *resources]
        ],
    }


def _composition(one: OneClient, resources: Sequence[Resource]) -> Resource:
    made, client = one.cover.disclosure, one.totals.client
    encounters = [
        {"reference": _url("Encounter", part["id"])} for part in resources if part["resourceType"] == "Encounter"
    ]
    terms = [
        f"Disclosed to {made.recipient} for {made.purpose}, on the basis of {BASIS_WORDS[made.basis]}.",
        made.particulars,
        one.cover.scopes.get(client.id, ""),
        one.cover.notice or "",
    ]
    sections: list[Resource] = [{"title": "Disclosure and notice", "text": _narrative(terms)}]
    attended = {"title": "Attendance", "text": _narrative([f"{len(encounters)} sessions."])}
    sections.append({**attended, **({"entry": encounters} if encounters else {})})
    return {
        "resourceType": "Composition",
        "id": _id("Composition", made.id),
        "status": "final",
        "type": {"text": FORMAT_WORDS[Format.FHIR]},
        "subject": {"reference": _url("Patient", client.id)},
        "date": _instant(made.at),
        "author": [{"reference": _url("Organization", one.cover.clinic.id)}],
        "title": f"Attendance, {made.from_on} to {made.to_on}",
        "confidentiality": "R",
        "section": sections,
    }


def _people(one: OneClient) -> Iterator[Resource]:
    clinic, client = one.cover.clinic, one.totals.client
    yield {
        "resourceType": "Organization",
        "id": _id("Organization", clinic.id),
        "name": clinic.name,
        "telecom": [{"system": "phone", "value": clinic.phone}],
    }
    patient: Resource = {
        "resourceType": "Patient",
        "id": _id("Patient", client.id),
        "meta": {"security": SECURITY},
        "name": [{"use": "official", "text": client.legal_name}],
    }
    if client.record_number:
        system = _url("record-number", clinic.id)
        patient["identifier"] = [{"use": "usual", "system": system, "value": client.record_number}]
    if client.date_of_birth:
        patient["birthDate"] = client.date_of_birth.isoformat()
    yield patient
    staff = {person.id: person for record in one.records for person in record.schedule.facilitators}
    for person in staff.values():
        practitioner: Resource = {
            "resourceType": "Practitioner",
            "id": _id("Practitioner", person.id),
            "name": [{"use": "official", "text": person.legal_name}],
        }
        if person.id in one.credentials:
            practitioner["qualification"] = [{"code": {"text": one.credentials[person.id]}}]
        yield practitioner


def _session(one: OneClient, found: PersonRecord) -> Iterator[Resource]:
    session = found.schedule.session
    yield {
        "resourceType": "Group",
        "id": _id("Group", session.id),
        "type": "person",
        "actual": True,
        "name": session.title,
        "quantity": len(found.schedule.clients),
        "member": [{"entity": {"reference": _url("Patient", one.totals.client.id)}}],
    }
    if found.stored.record.telehealth is not None:
        yield _location(session.id, found.stored.record.telehealth)
    yield _encounter(one, found)
    yield _provenance(one, found)


def _encounter(one: OneClient, found: PersonRecord) -> Resource:
    session, record = found.schedule.session, found.stored.record
    intervals = [
        {"class": _class(interval.modality is Modality.IN_ROOM), "period": _period(interval.start, interval.stop)}
        for interval in record.intervals
    ]
    last = record.intervals[-1].modality is Modality.IN_ROOM if record.intervals else False
    kind: Resource = {"text": kind_words(session.kind)}
    if session.service_code:
        kind["coding"] = [{"code": session.service_code}]
    encounter: Resource = {
        "resourceType": "Encounter",
        "id": _id("Encounter", session.id),
        "meta": {"security": SECURITY},
        "status": "finished" if record.first_at else "cancelled",
        "class": _class(last),
        "type": [kind],
        "subject": {"reference": _url("Patient", one.totals.client.id)},
        "participant": [
            {
                "individual": {"reference": _url("Practitioner", person.id)},
                "period": _period(record.started_at or record.scheduled_start, record.ended_at or record.scheduled_end),
            }
            for person in found.schedule.facilitators
        ],
        "length": {
            "value": round(found.case.value.countable_ms / 60_000, 2),
            "unit": "min",
            "system": "http://unitsofmeasure.org",
            "code": "min",
        },
        "reasonCode": [{"text": f"{outcome(found)}. {reason_in_force(found.case, record.reason)}"}],
        "serviceProvider": {"reference": _url("Organization", one.cover.clinic.id)},
    }
    if record.first_at and record.last_at:
        encounter["period"] = _period(record.first_at, record.last_at)
    if intervals:
        encounter["classHistory"] = intervals
    if record.telehealth is not None:
        encounter["location"] = [{"location": {"reference": _url("Location", session.id)}}]
    if not encounter["participant"]:
        del encounter["participant"]
    return encounter


def _location(session_id: str, said: Telehealth) -> Resource:
    """Where the client said that they are; its type is the place of service."""
    address: Resource = {"use": "home" if said.at_home else "temp", "state": said.state, "country": "US"}
    if said.address:
        address["line"] = [said.address]
    display = "Telehealth in the patient's home" if said.at_home else "Telehealth other than in the patient's home"
    return {
        "resourceType": "Location",
        "id": _id("Location", session_id),
        "meta": {"security": SECURITY},
        "mode": "instance",
        "type": [{"coding": [{"system": PLACE_OF_SERVICE, "code": said.place_of_service, "display": display}]}],
        "address": address,
        "telecom": [{"system": "phone", "value": said.phone}],
    }


def _provenance(one: OneClient, found: PersonRecord) -> Resource:
    """What made the record, and who signed what is in force: its data is the statement that was attested."""
    session = found.schedule.session
    provenance: Resource = {
        "resourceType": "Provenance",
        "id": _id("Provenance", session.id),
        "target": [{"reference": _url("Encounter", session.id)}],
        "recorded": _instant(found.stored.derived_at),
        "agent": [
            {
                "type": {"text": "Derived from evidence by the clinic's server"},
                "who": {"reference": _url("Organization", one.cover.clinic.id)},
            }
        ],
    }
    signed = [each for each in (found.case.signature, found.case.cosignature) if each is not None]
    for each in signed:
        who = {"display": one.names.get(each.signed_by, each.signed_by)}
        provenance["agent"].append({"type": {"text": each.kind.value}, "who": who})
    if signed:
        provenance["signature"] = [_signature(each, one.names) for each in signed]
    return provenance


def _signature(attestation: Attestation, names: Mapping[str, str]) -> Resource:
    return {
        "type": [VERIFICATION],
        "when": _instant(attestation.at),
        "who": {"display": names.get(attestation.signed_by, attestation.signed_by)},
        "targetFormat": "application/fhir+json",
        "sigFormat": "application/json",
        "data": b64encode(canonical_bytes(attestation.statement)).decode(),
    }


def _class(in_room: bool) -> Resource:
    code, display = CLASSES[in_room]
    return {"system": ACT, "code": code, "display": display}


def _period(start: datetime, stop: datetime) -> Mapping[str, str]:
    return {"start": _instant(start), "end": _instant(stop)}


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _narrative(paragraphs: Sequence[str]) -> Resource:
    inner = "".join(f"<p>{escape(one)}</p>" for one in paragraphs if one)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'}


def _id(kind: str, id: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"viop/{kind}/{id}"))


def _url(kind: str, id: str) -> str:
    return f"urn:uuid:{id if len(id) == 36 and id.count('-') == 4 else _id(kind, id)}"
