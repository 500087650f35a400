"""Minors over HTTP: who consents, what a guardian may learn, and whom to reach while they are in a session."""

from typing import Any

import pytest
from sqlalchemy import text

from server.domain.joining.checks import Why
from tests.support.clinics import ALL_WELL, NOON, PIN, audited
from tests.support.databases import underneath
from tests.support.log import checked, failures

ROSA: dict[str, Any] = {
    "name": "Rosa Herrera",
    "relation": "mother",
    "phone": "(212) 555-0199",
    "email": "rosa@example.net",
    "authority": "parent",
    "since": "2020-01-01",
}
BY_ROSA: dict[str, Any] = {"given_by": "guardian", "treats": "both", "version": "T-1", "given_on": "2026-03-01"}


@pytest.fixture
async def admin(api, north):
    await api.sign_in(north, north.admin)
    return api


@pytest.fixture
async def ana(clinic, north):
    """Client 0 is fifteen."""
    async with clinic.database.write() as connection:
        born = "UPDATE people SET date_of_birth = '2010-06-01' WHERE id = :who"
        await connection.execute(text(born), {"who": north.clients[0]})
    return north.clients[0]


async def with_guardian(api, who: str) -> str:
    status, found = await api.post(f"/api/clients/{who}/guardians", ROSA)
    assert status == 201, found
    return str(found["guardians"][0]["id"])


async def told(api, who: str) -> bool:
    return bool((await api.get(f"/api/clients/{who}/minor"))[1]["guardians"][0]["may_be_told"])


async def test_where_a_state_is_not_known_a_guardians_consent_is_needed_until_the_clinic_has_set_it(
    admin, clinic, north, ana
):
    rosa, consents = await with_guardian(admin, ana), f"/api/clients/{ana}/treatment-consents"
    alone = {**BY_ROSA, "given_by": "client", "state": "TX"}
    status, said = await admin.post(consents, alone)
    assert (status, said["errors"][0]["path"]) == (422, "body.given_by")
    assert (await admin.post(consents, {**BY_ROSA, "guardian_id": rosa, "state": "TX"}))[0] == 201
    ages = {"state": "TX", "substance_use": 14, "mental_health": 14, "source": "As counsel read it"}
    assert (await admin.send("PUT", "/api/consent-ages", ages))[0] == 204
    known = {one["state"]: one for one in (await admin.get("/api/consent-ages"))[1]}
    assert known["TX"] == {**ages, "own": True} and known["CA"]["own"] is False
    assert (await admin.post(consents, alone))[0] == 201
    assert (await admin.send("PUT", "/api/consent-ages", {**ages, "source": ""}))[0] == 422
    assert {"treatment_consent.recorded", "consent_ages.changed", "guardian.added"} <= set(await audited(clinic))


async def test_a_minor_without_a_consent_to_treatment_is_warned_of_and_not_turned_away(admin, north, ana):
    program = (await admin.post("/api/programs", {"name": "Adults", "level_of_care": "1", "weekly_hours": 2}))[1]
    wish = {"program_id": program["id"], "starts_on": "2026-03-09"}
    status, said = await admin.post(f"/api/clients/{ana}/enrollments", {**wish, "confirmed": ["two_programs"]})
    assert (status, [one["path"] for one in said["errors"]]) == (422, ["body.confirmed.no_consent"])
    rosa = await with_guardian(admin, ana)
    given = {**BY_ROSA, "guardian_id": rosa, "state": "TX"}
    assert (await admin.post(f"/api/clients/{ana}/treatment-consents", given))[0] == 201
    meant = {**wish, "confirmed": ["two_programs"], "reason": "Both for a week"}
    assert (await admin.post(f"/api/clients/{ana}/enrollments", meant))[0] == 201


