"""Staff, their invitations, supervisors and licences, as an admin keeps them."""

import pytest

from tests.support.clinics import audited

TEO = {"legal_name": "Teodor Lind", "chosen_name": "Teo", "email": "Teo@clinic.example", "role": "facilitator"}
WORD = "a password of some length"


@pytest.fixture
async def admin(api, north):
    await api.sign_in(north, north.admin)
    return api


async def member(admin, who: str) -> dict:
    _, found = await admin.get("/api/staff")
    return next(one for one in found if one["person_id"] == who)


async def test_somebody_new_sets_a_password_by_the_link_and_signs_in(admin, browsers, clinic, north):
    status, made = await admin.post("/api/staff", TEO | {"credential": "AMFT", "supervisor_id": north.facilitator})
    assert status == 201
    who = made["person_id"]
    assert (await member(admin, who))["state"] == "invited"
    theirs = await browsers()
    login = {"email": "teo@clinic.example", "password": WORD}
    assert (await theirs.post("/api/login", login))[0] == 401
    token = made["url"].split("#")[1]
    assert (await theirs.post("/api/invitations/accept", {"token": token, "password": WORD}))[0] == 204
    assert (await theirs.post("/api/invitations/accept", {"token": token, "password": WORD}))[0] == 410
    assert (await theirs.post("/api/login", login))[1]["role"] == "facilitator"
    one = await member(admin, who)
    assert (one["state"], one["credential"], one["supervisor_id"]) == ("joined", "AMFT", north.facilitator)
    assert {"staff.added", "staff.invited", "staff.joined"} <= set(await audited(clinic))


async def test_disabling_a_login_ends_its_sessions_and_a_new_link_lets_them_back(admin, browsers, clinic, north):
    theirs = await browsers()
    await theirs.sign_in(north, north.facilitator)
    told: list[str] = []
    clinic.services.logins.subscribe(told.append)
    assert (await admin.send("DELETE", f"/api/staff/{north.facilitator}"))[0] == 204
    assert len(told) == 1
    assert (await theirs.get("/api/sessions"))[0] == 401
    assert (await member(admin, north.facilitator))["state"] == "disabled"
    assert (await admin.send("DELETE", f"/api/staff/{north.facilitator}"))[0] == 404
    _, link = await admin.post(f"/api/staff/{north.facilitator}/invitations")
    token = link["url"].split("#")[1]
    assert (await theirs.post("/api/invitations/accept", {"token": token, "password": WORD}))[0] == 204
    login = {"email": north.email(north.facilitator), "password": WORD}
    assert (await theirs.post("/api/login", login))[0] == 200


async def test_another_role_signs_out(admin, browsers, north):
    theirs = await browsers()
    await theirs.sign_in(north, north.facilitator)
    body = TEO | {"role": "admin"}
    assert (await admin.send("PUT", f"/api/staff/{north.facilitator}", body))[0] == 204
    assert (await theirs.get("/api/sessions"))[0] == 401


async def test_a_clinic_keeps_an_admin(admin, north):
    assert (await admin.send("DELETE", f"/api/staff/{north.admin}"))[0] == 409
    assert (await admin.send("PUT", f"/api/staff/{north.admin}", TEO))[0] == 409
    await admin.send("PUT", f"/api/staff/{north.facilitator}", TEO | {"role": "admin"})
    body = TEO | {"email": north.email(north.admin)}
    assert (await admin.send("PUT", f"/api/staff/{north.admin}", body))[0] == 204


async def test_an_address_is_one_accounts_alone(admin, south):
    assert (await admin.post("/api/staff", TEO | {"email": south.email(south.admin)}))[0] == 409


async def test_supervisors_are_of_the_clinic_and_never_in_a_circle(admin, north, south):
    one, other = north.facilitator, north.other_facilitator
    assert (await admin.post("/api/staff", TEO | {"supervisor_id": south.facilitator}))[0] == 422
    body = TEO | {"email": "one@clinic.example", "supervisor_id": other}
    assert (await admin.send("PUT", f"/api/staff/{one}", body))[0] == 204
    body = TEO | {"email": "other@clinic.example"}
    assert (await admin.send("PUT", f"/api/staff/{other}", body | {"supervisor_id": one}))[0] == 422
    assert (await admin.send("PUT", f"/api/staff/{other}", body | {"supervisor_id": other}))[0] == 422


@pytest.mark.parametrize(
    ("days", "standing"),
    [
        ({}, "holds"),
        ({"expires_on": "2026-12-31"}, "holds"),
        ({"expires_on": "2026-04-01"}, "expiring"),
        ({"expires_on": "2026-03-03"}, "expired"),
        ({"starts_on": "2026-03-05"}, "to_come"),
    ],
)
async def test_licences_say_how_they_stand(admin, north, days, standing):
    body = {"state": "ca", "profession": "LCSW", "number": "88213"} | days
    status, made = await admin.post(f"/api/staff/{north.facilitator}/licences", body)
    assert (status, made["standing"], made["state"]) == (201, standing, "CA")


async def test_a_licence_is_taken_away(admin, clinic, north):
    body = {"state": "CA", "profession": "LCSW", "number": "88213"}
    address = f"/api/staff/{north.facilitator}/licences"
    _, made = await admin.post(address, body)
    assert (await admin.send("DELETE", f"/api/staff/{north.admin}/licences/{made['id']}"))[0] == 404
    assert (await admin.send("DELETE", f"{address}/{made['id']}"))[0] == 204
    assert (await member(admin, north.facilitator))["licences"] == []
    assert (await admin.post(address, body | {"state": "XX"}))[0] == 422
    backwards = body | {"starts_on": "2026-03-05", "expires_on": "2026-03-04"}
    assert (await admin.post(address, backwards))[0] == 422


async def test_staff_is_for_admins(api, north):
    await api.sign_in(north, north.facilitator)
    assert (await api.get("/api/staff"))[0] == 403
    assert (await api.post("/api/staff", TEO))[0] == 403
