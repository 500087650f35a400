"""Call help: whoever is on call is paged, one answers and the others see it; unanswered it goes to all staff; a client
asks quietly."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from urllib.parse import quote

import pytest
from aiohttp import WSServerHandshakeError
from sqlalchemy import text

from server.domain.touch.contact import Quiet
from server.services.clinic import ClinicServices
from server.services.help.watch import HelpWatch
from server.services.sessions.attention import Unattended
from tests.support.clinics import NOON, PIN, audited
from tests.support.touch import Taken, sending_by


def watch_over(services: ClinicServices, unattended: Mapping[str, Sequence[Unattended]]) -> HelpWatch:
    """The only node's."""

    def seen(clinic: str) -> Sequence[Unattended]:
        return unattended.get(clinic, [])

    return HelpWatch(services.help_calls, services.lone_groups, services.nudges, seen, seen)


@pytest.fixture
async def staff(browsers, north):
    """Signed in: the facilitator of the running group, a colleague and an admin."""
    found = {}
    for who in ("facilitator", "other_facilitator", "admin"):
        found[who] = await browsers()
        await found[who].sign_in(north, getattr(north, who))
    return found


async def put_on_call(staff, who):
    hours = [(NOON + timedelta(hours=hours)).isoformat() for hours in (-1, 8)]
    assert (await staff["admin"].post("/api/on-call", {"person_id": who, "starts_at": hours[0], "ends_at": hours[1]}))[
        0
    ] == 204


async def calls(api):
    status, found = await api.get("/api/help")
    assert status == 200, found
    return found


async def phone_of(browsers, staff, north, client=0):
    phone = await browsers()
    body = {"participant": north.clients[client]}
    _, made = await staff["facilitator"].post(f"/api/sessions/{north.running}/links", body)
    assert (await phone.post("/api/join", {"token": made["url"].partition("#")[2], "pin": PIN}))[0] == 200
    return phone


async def test_one_click_pages_whoever_is_on_call_and_nobody_else(staff, clinic, north):
    await put_on_call(staff, north.other_facilitator)
    path = f"/api/sessions/{north.running}"
    assert (await staff["other_facilitator"].get(path))[0] == 404
    assert (await staff["facilitator"].post(f"{path}/help"))[0] == 204
    (page,) = await calls(staff["other_facilitator"])
    assert (page["title"], page["by"], page["asks"], page["everybody"]) == (
        "Process group",
        f"Dr {north.facilitator}",
        True,
        False,
    )
    assert await calls(staff["admin"]) == []
    (own,) = await calls(staff["facilitator"])
    assert (own["mine"], own["asks"], own["answered_by"]) == (True, False, None)
    assert "help.called" in await audited(clinic)


async def test_whoever_answers_may_enter_and_the_facilitator_sees_who_comes(staff, clinic, north):
    await put_on_call(staff, north.other_facilitator)
    path = f"/api/sessions/{north.running}"
    await staff["facilitator"].post(f"{path}/help")
    (page,) = await calls(staff["other_facilitator"])
    assert await staff["other_facilitator"].post(f"/api/help/{page['id']}/answer") == (
        200,
        {"session": north.running},
    )
    (own,) = await calls(staff["facilitator"])
    assert own["answered_by"] == f"Dr {north.other_facilitator}"
    assert (await staff["facilitator"].get(f"{path}/help"))[1] == {"state": "answered"}
    assert (await staff["other_facilitator"].post(f"{path}/ticket"))[0] == 200
    (page,) = await calls(staff["other_facilitator"])
    assert (page["asks"], page["coming"], page["may_end"]) == (False, True, True)
    assert (await staff["other_facilitator"].post(f"/api/help/{page['id']}/end"))[0] == 204
    assert await calls(staff["facilitator"]) == await calls(staff["other_facilitator"]) == []
    assert (await staff["facilitator"].post(f"/api/help/{page['id']}/end"))[0] == 410
    acts = [act for act in await audited(clinic) if act.startswith("help.")]
    assert sorted(acts) == ["help.answered", "help.called", "help.ended", "help.paged"]


async def test_who_is_kept_apart_from_a_client_of_the_session_does_not_come_by_a_call(staff, north):
    await put_on_call(staff, north.other_facilitator)
    pair = {"other": north.other_facilitator, "ground": "relatives"}
    assert (await staff["admin"].post(f"/api/clients/{north.clients[1]}/kept-apart", pair))[0] in (200, 201, 204)
    await staff["facilitator"].post(f"/api/sessions/{north.running}/help")
    (page,) = await calls(staff["other_facilitator"])
    status, problem = await staff["other_facilitator"].post(f"/api/help/{page['id']}/answer")
    assert (status, problem["code"]) == (409, "kept_apart")
    assert (await staff["other_facilitator"].post(f"/api/sessions/{north.running}/ticket"))[0] == 404
    (own,) = await calls(staff["facilitator"])
    assert own["answered_by"] is None, "somebody else is still asked for"


