import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update
from yarl import URL

from server.services.errors import Gone, TooManyRequests, Unauthenticated
from server.storage.tables import staff_logins
from tests.support.clinics import NOON, OWN, PASSWORD, PIN, audited


async def link(api, cast, client=0):
    await api.sign_in(cast, cast.facilitator)
    status, made = await api.post(f"/api/sessions/{cast.running}/links", {"participant": cast.clients[client]})
    assert status == 201, made
    return made["url"].partition("#")[2]


async def test_staff_sign_in_and_are_told_who_they_are(api, north):
    me = await api.sign_in(north, north.facilitator)
    assert (me["role"], me["person_id"], me["clinic"]["id"]) == ("facilitator", north.facilitator, "north")
    assert await api.get("/api/me") == (200, me)


async def test_nobody_is_signed_in_without_a_cookie(api, north):
    status, problem = await api.get("/api/sessions")
    assert (status, problem["code"], problem["status"]) == (401, "unauthenticated", 401)


async def test_a_page_that_asks_who_is_signed_in_gets_no_error_when_nobody_is(api, north):
    """A browser writes every 401 into its console as an error."""
    assert await api.get("/api/me") == (204, "")


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(api, north):
    headers = {**OWN, "Origin": api.origin}
    body = {"email": north.email(north.admin), "password": PASSWORD}
    async with api.client.post("/api/login", json=body, headers=headers) as response:
        cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie


async def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(api, north):
    wrong = await api.post("/api/login", {"email": north.email(north.admin), "password": "wrong"})
    unknown = await api.post("/api/login", {"email": "nobody@example.org", "password": "wrong"})
    assert wrong == unknown
    assert wrong[0] == 401


async def test_a_hash_is_checked_for_unknown_accounts_too(api, clinic, north, monkeypatch):
    checked: list[str] = []
    matches = clinic.passwords._matches

    def note(secret: str, hashed: str) -> bool:
        checked.append(secret)
        return matches(secret, hashed)

    monkeypatch.setattr(clinic.passwords, "_matches", note)
    await api.post("/api/login", {"email": "nobody@example.org", "password": "wrong"})
    assert checked == ["wrong"]


async def test_guessing_a_password_is_limited_also_for_accounts_that_do_not_exist(api, north, clock):
    for email in (north.email(north.admin), "nobody@example.org"):
        answers = [await api.post("/api/login", {"email": email, "password": "wrong"}) for _ in range(9)]
        assert [status for status, _ in answers] == [401] * 8 + [429]
    right = {"email": north.email(north.admin), "password": PASSWORD}
    assert (await api.post("/api/login", right))[0] == 429
    clock.forward(minutes=5)
    assert (await api.post("/api/login", right))[0] == 200


async def test_who_guesses_at_an_account_from_elsewhere_does_not_keep_its_owner_out(clinic, north, clock):
    async def sign_in(password, address):
        return await clinic.services.sign_in(north.email(north.facilitator), password, address, clock.now)

    for _ in range(8):
        with pytest.raises(Unauthenticated):
            await sign_in("wrong", "198.51.100.7")
    with pytest.raises(TooManyRequests):
        await sign_in(PASSWORD, "198.51.100.7")
    login, _ = await sign_in(PASSWORD, "192.0.2.1")
    assert login.person_id == north.facilitator


async def test_a_login_session_ends_by_itself(api, north, clock):
    await api.sign_in(north, north.admin)
    clock.forward(hours=12)
    assert (await api.get("/api/me"))[0] == 204


async def test_logging_out_ends_the_login_session_on_the_server_and_tells_whoever_holds_sockets(api, clinic, north):
    ended: list[str] = []
    clinic.services.logins.subscribe(ended.append)
    await api.sign_in(north, north.admin)
    cookie = api.client.session.cookie_jar.filter_cookies(URL(api.origin))["viop_session"].value
    assert (await api.post("/api/logout"))[0] == 204
    assert len(ended) == 1
    api.client.session.cookie_jar.update_cookies({"viop_session": cookie})
    assert (await api.get("/api/me"))[0] == 204


async def test_a_link_and_its_pin_open_that_session_and_no_other(api, north):
    token = await link(api, north)
    api.forget_cookies()
    status, joined = await api.post("/api/join", {"token": token, "pin": PIN})
    assert (status, joined["session_id"], joined["name"]) == (200, north.running, "Chosen 0")
    assert (await api.get("/api/me"))[1]["session_id"] == north.running
    assert [one["id"] for one in (await api.get("/api/sessions"))[1]] == [north.running]
    assert (await api.get(f"/api/sessions/{north.alone}"))[0] == 404


