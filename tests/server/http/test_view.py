"""A view is closed to whoever it is not for, whatever the view itself looks at."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.http.app import build
from server.http.security import KIOSK_COOKIE
from server.http.view import ApiView, no_content
from tests.support.clinics import NOON, Api


class NextKioskView(ApiView):
    access = "kiosk"

    async def get(self):
        """Looks at nothing."""
        return no_content()


@pytest.fixture
async def api(clinic, clock, settings):
    app = build(clinic.services, clock, settings.static, more_routes=[web.view("/api/next", NextKioskView)])
    async with TestClient(TestServer(app)) as client:
        yield Api(client)


@pytest.fixture
async def device(clinic, north):
    kiosks = clinic.services.kiosks
    _, code = await kiosks.add("north", "Front door", north.admin, NOON)
    return await kiosks.enrol(code, "192.0.2.1", NOON)


async def test_a_kiosks_view_that_looks_at_nothing_is_closed_to_what_is_no_kiosk(api, clinic, north, device):
    assert (await api.get("/api/next"))[0] == 401
    await api.sign_in(north, north.admin)
    assert (await api.get("/api/next"))[0] == 401
    kiosk, token = device
    api.client.session.cookie_jar.update_cookies({KIOSK_COOKIE: token}, api.client.make_url("/"))
    assert (await api.get("/api/next"))[0] == 204
    await clinic.services.kiosks.revoke("north", kiosk.id, north.admin, NOON)
    assert (await api.get("/api/next"))[0] == 401


async def test_every_view_that_answers_says_itself_who_may_use_it():
    class Base(ApiView):
        """Answers nothing, and so has nothing to say."""

    class Open(Base):
        access = "anyone"

        async def get(self):
            return no_content()

    with pytest.raises(TypeError):

        class Silent(Base):
            async def get(self):
                return no_content()

    with pytest.raises(TypeError):

        class Heir(Open):
            async def delete(self):
                return no_content()