@pytest.mark.parametrize("role", ["observer", "interpreter"])
async def test_a_trainee_or_interpreter_who_is_on_call_is_not_asked_into_the_session_where_they_could_not_help(
    staff, north, role
):
    await put_on_call(staff, north.other_facilitator)
    wish = {"person": north.other_facilitator, "role": role, "despite": True}
    assert (await staff["facilitator"].post(f"/api/sessions/{north.running}/team", wish))[0] == 204
    await staff["facilitator"].post(f"/api/sessions/{north.running}/help")
    assert await calls(staff["other_facilitator"]) == []
    (page,) = await calls(staff["admin"])
    assert page["asks"] and page["everybody"], "nobody else is on call, so all are asked"
    assert (await staff["other_facilitator"].post(f"/api/help/{page['id']}/answer"))[0] == 404


async def test_with_nobody_on_call_all_staff_are_asked_at_once(staff, north):
    await staff["facilitator"].post(f"/api/sessions/{north.running}/help")
    for who in ("other_facilitator", "admin"):
        (page,) = await calls(staff[who])
        assert page["asks"] and page["everybody"] and not page["paged"]


async def test_the_only_one_on_call_who_calls_reaches_all_staff(staff, north):
    await put_on_call(staff, north.facilitator)
    await staff["facilitator"].post(f"/api/sessions/{north.running}/help")
    assert (await calls(staff["admin"]))[0]["everybody"]


@pytest.mark.parametrize("answered", [False, True])
async def test_what_nobody_answers_within_a_minute_goes_to_all_staff_once(staff, clinic, north, clock, answered):
    await put_on_call(staff, north.other_facilitator)
    await staff["facilitator"].post(f"/api/sessions/{north.running}/help")
    if answered:
        (page,) = await calls(staff["other_facilitator"])
        await staff["other_facilitator"].post(f"/api/help/{page['id']}/answer")
    clock.forward(seconds=59)
    await clinic.services.help_calls.repeat("north", clock.now)
    assert await calls(staff["admin"]) == []
    clock.forward(seconds=1)
    for _ in range(2):
        await clinic.services.help_calls.repeat("north", clock.now)
    assert len(await calls(staff["admin"])) == (0 if answered else 1)
    assert (await audited(clinic)).count("help.repeated") == (0 if answered else 1)


async def test_called_again_it_goes_to_all_staff_at_once_even_when_somebody_said_to_come(staff, north):
    await put_on_call(staff, north.other_facilitator)
    path = f"/api/sessions/{north.running}/help"
    await staff["facilitator"].post(path)
    (page,) = await calls(staff["other_facilitator"])
    await staff["other_facilitator"].post(f"/api/help/{page['id']}/answer")
    await staff["facilitator"].post(path)
    (again,) = await calls(staff["admin"])
    assert again["asks"] and again["answered_by"] is None
    assert len(await calls(staff["facilitator"])) == 1


async def test_a_client_quietly_asks_the_sessions_staff_and_no_other_client_learns_of_it(
    browsers, staff, clinic, north, clock
):
    await put_on_call(staff, north.other_facilitator)
    phone, neighbour = await phone_of(browsers, staff, north), await phone_of(browsers, staff, north, 1)
    path = f"/api/sessions/{north.running}/help"
    assert [await phone.post(path) for _ in range(2)] == [(204, "")] * 2
    (ask,) = await calls(staff["facilitator"])
    assert (ask["kind"], ask["by"], ask["asks"]) == ("client", "Chosen 0", True)
    assert await calls(staff["other_facilitator"]) == []
    assert (await phone.get(path))[1] == {"state": "called"}
    assert (await neighbour.get(path))[1] == {"state": "none"}
    for method, where in (("GET", "/api/help"), ("POST", f"/api/help/{ask['id']}/answer")):
        assert (await neighbour.send(method, where))[0] == 403
    clock.forward(seconds=60)
    await clinic.services.help_calls.repeat("north", clock.now)
    (elsewhere,) = await calls(staff["other_facilitator"])
    assert elsewhere["by"] is None
    await staff["facilitator"].post(f"/api/help/{ask['id']}/answer")
    assert (await phone.get(path))[1] == {"state": "answered"}
    assert (await phone.send("DELETE", path))[0] == 204
    assert await calls(staff["facilitator"]) == []