async def test_the_next_tab_of_a_shared_phone_opens_nothing_without_the_pin(api, north):
    token = await link(api, north)
    api.forget_cookies()
    await api.post("/api/join", {"token": token, "pin": PIN})
    entered, api.tab = api.tab, {}
    assert (await api.get("/api/me"))[0] == 204
    assert (await api.get(f"/api/sessions/{north.running}"))[0] == 401
    assert (await api.post(f"/api/sessions/{north.running}/ticket"))[0] == 401
    api.tab = {"X-Viop-Tab": "\xe4" * 64}
    assert (await api.get("/api/me"))[0] == 204
    api.tab = entered
    assert (await api.get("/api/me"))[0] == 200


async def test_whoever_has_the_browser_can_sign_the_client_out(api, north):
    token = await link(api, north)
    api.forget_cookies()
    await api.post("/api/join", {"token": token, "pin": PIN})
    entered, api.tab = api.tab, {}
    assert (await api.post("/api/logout"))[0] == 204
    api.tab = entered
    assert (await api.get("/api/me"))[0] == 204


async def test_a_link_alone_shows_no_name_and_no_session(api, north):
    token = await link(api, north)
    api.forget_cookies()
    status, problem = await api.post("/api/join", {"token": token, "pin": "0000"})
    assert status == 401
    assert north.running not in str(problem) and "Chosen" not in str(problem) and "Legal" not in str(problem)


@pytest.mark.parametrize("token", ["", "a.b.c", "\ud800", "e30.e30.e30", "x" * 100_000, {"a": 1}, None])
async def test_a_malformed_token_is_refused_and_the_server_lives(api, north, token):
    genuine = await link(api, north)
    api.forget_cookies()
    status, problem = await api.post("/api/join", {"token": token, "pin": PIN})
    assert status in (401, 413, 422), problem
    assert (await api.post("/api/join", {"token": genuine, "pin": PIN}))[0] == 200


async def test_no_token_no_pin_and_no_password_is_logged(api, north, caplog):
    with caplog.at_level("DEBUG"):
        token = await link(api, north)
        await api.post("/api/join", {"token": token, "pin": "0000"})
        await api.post("/api/join", {"token": token, "pin": PIN})
        cookies = [cookie.value for cookie in api.client.session.cookie_jar]
        _, made = await api.post(f"/api/sessions/{north.running}/ticket")
    secrets = [token, PASSWORD, made["ticket"], *cookies]
    assert len(secrets) == 4 and "aiohttp.access" in {record.name for record in caplog.records}
    assert not any(secret in caplog.text for secret in secrets)


async def test_guessing_the_pin_is_limited_even_all_at_once_and_noticed(api, clinic, north, clock):
    token = await link(api, north)
    api.forget_cookies()
    guesses = [api.post("/api/join", {"token": token, "pin": f"{number:04}"}) for number in range(10)]
    answers = await asyncio.gather(*guesses)
    assert sorted(status for status, _ in answers) == [401] * 5 + [429] * 5
    assert "join_link.pin_guessing" in await audited(clinic)
    assert (await api.post("/api/join", {"token": token, "pin": PIN}))[0] == 429
    clock.forward(minutes=16)
    assert (await api.post("/api/join", {"token": token, "pin": PIN}))[0] == 200


async def test_who_guesses_a_pin_from_elsewhere_does_not_keep_its_owner_out_and_staff_see_it(clinic, api, north, clock):
    token = await link(api, north)

    async def join(pin, address):
        return await clinic.services.join_links.join(token, pin, address, clock.now)

    async def wrong_pins():
        _, detail = await api.get(f"/api/sessions/{north.running}")
        return next(one["link"]["wrong_pins"] for one in detail["roster"] if one["person_id"] == north.clients[0])

    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await join("0000", "198.51.100.7")
    with pytest.raises(TooManyRequests, match="new link"):
        await join("0000", "198.51.100.7")
    assert await wrong_pins() == 5
    login, _ = await join(PIN, "192.0.2.1")
    assert login.person_id == north.clients[0]
    assert await wrong_pins() == 0


async def test_a_new_link_opens_at_once_for_one_who_was_locked_out(api, north):
    token = await link(api, north)
    for _ in range(6):
        await api.post("/api/join", {"token": token, "pin": "0000"})
    _, problem = await api.post("/api/join", {"token": token, "pin": PIN})
    assert problem["code"] == "too_many_requests" and "call your clinic" in problem["detail"]
    again = await link(api, north)
    assert (await api.post("/api/join", {"token": again, "pin": PIN}))[0] == 200


async def test_guesses_from_everywhere_are_bounded_together(clinic, api, north, clock):
    token = await link(api, north)
    for number in range(20):
        with pytest.raises(Unauthenticated):
            await clinic.services.join_links.join(token, "0000", f"198.51.100.{number}", clock.now)
    with pytest.raises(Gone):
        await clinic.services.join_links.join(token, PIN, "192.0.2.1", clock.now)


