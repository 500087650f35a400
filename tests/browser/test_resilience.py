"""What people live through when processes die, pages are reloaded and sockets drop: they come back by themselves."""

import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from tests.browser.conftest import Arrive
from tests.support.pages import Visitor
from tests.support.product import Product, running_product
from tests.support.waiting import until

BEAT = 1.0
"""Seconds; what a killed process may lose of the time before."""
SLACK = 1.0
"""Seconds between an act in a page and when the server has it."""


@dataclass(frozen=True)
class Meeting:
    """A facilitator and a client who see and hear each other in a session that has started."""

    facilitator: Visitor
    client: Visitor
    link: str
    """The client's."""
    admitting: float
    """Just before the client was let in, and when both had met; seconds of this process's clock."""
    met: float

    @property
    def people(self) -> tuple[Visitor, Visitor]:
        return self.facilitator, self.client


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    async with running_product(tmp_path, VIOP_BEAT_SECONDS=str(BEAT)) as product:
        yield product


@pytest.fixture
async def meeting(product: Product, arrive: Arrive) -> Meeting:
    facilitator, client = await arrive(), await arrive()
    await facilitator.sign_in(product.cast.facilitator)
    await facilitator.enter_as_staff()
    link = await product.link(0)
    await client.open_link(link)
    await client.wait_to_be_let_in()
    await facilitator.button("Start session").click()
    admitting = monotonic()
    await facilitator.admit("Chosen 0")
    await facilitator.sees_and_hears(others=1)
    await client.sees_and_hears(others=1)
    return Meeting(facilitator, client, link, admitting, monotonic())


async def stays(person: Visitor, frames: int = 100) -> None:
    """Until so many more pictures were seen, which takes some seconds."""
    await person.forget_received()

    async def has_seen() -> bool:
        return (await person.received())["frames"] >= frames

    await until(has_seen)


async def counted(product: Product, client: int) -> float:
    """Seconds of the client's final record that count."""
    record = await record_of(product, client)
    assert record["outcome"] != "no_show"
    assert record["countable_minutes"] <= record["connected_minutes"]
    return float(record["countable_minutes"]) * 60


async def record_of(product: Product, client: int) -> dict:
    """The client's final record."""
    async with product.api(product.cast.admin) as api:

        async def final() -> dict | None:
            answer = await api.get(f"/api/attendance/sessions/{product.cast.running}")
            found = {one["participant"]["person_id"]: one for one in answer["records"]}
            one: dict | None = found.get(product.cast.clients[client])
            return None if one is None or one["provisional"] else one

        return await until(final) or {}


@pytest.mark.alone
async def test_after_kill_9_of_the_app_everybody_is_back_by_themselves_and_no_time_is_counted_twice(
    product: Product, meeting: Meeting
) -> None:
    await stays(meeting.client)
    killing = monotonic()
    await product.kill(signal.SIGKILL)
    killed = monotonic()
    banners = [person.page.get_by_text("Reconnecting. Your attendance is kept.") for person in meeting.people]
    for banner in banners:
        await banner.wait_for()
    restarting = monotonic()
    await product.start()
    for banner in banners:
        await banner.wait_for(state="hidden")
    for person in meeting.people:
        await person.forget_received()
        await person.sees_and_hears(others=1)
        assert await person.connections() == ["connected", "connected"], "the ones that there were before"
    back = monotonic()
    await stays(meeting.client)
    ending = monotonic()
    await meeting.facilitator.end_for_all()
    ended = monotonic()
    least = max(0.0, killing - meeting.met - BEAT) + ending - back
    most = killed - meeting.admitting + ended - restarting
    assert least - SLACK <= await counted(product, 0) <= most + SLACK, "no more than a beat lost, nothing twice"


async def test_after_kill_9_of_the_media_worker_sound_and_picture_come_back(product: Product, meeting: Meeting) -> None:
    os.kill(product.media_worker, signal.SIGKILL)
    for person in meeting.people:
        await person.forget_received()
        await person.sees_and_hears(others=1)


