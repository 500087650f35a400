"""The whole topology as processes, with real PostgreSQL and Redis: what a group session notices when a node dies,
stands still or stops, and when Redis does."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookies import BaseCookie
from itertools import count
from time import monotonic
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import CookieJar
from yarl import URL

from server.clinic import Clinic, open_clinic
from server.services.sessions.sessions import RosterEntry, Session
from tests.signaling.websocket.pages import Page, waiting
from tests.support.browser import Browser
from tests.support.clinics import Cast, add_clinic
from tests.support.cluster import AppNode, Cluster, running_cluster
from tests.support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOWHERE = URL()
BEAT = 2.0
"""Seconds."""
BACK_WITHIN = 6.0
"""Seconds from a node's death until another has its rooms, on a machine that does other things besides: the bench
`recovery` measures it. An outage that records show, and that policy may count."""
CHEAP: dict[str, Any] = {"VIOP_PASSWORD_MEMORY_KIB": "8", "VIOP_PASSWORD_ROUNDS": "1", "VIOP_BEAT_SECONDS": str(BEAT)}
_numbers = count(1)


@dataclass
class Place:
    cluster: Cluster
    cast: Cast
    clinic: Clinic
    """Opened beside the nodes, to plan sessions."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    casts: list[Cast] = []

    async def seed(clinic: Clinic) -> None:
        casts.append(await add_clinic(clinic, "north", datetime.now(UTC)))

    async with (
        running_cluster(tmp_path_factory.mktemp("cluster"), seed, **CHEAP) as cluster,
        open_clinic(cluster.settings, boot="look") as clinic,
    ):
        yield Place(cluster, casts[0], clinic)


class Jar(CookieJar):
    """Takes a node's own address for as safe as the proxy's, whose TLS the node stands behind."""

    def filter_cookies(self, request_url: URL = NOWHERE) -> "BaseCookie[str]":
        return super().filter_cookies(request_url.with_scheme("https"))


class NodesBrowser(Browser):
    """One that comes to a node itself, not by the proxy; its pages give a sign of life twice a second."""

    def __init__(self, place: Place, node: AppNode) -> None:
        url = f"http://{node.address}"
        super().__init__(url, Jar(unsafe=True))
        self.base = url
        self.origin = place.cluster.url

    async def enter(self, session: str, page: str = "page-1") -> Page:
        opened = await super().enter(session, page)
        opened.stay_alive(every=0.5)
        return opened


@dataclass
class Group:
    """A session of `fay` and two clients, begun; each by the node of `nodes`."""

    place: Place
    session: str
    fay: Page
    ana: Page
    ben: Page
    begun: float
    """When, on this test's own clock."""
    browsers: list[NodesBrowser]

    async def end(self, fay: Page, node: AppNode) -> dict[str, float]:
        """End the session: countable seconds of each client, from the records by way of that node."""
        await fay.ask("end_session")
        browser = self._like(0, node)
        path = f"/api/attendance/sessions/{self.session}"
        found: Any = await until(lambda: self._derived(browser, path))
        return {one["participant"]["person_id"]: one["countable_minutes"] * 60 for one in found}

    async def _derived(self, browser: "NodesBrowser", path: str) -> Any:
        found = (await browser.get(path))["records"]
        return (
            found if len(found) == len(self.place.cast.clients) and not any(one["provisional"] for one in found) else []
        )

    async def again(self, who: int, node: AppNode, page: str) -> Page:
        """The page of 0 (Fay), 1 or 2 by another node, with the cookies that it has: as a browser does by the proxy."""
        return await self._like(who, node).enter(self.session, page)

    def _like(self, who: int, node: AppNode) -> "NodesBrowser":
        browser, known = NodesBrowser(self.place, node), self.browsers[who]
        browser.http.cookie_jar.update_cookies({one.key: one.value for one in known.http.cookie_jar}, URL(browser.base))
        browser.tab = known.tab
        self.browsers.append(browser)
        return browser


