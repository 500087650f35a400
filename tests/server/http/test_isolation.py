"""Nothing of one clinic is ever visible from the other: its ids are as unknown as ids that never were (threat 6)."""

from typing import Any

import pytest

from server.domain.drug_screens.drawing import DrawRule
from server.http.routes import api_routes
from server.http.view import ROLES, Access
from server.services.drug_screens.screens import Draw
from server.services.help.handouts import Handout
from server.storage.drug_screens import DrugScreensRepository
from server.storage.handouts import HandoutsRepository
from tests.support.auditors import add_auditor, grant
from tests.support.clinics import ALL_WELL, NOON, PASSWORD, PIN, hold_session
from tests.support.rosters import add_series

HALF = {"title": "Group", "at": "09:00:00", "facilitators": [], "clients": []}
NO_DRAW: dict[str, Any] = {
    "on": False,
    "how_many": None,
    "share": None,
    "at_least_every": None,
    "days": [],
    "by_itself": False,
}


def routes() -> list[tuple[str, str, Access]]:
    found = []
    for route in api_routes():
        view: Any = route.handler
        found += [(method, route.path, view.access_to(method)) for method in sorted(view.allowed_methods - {"OPTIONS"})]
    return found


def routes_with_ids() -> list[tuple[str, str]]:
    """Those of people: a device in the clinic's room is of one session and has tests of its own."""
    found = routes()
    return [(method, path) for method, path, access in found if "{" in path.replace("{day}", "") and access != "room"]


def at(path: str, session: str, who: str) -> str:
    """The address with ids in it; a route with another id in it must say here whose that is."""
    ids = dict.fromkeys(
        ("session", "kiosk", "grant", "authorization", "amendment", "payer", "consent", "series"), session
    )
    ids |= dict.fromkeys(
        ("track", "site", "holiday", "pair", "enrollment", "licence", "shift", "call", "entry", "invitation"), session
    )
    ids |= {"delivery": session, "device": session, "screen": session, "draw": session}
    ids |= {"delivery": session, "handout": session}
    ids |= dict.fromkeys(("participant", "client", "auditor", "member", "person"), who)
    ids["guardian"] = ids["helper"] = session
    program = f"{who.partition('-')[0]}-program"
    return path.format(**ids, day="2026-03-04", scope="program", holder=program, program=program)


