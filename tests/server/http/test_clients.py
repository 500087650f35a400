"""Clients as an admin takes them in, and who sees them."""

import pytest
from sqlalchemy import text

from tests.support.clinics import audited

ANA = {
    "legal_name": "Ana Luisa Herrera",
    "chosen_name": "Ana",
    "name_used": "Lu",
    "pronouns": "she/her",
    "record_number": "CT-7",
    "date_of_birth": "1991-04-12",
}


@pytest.fixture
async def admin(api, north):
    await api.sign_in(north, north.admin)
    return api


async def found(api, **query) -> list[str]:
    status, page = await api.post("/api/clients/search", query)
    assert status == 200, page
    return [one["legal_name"] for one in page["clients"]]


async def test_a_client_is_taken_in_with_secrets_that_are_kept_as_hashes_alone(admin, clinic, north, browsers):
    status, made = await admin.post("/api/clients", ANA)
    assert status == 201
    assert len(made["pin"]) == 6 and len(made["code"]) == 6
    who = made["person_id"]
    _, detail = await admin.get(f"/api/clients/{who}")
    assert {name: detail[name] for name in ANA} == ANA and detail["enrollments"] == []
    async with clinic.database.read() as connection:
        stored = (
            await connection.execute(text("SELECT * FROM client_secrets WHERE person_id = :who"), {"who": who})
        ).one()
    assert made["pin"] not in str(stored) and made["code"] not in str(stored)
    assert await clinic.passwords.verify(made["pin"], stored.pin_hash)
    assert "client.added" in await audited(clinic)


async def test_the_personal_code_is_good_at_the_kiosk_until_there_is_a_new_one(admin, browsers, clinic, north):
    who = north.clients[0]
    status, made = await admin.post(f"/api/clients/{who}/code")
    assert status == 201
    _, kiosk = await admin.post("/api/kiosks", {"name": "Door"})
    tablet = await browsers()
    await tablet.post("/api/kiosk/enrol", {"code": kiosk["code"]})
    assert (await tablet.post("/api/kiosk/scan", {"code": made["secret"], "action": "check_in"}))[0] == 200
    assert (await tablet.post("/api/kiosk/scan", {"code": north.code(0), "action": "check_in"}))[0] == 401


async def test_a_new_pin_opens_a_join_link_and_the_old_one_does_not(admin, browsers, north):
    who = north.clients[0]
    _, link = await admin.post(f"/api/sessions/{north.running}/links", {"participant": who})
    token = link["url"].split("#")[1]
    assert (await admin.post(f"/api/clients/{who}/pin", {"pin": "8642"}))[1] == {"secret": "8642"}
    browser = await browsers()
    assert (await browser.post("/api/join", {"token": token, "pin": "4711"}))[0] == 401
    assert (await browser.post("/api/join", {"token": token, "pin": "8642"}))[0] == 200


@pytest.mark.parametrize("pin", ["12", "123456789", "abcd"])
async def test_a_pin_is_four_to_eight_digits(admin, north, pin):
    assert (await admin.post(f"/api/clients/{north.clients[0]}/pin", {"pin": pin}))[0] == 422


async def test_a_record_number_is_one_clients_alone(admin, south, north):
    assert (await admin.post("/api/clients", ANA | {"record_number": "MRN1"}))[0] == 409
    _, made = await admin.post("/api/clients", ANA)
    address = f"/api/clients/{made['person_id']}"
    assert (await admin.send("PUT", address, ANA | {"record_number": "MRN2"}))[0] == 409
    status, changed = await admin.send("PUT", address, ANA | {"chosen_name": "Lulu"})
    assert (status, changed["chosen_name"]) == (200, "Lulu")


async def test_nobody_is_born_tomorrow(admin):
    assert (await admin.post("/api/clients", ANA | {"date_of_birth": "2026-03-06"}))[0] == 422


async def test_clients_are_found_by_any_of_their_names_and_by_record_number(admin, north):
    await admin.post("/api/clients", ANA | {"legal_name": "Ärne Åström"})
    assert await found(admin, text="ÄRNE") == ["Ärne Åström"]
    assert await found(admin, text="lu") == ["Ärne Åström"]
    assert await found(admin, text="mrn2") == [north.names[2]]
    assert await found(admin) == [*north.names, "Ärne Åström"]
    assert await found(admin, enrolled=True) == list(north.names)
    assert await found(admin, enrolled=False) == ["Ärne Åström"]
    assert await found(admin, program_id=north.program) == list(north.names)
    assert await found(admin, program_id="another") == []


async def test_many_clients_come_page_by_page(admin, north):
    for number in range(53):
        await admin.post("/api/clients", ANA | {"legal_name": f"Zoe {number:02}", "record_number": f"Z{number}"})
    _, first = await admin.post("/api/clients/search", {"text": "zoe"})
    _, second = await admin.post("/api/clients/search", {"text": "zoe", "after": first["next"]})
    names = [one["legal_name"] for page in (first, second) for one in page["clients"]]
    assert names == [f"Zoe {number:02}" for number in range(53)] and second["next"] is None


async def test_a_facilitator_finds_their_own_clients_and_changes_nothing(api, north):
    await api.sign_in(north, north.other_facilitator)
    assert await found(api) == [north.names[0]]
    status, detail = await api.get(f"/api/clients/{north.clients[0]}")
    assert (status, [one["acts"] for one in detail["enrollments"]]) == (200, [[]])
    assert (await api.get(f"/api/clients/{north.clients[1]}"))[0] == 404
    assert (await api.send("PUT", f"/api/clients/{north.clients[0]}", ANA))[0] == 403
    assert (await api.post(f"/api/clients/{north.clients[0]}/pin", {}))[0] == 403