@asynccontextmanager
async def group(place: Place, *nodes: AppNode) -> AsyncIterator[Group]:
    """`nodes`: by which Fay, Ana and Ben come. Whoever comes first has the room opened there."""
    for node in place.cluster.apps:
        if node.process is None or node.process.returncode is not None:
            await node.start()
    session, cast, start = f"group-{next(_numbers)}", place.cast, datetime.now(UTC) - timedelta(minutes=1)
    planned = Session(
        session, cast.clinic, cast.program, "group", "Evening", "planned", start, start + timedelta(hours=1)
    )
    people = [RosterEntry(cast.facilitator, "facilitator"), *(RosterEntry(one, "client") for one in cast.clients)]
    await place.clinic.sessions.add(planned, people)
    browsers = [NodesBrowser(place, node) for node in nodes]
    try:
        await browsers[0].sign_in(cast, cast.facilitator)
        for browser, client in zip(browsers[1:], cast.clients, strict=False):
            await browser.join(await browsers[0].link(session, client))
        fay, ana, ben = [await one.enter(session, f"page-{number}") for number, one in enumerate(browsers)]
        await fay.sees(lambda view: len(waiting(view)) == 2, 20)
        await fay.ask("admit_all", identity_confirmed=True)
        await fay.ask("start_session")
        begun = monotonic()
        for page in (fay, ana, ben):
            await page.sees(lambda view: len(view["participants"]) == 2 and view["session"]["phase"] == "in_progress")
        yield Group(place, session, fay, ana, ben, begun, browsers)
    finally:
        for browser in browsers:
            await browser.http.close()


async def is_owned_by_another(place: Place, session: str, than: bytes) -> bool:
    return await owner(place, session) not in (b"", than)


async def owner(place: Place, session: str) -> bytes:
    redis = place.cluster.redis.client()
    try:
        found: Any = await redis.hget("viop:owners", session)
        return bytes((found or b"").split(b" ")[0])
    finally:
        await redis.aclose()


async def test_a_node_that_is_killed_is_replaced_within_seconds_and_nobody_loses_more_than_a_beat(place: Place) -> None:
    first, second = place.cluster.apps
    async with group(place, first, first, second) as meeting:
        views, killed = len(meeting.ben.views), monotonic()
        await first.end(signal.SIGKILL)
        await meeting.ben.sees(lambda view: len(meeting.ben.views) > views and view["me"]["place"] == "in_room")
        took = monotonic() - killed
        assert took < BACK_WITHIN, f"back after {took:.1f} s"
        fay = await meeting.again(0, second, "page-0")
        ana = await meeting.again(1, second, "page-1")
        for page in (fay, ana, meeting.ben):
            await page.sees(lambda view: len(view["participants"]) == 2)
        assert not meeting.ben.is_closed
        await first.start()
        lasted = monotonic() - meeting.begun
        seconds = await meeting.end(fay, second)
        assert sorted(seconds) == sorted(place.cast.clients)
        for client in place.cast.clients[:2]:
            assert seconds[client] == pytest.approx(lasted, abs=BEAT + BACK_WITHIN)
        assert seconds[place.cast.clients[2]] == 0


async def test_an_owner_that_stood_still_and_wakes_admits_nobody(place: Place) -> None:
    first, second = place.cluster.apps
    async with group(place, first, first, second) as meeting:
        dee_browser = NodesBrowser(place, second)
        meeting.browsers.append(dee_browser)
        staff = meeting.browsers[0]
        await dee_browser.join(await staff.link(meeting.session, place.cast.clients[2]))
        dee = await dee_browser.enter(meeting.session, "page-3")
        await meeting.fay.sees(lambda view: waiting(view) == [place.cast.clients[2]])
        before = await owner(place, meeting.session)
        first.pause()
        await until(lambda: is_owned_by_another(place, meeting.session, before))
        await meeting.ben.sees(lambda view: view["me"]["place"] == "in_room")
        asked = await meeting.fay.send("admit", participant=place.cast.clients[2], identity_confirmed=True)
        first.go_on()
        await meeting.fay.until(lambda one: one.get("id") == asked or one["type"] == "goodbye", 20)
        assert not any(one.get("id") == asked and one["type"] == "result" for one in meeting.fay.messages)
        fay = await meeting.again(0, second, "page-0")
        await fay.sees(lambda view: waiting(view) == [place.cast.clients[2]])
        assert dee.view["me"]["place"] == "waiting"
        await fay.ask("admit", participant=place.cast.clients[2], identity_confirmed=True)
        await dee.sees(lambda view: view["me"]["place"] == "in_room")