async def test_who_was_not_reached_cannot_answer_and_who_was_only_paged_cannot_end_it(staff, clinic, north):
    await put_on_call(staff, north.other_facilitator)
    await staff["facilitator"].post(f"/api/sessions/{north.running}/help")
    (page,) = await calls(staff["other_facilitator"])
    assert (await staff["admin"].post(f"/api/help/{page['id']}/answer"))[0] == 404
    assert (await staff["other_facilitator"].post(f"/api/help/{page['id']}/end"))[0] == 403


async def test_a_call_out_of_a_session_that_is_over_is_over(staff, clinic, north, clock):
    await staff["facilitator"].post(f"/api/sessions/{north.running}/help")
    (page,) = await calls(staff["admin"])
    async with clinic.database.atomic():
        await clinic.sessions.finish("north", north.running, clock.now)
    assert await calls(staff["admin"]) == []
    assert (await staff["admin"].post(f"/api/help/{page['id']}/answer"))[0] == 410
    assert (await staff["facilitator"].post(f"/api/sessions/{north.running}/help"))[0] == 410


async def written_to(clinic):
    query = text("SELECT person_id, status FROM outbox WHERE what = 'page' ORDER BY created_at, key")
    async with clinic.database.read() as connection:
        return [tuple(row) for row in await connection.execute(query)]


async def test_whoever_is_on_call_is_written_to_at_once_at_night_too_and_with_words_that_tell_nothing(
    staff, clinic, north, clock
):
    await put_on_call(staff, north.other_facilitator)
    await staff["facilitator"].post(f"/api/sessions/{north.running}/help")
    taken = Taken()
    night = Quiet(time(0, 0), time(23, 59))
    await sending_by(clinic, taken, night).round(clock.now)
    assert await written_to(clinic) == [(north.other_facilitator, "sent")]
    (message,) = taken.messages
    assert message.to == north.email(north.other_facilitator)
    assert message.text == "You are needed now. Please sign in to answer: https://x.example"
    assert "help.paged" in await audited(clinic)


async def test_while_nobody_answers_one_more_person_is_written_to_each_time_and_none_twice(staff, clinic, north, clock):
    await put_on_call(staff, north.other_facilitator)
    await staff["facilitator"].post(f"/api/sessions/{north.running}/help")
    for seconds in (59, 2, 60, 60):
        clock.now += timedelta(seconds=seconds)
        for _ in range(2):
            await clinic.services.help_calls.repeat("north", clock.now)
    assert [who for who, _ in await written_to(clinic)] == [north.other_facilitator, north.admin]
    (page,) = await calls(staff["admin"])
    assert page["everybody"]


@pytest.mark.parametrize("answered", [True, False])
async def test_with_nobody_on_call_admins_are_written_to_and_nobody_more_once_somebody_comes(
    staff, clinic, north, clock, answered
):
    await staff["facilitator"].post(f"/api/sessions/{north.running}/help")
    assert [who for who, _ in await written_to(clinic)] == [north.admin]
    (page,) = await calls(staff["admin"])
    if answered:
        await staff["admin"].post(f"/api/help/{page['id']}/answer")
    await put_on_call(staff, north.other_facilitator)
    clock.now += timedelta(seconds=61)
    await clinic.services.help_calls.repeat("north", clock.now)
    assert [who for who, _ in await written_to(clinic)][1:] == ([] if answered else [north.other_facilitator])


async def test_a_clients_own_call_leaves_the_page_only_when_their_staff_do_not_come(
    browsers, staff, clinic, north, clock
):
    phone = await phone_of(browsers, staff, north)
    await put_on_call(staff, north.other_facilitator)
    await phone.post(f"/api/sessions/{north.running}/help")
    assert await written_to(clinic) == []
    clock.now += timedelta(seconds=61)
    await clinic.services.help_calls.repeat("north", clock.now)
    assert [who for who, _ in await written_to(clinic)] == [north.other_facilitator]


async def test_admins_read_past_calls_who_came_and_how_it_ended_and_that_they_did_is_written_down(
    staff, clinic, north, clock
):
    await put_on_call(staff, north.other_facilitator)
    path = f"/api/sessions/{north.running}/help"
    await staff["facilitator"].post(path)
    (page,) = await calls(staff["other_facilitator"])
    clock.now += timedelta(seconds=20)
    await staff["other_facilitator"].post(f"/api/help/{page['id']}/answer")
    await staff["facilitator"].post(f"/api/help/{page['id']}/end")
    clock.now += timedelta(seconds=60)
    await staff["facilitator"].post(path)
    status, found = await staff["admin"].get("/api/help/past")
    assert (status, found["next"]) == (200, None)
    assert [(one["state"], one["title"], one["told"]) for one in found["calls"]] == [
        ("open", "Process group", 0),
        ("ended", "Process group", 0),
    ]
    ended = found["calls"][1]
    names = [f"Staff {north.facilitator}", f"Staff {north.other_facilitator}", f"Staff {north.facilitator}"]
    assert [ended["by"], ended["answered_by"], ended["ended_by"]] == names
    older = await staff["admin"].get(f"/api/help/past?before={quote(ended['at'])}")
    assert older[1]["calls"] == []
    for never in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        assert (await staff["admin"].get(f"/api/help/past?before={quote(never)}"))[0] == 422
    assert (await staff["facilitator"].get("/api/help/past"))[0] == 403
    assert (await audited(clinic)).count("help.past_read") == 2


