"""What is in the files: checked by their own readers, and nothing of anybody else."""

import io
import json
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from fhir.resources.R4B.bundle import Bundle
from pypdf import PdfReader
from sqlalchemy import text

from server.domain.attendance.evidence import Answered, Modality, Stated
from server.domain.disclosure.notice import LONG_NOTICE, SHORT_NOTICE
from server.domain.joining.answers import Answers
from server.domain.log.verify import verify
from server.services.log.signatures import holds
from tests.support.clinics import NOON, fact_of, hold_session
from tests.support.exports import TO_CLIENT, TO_PLAN, asking, export, give_consent
from tests.support.log import failures
from tests.support.sheets import sign


@pytest.fixture
async def admin(api, clinic, north, clock):
    async with clinic.database.write() as connection:
        await connection.execute(
            text("UPDATE people SET legal_name = 'Elin Sjöström Nguyễn' WHERE id = :who"), {"who": north.clients[0]}
        )
    clock.now = await hold_session(clinic, north, NOON)
    await api.sign_in(north, north.admin)
    await give_consent(api, north.clients[0])
    return api


async def file_of(api, north, format: str) -> bytes:
    session = north.running if format == "sign_in_sheet" else None
    terms = TO_CLIENT if format == "accounting" else TO_PLAN
    status, data, _ = await export(api, asking(format, terms, north.clients[0], session))
    assert status == 200, data
    return data


def said(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def checked(data: bytes):
    return verify(iter(data.decode("utf-8", "replace").splitlines(keepends=True)), holds)


async def test_proofs_hold_and_not_after_one_byte_was_changed(admin, north):
    data = await file_of(admin, north, "proofs")
    report = checked(data)
    assert report.verified, failures(report)
    assert any("present, 60.00 minutes counted" in one.words for one in report.findings)
    random = Random(1)
    for _ in range(40):
        at = random.randrange(len(data))
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        with suppress(ValueError):  # it is not read as such a file any more
            assert not checked(changed).verified, at


async def test_a_statement_says_what_is_attached_and_proved(admin, north):
    pdf = await file_of(admin, north, "statement")
    words = said(pdf)
    for part in ("Elin Sjöström Nguyễn", "Present", "60 min", "Not signed", "viop audit verify", SHORT_NOTICE):
        assert part in words
    assert " ".join(LONG_NOTICE.split())[:200] in words
    (attached,) = PdfReader(io.BytesIO(pdf)).attachments["attendance-proofs.jsonl"]
    assert checked(attached).verified


async def test_a_sign_in_sheet_says_of_everybody_else_only_how_many_were_there(admin, clinic, north):
    came = Stated(NOON + timedelta(minutes=17), NOON + timedelta(minutes=41), Modality.PHONE, "No internet.", "staff")
    later = NOON + timedelta(hours=1)
    await clinic.services.facts.record("north", [fact_of(north.running, came, later, 300_000, north.clients[1])])
    await clinic.services.finish.derive("north", north.running, later)
    words = said(await file_of(admin, north, "sign_in_sheet"))
    assert "Elin Sjöström Nguyễn" in words and "2 of 3 expected" in words
    assert not any(told in words for told in (":17", ":41", "phone", "not there"))


async def test_a_sign_in_sheet_says_who_signed_and_that_nobody_has(admin, browsers, north):
    assert "Signature Not signed." in said(await file_of(admin, north, "sign_in_sheet"))
    facilitator = await browsers()
    await facilitator.sign_in(north, north.facilitator)
    assert (await sign(facilitator, north))[0] == 204
    words = said(await file_of(admin, north, "sign_in_sheet"))
    assert f"Signature Signed by Staff {north.facilitator}, Wed, Mar 4, 2026." in words


async def test_documents_are_dated_by_the_clinics_calendar(admin, north, clock):
    clock.now = NOON + timedelta(hours=9)  # tomorrow in UTC
    words = said(await file_of(admin, north, "statement"))
    assert "made on Wed, Mar 4, 2026" in words and " of Wed, Mar 4, 2026 " in words


async def test_fhir_is_a_valid_document(admin, north):
    found = json.loads(await file_of(admin, north, "fhir"))
    Bundle.model_validate(found)
    kinds = [entry["resource"]["resourceType"] for entry in found["entry"]]
    assert kinds[0] == "Composition"
    assert {"Patient", "Practitioner", "Group", "Encounter", "Provenance"} <= set(kinds)
    encounter = next(one["resource"] for one in found["entry"] if one["resource"]["resourceType"] == "Encounter")
    assert encounter["length"]["value"] == 60
    assert encounter["participant"][0]["period"]["start"].startswith("2026-03-04T20:00:00")


@pytest.mark.parametrize("format", ["csv", "statement", "sign_in_sheet", "fhir", "proofs", "accounting"])
async def test_no_file_of_one_client_names_another(admin, north, format):
    data = await file_of(admin, north, format)
    shown = said(data) if data.startswith(b"%PDF") else data.decode()
    for number in (1, 2):
        for secret in (north.names[number], north.clients[number], f"MRN{number}", f"Chosen {number}"):
            assert secret not in shown
            assert secret.encode() not in data


async def test_where_the_client_was_is_in_what_is_handed_out(api, clinic, north, clock):
    answers = Answers(
        True, "CO", "12 Elm Street", "555-0142", alone=False, agreed=True, agreement="1", others="a sister"
    )
    await clinic.services.facts.record(
        "north", [fact_of(north.running, Answered(answers), NOON, 900, north.clients[0])]
    )
    clock.now = await hold_session(clinic, north, NOON)
    await api.sign_in(north, north.admin)
    await give_consent(api, north.clients[0])
    for format in ("statement", "sign_in_sheet"):
        words = said(await file_of(api, north, format))
        assert "At home, 12 Elm Street, CO (place of service 10), reached at 555-0142." in words
        assert "Not alone or not safe to talk; also there: a sister; group agreement 1 agreed to." in words
    bundle = json.loads(await file_of(api, north, "fhir"))
    Bundle.model_validate(bundle)
    by_type = {one["resource"]["resourceType"]: one for one in bundle["entry"]}
    place, met = by_type["Location"]["resource"], by_type["Encounter"]["resource"]
    assert place["type"][0]["coding"][0]["code"] == "10"
    assert (place["address"]["state"], place["address"]["line"]) == ("CO", ["12 Elm Street"])
    assert met["location"] == [{"location": {"reference": by_type["Location"]["fullUrl"]}}]
