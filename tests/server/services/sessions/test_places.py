"""A session meets by the clock of its place, not by that of the clinic's seat."""

from dataclasses import replace

from sqlalchemy import text

from tests.support.clinics import NOON


async def chicago(clinic, north):
    """The running session, at a site two hours ahead of the clinic."""
    async with clinic.database.write() as connection:
        await connection.execute(
            text(
                "INSERT INTO sites (id, clinic_id, name, address, phone, time_zone)"
                " VALUES ('lake', :clinic, 'Lakeside', '', '', 'America/Chicago')"
            ),
            {"clinic": north.clinic},
        )
    session = replace(await clinic.sessions.get(north.clinic, north.running), id="by-the-lake", site_id="lake")
    await clinic.sessions.add(session, await clinic.sessions.roster(north.clinic, north.running))
    return session.id


async def test_a_session_has_the_clock_of_its_site_on_every_page(api, clinic, north):
    session = await chicago(clinic, north)
    await api.sign_in(north, north.admin)
    found = {one["id"]: one["time_zone"] for one in (await api.get("/api/sessions"))[1]}
    assert (found[session], found[north.running]) == ("America/Chicago", "America/Los_Angeles")


async def test_its_records_are_in_the_time_of_its_site(clinic, north):
    session = await chicago(clinic, north)
    records = await clinic.services.live.records(north.clinic, session, NOON)
    assert {one.time_zone for one in records} == {"America/Chicago"}