async def test_a_guardian_is_told_nothing_without_the_minors_consent_and_nothing_more_once_it_is_withdrawn(
    admin, clinic, north, ana
):
    await with_guardian(admin, ana)
    own = {**BY_ROSA, "given_by": "client", "state": "CA"}
    assert (await admin.post(f"/api/clients/{ana}/treatment-consents", own))[0] == 201
    channel = {"kind": "sms", "address": "212 555 0199", "safe": True, "purposes": ["reminders"]}
    reach = {"language": "en", "quiet": None, "channels": [channel], "version": 0}
    to_her = {"basis": "treatment_payment_operations", "recipient": "rosa herrera", "purpose": "Payment"}
    export = {"format": "csv", "client": ana, "first": "2026-03-01", "last": "2026-03-04", **to_her}

    async def gates() -> tuple[bool, int, list[Any]]:
        status, _ = await admin.send("PUT", f"/api/clients/{ana}/contact", reach)
        _, plan = await admin.post("/api/exports/preview", export)
        return await told(admin, ana), status, [one["reason"] for one in plan["left_out"]]

    form = {"purpose": "Treatment, payment and health care operations", "version": "F-1", "given_on": "2026-03-04"}
    general = "My treating providers, health plans, third-party payers, and people helping to operate this program"
    assert (await admin.post(f"/api/clients/{ana}/consents", {**form, "recipient": general}))[0] == 201
    withheld = "Their guardian learns nothing without their consent (42 CFR 2.14)."
    assert await gates() == (False, 422, [withheld])
    _, given = await admin.post(
        f"/api/clients/{ana}/consents", {**form, "recipient": ROSA["name"], "purpose": "Family"}
    )
    assert await gates() == (True, 200, [])
    assert (await admin.send("DELETE", f"/api/clients/{ana}/consents/{given['id']}"))[0] == 204
    assert await clinic.services.guardians.withheld("north", ana, "+12125550199", NOON)
    assert (await gates())[::2] == (False, [withheld])


async def test_a_consent_of_the_client_alone_names_no_guardian_be_it_anybodys_or_nobodys(admin, north, ana):
    theirs = await with_guardian(admin, north.clients[1])
    own = {**BY_ROSA, "given_by": "client", "state": "CA"}
    for one in (theirs, await with_guardian(admin, ana), "nobody"):
        status, said = await admin.post(f"/api/clients/{ana}/treatment-consents", {**own, "guardian_id": one})
        assert (status, said["errors"][0]["path"]) == (422, "body.guardian_id")
    assert (await admin.get(f"/api/clients/{ana}/minor"))[1]["treatment"] == []


async def test_a_guardian_is_known_however_their_number_and_address_were_typed(admin, clinic, north, ana):
    typed = {**ROSA, "phone": "212 555 0199 ext. 12", "email": "Rosa@Example.net"}
    assert (await admin.post(f"/api/clients/{ana}/guardians", typed))[0] == 201
    for address in ("+12125550199", "rosa@example.NET"):
        assert await clinic.services.guardians.withheld("north", ana, address, NOON), address
    assert not await clinic.services.guardians.withheld("north", ana, "+12125550198", NOON)
    status, said = await admin.post(f"/api/clients/{ana}/guardians", {**ROSA, "email": "not an address"})
    assert (status, said["errors"][0]["path"]) == (422, "body.email")


async def test_where_the_treatment_rests_on_the_guardians_consent_she_is_told_until_it_is_withdrawn_or_ends(
    admin, north, ana
):
    rosa = await with_guardian(admin, ana)
    assert not await told(admin, ana)
    given = {**BY_ROSA, "guardian_id": rosa, "state": "TX"}
    _, found = await admin.post(f"/api/clients/{ana}/treatment-consents", given)
    assert await told(admin, ana)
    await admin.send("DELETE", f"/api/clients/{ana}/treatment-consents/{found['treatment'][0]['id']}")
    assert not await told(admin, ana)
    await admin.post(f"/api/clients/{ana}/treatment-consents", given)
    assert (await admin.send("DELETE", f"/api/clients/{ana}/guardians/{rosa}"))[0] == 204
    assert not await told(admin, ana)