async def test_a_link_that_was_guessed_at_for_long_is_revoked(api, clinic, north, clock):
    token = await link(api, north)
    statuses = []
    for number in range(30):
        if number % 5 == 0:
            clock.forward(minutes=16)
        statuses.append((await api.post("/api/join", {"token": token, "pin": "0000"}))[0])
        if statuses[-1] == 410:
            break
    assert statuses == [401] * 20 + [410]
    assert "join_link.revoked_after_guessing" in await audited(clinic)
    assert (await api.post("/api/join", {"token": token, "pin": PIN}))[0] == 410


async def test_a_link_sent_again_makes_the_earlier_one_stop(api, north):
    first, second = await link(api, north), await link(api, north)
    assert (await api.post("/api/join", {"token": first, "pin": PIN}))[0] == 410
    assert (await api.post("/api/join", {"token": second, "pin": PIN}))[0] == 200


async def test_who_is_in_stays_in_when_their_link_is_sent_again(browsers, clinic, north):
    staff, phone = await browsers(), await browsers()
    assert (await phone.post("/api/join", {"token": await link(staff, north), "pin": PIN}))[0] == 200
    ended: list[str] = []
    clinic.services.logins.subscribe(ended.append)
    await link(staff, north)
    assert ended == [] and (await phone.get("/api/me"))[0] == 200


async def test_revoking_ends_what_links_before_the_newest_opened_and_nobody_elses(browsers, clinic, north):
    staff, phone, another = await browsers(), await browsers(), await browsers()
    assert (await phone.post("/api/join", {"token": await link(staff, north), "pin": PIN}))[0] == 200
    assert (await another.post("/api/join", {"token": await link(staff, north, 1), "pin": PIN}))[0] == 200
    await link(staff, north)
    assert (await staff.send("DELETE", f"/api/sessions/{north.running}/links/{north.clients[0]}"))[0] == 204
    assert (await phone.get("/api/me"))[0] == 204
    assert (await another.get("/api/me"))[0] == 200


async def test_who_is_in_by_a_link_that_was_guessed_at_for_long_can_still_be_put_out(browsers, north, clock):
    staff, phone, guesser = await browsers(), await browsers(), await browsers()
    token = await link(staff, north)
    assert (await phone.post("/api/join", {"token": token, "pin": PIN}))[0] == 200
    for number in range(21):
        if number % 5 == 0:
            clock.forward(minutes=16)
        status, _ = await guesser.post("/api/join", {"token": token, "pin": "0000"})
    assert status == 410 and (await phone.get("/api/me"))[0] == 200
    assert (await staff.send("DELETE", f"/api/sessions/{north.running}/links/{north.clients[0]}"))[0] == 204
    assert (await phone.get("/api/me"))[0] == 204


async def test_revoking_a_link_ends_what_it_opened(browsers, clinic, north):
    staff, phone = await browsers(), await browsers()
    token = await link(staff, north)
    assert (await phone.post("/api/join", {"token": token, "pin": PIN}))[0] == 200
    ended: list[str] = []
    clinic.services.logins.subscribe(ended.append)
    path = f"/api/sessions/{north.running}/links/{north.clients[0]}"
    assert (await staff.send("DELETE", path))[0] == 204
    assert len(ended) == 1
    assert (await phone.get("/api/me"))[0] == 204
    assert (await phone.post("/api/join", {"token": token, "pin": PIN}))[0] == 410


async def test_a_link_expires_an_hour_after_the_planned_end(api, north, clock):
    token = await link(api, north)
    api.forget_cookies()
    clock.forward(hours=3, minutes=50)
    assert (await api.post("/api/join", {"token": token, "pin": PIN}))[0] == 410


async def test_a_link_does_not_open_before_its_time(api, clinic, north, clock):
    await api.sign_in(north, north.facilitator)
    clock.now -= timedelta(hours=3)
    _, made = await api.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[0]})
    token = made["url"].partition("#")[2]
    assert (await api.post("/api/join", {"token": token, "pin": PIN}))[0] == 401
    clock.forward(hours=2)
    assert (await api.post("/api/join", {"token": token, "pin": PIN}))[0] == 200


@pytest.mark.parametrize("pin", ["", "x" * 17, "\ud800", "４７１１"])
async def test_a_strange_pin_is_refused_without_being_repeated(api, north, pin):
    token = await link(api, north)
    status, problem = await api.post("/api/join", {"token": token, "pin": pin})
    assert status in (400, 401, 422)
    assert not pin or pin not in str(problem)


async def test_a_disabled_account_is_out_at_once_and_cannot_come_back(api, clinic, north):
    await api.sign_in(north, north.facilitator)
    async with clinic.database.write() as connection:
        await connection.execute(update(staff_logins).values(disabled_at=NOON))
    assert (await api.get("/api/me"))[0] == 204
    answer = await api.post("/api/login", {"email": north.email(north.facilitator), "password": PASSWORD})
    assert answer == await api.post("/api/login", {"email": "nobody@example.org", "password": PASSWORD})
