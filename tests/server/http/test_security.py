import re
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from server.http.app import build
from server.http.routes import api_routes
from server.http.security import address_of, is_for_us
from tests.support.auditors import add_auditor
from tests.support.clinics import OWN, PASSWORD, PIN, Api, audited

CHANGING = [
    ("POST", "/api/login"),
    ("POST", "/api/logout"),
    ("POST", "/api/sessions/x/ticket"),
    ("DELETE", "/api/kiosks/x"),
    ("PUT", "/api/me"),
    ("POST", "/anything"),
]


@pytest.mark.parametrize(("method", "path"), CHANGING)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        OWN,
        {"Origin": "own"},
        {**OWN, "Origin": "https://evil.example"},
        {**OWN, "Origin": "null"},
        {"X-Requested-By": "XMLHttpRequest", "Origin": "own"},
    ],
)
async def test_a_change_needs_our_own_header_and_our_own_origin(api, north, method, path, headers):
    sent = {name: api.origin if value == "own" else value for name, value in headers.items()}
    async with api.client.request(method, path, headers=sent) as response:
        assert response.status == 403
        assert (await response.json())["code"] == "cross_site"


async def test_a_foreign_page_cannot_use_a_staff_members_cookie(api, north):
    await api.sign_in(north, north.admin)
    headers = {"Origin": "https://evil.example"}
    async with api.client.post("/api/kiosks", json={"name": "x"}, headers=headers) as response:
        assert response.status == 403
    assert (await api.get("/api/kiosks")) == (200, [])


@pytest.mark.parametrize("path", ["/", "/join", "/api/me", "/api/login", "/assets/app.js", "/signal"])
@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1", "", "["],
)
async def test_a_name_that_was_made_to_lead_here_is_not_answered(api, north, host, path):
    """DNS rebinding: a foreign page whose name now means this machine."""
    headers = {**OWN, "Host": host, "Origin": f"http://{host}"}
    body = {"email": north.email(north.admin), "password": PASSWORD}
    for method in ("GET", "POST"):
        async with api.client.request(method, path, headers=headers, json=body) as response:
            assert (response.status, (await response.json())["code"]) == (421, "unknown_host")
            assert not response.cookies


@pytest.mark.parametrize("name", ["localhost", "viop.localhost", "127.0.0.1", "127.8.9.10", "[::1]", "LOCALHOST"])
async def test_this_machine_is_reached_by_each_of_its_own_names(api, north, name):
    host = f"{name}:{api.client.port}"
    headers = {**OWN, "Host": host, "Origin": f"http://{host}"}
    body = {"email": north.email(north.admin), "password": PASSWORD}
    async with api.client.post("/api/login", headers=headers, json=body) as response:
        assert response.status == 200


async def test_the_address_that_a_request_came_to_is_this_machines_and_no_other_is():
    class Transport:
        def get_extra_info(self, name):
            return {"sockname": ("192.0.2.7", 8080)}.get(name)

    def asked(host):
        return is_for_us(make_mocked_request("GET", "/", {"Host": host}, transport=Transport()))

    assert asked("192.0.2.7:8080") and asked("192.0.2.7")
    assert not asked("192.0.2.8:8080") and not asked("[2001:db8::1]:8080")


async def test_with_a_public_url_the_name_in_front_of_a_proxy_is_its_own_matter(clinic, clock, settings, north):
    app = build(clinic.services, clock, settings.static, public_url="https://iop.example.org")
    async with TestClient(TestServer(app)) as client:
        headers = {**OWN, "Host": "app:8080", "Origin": "https://iop.example.org"}
        body = {"email": north.email(north.admin), "password": PASSWORD}
        async with client.post("/api/login", headers=headers, json=body) as response:
            assert response.status == 200


@pytest.mark.parametrize("path", ["/", "/join", "/api/me", "/api/nothing", "/assets/app.js", "/api/docs"])
async def test_every_answer_has_the_security_headers(api, settings, path):
    (settings.static / "assets").mkdir(parents=True)
    (settings.static / "index.html").write_text("<html><head></head></html>")
    (settings.static / "assets" / "app.js").write_text("1")
    async with api.client.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "camera=(self), microphone=(self)" in response.headers["Permissions-Policy"]


async def test_answers_of_the_api_are_never_kept(api, north):
    await api.sign_in(north, north.admin)
    async with api.client.get("/api/me") as response:
        assert response.headers["Cache-Control"] == "no-store"


DEVICES = {"kiosk", "room"}
"""Open to a device, whoever is signed in: see the tests of kiosks and of devices in rooms."""
ROLES = {
    "anyone": {"nobody", "client", "guest", "facilitator", "admin", "auditor"},
    "signed_in": {"client", "facilitator", "admin", "auditor", "guest"},
    "client": {"client"},
    "of_clinic": {"client", "facilitator", "admin"},
    "staff": {"facilitator", "admin"},
    "admin": {"admin"},
    "records": {"facilitator", "admin", "auditor"},
    "review": {"admin", "auditor"},
    "auditor": {"auditor"},
}


