"""threats.md 4: whoever of the clinic's staff is signed in is told of clients without staff, and may step in."""

import asyncio
from datetime import timedelta

import pytest

from server.services.sessions.attention import Unattended
from tests.support.clinics import NOON, PIN, audited


@pytest.fixture
def told(unattended, north, south):
    """North's group has been without staff for 2 minutes; at South somebody waits."""
    since = NOON - timedelta(minutes=2)
    zone = "America/Los_Angeles"
    unattended["north"] = [Unattended(north.running, "Process group", zone, "without_staff", since, 3)]
    unattended["south"] = [Unattended(south.running, "Process group", zone, "waiting", since, 1)]
    return unattended


@pytest.mark.parametrize("role", ["admin", "facilitator", "other_facilitator"])
async def test_every_member_of_the_clinics_staff_is_told_and_nobody_is_named(api, north, told, role):
    await api.sign_in(north, getattr(north, role))
    assert await api.get("/api/sessions/attention") == (
        200,
        [
            {
                "session": north.running,
                "title": "Process group",
                "time_zone": "America/Los_Angeles",
                "reason": "without_staff",
                "since": "2026-03-04T19:58:00Z",
                "clients": 3,
                "on_call": False,
            }
        ],
    )


async def test_what_has_gone_on_for_longest_is_told_first(api, north, told):
    earlier = Unattended(north.alone, "Individual", "UTC", "waiting", NOON - timedelta(minutes=9), 1)
    told["north"].append(earlier)
    await api.sign_in(north, north.admin)
    assert [one["session"] for one in (await api.get("/api/sessions/attention"))[1]] == [north.alone, north.running]


async def test_clients_are_not_told(browsers, north, told):
    staff, phone = await browsers(), await browsers()
    await staff.sign_in(north, north.facilitator)
    _, made = await staff.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[0]})
    await phone.post("/api/join", {"token": made["url"].partition("#")[2], "pin": PIN})
    assert (await phone.get("/api/sessions/attention"))[0] == 403
    assert (await phone.post(f"/api/sessions/{north.running}/cover"))[0] == 403


async def test_a_colleague_steps_in_and_keeps_the_session_when_it_is_attended_again(api, clinic, north, told):
    path = f"/api/sessions/{north.running}"
    await api.sign_in(north, north.other_facilitator)
    assert (await api.get(path))[0] == 404
    answers = await asyncio.gather(*(api.post(f"{path}/cover") for _ in range(3)))
    assert [status for status, _ in answers] == [204] * 3
    assert (await audited(clinic)).count("session.covered") == 1
    told["north"] = []
    _, detail = await api.get(path)
    assert f"Dr {north.other_facilitator}" in detail["facilitators"]
    assert (await api.post(f"{path}/ticket"))[0] == 200


async def test_nobody_steps_into_a_session_that_is_attended(api, clinic, north, told):
    told["north"] = []
    await api.sign_in(north, north.other_facilitator)
    assert (await api.post(f"/api/sessions/{north.running}/cover"))[0] == 404
    assert (await api.get(f"/api/sessions/{north.running}"))[0] == 404


async def test_nobody_steps_into_another_clinics_session(api, north, south, told):
    await api.sign_in(north, north.other_facilitator)
    assert (await api.post(f"/api/sessions/{south.running}/cover"))[0] == 404


async def test_whose_session_it_is_just_may_open_it(api, clinic, north, told):
    await api.sign_in(north, north.facilitator)
    assert (await api.post(f"/api/sessions/{north.running}/cover"))[0] == 204
    assert "session.covered" not in await audited(clinic)


async def test_an_admin_who_steps_in_runs_the_session_and_one_who_looks_in_does_not(api, clinic, north, told):
    path = f"/api/sessions/{north.running}"
    await api.sign_in(north, north.admin)

    async def seat():
        _, body = await api.post(f"{path}/ticket")
        return await clinic.services.sessions.redeem(body["ticket"], NOON)

    assert not (await seat()).on_roster
    waits, told["north"] = told["north"], []
    assert (await api.post(f"{path}/cover"))[0] == 204
    assert not (await seat()).on_roster
    told["north"] = waits
    assert (await api.post(f"{path}/cover"))[0] == 204
    assert (await seat()).on_roster
    assert (await audited(clinic)).count("session.covered") == 1
