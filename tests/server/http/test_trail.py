"""Who saw, exported and changed what: for admins all of it, for auditors what a grant opens, and held by the log."""

from datetime import timedelta

import pytest

from server.http.audit_words import WORDS, act_words, numbers
from tests.support.auditors import add_auditor, grant
from tests.support.clinics import NOON, hold_session
from tests.support.databases import underneath
from tests.support.exports import FOR_AUDIT, TO_PLAN, asking, export, give_consent


@pytest.fixture
async def held(clinic, north, south, clock, browsers):
    """An admin has looked at the session and at client 0's record in it; the facilitator has exported all."""
    await hold_session(clinic, south, NOON)
    clock.now = await hold_session(clinic, north, NOON)
    admin, facilitator = await browsers(), await browsers()
    await admin.sign_in(north, north.admin)
    await admin.get(f"/api/attendance/sessions/{north.running}")
    await admin.get(f"/api/attendance/sessions/{north.running}/participants/{north.clients[0]}")
    await facilitator.sign_in(north, north.facilitator)
    assert (await export(facilitator, asking("csv", FOR_AUDIT)))[0] == 200
    return north


async def trail(api, **asked):
    status, found = await api.post("/api/audit/trail", asked)
    assert status == 200, found
    return found


async def acts(api, **asked):
    return [one["action"] for one in (await trail(api, **asked))["entries"]]


async def test_the_trail_says_who_did_what_to_whom_and_when(api, held):
    await api.sign_in(held, held.admin)
    found = await trail(api)
    read = next(one for one in found["entries"] if one["about"] and one["action"] == "attendance.read")
    assert (read["who"], read["what"]) == ("Staff north-admin", "Read the attendance")
    assert (read["about"]["legal_name"], read["session"]) == (held.names[0], "Process group")
    assert read["day"] == "2026-03-04"
    assert "south" not in str(found)


async def test_a_clients_trail_has_their_sessions_and_what_was_exported_of_everybody(api, held):
    await api.sign_in(held, held.admin)
    assert (await acts(api, client=held.clients[0])).count("attendance.read") == 2
    found = await acts(api, client=held.clients[1])
    assert found.count("attendance.read") == 1 and "attendance.exported" in found
    assert "login.begun" not in found


async def test_the_trail_of_one_member_of_staff_is_what_they_did(api, held):
    await api.sign_in(held, held.admin)
    found = await trail(api, actor=held.facilitator)
    assert {one["who"] for one in found["entries"]} == {"Staff north-facilitator"}
    assert "attendance.exported" in {one["action"] for one in found["entries"]}


async def test_the_trail_is_of_those_days(api, held):
    await api.sign_in(held, held.admin)
    assert await acts(api, from_on="2026-03-05", to_on="2026-03-06") == []


async def test_pages_of_the_trail_go_on(api, held):
    await api.sign_in(held, held.admin)
    whole, seen, after = await trail(api, size=200), [], None
    while True:
        page = await trail(api, size=3, after=after)
        seen += [one["id"] for one in page["entries"]]
        after = page["next"]
        if after is None:
            break
    assert [one for one in seen if one in {entry["id"] for entry in whole["entries"]}] == [
        entry["id"] for entry in whole["entries"]
    ]


async def test_an_auditor_sees_the_trail_of_what_was_granted(api, clinic, held):
    auditor = await add_auditor(clinic, held)
    await api.sign_in(held, auditor)
    assert await acts(api) == []
    await grant(clinic, held, auditor, [held.clients[1]])
    found = await trail(api)
    kinds = {one["action"] for one in found["entries"]}
    exports = {"attendance.exported", "attendance.export_ended"}
    assert "attendance.read" in kinds and kinds == {"attendance.read", "attendance.derived", *exports}
    assert {one["about"] and one["about"]["person_id"] for one in found["entries"]} == {None}
    assert all(one["numbers"] == {} for one in found["entries"]), "how many others there were is nobody's to learn"
    assert await acts(api, client=held.clients[1]) == [one["action"] for one in found["entries"]]
    await grant(clinic, held, auditor, [held.clients[0]], (NOON.date() + timedelta(days=1), None))
    assert (await trail(api))["entries"] == found["entries"]
    await grant(clinic, held, auditor, [held.clients[0]])
    about = {one["about"]["person_id"] for one in (await trail(api))["entries"] if one["about"]}
    assert about == {held.clients[0]}