def bodies(path: str, who: str) -> dict[str, Any] | None:
    stated = {"started_at": "2026-03-04T19:50:00Z", "ended_at": "2026-03-04T19:55:00Z", "modality": "phone"}
    seen = {"status": "planned", "starts_at": "2026-03-04T19:50:00Z", "ends_at": "2026-03-04T20:50:00Z"}
    was: dict[str, Any] = {"seen": {**seen, "title": "Group", "topic": "", "facilitators": []}}
    to = {"day": "2026-03-06", "at": "09:00:00", "minutes": 60, "title": "Group", "topic": ""}
    meets = {"rule": "FREQ=DAILY", "first_on": "2026-03-05", "last_on": "2026-03-06", "at": "09:00:00", "minutes": 60}
    series: dict[str, Any] = {
        "kind": "group",
        "title": "Group",
        "program_id": None,
        "facilitators": [],
        "expects": "named",
    }
    draft = {"rules": {}, "base_version": 0, "effective_from": "2026-03-04", "reason": "because"}
    known: dict[str, dict[str, Any]] = {
        "{holder}": draft,
        "split": {"version": 1, "from_on": "2026-03-05", "first": HALF, "second": HALF},
        "preview": {"from_on": "2026-03-05", "first": HALF, "second": HALF}
        if "/split/" in path
        else to
        if "/schedule/" in path
        else {"rules": {}},
        "move": {**to, **was},
        "cancel": {**was, "reason": "ill"},
        "restore": was,
        "substitute": {**was, "facilitator": who, "instead_of": None},
        "changes": {"draft": {**series, **meets, "setting": "hybrid"}, "version": 1},
        "end": {"version": 1, "last_on": "2026-03-05"},
        "erase": {
            "reason": "time is over",
            "seen": dict.fromkeys(("sessions", "facts", "records", "signatures", "consents", "disclosures"), 0),
        },
        "release": {"reason": "the case is closed"},
        "roster-plan": {"person": who, "reason": "because"},
        "{participant}": {"kind": "excused", "reason": "because"},
        "kept-apart": {"other": who, "ground": "relatives"},
        "answers": ALL_WELL,
        "links": {"participant": who},
        "in-room": {"participants": [who], "state": "present"},
        "headcount": {"present": [who]},
        "statements": {"participant": who, "reason": "by phone", **stated},
        "signatures": {"batch": "b1", "password": PASSWORD, "records": [{"participant": who, "shown": "0" * 64}]},
        "amendments": {"shown": "0" * 64, "reason": "a mistake"},
        "decision": {"accepted": True, "reason": "looked into it"},
        "grants": {
            "purpose": "Payer review",
            "clients": None,
            "from_on": None,
            "to_on": None,
            "expires_at": "2026-03-20T00:00:00Z",
        },
        "authorizations": {
            "payer_id": "payer",
            "number": "1",
            "service_code": "H0015",
            "unit": "day",
            "units": 1,
            "starts_on": "2026-03-01",
            "ends_on": "2026-03-31",
        },
        "contact": {"language": "en", "channels": [], "version": 0},
        "{client}": {"legal_name": "Ana", "chosen_name": "Ana"},
        "pin": {},
        "emergency-contact": {"name": "Rosa", "relation": "mother", "phone": "555-0199"},
        "emergency-disclosures": {
            "recipient": "R. Cole",
            "affiliation": "County EMS",
            "purpose": "Emergency care",
            "emergency": "Collapsed",
            "at": "2026-03-04T19:50:00Z",
        },
        "rules": {
            "version": 0,
            "rules": {
                "absences": 2,
                "excused_too": False,
                "absences_step": "call",
                "short_weeks": None,
                "short_weeks_step": "team",
            },
        },
        "rule": {"version": 0, "rule": NO_DRAW},
        "additions": {"person": who, "reason": "because"},
        "{screen}": {"state": "collected"},
        "hand-over": {"person_id": who},
        "enrollments": {"program_id": f"{who.partition('-')[0]}-program", "starts_on": "2026-03-04"},
        "moves": {"version": 1, "program_id": "north-program", "first_day": "2026-03-04"},
        "discharge": {"version": 1, "last_day": "2026-03-04", "how": "completed"},
        "error": {"version": 1, "reason": "a mistake"},
        "{member}": {"legal_name": "Teo", "chosen_name": "Teo", "email": "t@e.example", "role": "admin"},
        "licences": {"state": "CA", "profession": "LCSW", "number": "1"},
        "{program}": {"name": "Evening IOP", "level_of_care": "2.1", "weekly_hours": 9},
        "tracks": {"name": "Morning", "part_of_day": "morning"},
        "{track}": {"name": "Morning", "part_of_day": "morning"},
        "{site}": {"name": "Main", "address": "1 Main St", "phone": "555-0100", "time_zone": "America/Chicago"},
        "guests": {"role": "interpreter", "name": "Ian", "channel": "email"},
        "team": {"person": who, "role": "observer"},
        "observer-agreements": {"client": who, "agreed": True},
        "assessments": {
            "seen": 0,
            **{topic: {"yes": True, "alone": True} for topic in ("place", "equipment", "safety_plan")},
            "suitability": "in_person",
        },
        "guardians": {"name": "Rosa", "relation": "mother", "authority": "parent", "since": "2020-01-01"},
        "treatment-consents": {
            "given_by": "client",
            "treats": "both",
            "state": "CA",
            "version": "1",
            "given_on": "2026-03-01",
        },
        "consents": {"recipient": "Plan", "purpose": "Payment", "version": "1", "given_on": "2026-03-01"},
    }
    if path.endswith("{series}/team"):
        return {"person": who, "role": "interpreter", "from_on": "2026-03-04"}
    if path.endswith("{helper}/end"):
        return {"last_on": "2026-03-04"}
    if "/answers/" in path:
        return {name: value for name, value in ALL_WELL.items() if name not in ("driving", "agreement")}
    return known.get(path.rpartition("/")[2])