async def test_two_who_decide_at_once_by_two_nodes_make_one_state(place: Place) -> None:
    first, second = place.cluster.apps
    async with group(place, first, first, second) as meeting:
        other = NodesBrowser(place, second)
        meeting.browsers.append(other)
        await other.sign_in(place.cast, place.cast.admin)
        gus = await other.enter(meeting.session, "page-4")
        await gus.ask("take_over")
        client = place.cast.clients[0]
        await asyncio.gather(
            meeting.fay.ask("remove", participant=client), gus.ask("admit", participant=client, identity_confirmed=True)
        )

        async def agree() -> bool:
            return _shown(meeting.fay, client) == _shown(gus, client)

        await until(agree)
        back = await meeting.again(1, second, "page-1")
        place_of_hers = back.view["me"]["place"]
        assert (place_of_hers == "in_room") == _shown(meeting.fay, client)


def _shown(page: Page, client: str) -> bool:
    return any(one["participant"] == client for one in page.view["participants"])


async def test_while_redis_stands_still_the_group_goes_on_and_nobody_is_admitted(place: Place) -> None:
    first, second = place.cluster.apps
    async with group(place, first, first, second) as meeting:
        dee_browser = NodesBrowser(place, first)
        meeting.browsers.append(dee_browser)
        await dee_browser.join(await meeting.browsers[0].link(meeting.session, place.cast.clients[2]))
        dee = await dee_browser.enter(meeting.session, "page-3")
        await meeting.fay.sees(lambda view: waiting(view) == [place.cast.clients[2]])
        place.cluster.redis.pause()
        try:
            await meeting.fay.sees(lambda view: not view["staff"]["admits"], 30)
            refused = await meeting.fay.ask("admit", participant=place.cast.clients[2], identity_confirmed=True)
            assert refused["code"] == "storage_unavailable"
            assert (await meeting.ana.ask("chat", to="all", text="still here"))["type"] == "result"
            assert len(meeting.fay.view["participants"]) == 2 and dee.view["me"]["place"] == "waiting"
        finally:
            place.cluster.redis.go_on()
        await meeting.fay.sees(lambda view: view["staff"]["admits"], 30)
        await meeting.fay.ask("admit", participant=place.cast.clients[2], identity_confirmed=True)
        await dee.sees(lambda view: view["me"]["place"] == "in_room")
        assert not meeting.ben.is_closed
        lasted = monotonic() - meeting.begun
        seconds = await meeting.end(meeting.fay, first)
        for client in place.cast.clients[:2]:
            assert seconds[client] == pytest.approx(lasted, abs=BEAT + 0.5)


async def test_nodes_that_are_restarted_one_after_the_other_interrupt_nobody(place: Place) -> None:
    first, second = place.cluster.apps
    async with group(place, first, first, second) as meeting:
        ending = asyncio.create_task(first.end(signal.SIGTERM))
        assert (await meeting.fay.until(lambda one: one["type"] == "goodbye", 20))["soon"]
        fay = await meeting.again(0, second, "page-0")
        ana = await meeting.again(1, second, "page-1")
        await fay.sees(lambda view: len(view["participants"]) == 2)
        assert not meeting.ben.is_closed
        await ending
        await first.start()
        ending = asyncio.create_task(second.end(signal.SIGTERM))
        await fay.until(lambda one: one["type"] == "goodbye", 20)
        fay = await meeting.again(0, first, "page-0")
        ana = await meeting.again(1, first, "page-1")
        ben = await meeting.again(2, first, "page-2")
        for page in (fay, ana, ben):
            await page.sees(lambda view: len(view["participants"]) == 2 and view["me"]["place"] == "in_room")
        await ending
        await second.start()
        lasted = monotonic() - meeting.begun
        seconds = await meeting.end(fay, first)
        for client in place.cast.clients[:2]:
            assert seconds[client] == pytest.approx(lasted, abs=BACK_WITHIN)
