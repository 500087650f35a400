"""Bots through a real relay worker, over real DTLS-SRTP."""

import contextlib
import resource
import time

import pytest

from signaling.bots.loops import Loops, make_loops
from signaling.bots.publisher import Publisher
from signaling.forwarding.rtp import HEADER
from signaling.media.seam import Certificate
from signaling.sdp.reader import parse
from tests.support import waiting
from tests.support.relay_room import RelayRoom, running_worker


@pytest.fixture(scope="module")
def worker():
    with running_worker() as worker:
        yield worker


@pytest.fixture(scope="module")
def loops() -> Loops:
    return make_loops(0, "AB")


@contextlib.asynccontextmanager
async def room_of(worker, loops, name, *participants):
    client = await worker.connect()
    room = RelayRoom(client, name)
    publishers = {}
    try:
        await room.set_scopes(dict.fromkeys(participants, "group"))
        for participant in participants:
            publishers[participant] = Publisher(Certificate(), loops, cname=f"cname-{participant}")
            await room.publish(participant, publishers[participant])
        yield room, publishers
    finally:
        for publisher in publishers.values():
            await publisher.close()
        await room.close()
        await room.media.close()
        await client.close()


async def until(condition):
    async def look():
        return condition()

    await waiting.until(look, patience=40, every=0.02)


def streams(room, participant, least=1):
    """How many streams a participant has had at least so many packets of."""
    subscriber = room.subscribers.get(participant)
    return 0 if subscriber is None else sum(it.total >= least for it in subscriber.media.values())


async def test_three_bots_hear_and_see_one_another(worker, loops):
    async with room_of(worker, loops, "three", "a", "b", "c") as (room, _):
        await until(lambda: all(streams(room, it, least=20) == 4 for it in "abc"))
        for name in "abc":
            assert all(it.expected == it.total for it in room.subscribers[name].media.values())
        assert not room.failures


async def test_a_keyframe_is_asked_of_one_whom_somebody_begins_to_see(worker, loops):
    async with room_of(worker, loops, "keyframes", "a", "b") as (room, publishers):
        await until(lambda: streams(room, "b", least=5) == 2)
        assert publishers["a"].keyframe_requests >= 1


def total(room, participant):
    return sum(it.total for it in room.subscribers[participant].media.values())


async def test_nothing_comes_through_from_or_to_one_who_is_held(worker, loops):
    async with room_of(worker, loops, "held", "a", "b", "c") as (room, _):
        await until(lambda: all(streams(room, it, least=5) == 4 for it in "abc"))
        await room.set_scopes({"a": "group", "b": None, "c": "group"})
        receptions = room.subscribers["a"].media
        flowing = {ssrc: it.total for ssrc, it in receptions.items()}
        await until(lambda: total(room, "a") >= sum(flowing.values()) + 20)
        held = total(room, "b")
        settled = {ssrc: it.total for ssrc, it in receptions.items()}
        await until(lambda: total(room, "a") >= sum(settled.values()) + 60)
        assert total(room, "b") == held
        assert sum(it.total > settled[ssrc] for ssrc, it in receptions.items()) == 2, "only c is heard and seen"


async def test_a_bot_notices_that_its_transport_was_closed(worker, loops):
    async with room_of(worker, loops, "closed", "a", "b") as (room, publishers):
        await until(lambda: streams(room, "b", least=5) == 2)
        await room.set_scopes({"a": "group"})
        await until(lambda: publishers["b"].transport.lost.is_set() and room.subscribers["b"].transport.lost.is_set())
        assert not publishers["a"].transport.lost.is_set()


async def test_padding_that_tries_the_line_is_not_taken_for_somebody_more(worker, loops):
    async with room_of(worker, loops, "padding", *"abc") as (room, _):
        await until(lambda: all(streams(room, it, least=5) == 4 for it in "abc"))
        ears = room.subscribers["a"]
        repairs = {ssrc for s in parse(ears._offer).media for group in s.ssrc_groups for ssrc in group.ssrcs[1:]}
        assert len(repairs) == 2, "one for each picture"
        for ssrc in repairs:
            ears._take_rtp(HEADER.pack(0xA0, 97, 1, 0, ssrc) + bytes(200))
        assert set(ears.receptions) >= repairs
        assert len(ears.media) == 4


async def test_six_bots_need_far_less_than_half_a_core(worker, loops):
    names = "abcdef"
    async with room_of(worker, loops, "six", *names) as (room, _):
        await until(lambda: all(streams(room, it, least=5) == 10 for it in names))
        began, usage = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
        target = total(room, "a") + 5 * 60
        await until(lambda: total(room, "a") >= target)
        after = resource.getrusage(resource.RUSAGE_SELF)
        used = after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime
        share = used / (time.monotonic() - began)
        print(f"six bots use {share:.3f} of a core")
        assert share < 0.4
