"""A client signs in to a remote session by an act of their own: pressing Join says 'I am here'."""

import pytest

from server.domain.attendance.evidence import SignedIn
from server.domain.attendance.facts import Source
from tests.support.clinics import NOON, PIN, hold_session


@pytest.fixture
async def phone(browsers, north):
    """Of client 0, who came in by their link."""
    staff, phone = await browsers(), await browsers()
    await staff.sign_in(north, north.facilitator)
    _, made = await staff.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[0]})
    assert (await phone.post("/api/join", {"token": made["url"].partition("#")[2], "pin": PIN}))[0] == 200
    return phone


async def signed_in(clinic, north):
    facts = await clinic.services.facts.of_session("north", north.running)
    return [fact for fact in facts if isinstance(fact.evidence, SignedIn)]


async def test_pressing_join_is_recorded_once_with_its_first_time(phone, clinic, north, clock):
    first = clock.now
    for _ in range(2):
        assert (await phone.post(f"/api/sessions/{north.running}/here", {}))[0] == 204
        clock.forward(minutes=1)
    (fact,) = await signed_in(clinic, north)
    assert (fact.participant, fact.source, fact.observed_at) == (north.clients[0], Source.SIGNALING, first)


async def test_the_record_says_that_they_signed_in_and_when(phone, api, clinic, north, clock):
    assert (await phone.post(f"/api/sessions/{north.running}/here", {}))[0] == 204
    clock.now = await hold_session(clinic, north, NOON)
    records = await clinic.services.in_force.of_session("north", north.running)
    held = {one.stored.record.participant: one.stored.record for one in records}
    assert held[north.clients[0]].signed_in is not None and held[north.clients[1]].signed_in is None
    await api.sign_in(north, north.admin)
    where = f"/api/attendance/sessions/{north.running}/participants/{north.clients[0]}"
    assert "Signed in" in [fact["text"] for fact in (await api.get(where))[1]["facts"]]


async def test_nobody_signs_in_for_a_client_and_nobody_after_the_end(phone, api, clinic, north):
    await api.sign_in(north, north.facilitator)
    assert (await api.post(f"/api/sessions/{north.running}/here", {}))[0] == 403
    assert (await phone.post(f"/api/sessions/{north.alone}/here", {}))[0] == 404
    await clinic.sessions.finish("north", north.running, NOON)
    assert (await phone.post(f"/api/sessions/{north.running}/here", {}))[0] == 410
    assert await signed_in(clinic, north) == []