async def test_every_route_is_closed_to_the_roles_that_it_is_not_for(api, clinic, north):
    """Whoever may not is told 401, 403 or (auditors) 404 before anything is looked at."""
    staff = {"admin": north.admin, "facilitator": north.facilitator, "auditor": await add_auditor(clinic, north)}
    await api.sign_in(north, north.facilitator)
    _, made = await api.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[0]})
    token = made["url"].partition("#")[2]
    wish = {"role": "interpreter", "name": "Ian Ito", "channel": "email"}
    _, invited = await api.post(f"/api/sessions/{north.running}/guests", wish)
    accepted = {"token": invited["url"].partition("#")[2], "version": "2026-11", "name": "Ian"}

    async def become(role):
        api.forget_cookies()
        if role == "guest":
            assert (await api.post("/api/guest/accept", accepted))[0] == 200
            return
        if role == "client":
            assert (await api.post("/api/join", {"token": token, "pin": PIN}))[0] == 200
        elif role != "nobody":
            await api.sign_in(north, staff[role])

    for role in ("nobody", "client", "guest", *staff):
        await become(role)
        for route in api_routes():
            view: Any = route.handler
            path = re.sub(r"\{\w+\}", "x", route.path)
            for method in view.allowed_methods - {"OPTIONS"}:
                if path in ("/api/logout", "/api/login", "/api/join") or view.access_to(method) in DEVICES:
                    continue
                before = (await audited(clinic)).count("http.refused")
                status, _ = await api.send(method, path, {} if method == "POST" else None)
                noted = (await audited(clinic)).count("http.refused") > before
                assert not noted or status == (404 if role == "auditor" else 403)
                refused = status == 401 if role == "nobody" else noted
                assert refused != (role in ROLES[view.access_to(method)]), (role, method, path, status)


async def test_a_wrong_field_is_named_and_never_repeated(api):
    status, problem = await api.post("/api/login", {"email": "a@b.c", "password": ["hunter2"], "pin": "secret"})
    assert (status, problem["code"]) == (422, "invalid")
    assert {one["path"] for one in problem["errors"]} == {"body.password", "body.pin"}
    assert "hunter2" not in str(problem) and "secret" not in str(problem)


@pytest.mark.parametrize(
    ("data", "type_", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 50_000, "application/json", 400),
        (b"[]", "application/json", 400),
        (b"null", "application/json", 400),
        (b"email=a", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b'{"email": "' + b"x" * 70_000 + b'"}', "application/json", 413),
        (b'{"email": 1e999, "password": "x"}', "application/json", 422),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(api, data, type_, status):
    headers = {**OWN, "Origin": api.origin, "Content-Type": type_}
    async with api.client.post("/api/login", data=data, headers=headers) as response:
        assert response.status == status
        assert response.content_type == "application/problem+json"


async def test_an_unknown_address_and_a_wrong_method_are_problems_too(api):
    assert (await api.get("/api/nothing"))[1]["code"] == "not_found"
    status, problem = await api.send("PUT", "/api/login", {})
    assert (status, problem["status"]) == (405, 405)


async def test_a_bug_is_a_problem_with_an_id_and_the_log_holds_no_personal_data(
    api, clinic, north, monkeypatch, caplog
):
    async def broken(*args):
        raise ValueError("Legal north 0 was born in 1980")

    monkeypatch.setattr(clinic.people, "staff_login_by_email", broken)
    status, problem = await api.post("/api/login", {"email": north.email(north.admin), "password": PASSWORD})
    assert (status, problem["code"]) == (500, "internal")
    assert problem["id"] in caplog.text
    assert "Legal" not in caplog.text and "Legal" not in str(problem) and "example.org" not in caplog.text


async def test_the_access_log_names_the_route_and_nobody(api, north, caplog):
    with caplog.at_level("INFO"):
        await api.get(f"/api/sessions/{north.running}?from=2026-01-01")
    lines = [record.getMessage() for record in caplog.records if record.name == "aiohttp.access"]
    assert any(line.startswith("GET /api/sessions/{session} 401") for line in lines)
    assert not any(north.running in line or "2026" in line or "127.0.0.1" in line for line in lines)


async def test_what_a_client_tries_beyond_their_role_is_audited(browsers, clinic, north):
    staff, phone = await browsers(), await browsers()
    await staff.sign_in(north, north.facilitator)
    _, made = await staff.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[0]})
    await phone.post("/api/join", {"token": made["url"].partition("#")[2], "pin": PIN})
    body = {"present": list(north.clients)}
    assert (await phone.post(f"/api/sessions/{north.running}/headcount", body))[0] == 403
    assert await clinic.services.facts.of_session("north", north.running) == []
    assert "http.refused" in await audited(clinic)


async def test_behind_a_proxy_each_address_has_its_own_limit(clinic, clock, settings, north):
    server = TestServer(build(clinic.services, clock, settings.static, proxies=1))
    async with TestClient(server) as client:

        async def guess(number: int, forwarded: str) -> int:
            headers = {**OWN, "Origin": Api(client).origin, "X-Forwarded-For": forwarded}
            body = {"email": f"{number}@example.org", "password": "x"}
            async with client.post("/api/login", json=body, headers=headers) as response:
                return response.status

        assert [await guess(number, f"6.6.6.{number}, 192.0.2.1") for number in range(61)] == [401] * 60 + [429]
        assert await guess(99, "192.0.2.2") == 401


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "192.0.2.9", "127.0.0.1"),
        (1, "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (2, "6.6.6.6, 192.0.2.1, 192.0.2.2", "192.0.2.1"),
        (2, "192.0.2.1", "127.0.0.1"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "unknown", "unknown"),
    ],
)
def test_an_address_is_the_one_that_our_own_proxies_saw(proxies, forwarded, address):
    request = make_mocked_request("GET", "/", {"X-Forwarded-For": forwarded}).clone(remote="127.0.0.1")
    assert address_of(request, proxies) == address
