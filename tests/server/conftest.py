"""What tests of the clinic share: two clinics in a database of their own, and browsers that speak to them."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from aiohttp import CookieJar, web_app
from aiohttp.test_utils import TestClient, TestServer

from server.clinic import Clinic, open_clinic
from server.http.access_log import AccessLogger
from server.http.app import build
from server.services.sessions.attention import Unattended
from server.settings import Settings
from tests.support.clinics import Api, Cast, Clock, add_clinic, cheap_settings
from tests.support.databases import Engine, empty_file, with_database, without_database
from tests.support.manipulated import Kept, some_days

Browsers = Callable[[], Awaitable[Api]]


@pytest.fixture(scope="session")
def migrated() -> Path:
    """An empty SQLite database of the newest schema, to be copied."""
    return empty_file()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path, engine: Engine) -> Iterator[Settings]:
    settings = with_database(cheap_settings(tmp_path / "var"), engine)
    yield settings
    without_database(settings)


@pytest.fixture
async def clinic(settings: Settings) -> AsyncIterator[Clinic]:
    async with open_clinic(settings, boot="boot-1") as clinic:
        yield clinic


@pytest.fixture
async def north(clinic: Clinic) -> Cast:
    return await add_clinic(clinic, "north")


@pytest.fixture
async def south(clinic: Clinic) -> Cast:
    return await add_clinic(clinic, "south")


@pytest.fixture
def unattended() -> dict[str, list[Unattended]]:
    """Clinic id -> its live sessions that need staff, as live rooms would say."""
    return {}


@pytest.fixture
async def browsers(
    clinic: Clinic, clock: Clock, settings: Settings, unattended: dict[str, list[Unattended]]
) -> AsyncIterator[Browsers]:
    """Makes as many browsers as asked for, each with cookies of its own, in front of one server."""
    app = build(clinic.services, clock, settings.static, development=True, unattended=lambda of: unattended.get(of, []))
    server = TestServer(app)
    await server.start_server(access_log_class=AccessLogger)
    opened: list[TestClient] = []

    async def open_browser() -> Api:
        client = TestClient(server, cookie_jar=CookieJar(unsafe=True))
        opened.append(client)
        return Api(client)

    yield open_browser
    for client in opened:
        await client.session.close()
    await server.close()
    web_app._cached_build_middleware.cache_clear()  # would keep each app, and with it all that a test has made


@pytest.fixture
async def api(browsers: Browsers) -> Api:
    return await browsers()


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    directory = tmp_path_factory.mktemp("kept") / "var"
    settings = with_database(cheap_settings(directory), "sqlite")
    return asyncio.run(some_days(settings))


@pytest.fixture
def var(kept: Kept, tmp_path: Path) -> Path:
    """A copy, to be spoilt."""
    return Path(shutil.copytree(kept.directory, tmp_path / "var"))
