"""Who is on call, with hand-over; overlaps and sessions without anybody on call are said."""

from datetime import timedelta

from tests.support.clinics import NOON, audited


def shift(who: str, start: float, end: float, **more: object) -> dict[str, object]:
    times = [(NOON + timedelta(hours=hours)).isoformat() for hours in (start, end)]
    return {"person_id": who, "starts_at": times[0], "ends_at": times[1], **more}


async def plan(api):
    status, found = await api.get("/api/on-call")
    assert status == 200, found
    return found


async def test_an_admin_plans_who_is_on_call_and_all_staff_see_it(browsers, clinic, north, clock):
    admin, colleague = await browsers(), await browsers()
    await admin.sign_in(north, north.admin)
    await colleague.sign_in(north, north.facilitator)
    assert (await admin.post("/api/on-call", shift(north.facilitator, -1, 2)))[0] == 204
    assert (await colleague.post("/api/on-call", shift(north.facilitator, 3, 4)))[0] == 403
    (one,) = (await plan(colleague))["shifts"]
    assert (one["person"]["name"], one["now"], one["mine"], one["overlaps"]) == (
        f"Dr {north.facilitator}",
        True,
        True,
        False,
    )
    assert await clinic.services.on_call.on_call("north", None, clock.now) == [north.facilitator]
    clock.forward(hours=2)
    assert (await plan(colleague))["shifts"] == []
    assert await clinic.services.on_call.on_call("north", None, clock.now) == []
    assert "on_call.added" in await audited(clinic)


async def test_sessions_for_which_nobody_is_on_call_are_told_with_the_time(api, north):
    await api.sign_in(north, north.admin)
    assert [one["title"] for one in (await plan(api))["gaps"]] == ["Individual", "Process group"]
    await api.post("/api/on-call", shift(north.facilitator, 0, 2))
    (gap,) = (await plan(api))["gaps"]
    assert gap["session"] == north.running
    assert gap["stretches"] == [{"starts_at": "2026-03-04T22:00:00Z", "ends_at": "2026-03-04T22:50:00Z"}]


async def test_two_people_at_once_are_told_and_the_same_one_twice_is_refused(api, north):
    await api.sign_in(north, north.admin)
    await api.post("/api/on-call", shift(north.facilitator, 0, 2))
    assert (await api.post("/api/on-call", shift(north.facilitator, 1, 3)))[0] == 409
    assert (await api.post("/api/on-call", shift(north.other_facilitator, 1, 3)))[0] == 204
    assert [one["overlaps"] for one in (await plan(api))["shifts"]] == [True, True]


async def test_a_weekly_shift_keeps_its_hour_when_the_clocks_change(api, north):
    await api.sign_in(north, north.admin)
    assert (await api.post("/api/on-call", shift(north.facilitator, 0, 2, weeks=2)))[0] == 204
    starts = [one["starts_at"] for one in (await plan(api))["shifts"]]
    assert starts == ["2026-03-04T20:00:00Z", "2026-03-11T19:00:00Z"]  # noon in Los Angeles both times


async def test_whoever_is_on_call_hands_over_and_the_other_has_the_rest(browsers, clinic, north, clock):
    admin, own = await browsers(), await browsers()
    await admin.sign_in(north, north.admin)
    await own.sign_in(north, north.facilitator)
    await admin.post("/api/on-call", shift(north.facilitator, -1, 2))
    await admin.post("/api/on-call", shift(north.other_facilitator, 4, 5))
    first, later = (one["id"] for one in (await plan(own))["shifts"])
    body = {"person_id": north.other_facilitator}
    assert (await own.post(f"/api/on-call/{later}/hand-over", {"person_id": north.facilitator}))[0] == 403
    assert (await own.post(f"/api/on-call/{first}/hand-over", body))[0] == 204
    assert await clinic.services.on_call.on_call("north", None, clock.now) == [north.other_facilitator]
    assert (await own.post(f"/api/on-call/{first}/hand-over", body))[0] == 404
    assert "on_call.handed_over" in await audited(clinic)


async def test_whose_login_is_disabled_is_paged_no_more(api, clinic, north, clock):
    await api.sign_in(north, north.admin)
    await api.post("/api/on-call", shift(north.facilitator, 0, 2))
    assert (await api.send("DELETE", f"/api/staff/{north.facilitator}"))[0] == 204
    assert await clinic.services.on_call.on_call("north", None, clock.now) == []


async def test_times_that_cannot_be_are_refused(api, north):
    await api.sign_in(north, north.admin)
    for start, end in ((2, 1), (0, 0.1), (0, 24 * 8), (-3, -1), (24 * 400, 24 * 400 + 1)):
        assert (await api.post("/api/on-call", shift(north.facilitator, start, end)))[0] == 422
    assert (await api.post("/api/on-call", shift(north.clients[0], 0, 1)))[0] == 404
    assert (await api.post("/api/on-call", shift(north.facilitator, 0, 1, site_id="nowhere")))[0] == 404


async def test_a_shift_taken_away_while_it_holds_ends_now(api, clinic, north, clock):
    await api.sign_in(north, north.admin)
    await api.post("/api/on-call", shift(north.facilitator, -1, 2))
    ((one),) = (await plan(api))["shifts"]
    assert (await api.send("DELETE", f"/api/on-call/{one['id']}"))[0] == 204
    assert (await plan(api))["shifts"] == []
    assert await clinic.services.on_call.on_call("north", None, clock.now) == []