async def test_whose_records_are_not_granted_cannot_be_asked_for(api, clinic, held):
    """What was done to a whole session came for everybody who was in it: so one could ask who was."""
    auditor = await add_auditor(clinic, held)
    await grant(clinic, held, auditor, [held.clients[1]])
    await api.sign_in(held, auditor)
    asked = [await api.post("/api/audit/trail", {"client": who}) for who in (held.clients[0], "nobody")]
    assert [status for status, _ in asked] == [404, 404] and asked[0] == asked[1]


async def test_grants_of_two_clients_on_other_days_tell_nothing_of_one_on_the_days_of_the_other(api, clinic, held):
    auditor = await add_auditor(clinic, held)
    await grant(clinic, held, auditor, [held.clients[1]])
    await grant(clinic, held, auditor, [held.clients[0]], (NOON.date() + timedelta(days=1), None))
    await api.sign_in(held, auditor)
    assert await acts(api, client=held.clients[0]) == []


async def test_an_export_is_in_the_trail_of_those_who_were_in_it_alone(api, browsers, clinic, held):
    """Every export of several was in everybody's."""
    await api.sign_in(held, held.admin)
    consented = await browsers()
    await consented.sign_in(held, held.admin)
    before = {who: (await acts(api, client=who)).count("attendance.exported") for who in held.clients}
    await give_consent(consented, held.clients[1])
    assert (await export(consented, {**asking("csv", TO_PLAN), "left_out": 2}))[0] == 200
    after = {who: (await acts(api, client=who)).count("attendance.exported") for who in held.clients}
    assert [after[who] - before[who] for who in held.clients] == [0, 1, 0]
    auditor = await add_auditor(clinic, held)
    await grant(clinic, held, auditor, [held.clients[0]])
    await consented.sign_in(held, auditor)
    assert (await acts(consented)).count("attendance.exported") == before[held.clients[0]]


async def test_what_an_auditor_read_of_a_session_is_said_of_their_clients_alone(api, browsers, clinic, held):
    auditor = await add_auditor(clinic, held)
    await grant(clinic, held, auditor, [held.clients[1]])
    reader = await browsers()
    await reader.sign_in(held, auditor)
    assert (await reader.get(f"/api/attendance/sessions/{held.running}"))[0] == 200
    await api.sign_in(held, held.admin)
    read = {client: await acts(api, client=client, actor=auditor) for client in held.clients}
    assert read == {held.clients[0]: [], held.clients[1]: ["attendance.read"], held.clients[2]: []}


async def test_facilitators_and_clients_have_no_trail_to_see(api, held):
    await api.sign_in(held, held.facilitator)
    assert (await api.post("/api/audit/trail", {}))[0] == 403


async def day(api, which="2026-03-04"):
    return (await api.get(f"/api/audit/days/{which}"))[1]["state"]


async def test_a_day_is_open_until_its_digest_and_then_verified(api, clinic, held, clock):
    await api.sign_in(held, held.admin)
    assert await day(api) == "open"
    clock.forward(days=1)
    await clinic.services.log_keeper.keep(await clinic.people.clinic("north"), clock.now)
    await api.sign_in(held, held.admin)
    assert await day(api) == "verified"
    assert await day(api, "2026-03-05") == "open"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entries SET actor_id = NULL WHERE action = 'attendance.read'",
        "DELETE FROM audit_entries WHERE action = 'attendance.derived' AND clinic_id = 'north'",
        "INSERT INTO audit_entries SELECT 'slipped', clinic_id, at, actor_id, action, subject, session_id, detail "
        "FROM audit_entries WHERE action = 'attendance.read' LIMIT 1",
    ],
)
async def test_a_day_whose_entries_were_changed_fails(api, clinic, settings, held, clock, change):
    clock.forward(days=1)
    await clinic.services.log_keeper.keep(await clinic.people.clinic("north"), clock.now)
    underneath(settings, change, unprotected=True)
    await api.sign_in(held, held.admin)
    assert await day(api) == "failed"


def test_acts_without_words_are_said_by_their_code():
    assert act_words("amendment.made_late") == "Amendment made late"
    assert act_words("log.proved") == WORDS["log.proved"]


def test_of_the_details_only_numbers_and_days_are_shown():
    detail = {"records": 3, "clients": ["a", "b"], "grant": "0f3a", "from": "2026-03-04", "secret": "Ana", "live": True}
    assert numbers(detail) == {"records": "3", "clients": "2", "from": "2026-03-04"}