@pytest.mark.parametrize(("method", "path"), routes_with_ids())
@pytest.mark.parametrize("role", ["admin", "facilitator"])
async def test_another_clinics_ids_are_as_unknown_as_ids_that_never_were(api, north, south, method, path, role):
    await api.sign_in(north, getattr(north, role))
    answers = []
    for session, who in ((south.running, south.clients[0]), ("never", "nobody")):
        address = at(path, session, who)
        answers.append(await api.send(method, address, bodies(path, who)))
    assert answers[0] == answers[1]
    access = next(access for verb, one, access in routes() if (verb, one) == (method, path))
    assert answers[0][0] == (404 if role in ROLES[access] else 403)


async def add_draw(clinic, cast):
    """With the id of the session that is over."""
    nobody = Draw(cast.running, cast.clinic, cast.program, NOON.date(), DrawRule(), 1, "00", (), (), None, NOON)
    await DrugScreensRepository(clinic.database).add_draw(nobody, [])


async def add_handout(clinic, cast):
    """With the id of the session that is over."""
    added = Handout(cast.running, cast.clinic, None, cast.running, "Map", "image/png", 1, cast.admin, NOON)
    await HandoutsRepository(clinic.database).add(added, b"x")


@pytest.mark.parametrize("path", [path for method, path in routes_with_ids() if method == "GET"])
async def test_ones_own_ids_are_found(api, clinic, north, path, clock):
    clock.now = await hold_session(clinic, north, NOON)
    await add_series(clinic, north, "running")
    await add_handout(clinic, north)
    await add_draw(clinic, north)
    await api.sign_in(north, north.admin)
    who = north.clients[0]
    found = 409 if path.endswith("/restore") else 200  # there, and not cancelled
    assert (await api.get(at(path, north.running, who)))[0] == found


@pytest.mark.parametrize("path", ["/api/sessions", "/api/attendance/sessions", "/api/attendance/clients"])
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


@pytest.fixture
async def held(clinic, north, clock):
    """North's session is over; its client 1, whom nobody else may see, was expected in it."""
    clock.now = await hold_session(clinic, north, NOON)
    return north


async def walk(api, held, role: str | None, more_marks: tuple[str, ...] = ("MRN1", "Chosen 1")) -> None:
    """Every GET route of the API, with the ids of somebody whose records this visitor may not see. Areas that are not
    for the role answer 401, 403 or (to auditors) 404, addresses of that person 404, and nothing else says a word of
    them."""
    hidden = held.clients[1]
    marks = (hidden, held.names[1], *more_marks)
    for method, path, access in routes():
        if method != "GET":
            continue
        status, body = await api.get(at(path, held.running, hidden))
        if access in ROLES and role not in ROLES[access]:
            assert status == {None: 401, "auditor": 404}.get(role, 403), path
        elif access in ("kiosk", "room"):
            assert status == 401, path
        elif "{client}" in path or "{participant}" in path:
            assert status == 404, path
        else:
            assert status in (200, 204, 404), path
        assert not any(mark in str(body) for mark in marks), path


async def test_nobody_sees_a_clients_record(api, held):
    await walk(api, held, None)


async def test_another_client_sees_no_clients_record(api, browsers, clinic, north, clock):
    staff = await browsers()
    await staff.sign_in(north, north.admin)
    _, link = await staff.post(f"/api/sessions/{north.alone}/links", {"participant": north.clients[0]})
    assert (await api.post("/api/join", {"token": link["url"].split("#")[1], "pin": PIN}))[0] == 200
    await hold_session(clinic, north, NOON)
    await walk(api, north, "client")


async def test_a_facilitator_of_another_session_sees_no_clients_record(api, held):
    await api.sign_in(held, held.other_facilitator)
    await walk(api, held, "facilitator")


async def test_another_clinics_admin_sees_no_clients_record(api, held, south):
    await api.sign_in(south, south.admin)
    await walk(api, held, "admin", more_marks=())  # their own clients are called so, too


async def test_an_auditor_without_a_grant_sees_no_clients_record(api, clinic, held):
    await api.sign_in(held, await add_auditor(clinic, held))
    await walk(api, held, "auditor")


async def test_an_auditor_of_somebody_else_in_the_same_session_sees_no_other_clients_record(api, clinic, held):
    auditor = await add_auditor(clinic, held)
    await grant(clinic, held, auditor, [held.clients[0]])
    await api.sign_in(held, auditor)
    await walk(api, held, "auditor")
