"""One group becomes two, over HTTP: evenly or by hand, with what stands against it said first."""

from typing import Any

import pytest

from server.services.rosters.keep_apart import Pair
from server.storage.keep_apart import KeepApartRepository
from tests.support.clinics import NOON, audited
from tests.support.schedule import admin_of, draft, planned

FROM = "2026-03-19"


@pytest.fixture
async def series(clinic, north) -> str:
    return (await clinic.services.series.add(admin_of(north), draft(north), "", NOON)).series.id


@pytest.fixture
async def admin(api, north):
    await api.sign_in(north, north.admin)
    return api


def halves(north, *second: int, **changes: Any) -> dict[str, Any]:
    group: dict[str, Any] = {"title": "Evening group 1", "at": "17:30:00", "facilitators": [north.facilitator]}
    other = {**group, "title": "Evening group 2", "facilitators": [north.other_facilitator], **changes}
    there = [one for at, one in enumerate(north.clients) if at not in second]
    return {
        "from_on": FROM,
        "first": {**group, "clients": there},
        "second": {**other, "clients": [north.clients[at] for at in second]},
    }


async def keep_apart(clinic, north, first: str, second: str) -> None:
    one, other = sorted((first, second))
    pair = Pair("pair", north.clinic, one, other, "relatives", "", north.admin, NOON)
    await KeepApartRepository(clinic.database).add(pair)


async def test_a_split_leaves_what_was_and_gives_each_group_its_own_sessions_and_rosters(admin, clinic, north, series):
    before = await planned(clinic, north)
    status, saved = await admin.post(f"/api/schedule/series/{series}/split", {"version": 1, **halves(north, 2)})
    assert status == 201, saved
    assert (saved["first"]["changed"], saved["first"]["cancelled"], saved["second"]["made"]) == (12, 0, 12)
    after = await planned(clinic, north)
    assert [one for one in after if one.series_id == series] == [one for one in before if str(one.series_day) < FROM], (
        "what is before that day stays as it was"
    )
    expected = {"Evening group 1": {*north.clients[:2], north.facilitator}}
    expected["Evening group 2"] = {north.clients[2], north.other_facilitator}
    for one in after:
        if str(one.series_day) >= FROM:
            roster = await clinic.sessions.roster(north.clinic, one.id)
            assert {each.person_id for each in roster} == expected[one.title]
    assert {"series.changed", "series.added", "series.split"} <= set(await audited(clinic))
    status, again = await admin.post(f"/api/schedule/series/{series}/split", {"version": 1, **halves(north, 2)})
    assert status == 409, again


async def test_whoever_is_discharged_after_a_split_is_expected_in_neither_group(admin, clinic, north, series):
    assert (await admin.post(f"/api/schedule/series/{series}/split", {"version": 1, **halves(north, 2)}))[0] == 201
    gone = north.clients[2]
    (enrolled,) = (await admin.get(f"/api/clients/{gone}"))[1]["enrollments"]
    at = f"/api/clients/{gone}/enrollments/{enrolled['id']}/discharge"
    wish = {"version": enrolled["version"], "last_day": "2026-03-23", "how": "completed", "note": ""}
    status, said = await admin.post(at, wish)
    assert status < 300, said
    found = [one for one in await planned(clinic, north) if one.title == "Evening group 2"]
    rosters = await clinic.sessions.rosters(north.clinic, [one.id for one in found])
    expecting = {str(one.series_day) for one in found if gone in {each.person_id for each in rosters[one.id]}}
    assert expecting == {"2026-03-19", "2026-03-23"}


async def test_an_even_split_keeps_apart_whoever_must_be_the_staff_of_each_included(admin, clinic, north, series):
    await keep_apart(clinic, north, north.clients[2], north.other_facilitator)
    status, offer = await admin.get(
        f"/api/schedule/series/{series}/split?from_on={FROM}&facilitator={north.other_facilitator}"
    )
    assert status == 200, offer
    second = {one["person_id"] for one in offer["clients"] if one["second"]}
    assert len(offer["clients"]) == 3 and len(second) == 1 and north.clients[2] not in second


async def test_what_stands_against_it_is_said_before_and_needs_a_reason(admin, clinic, north, series):
    await keep_apart(clinic, north, north.clients[0], north.clients[1])
    same = halves(north, 2, facilitators=[north.facilitator])
    _, found = await admin.post(f"/api/schedule/series/{series}/split/preview", same)
    (against,) = found["second"]["findings"]
    assert (against["against"], against["other"], len(against["days"])) == ("elsewhere", "Evening group 1", 12)
    assert found["first"]["findings"] == [] and len(found["first"]["apart"]) == 1
    at = f"/api/schedule/series/{series}/split"
    assert (await admin.post(at, {"version": 1, **same}))[1]["code"] == "conflicts"
    assert len(await planned(clinic, north)) == 16, "nothing was saved"
    assert (await admin.post(at, {"version": 1, **same, "override": "A colleague comes"}))[0] == 201


async def test_everybody_is_in_one_of_the_two_and_neither_is_empty(admin, north, series):
    at = f"/api/schedule/series/{series}/split"
    assert (await admin.post(at, {"version": 1, **halves(north)}))[0] == 422
    both, short = halves(north, 2), halves(north, 2)
    both["first"]["clients"] = list(north.clients)
    short["first"]["clients"] = [north.clients[0]]
    assert (await admin.post(at, {"version": 1, **both}))[0] == 422
    status, problem = await admin.post(at, {"version": 1, **short})
    assert (status, problem["code"]) == (409, "conflict")


async def test_a_group_that_meets_every_other_week_is_divided_from_a_day_on_which_it_meets(admin, clinic, north, clock):
    every_other = draft(north, rule="FREQ=WEEKLY;INTERVAL=2")
    fortnightly = (await clinic.services.series.add(admin_of(north), every_other, "", NOON)).series.id
    at = f"/api/schedule/series/{fortnightly}/split"
    assert (await admin.get(f"{at}?from_on=2026-03-09"))[1]["from_on"] == "2026-03-19"
    clock.now = NOON.replace(day=5, hour=2)  # still the fourth where it meets
    await admin.sign_in(north, north.admin)
    assert (await admin.get(at))[1]["from_on"] == "2026-03-05"
    clock.now = NOON.replace(day=6, hour=2)  # still the fifth
    await admin.sign_in(north, north.admin)
    assert (await admin.get(at))[1]["from_on"] == "2026-03-05"


async def test_a_day_of_no_calendar_is_no_day_to_split_from(admin, series):
    for day in ("9999-12-31", "0001-01-01"):
        assert (await admin.get(f"/api/schedule/series/{series}/split?from_on={day}"))[0] == 422


async def test_what_was_divided_already_is_not_offered_again_to_whoever_goes_back_to_it(admin, north, series):
    at = f"/api/schedule/series/{series}/split"
    assert (await admin.post(at, {"version": 1, **halves(north, 2)}))[0] == 201
    status, said = await admin.get(f"{at}?from_on={FROM}")
    assert (status, said["code"]) == (409, "conflict")
