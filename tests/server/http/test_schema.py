"""Whatever the OpenAPI document allows, and much that it does not, is answered as the document says (schemathesis)."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
import requests
import schemathesis
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, settings
from schemathesis import checks

from server.clinic import open_clinic
from server.http import openapi
from server.http.app import build
from tests.support.clinics import NOON, OWN, PASSWORD, Clock, add_clinic, cheap_settings, hold_session
from tests.support.databases import with_database

CHECKED = [
    checks.not_a_server_error,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.status_code_conformance,
]
schema = schemathesis.openapi.from_dict(openapi.document()).exclude(path="/api/logout")


@pytest.fixture(scope="module")
def admin(tmp_path_factory) -> Iterator[requests.Session]:
    """An admin's browser, signed in to a clinic whose server runs in a thread."""
    settings = with_database(cheap_settings(tmp_path_factory.mktemp("clinic")))
    address: list[str] = []
    ready, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with open_clinic(settings, boot="boot-1") as clinic:
            north = await add_clinic(clinic, "north")
            await hold_session(clinic, north, NOON)
            server = TestServer(build(clinic.services, Clock(), settings.static))
            await server.start_server()
            address.append(f"http://{server.host}:{server.port}")
            ready.set()
            await stop.wait()
            await server.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(20)
    with requests.Session() as session:
        session.headers.update({**OWN, "Origin": address[0]})
        session.base_url = address[0]  # type: ignore[attr-defined]
        login = {"email": "north-admin@example.org", "password": PASSWORD}
        assert session.post(f"{address[0]}/api/login", json=login).status_code == 200
        yield session
    loop.call_soon_threadsafe(stop.set)
    thread.join(20)
    loop.close()


@schema.parametrize()
@settings(max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: schemathesis.Case, admin: requests.Session) -> None:
    case.call_and_validate(
        base_url=admin.base_url,  # type: ignore[attr-defined]
        session=admin,
        headers=dict(admin.headers),
        checks=CHECKED,
    )
