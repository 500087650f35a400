"""Keeping times, legal holds and erasing, over HTTP."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from server.services.errors import Conflict
from server.storage.tables import disclosed_clients, disclosures, enrollments, people, sessions
from tests.support.clinics import NOON, audited, hold_session
from tests.support.log import checked, failures

YEARS = timedelta(days=11 * 366)
REASON = {"reason": "The keeping time is over"}


@pytest.fixture
async def left(clinic, north):
    """Client 0 was in the session, and all three were discharged the day after; 0 is an adult, 1 was a child, and of 2
    nobody wrote down when they were born."""
    await hold_session(clinic, north, NOON, minutes=2)
    born = {north.clients[0]: date(1980, 1, 1), north.clients[1]: date(2015, 1, 1)}
    async with clinic.database.write() as connection:
        await connection.execute(update(enrollments).values(ends_on=date(2026, 3, 5)))
        await connection.execute(update(sessions).values(status="finished"))
        for who, day in born.items():
            await connection.execute(update(people).where(people.c.id == who).values(date_of_birth=day))
    return north


@pytest.fixture
async def admin(api, left, clock):
    clock.now = NOON + YEARS
    await api.sign_in(left, left.admin)
    return api


async def listed(api) -> list[tuple[str, bool, bool]]:
    status, found = await api.get("/api/retention")
    assert status == 200, found
    return [(one["person_id"], one["due"], one["hold"] is not None) for one in found["clients"]]


async def erase(api, who, **more):
    _, found = await api.get(f"/api/retention/{who}")
    return await api.post(f"/api/retention/{who}/erase", {**REASON, "seen": found["counts"], **more})


async def test_the_list_has_whose_keeping_time_is_over_and_a_childs_is_longer(admin, left, clock):
    adult, child, _ = left.clients
    assert await listed(admin) == [(adult, True, False)]
    _, found = await admin.get("/api/retention")
    assert (found["clients"][0]["last_day"], found["clients"][0]["kept_until"]) == ("2026-03-05", "2036-03-05")
    assert found["undated"] == 1 and found["rule"] == {"adult_years": 10, "minor_years": 10, "majority": 18}
    rule = {"adult_years": 12, "minor_years": 5, "majority": 19}
    assert (await admin.send("PUT", "/api/retention/rule", {"version": 0, "rule": rule}))[0] == 204
    assert (await admin.send("PUT", "/api/retention/rule", {"version": 0, "rule": rule}))[0] == 409
    assert await listed(admin) == []
    clock.now = NOON + 2 * YEARS
    await admin.sign_in(left, left.admin)
    assert await listed(admin) == [(adult, True, False), (child, True, False)]


async def test_what_is_over_is_erased_as_it_was_seen_and_the_log_says_so(admin, left, clinic, clock):
    who = left.clients[0]
    _, found = await admin.get(f"/api/retention/{who}")
    nothing = {"signatures": 0, "consents": 0, "disclosures": 0}
    assert found["counts"] == {"sessions": 1, "facts": 2, "records": 1, **nothing}
    wrong = {**found["counts"], "facts": 1}
    assert (await erase(admin, who, seen=wrong))[0] == 409
    status, erased = await erase(admin, who)
    assert (status, erased["again_on"]) == (200, None) and erased["leaves"] >= 1
    assert await listed(admin) == []
    person = await clinic.people.person("north", who)
    assert (person.legal_name, person.record_number, person.date_of_birth) == ("—", None, None)
    assert failures(await checked(clinic, "north")) == []
    assert {"client.erased", "retention.previewed", "retention.read"} <= set(await audited(clinic))


async def test_a_hold_stops_every_erasure_until_it_is_released(admin, left, clinic):
    who = left.clients[0]
    reason = "Subpoena of 3 May, county court"
    assert (await admin.post("/api/retention/holds", {"record_number": "MRN0", "reason": reason}))[0] == 201
    assert (await admin.post("/api/retention/holds", {"record_number": "MRN0", "reason": reason}))[0] == 409
    assert (await admin.post("/api/retention/holds", {"record_number": "nobody's", "reason": reason}))[0] == 422
    assert await listed(admin) == [(who, True, True)]
    status, refused = await erase(admin, who)
    assert status == 409 and "legal hold" in refused["detail"]
    with pytest.raises(Conflict, match="legal hold"):
        await clinic.log.erase("north", who, "D. Okafor", "asked for", NOON + YEARS)
    assert (await admin.post(f"/api/retention/{who}/release", {"reason": "The case was closed"}))[0] == 204
    assert (await admin.post(f"/api/retention/{who}/release", {"reason": "The case was closed"}))[0] == 404
    assert (await erase(admin, who))[0] == 200
    assert {"legal_hold.placed", "legal_hold.released", "client.erased"} <= set(await audited(clinic))


async def test_who_is_on_hold_is_listed_though_they_are_still_here(admin, left, clinic):
    async with clinic.database.write() as connection:
        await connection.execute(update(enrollments).values(ends_on=None))
    await admin.post("/api/retention/holds", {"record_number": "MRN1", "reason": "A letter of a lawyer"})
    assert await listed(admin) == [(left.clients[1], False, True)]


async def test_nobody_is_erased_before_their_time_nor_while_a_session_is_on(admin, left, clinic):
    assert (await erase(admin, left.clients[1]))[0] == 409
    async with clinic.database.write() as connection:
        await connection.execute(update(sessions).values(status="in_progress"))
    assert (await erase(admin, left.clients[0]))[0] == 409


async def test_a_disclosure_that_must_be_accounted_for_keeps_who_the_client_is(admin, left, clinic, clock):
    who = left.clients[0]
    ids = {"clinic_id": "north", "id": "d", "made_by": left.admin, "at": clock.now - timedelta(days=30)}
    words = dict.fromkeys(("format", "basis", "recipient", "affiliation", "purpose", "particulars"), "x")
    days = dict.fromkeys(("from_on", "to_on"), NOON.date())
    async with clinic.database.write() as connection:
        await connection.execute(disclosures.insert().values(**ids, **words, **days, left_out=0))
        of = {"disclosure_id": "d", "person_id": who, "clinic_id": "north", "records": 1}
        await connection.execute(disclosed_clients.insert().values(**of))
    status, erased = await erase(admin, who)
    assert status == 200 and erased["again_on"] is not None
    assert (await clinic.people.person("north", who)).legal_name == "Legal north 0"
    assert await listed(admin) == []
    clock.now += timedelta(days=6 * 366)
    await admin.sign_in(left, left.admin)
    assert (who, True, False) in await listed(admin)
    assert (await erase(admin, who))[0] == 200
    assert (await clinic.people.person("north", who)).legal_name == "—"
