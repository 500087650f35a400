"""Staff who take part in a whole series beside those whom it names, over HTTP."""

from datetime import date

import pytest

from server.services.rosters.keep_apart import Pair
from server.storage.keep_apart import KeepApartRepository
from tests.support.clinics import NOON, audited
from tests.support.schedule import admin_of, draft, planned

FROM = "2026-03-19"
LATER = NOON.replace(month=4, day=20)


@pytest.fixture
async def series(clinic, north) -> str:
    return (await clinic.services.series.add(admin_of(north), draft(north), "", NOON)).series.id


@pytest.fixture
async def admin(api, north):
    await api.sign_in(north, north.admin)
    return api


def team(series: str) -> str:
    return f"/api/schedule/series/{series}/team"


def wish(north, **changes):
    return {"person": north.other_facilitator, "role": "facilitator", "from_on": FROM, **changes}


async def on_it(clinic, north, who: str) -> list[str]:
    """The days of planned sessions of series with them on the roster."""
    sessions = [one for one in await planned(clinic, north) if one.status != "cancelled"]
    rosters = await clinic.sessions.rosters(north.clinic, [one.id for one in sessions])
    return [str(one.series_day) for one in sessions if any(who == each.person_id for each in rosters[one.id])]


async def test_a_co_facilitator_of_a_series_is_on_what_meets_from_that_day_on_and_on_what_is_made_later(
    admin, clinic, north, series
):
    who = north.other_facilitator
    before = await planned(clinic, north)
    status, added = await admin.post(team(series), wish(north))
    assert (status, added["from_on"], added["until_on"]) == (201, FROM, None), added
    assert await on_it(clinic, north, who) == [day for one in before if (day := str(one.series_day)) >= FROM]
    await clinic.services.making.make_ahead(north.clinic, LATER.replace(month=3))
    made = await planned(clinic, north)
    assert len(made) > len(before) and (await on_it(clinic, north, who))[-1] == str(made[-1].series_day)
    changed = draft(north, first_on=date(2026, 4, 2), title="Another name")
    follower = await clinic.services.series.change(admin_of(north), series, 1, changed, "", NOON)
    assert "2026-04-02" in await on_it(clinic, north, who), "a series that follows keeps them"
    found = (await admin.get(team(follower.series.id)))[1]
    assert [(one["person_id"], one["role"]) for one in found["members"]] == [(who, "facilitator")]
    assert who not in {one["person_id"] for one in found["choices"]}
    assert (await admin.post(team(series), wish(north)))[0] == 409

    end = f"{team(follower.series.id)}/{added['id']}/end"
    assert (await admin.post(end, {"last_on": "2026-04-06"}))[0] == 204
    assert (await on_it(clinic, north, who))[-1] == "2026-04-06", "on either side of the change"
    assert (await admin.post(end, {"last_on": "2026-04-20"}))[0] == 422
    assert {"series.team_added", "series.team_ended"} <= set(await audited(clinic))


async def test_one_session_goes_without_them_and_takes_them_back(admin, clinic, north, series):
    who = north.other_facilitator
    await admin.post(team(series), wish(north, role="interpreter"))
    days = await on_it(clinic, north, who)
    [one] = [each.id for each in await planned(clinic, north) if str(each.series_day) == days[1]]
    found = (await admin.get(f"/api/sessions/{one}/others"))[1]
    assert found["series"] == series
    [line] = [each for each in found["team"] if each["person_id"] == who]
    assert (line["role"], line["added"], line["in_series"]["from_on"]) == ("interpreter", False, FROM)
    assert (await admin.send("DELETE", f"/api/sessions/{one}/team/{who}"))[0] == 204
    assert await on_it(clinic, north, who) == [days[0], *days[2:]]
    again = {"person": who, "role": "observer"}
    assert (await admin.post(f"/api/sessions/{one}/team", again))[0] == 409, "they are no trainee of this series"
    assert (await admin.post(f"/api/sessions/{one}/team", {**again, "role": "interpreter"}))[0] == 204
    assert await on_it(clinic, north, who) == days


async def test_what_has_begun_keeps_its_roster(admin, clinic, north, series):
    [first, *_] = await planned(clinic, north)
    await clinic.sessions.begin(north.clinic, first.id, NOON)
    before = await clinic.sessions.roster(north.clinic, first.id)
    status, added = await admin.post(team(series), wish(north, from_on=str(first.series_day)))
    assert status == 201, added
    assert await clinic.sessions.roster(north.clinic, first.id) == before
    assert len(await on_it(clinic, north, north.other_facilitator)) == len(await planned(clinic, north)) - 1
    assert (await admin.post(f"{team(series)}/{added['id']}/end", {"last_on": "2026-03-03"}))[0] == 204
    assert await on_it(clinic, north, north.other_facilitator) == []
    assert (await admin.post(team(series), wish(north, from_on="2026-03-03")))[0] == 422, "that day is past"


async def test_another_session_at_the_time_is_said_first_and_a_pair_kept_apart_is_never_brought_together(
    admin, clinic, north, series
):
    who = north.other_facilitator
    busy = draft(north, facilitators=[who], title="Other group", expects="named", clients=[], last_on=date(2026, 3, 23))
    await clinic.services.series.add(admin_of(north), busy, "They asked", NOON)
    status, problem = await admin.post(team(series), wish(north))
    assert (status, problem["code"]) == (409, "warned")
    assert "2 of these: 2026-03-19, 2026-03-23" in problem["detail"]
    one, other = sorted((who, north.clients[0]))
    pair = Pair("pair", north.clinic, one, other, "relatives", "", north.admin, NOON)
    await KeepApartRepository(clinic.database).add(pair)
    status, problem = await admin.post(team(series), wish(north, despite=True))
    assert (status, problem["code"]) == (409, "kept_apart")
    await KeepApartRepository(clinic.database).end(north.clinic, "pair", north.admin, NOON)
    assert (await admin.post(team(series), wish(north, despite=True)))[0] == 201


async def test_facilitators_add_to_their_own_series_alone(browsers, clinic, north, series):
    own, other = await browsers(), await browsers()
    await own.sign_in(north, north.facilitator)
    await other.sign_in(north, north.other_facilitator)
    assert (await other.get(team(series)))[0] == 404
    assert (await other.post(team(series), wish(north)))[0] == 404
    status, added = await own.post(team(series), wish(north))
    assert status == 201, added
    assert (await other.get(team(series)))[0] == 200, "it is theirs too now"
    handed_over = draft(north, first_on=date(2026, 4, 2), facilitators=[north.admin])
    await clinic.services.series.change(admin_of(north), series, 1, handed_over, "", NOON)
    assert (await own.get(team(series)))[0] == 404, "from that day on it is not theirs any more"
    assert (await own.post(f"{team(series)}/{added['id']}/end", {"last_on": FROM}))[0] == 404
