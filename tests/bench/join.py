"""How long it takes from pressing Join to a moving picture, with the real pages and the real server.

Three Chromium pages at 640x360 on this machine: a facilitator and two clients. In each round one client, admitted
already, opens the session again and presses Join; the other is led through a private word into the group, where it
subscribes to somebody over a transport that is connected. Chromium encodes in software: all share these cores.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from tests.support.pages import Visitor, chromium
from tests.support.product import running_product
from tests.support.waiting import until

SECONDS = 60.0
FEWEST_ROUNDS = 3


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """`arguments.seconds`: of rounds (default 60)."""
    return asyncio.run(_measure(arguments.seconds or SECONDS))


async def _measure(seconds: float) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as directory:
        async with running_product(Path(directory)) as product, chromium() as browser:
            facilitator, ana, ben = [await Visitor.arrive(product, browser) for _ in range(3)]
            cast = product.cast
            await facilitator.sign_in(cast.facilitator)
            await facilitator.enter_as_staff()
            for client, number in ((ana, 0), (ben, 1)):
                await client.open_link(await product.link(number))
                await client.wait_to_be_let_in()
            await facilitator.button("Start session").click()
            await facilitator.admit_all(2)
            for person in (facilitator, ana, ben):
                await person.sees_and_hears(others=2)

            joined: list[float] = []
            subscribed: list[float] = []
            ends = time.monotonic() + seconds
            while len(joined) < FEWEST_ROUNDS or time.monotonic() < ends:
                joined.append(await _join_again(ana))
                subscribed.append(await _come_from_a_private_word(facilitator, ben, "Chosen 1"))

            await facilitator.end_for_all()
            async with product.api(cast.admin) as api:

                async def records() -> list[dict]:
                    found: list[dict] = (await api.get(f"/api/attendance/sessions/{cast.running}"))["records"]
                    return [] if any(one["provisional"] for one in found) else found

                found = await until(records)
    return {
        "click_to_first_frame_p50_ms": round(statistics.median(joined)),
        "click_to_first_frame_p95_ms": round(_p95(joined)),
        "subscribe_to_first_frame_p50_ms": round(statistics.median(subscribed)),
        "subscribe_to_first_frame_p95_ms": round(_p95(subscribed)),
        "rounds": len(joined),
        "records": len(found),
        "participants": len(cast.clients),
    }


async def _join_again(client: Visitor) -> float:
    """ms from pressing Join to the first frame of anybody's picture."""
    await client.page.goto(f"{client.product.url}/session/{client.product.meeting}")
    await client.button("Join").click()
    first = await until(client.first_frames)
    await client.sees_and_hears(others=2)
    return min(one["sinceClick"] for one in first)


async def _come_from_a_private_word(facilitator: Visitor, client: Visitor, name: str) -> float:
    """ms from the track of somebody new, over the transport of the private word, to its first frame."""
    await facilitator.button(f"Actions for {name}").click()
    await facilitator.button("Return to waiting room").click()
    await facilitator.button(f"Talk first with {name}").click()
    await client.page.get_by_text("A private word first").wait_for()
    before = len(await client.first_frames())
    await client.sees_and_hears(others=1)
    await facilitator.button("Let them in").click()
    await facilitator.page.get_by_role("dialog").get_by_role("button", name="I know who this is").click()

    async def subscribed() -> list[float]:
        return [one["sinceTrack"] for one in (await client.first_frames())[before:] if one["connected"]]

    return (await until(subscribed))[0]


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, round(0.95 * (len(values) - 1)))]
