"""What people live through when processes die, pages are reloaded and sockets drop: they come back by themselves."""

import os
import signal

import pytest

from tests.browser.conftest import Arrive
from tests.support.pages import Visitor
from tests.support.product import Product
from tests.support.waiting import until


@pytest.fixture
async def meeting(product: Product, arrive: Arrive) -> tuple[Visitor, Visitor]:
    """A facilitator and a client who see and hear each other in a session that has started."""
    facilitator, client = await arrive(), await arrive()
    await facilitator.sign_in(product.cast.facilitator)
    await facilitator.enter_as_staff()
    await client.open_link(await product.link(0))
    await client.wait_to_be_let_in()
    await facilitator.button("Start session").click()
    await facilitator.admit("Chosen 0")
    await facilitator.sees_and_hears(others=1)
    await client.sees_and_hears(others=1)
    return facilitator, client


async def record_of(product: Product, client: int) -> dict:
    """The client's final record."""
    async with product.api(product.cast.admin) as api:

        async def final() -> dict | None:
            answer = await api.get(f"/api/attendance/sessions/{product.cast.running}")
            found = {one["participant"]["person_id"]: one for one in answer["records"]}
            one: dict | None = found.get(product.cast.clients[client])
            return None if one is None or one["provisional"] else one

        return await until(final) or {}


async def test_after_kill_9_of_the_app_everybody_is_back_by_themselves_and_no_time_is_counted_twice(
    product: Product, meeting: tuple[Visitor, Visitor]
) -> None:
    facilitator, _ = meeting
    await product.kill(signal.SIGKILL)
    banners = [person.page.get_by_text("Reconnecting. Your attendance is kept.") for person in meeting]
    for banner in banners:
        await banner.wait_for()
    await product.start()
    for banner in banners:
        await banner.wait_for(state="hidden")
    for person in meeting:
        await person.forget_received()
        await person.sees_and_hears(others=1)
    await facilitator.end_for_all()
    record = await record_of(product, 0)
    assert record["outcome"] != "no_show"
    assert 0 < record["countable_minutes"] <= record["connected_minutes"]


async def test_after_kill_9_of_the_media_worker_sound_and_picture_come_back(
    product: Product, meeting: tuple[Visitor, Visitor]
) -> None:
    os.kill(product.media_worker, signal.SIGKILL)
    for person in meeting:
        await person.forget_received()
        await person.sees_and_hears(others=1)


async def test_a_reload_leads_straight_back_into_the_room(meeting: tuple[Visitor, Visitor]) -> None:
    _, client = meeting
    await client.page.reload()
    await client.button("Leave").wait_for()
    await client.sees_and_hears(others=1)


async def test_a_second_tab_takes_the_session_over_and_counts_once(
    product: Product, meeting: tuple[Visitor, Visitor]
) -> None:
    facilitator, client = meeting
    second = await client.another_tab()
    await second.page.goto(f"{product.url}/session/{product.cast.running}")
    await second.button("Join").click()
    await second.sees_and_hears(others=1)
    await client.page.get_by_text("You opened this session somewhere else").wait_for()
    await facilitator.end_for_all()
    record = await record_of(product, 0)
    assert 0 < record["countable_minutes"] <= record["connected_minutes"]


async def test_who_was_removed_comes_back_to_the_waiting_room(
    product: Product, meeting: tuple[Visitor, Visitor]
) -> None:
    facilitator, client = meeting
    await facilitator.button("Actions for Chosen 0").click()
    await facilitator.button("Remove").click()
    await facilitator.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await client.page.get_by_text("You are no longer in the session").wait_for()
    await client.page.goto(f"{product.url}/session/{product.cast.running}")
    await client.wait_to_be_let_in()
    await facilitator.page.get_by_text("Was removed before").wait_for()


async def test_without_staff_for_half_a_minute_clients_are_held_and_freed_when_staff_are_back(
    product: Product, meeting: tuple[Visitor, Visitor]
) -> None:
    facilitator, client = meeting
    await facilitator.page.goto("about:blank")
    await client.page.get_by_role("heading", name="One moment, please").wait_for(timeout=60_000)
    await facilitator.enter_as_staff()
    await client.button("Leave").wait_for()
    await client.forget_received()
    await client.sees_and_hears(others=1)
