"""Nothing of one clinic is ever visible from the other: its ids are as unknown as ids that never were (threat 6)."""

from typing import Any

import pytest

from server.http.routes import api_routes
from tests.support.clinics import NOON, hold_session


def routes_with_ids() -> list[tuple[str, str]]:
    found = []
    for route in api_routes():
        view: Any = route.handler
        if "{" in route.path:
            found += [(method, route.path) for method in sorted(view.allowed_methods - {"OPTIONS"})]
    return found


def bodies(path: str, who: str) -> dict[str, Any] | None:
    stated = {"started_at": "2026-03-04T19:50:00Z", "ended_at": "2026-03-04T19:55:00Z", "modality": "phone"}
    known: dict[str, dict[str, Any]] = {
        "links": {"participant": who},
        "in-room": {"participants": [who], "state": "present"},
        "headcount": {"present": [who]},
        "statements": {"participant": who, "reason": "by phone", **stated},
    }
    return known.get(path.rpartition("/")[2])


@pytest.mark.parametrize(("method", "path"), routes_with_ids())
@pytest.mark.parametrize("role", ["admin", "facilitator"])
async def test_another_clinics_ids_are_as_unknown_as_ids_that_never_were(api, north, south, method, path, role):
    await api.sign_in(north, getattr(north, role))
    answers = []
    for session, who in ((south.running, south.clients[0]), ("never", "nobody")):
        address = path.format(session=session, participant=who, client=who, kiosk=session)
        answers.append(await api.send(method, address, bodies(path, who)))
    assert answers[0] == answers[1]
    assert answers[0][0] == (404 if role == "admin" or "kiosk" not in path else 403)


@pytest.mark.parametrize("path", [path for method, path in routes_with_ids() if method == "GET"])
async def test_ones_own_ids_are_found(api, clinic, north, path, clock):
    clock.now = await hold_session(clinic, north, NOON)
    await api.sign_in(north, north.admin)
    who = north.clients[0]
    assert (await api.get(path.format(session=north.running, participant=who, client=who)))[0] == 200


@pytest.mark.parametrize(
    "path", ["/api/sessions", "/api/attendance/sessions", "/api/attendance/clients", "/api/attendance/export.csv"]
)
async def test_lists_hold_ones_own_clinic_alone(api, clinic, north, south, clock, path):
    await hold_session(clinic, south, NOON)
    clock.now = await hold_session(clinic, north, NOON)
    await api.sign_in(north, north.admin)
    status, found = await api.get(path)
    assert status == 200
    assert "north" in str(found) and "south" not in str(found)


async def test_kiosks_are_ones_own(browsers, north, south):
    one, other = await browsers(), await browsers()
    await one.sign_in(north, north.admin)
    await other.sign_in(south, south.admin)
    _, made = await one.post("/api/kiosks", {"name": "Door"})
    assert (await other.get("/api/kiosks"))[1] == []
    assert (await other.send("DELETE", f"/api/kiosks/{made['kiosk']['id']}"))[0] == 404


async def test_a_mixed_pair_of_ids_is_unknown_too(api, clinic, north, south, clock):
    clock.now = await hold_session(clinic, north, NOON)
    await api.sign_in(north, north.admin)
    mixed = f"/api/attendance/sessions/{north.running}/participants/{south.clients[0]}"
    assert (await api.get(mixed))[0] == 404