async def test_a_guardian_is_told_no_more_once_the_minor_is_old_enough_to_consent_alone(admin, clinic, north, ana):
    """Ana was thirteen when her mother consented, in a state where minors consent alone from fifteen on."""
    rosa = await with_guardian(admin, ana)
    ages = {"state": "TX", "substance_use": 15, "mental_health": 15, "source": "As counsel read it"}
    assert (await admin.send("PUT", "/api/consent-ages", ages))[0] == 204
    given = {**BY_ROSA, "guardian_id": rosa, "state": "TX", "given_on": "2024-02-01"}
    assert (await admin.post(f"/api/clients/{ana}/treatment-consents", given))[0] == 201
    assert not await told(admin, ana)
    assert await clinic.services.guardians.withheld("north", ana, "+12125550199", NOON)


async def test_to_end_what_has_ended_prolongs_nothing_and_who_has_authority_again_is_reached(admin, clinic, north, ana):
    before, rosa = {**ROSA, "until": "2021-06-30"}, "+12125550199"
    _, found = await admin.post(f"/api/clients/{ana}/guardians", before)
    ended = found["guardians"][0]["id"]
    assert (await admin.send("DELETE", f"/api/clients/{ana}/guardians/{ended}"))[0] == 204
    (known,) = (await admin.get(f"/api/clients/{ana}/minor"))[1]["guardians"]
    assert known["until"] == "2021-06-30"
    _, found = await admin.post(f"/api/clients/{ana}/guardians", {**ROSA, "since": "2025-01-01"})
    again = next(one["id"] for one in found["guardians"] if one["id"] != ended)
    given = {**BY_ROSA, "guardian_id": again, "state": "TX"}
    assert (await admin.post(f"/api/clients/{ana}/treatment-consents", given))[0] == 201
    assert not await clinic.services.guardians.withheld("north", ana, rosa, NOON)


async def test_consents_to_treatment_are_in_the_log_and_a_changed_one_is_found(admin, clinic, settings, north, ana):
    rosa = await with_guardian(admin, ana)
    given = {**BY_ROSA, "guardian_id": rosa, "state": "TX"}
    assert (await admin.post(f"/api/clients/{ana}/treatment-consents", given))[0] == 201
    await clinic.log.sign("north", NOON)
    assert failures(await checked(clinic, "north")) == []
    underneath(settings, "UPDATE treatment_consents SET given_by = 'client'", unprotected=True)
    (failure,) = failures(await checked(clinic, "north"))
    assert "the consent to treatment" in failure and "is not what was written" in failure


async def test_a_minor_says_at_each_join_which_adult_is_reachable_and_nobody_means_a_word_first(
    browsers, clinic, north, ana, clock
):
    desk, phone = await browsers(), await browsers()
    await desk.sign_in(north, north.facilitator)
    _, made = await desk.post(f"/api/sessions/{north.running}/links", {"participant": ana})
    assert (await phone.post("/api/join", {"token": made["url"].partition("#")[2], "pin": PIN}))[0] == 200
    path = f"/api/sessions/{north.running}/answers"
    asked = (await phone.get(path))[1]["questions"]
    assert asked == ["driving", "place", "number", "adult", "alone", "agreement"]
    assert (await phone.post(path, ALL_WELL))[0] == 422
    assert (await phone.post(path, {**ALL_WELL, "adult": True, "adult_name": "", "adult_phone": ""}))[0] == 422
    assert (await phone.post(path, {**ALL_WELL, "adult": False}))[0] == 204
    found = await clinic.services.joining.checks("north", north.running)
    assert found[ana].talk_first == (Why.NO_ADULT,)
    clock.forward(seconds=1)
    rosa = {"adult": True, "adult_name": "Rosa", "adult_phone": "555-0199"}
    assert (await phone.post(path, {**ALL_WELL, **rosa}))[0] == 204
    assert (await clinic.services.joining.checks("north", north.running))[ana].is_complete
    where = (await desk.get(f"/api/clients/{ana}/emergency-card"))[1]["where"]
    assert (where["adult_name"], where["adult_phone"]) == ("Rosa", "555-0199")


async def test_whoever_may_not_see_the_client_learns_of_no_guardian(admin, browsers, north, ana):
    await with_guardian(admin, ana)
    other = await browsers()
    await other.sign_in(north, north.other_facilitator)
    stranger = north.clients[1]
    assert (await other.get(f"/api/clients/{stranger}/minor"))[0] == 404
    assert (await other.post(f"/api/clients/{stranger}/guardians", ROSA))[0] == 404