async def test_a_reload_leads_straight_back_into_the_room(meeting: Meeting) -> None:
    client = meeting.client
    await client.page.reload()
    await client.button("Leave").wait_for()
    await client.sees_and_hears(others=1)


@pytest.mark.alone
async def test_a_second_tab_takes_the_session_over_and_counts_once(product: Product, meeting: Meeting) -> None:
    second = await meeting.client.another_tab()
    await second.open_link(meeting.link)
    await second.button("Join").click()
    await second.sees_and_hears(others=1)
    await meeting.client.page.get_by_text("You opened this session somewhere else").wait_for()
    await stays(second)
    ending = monotonic()
    await meeting.facilitator.end_for_all()
    ended = monotonic()
    assert ending - meeting.met - SLACK <= await counted(product, 0) <= ended - meeting.admitting + SLACK


async def test_a_link_sent_again_leaves_who_is_in_the_room_there_and_a_revoked_one_says_what_happened(
    product: Product, meeting: Meeting
) -> None:
    facilitator, client = meeting.people
    await product.link(0)
    await client.forget_received()
    await client.sees_and_hears(others=1)
    await client.page.reload()
    await client.sees_and_hears(others=1)
    await facilitator.page.goto(f"{product.url}/roster/{product.cast.running}")
    await facilitator.button("Revoke link of Legal north 0").click()
    await facilitator.page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    await client.page.get_by_role("heading", name="Your link was closed").wait_for()
    await client.page.get_by_text("Your time until now is kept.").wait_for()


async def test_whoever_has_the_phone_next_needs_the_pin(product: Product, meeting: Meeting) -> None:
    session = f"{product.url}/session/{product.cast.running}"
    await meeting.client.page.close()
    another = await meeting.client.another_tab()
    await another.page.goto(session)
    await another.page.get_by_text("Please open your link once more").wait_for()


async def test_who_leaves_and_closes_the_tab_is_signed_out(product: Product, meeting: Meeting) -> None:
    client = meeting.client
    await client.button("Leave").click()
    await client.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    await client.button("Come back in").wait_for()
    key = await client.page.evaluate("sessionStorage.getItem('viop.tab')")
    another = await client.another_tab()
    await client.page.close()

    async def is_signed_out() -> bool:
        answer = await another.context.request.get(f"{product.url}/api/me", headers={"X-Viop-Tab": key})
        return answer.status == 204

    await until(is_signed_out)


async def test_who_was_removed_comes_back_to_the_waiting_room(product: Product, meeting: Meeting) -> None:
    facilitator, client = meeting.people
    await facilitator.button("Actions for Chosen 0").click()
    await facilitator.button("Remove").click()
    await facilitator.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await client.page.get_by_text("You are no longer in the session").wait_for()
    await client.page.goto(f"{product.url}/session/{product.cast.running}")
    await client.wait_to_be_let_in()
    await facilitator.page.get_by_text("Was removed before").wait_for()


async def test_without_staff_for_half_a_minute_clients_are_held_and_freed_when_a_colleague_who_was_told_comes(
    product: Product, meeting: Meeting, arrive: Arrive
) -> None:
    (facilitator, client), colleague = meeting.people, await arrive()
    await colleague.sign_in(product.cast.other_facilitator)
    await colleague.page.get_by_role("link", name="Attendance").first.click()
    await facilitator.page.goto("about:blank")
    await client.page.get_by_role("heading", name="One moment, please").wait_for(timeout=60_000)
    await colleague.page.get_by_text("Process group has been without staff since").wait_for()
    assert await colleague.page.title() == "(!) Attendance"
    await colleague.button("Open the room").click()
    await colleague.button("Enter the room").click()
    await client.button("Leave").wait_for()
    await client.forget_received()
    await client.sees_and_hears(others=1)