async def test_open_pages_are_told_to_look_and_the_socket_ends_with_the_login(staff, north):
    admin = staff["admin"].client
    origin = {"Origin": staff["admin"].origin}
    async with admin.ws_connect("/api/help/live", headers=origin) as socket:
        await staff["facilitator"].post(f"/api/sessions/{north.running}/help")
        assert await socket.receive_json(timeout=2) == {"type": "look"}
        await staff["admin"].post("/api/logout")
        await socket.receive(timeout=2)
        assert socket.closed


async def test_the_socket_is_for_our_own_pages_and_for_staff(browsers, staff, north):
    phone, nobody = await phone_of(browsers, staff, north), await browsers()
    for api, headers, status in (
        (staff["admin"], {"Origin": "https://elsewhere.example"}, 403),
        (staff["admin"], {}, 403),
        (nobody, {"Origin": nobody.origin}, 401),
        (phone, {"Origin": phone.origin, **phone.tab}, 403),
    ):
        with pytest.raises(WSServerHandshakeError) as refused:
            await api.client.ws_connect("/api/help/live", headers=headers)
        assert refused.value.status == status


async def test_a_group_left_alone_is_told_to_open_pages_and_written_down_once(staff, clinic, north, clock, unattended):
    await put_on_call(staff, north.other_facilitator)
    told = []
    clinic.services.nudges.subscribe("north", lambda: told.append("look"))
    services = clinic.services
    watch = watch_over(services, unattended)
    await watch.look(["north"], clock.now)
    assert told == []
    unattended["north"] = [Unattended(north.running, "Process group", "UTC", "without_staff", NOON, 2)]
    for _ in range(2):
        await watch.look(["north"], clock.now)
    assert told == ["look"]
    assert [one["on_call"] for one in (await staff["other_facilitator"].get("/api/sessions/attention"))[1]] == [True]
    assert [one["on_call"] for one in (await staff["admin"].get("/api/sessions/attention"))[1]] == [False]
    unattended["north"] = []
    await watch.look(["north"], clock.now)
    assert told == ["look"] * 2
    assert (await audited(clinic)).count("help.group_alone") == 1


async def test_a_group_left_alone_is_written_of_to_whoever_is_on_call_and_to_one_more_while_nobody_comes(
    staff, clinic, north, clock, unattended
):
    await put_on_call(staff, north.other_facilitator)
    services, alone = clinic.services, Unattended(north.running, "Process group", "UTC", "without_staff", NOON, 2)
    watch = watch_over(services, unattended)
    unattended["north"] = [alone]
    for _ in range(2):
        await watch.look(["north"], clock.now)
    assert [who for who, _ in await written_to(clinic)] == [north.other_facilitator]
    for _ in range(3):
        clock.forward(seconds=60)
        await watch.look(["north"], clock.now)
    assert [who for who, _ in await written_to(clinic)] == [north.other_facilitator, north.admin]
    unattended["north"] = []
    await watch.look(["north"], clock.now)
    unattended["north"] = [alone]
    await watch.look(["north"], clock.now)
    assert [who for who, _ in await written_to(clinic)] == [
        north.other_facilitator,
        north.admin,
        north.other_facilitator,
    ]


async def test_of_a_group_left_alone_nobody_is_written_to_who_could_not_help_there(
    staff, clinic, north, clock, unattended
):
    """A trainee of that session is on call: it goes on to whoever else can come."""
    await put_on_call(staff, north.other_facilitator)
    wish = {"person": north.other_facilitator, "role": "observer", "despite": True}
    assert (await staff["facilitator"].post(f"/api/sessions/{north.running}/team", wish))[0] == 204
    services, alone = clinic.services, Unattended(north.running, "Process group", "UTC", "without_staff", NOON, 2)
    watch = watch_over(services, unattended)
    unattended["north"] = [alone]
    await watch.look(["north"], clock.now)
    assert [who for who, _ in await written_to(clinic)] == [north.admin]
