"""A group session as three people live it on several machines, by the proxy, while the one that has their room dies."""

import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from server.clinic import Clinic
from tests.browser.conftest import Arrive
from tests.support.clinics import Cast, add_clinic
from tests.support.cluster import AppNode, Cluster, running_cluster
from tests.support.pages import chromium
from tests.support.product import CHEAP, ApiOf, api_of
from tests.support.waiting import until

BEAT = 2.0
SLACK = 2.0
"""Seconds between an act in a page and when all of it is there."""

PATIENCE = 60.0
"""Seconds: two cores carry three browsers and the whole topology."""


@dataclass(frozen=True)
class ServedCluster:
    """Pages come to it by the proxy."""

    cluster: Cluster
    cast: Cast

    @property
    def url(self) -> str:
        return self.cluster.url

    @property
    def meeting(self) -> str:
        return self.cast.running

    def email(self, who: str) -> str:
        return self.cast.email(who)

    def api(self, who: str) -> AbstractAsyncContextManager[ApiOf]:
        return api_of(self.url, self.email(who), self.cluster.tls)

    async def owner(self) -> AppNode:
        """The app node that has the room."""
        redis = self.cluster.redis.client()
        try:
            found: Any = await redis.hget("viop:owners", self.meeting)
        finally:
            await redis.aclose()
        name = found.decode().split()[0]
        (node,) = [one for one in self.cluster.apps if name in one.output]
        return node


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Its cameras are slow, so that most of the machine is left to the rest."""
    async with chromium("--use-fake-device-for-media-stream=fps=5") as browser:
        yield browser


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[ServedCluster]:
    casts: list[Cast] = []

    async def seed(clinic: Clinic) -> None:
        casts.append(await add_clinic(clinic, "north", datetime.now(UTC)))

    each: dict[str, Any] = {**CHEAP, "VIOP_LOG_FORMAT": "json"}  # each line says which node it is of
    async with running_cluster(tmp_path, seed, **each, VIOP_BEAT_SECONDS=str(BEAT)) as cluster:
        yield ServedCluster(cluster, casts[0])


@pytest.mark.alone
async def test_a_group_goes_on_by_itself_when_the_app_node_that_has_it_is_killed(
    product: ServedCluster, arrive: Arrive
) -> None:
    facilitator, ana, ben = everybody = [await arrive(ignore_https_errors=True) for _ in range(3)]
    cast = product.cast
    for person in everybody:
        person.page.set_default_timeout(PATIENCE * 1000)
    await facilitator.sign_in(cast.facilitator)
    await facilitator.enter_as_staff()
    async with product.api(cast.admin) as api:
        for client, who in ((ana, cast.clients[0]), (ben, cast.clients[1])):
            link = await api.post(f"/api/sessions/{cast.running}/links", {"participant": who})
            await client.open_link(link["url"])
            await client.wait_to_be_let_in()
    await facilitator.button("Start session").click()
    await facilitator.admit_all(2)
    let_in = time.monotonic()
    for person in everybody:
        await person.sees_and_hears(others=2, patience=PATIENCE)
        await person.page.evaluate("window.isTheSame = true")
    await ana.write("Glad to be here")
    await ben.reads("Glad to be here")

    owner = await product.owner()
    killing = time.monotonic()
    await owner.end()
    await until(lambda: _has_another(product, owner), PATIENCE)
    for person in everybody:
        await person.page.get_by_text("Reconnecting").wait_for(state="hidden")
    await ben.write("I am still here")
    for person in everybody:
        await person.reads("I am still here")
    back = time.monotonic()
    for person in everybody:
        await person.forget_received()
        await person.sees_and_hears(others=2, patience=PATIENCE)
        assert await person.connections() == ["connected", "connected"], "sound and picture went on"
    await facilitator.write("So are we")
    await ana.reads("So are we")

    ending = time.monotonic()
    await facilitator.end_for_all()
    for client in (ana, ben):
        await client.page.get_by_role("heading", name="The session has ended").wait_for()
    for person in everybody:
        assert await person.page.evaluate("window.isTheSame"), "nobody reloaded a page"

    async with product.api(cast.admin) as api:

        async def records() -> list[dict]:
            found: list[dict] = (await api.get(f"/api/attendance/sessions/{cast.running}"))["records"]
            return [] if any(one["provisional"] for one in found) else found

        found = {one["participant"]["person_id"]: one for one in await until(records)}
    assert [found[one]["outcome"] for one in cast.clients] == ["present", "present", "no_show"]
    least, most = killing - let_in - BEAT + ending - back, ending - let_in
    for one in cast.clients[:2]:
        counted = found[one]["countable_minutes"] * 60
        assert least - SLACK <= counted <= most + SLACK, "no more is missing than the outage and a beat before it"


async def _has_another(product: ServedCluster, owner: AppNode) -> bool:
    return await product.owner() is not owner
