"""Simulcast over real sockets: three layers come in, each subscriber gets one, and never notices where it changed."""

import time
from itertools import pairwise

import pytest

from signaling.control import messages as m
from signaling.forwarding import rtcp
from tests.support.camera import TICKS, camera, seen, undo_repair
from tests.support.relay import TestRelay, layered, video

LOW, MIDDLE, HIGH = 0, 1, 2


class Watched:
    """Alice's camera in layers `l`, `m`, `h`, and Bob who watches it."""

    def __init__(self, relay, alice, bob, skew):
        self.relay, self.alice, self.bob = relay, alice, bob
        self.layers = camera()
        self.at = 0
        self.sent = 0
        self.skew = skew

    async def film(self, *layers, keyframe=False, parts=2, lose=()):
        """Send the next frame in these layers, without the parts named in `lose`, and wait until the relay has it."""
        self.at += TICKS
        lost = []
        for index in layers:
            for part, packet in enumerate(self.layers[index].encode(self.at, keyframe, parts)):
                if part in lose:
                    lost.append(packet)
                else:
                    self.send(packet)
        await self.relay.until(lambda: self.relay.transport("a").video_packets == self.sent)
        await self.bob.validate()
        return lost

    def send(self, packet):
        self.alice.send_rtp(packet)
        self.sent += 1

    async def go_on(self, *layers, seconds):
        """Film in these layers while time passes, with the relay's look at its layers in step."""
        for _ in range(round(seconds / 0.1)):
            self.skew[0] += 0.1
            await self.film(*layers)
            for room in self.relay.relay._rooms.rooms.values():
                self.relay.relay._layers.look_after(room, 0, time.monotonic() + self.skew[0])

    def prefer(self, layer, subscription="s"):
        self.relay.ask(m.SetPreferredLayer(subscription=subscription, layer=layer))

    async def asked_for_keyframe(self, layer):
        wanted = rtcp.KeyframeRequest(self.layers[layer].ssrc)
        await self.alice.until(lambda: any(wanted in rtcp.parse(one) for one in self.alice.rtcp))
        self.alice.rtcp.clear()

    @property
    def seen(self):
        return [seen(received) for received in self.bob.rtp if received[1] & 0x7F == 96]

    @property
    def layer(self):
        """The one that the relay says Bob takes."""
        return next(it.layer for it in self.relay.counters().subscriptions if it.subscription == "s")

    def check(self):
        """What Bob got looks like one stream."""
        for before, after in pairwise(self.seen):
            assert (after.sequence - before.sequence) & 0xFFFF == 1
            assert before.ssrc == after.ssrc
            if (before.layer, before.frame) == (after.layer, after.frame):
                assert (before.timestamp, before.picture, before.tl0) == (after.timestamp, after.picture, after.tl0)
                continue
            assert 0 < (after.timestamp - before.timestamp) & 0xFFFFFFFF < 2 * 90000
            assert 0 < (after.picture - before.picture) & 0x7FFF < 0x2000
            assert (after.tl0 - before.tl0) & 0xFF < 0x40
            assert after.keyframe or before.layer == after.layer


@pytest.fixture
async def skew():
    return [0.0]


@pytest.fixture
async def relay(skew, half):
    running = TestRelay(clock=lambda: time.monotonic() + skew[0])
    yield running
    await running.close()


@pytest.fixture
async def watched(relay, skew):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "camera", layered())
    relay.subscribe("b", "s", "camera", video(ssrc=6000, rtx=6001))
    watched = Watched(relay, alice, bob, skew)
    await watched.film(HIGH, MIDDLE, LOW, keyframe=True)
    return watched


async def test_the_highest_layer_is_taken_unless_something_else_is_said(watched):
    await watched.film(LOW, MIDDLE, HIGH)
    assert [one.layer for one in watched.seen] == [HIGH] * 4
    assert watched.layer == HIGH
    watched.check()


async def test_a_smaller_tile_gets_a_lower_layer_from_its_keyframe_on(watched):
    watched.prefer(LOW)
    await watched.asked_for_keyframe(LOW)
    await watched.film(LOW, MIDDLE, HIGH)
    assert watched.layer == HIGH
    await watched.film(LOW, keyframe=True)
    await watched.film(LOW, MIDDLE, HIGH)
    assert [one.layer for one in watched.seen] == [HIGH] * 4 + [LOW] * 4
    assert watched.layer == LOW
    watched.check()


async def test_layers_change_again_and_again_and_it_looks_like_one_stream(watched):
    for layer in (MIDDLE, LOW, HIGH, LOW, MIDDLE, HIGH) * 3:
        watched.prefer(layer)
        await watched.film(LOW, MIDDLE, HIGH)
        await watched.film(LOW, MIDDLE, HIGH, keyframe=True)
        await watched.film(LOW, MIDDLE, HIGH)
        assert watched.layer == layer
    watched.check()
    assert watched.bob.repeated == 0


async def test_nobody_is_sent_a_picture_that_is_not_visible(watched):
    watched.prefer(None)
    await watched.film(LOW, MIDDLE, HIGH, keyframe=True)
    assert len(watched.seen) == 2
    assert watched.layer is None
    watched.prefer(MIDDLE)
    await watched.asked_for_keyframe(MIDDLE)
    await watched.film(LOW, MIDDLE, HIGH)
    await watched.film(LOW, MIDDLE, HIGH, keyframe=True)
    assert [one.layer for one in watched.seen] == [HIGH, HIGH, MIDDLE, MIDDLE]
    watched.check()


async def test_a_layer_that_stops_is_replaced_by_the_next_lower_one_and_taken_again(watched):
    await watched.go_on(LOW, MIDDLE, seconds=1.3)
    await watched.asked_for_keyframe(MIDDLE)
    await watched.film(LOW, MIDDLE, keyframe=True)
    assert watched.layer == MIDDLE
    await watched.go_on(LOW, MIDDLE, HIGH, seconds=0.2)
    await watched.asked_for_keyframe(HIGH)
    await watched.film(LOW, MIDDLE, HIGH, keyframe=True)
    assert watched.layer == HIGH
    watched.check()


async def test_what_was_lost_before_a_change_comes_again_as_it_was_sent(watched):
    before = list(watched.bob.rtp)
    watched.prefer(LOW)
    await watched.film(LOW, keyframe=True)
    assert watched.layer == LOW
    numbers = [seen(one).sequence for one in before]
    watched.bob.send_rtcp(rtcp.nack(1, 6000, numbers))
    await watched.bob.until(lambda: sum(one[1] & 0x7F == 97 for one in watched.bob.rtp) == 2)
    repairs = [undo_repair(one) for one in watched.bob.rtp if one[1] & 0x7F == 97]
    assert [number for number, _ in repairs] == numbers
    for (_, again), first in zip(repairs, before, strict=True):
        assert seen(again)[2:] == seen(first)[2:]


async def test_what_a_change_has_renumbered_comes_again_with_the_same_numbers(watched):
    watched.prefer(LOW)
    await watched.film(LOW, keyframe=True)
    last = watched.bob.rtp[-1]
    watched.bob.send_rtcp(rtcp.nack(1, 6000, [seen(last).sequence]))
    await watched.bob.until(lambda: any(one[1] & 0x7F == 97 for one in watched.bob.rtp))
    number, again = undo_repair(watched.bob.rtp[-1])
    assert number == seen(last).sequence
    assert seen(again)[2:] == seen(last)[2:]


async def test_a_lost_packet_of_a_layer_is_asked_for_and_its_repair_reaches_who_takes_it(watched):
    watched.prefer(MIDDLE)
    await watched.film(MIDDLE, keyframe=True)
    lost = await watched.film(LOW, MIDDLE, parts=3, lose=[1])
    _, middle, _ = watched.layers
    number = seen(lost[1]).sequence
    await watched.alice.until(
        lambda: any(rtcp.Nack(middle.ssrc, (number,)) in rtcp.parse(one) for one in watched.alice.rtcp)
    )
    watched.send(middle.repair(lost[1]))
    await watched.bob.until(lambda: len(watched.seen) == 7)
    assert sorted(one.part for one in watched.seen[4:]) == [0, 1, 2]
    assert len({one.sequence for one in watched.seen}) == 7
    watched.send(middle.repair(lost[1]))
    await watched.film(MIDDLE)
    assert len(watched.seen) == 9


async def test_a_keyframe_whose_first_packet_was_lost_is_begun_with_when_that_is_repaired(watched):
    watched.prefer(LOW)
    lost = await watched.film(LOW, keyframe=True, lose=[0])
    await watched.film(LOW, HIGH)
    assert watched.layer == HIGH
    watched.send(watched.layers[LOW].repair(lost[0]))
    await watched.relay.until(lambda: watched.layer == LOW)
    await watched.film(LOW, HIGH)
    assert [(one.layer, one.part) for one in watched.seen[4:]] == [(LOW, 0), (LOW, 1)] * 3
    watched.check()


async def test_a_keyframe_that_is_repaired_long_after_is_not_begun_with(watched):
    watched.prefer(LOW)
    lost = await watched.film(LOW, keyframe=True, lose=[0])
    for _ in range(40):
        await watched.film(LOW)
    watched.send(watched.layers[LOW].repair(lost[0]))
    await watched.film(LOW)
    assert watched.layer == HIGH
    await watched.asked_for_keyframe(LOW)


async def test_a_publisher_is_told_at_once_what_is_wanted_and_later_what_is_not(watched):
    def told():
        return [event.layers for event in watched.relay.events if isinstance(event, m.LayersWanted)]

    watched.prefer(LOW)
    await watched.film(LOW, MIDDLE, HIGH, keyframe=True)
    await watched.go_on(LOW, MIDDLE, HIGH, seconds=1.5)
    assert told() == []
    await watched.go_on(LOW, MIDDLE, HIGH, seconds=1)
    assert told() == [(LOW,)]
    watched.prefer(MIDDLE)
    await watched.relay.until(lambda: told()[1:] == [(LOW, MIDDLE)])
    watched.relay.ask(m.OpenRoom(), epoch=2)
    await watched.relay.until(lambda: told()[2:] == [(LOW, MIDDLE)])


async def test_a_publisher_of_layers_may_send_them_all(watched):
    def may_send():
        reports = [report for one in watched.alice.rtcp for report in rtcp.parse(one)]
        return [report for report in reports if isinstance(report, rtcp.Remb) and len(report.ssrcs) == 3]

    await watched.alice.until(lambda: bool(may_send()))
    assert may_send()[0].bitrate == pytest.approx(1_500_000 + 500_000 + 166_666, rel=1e-4)


async def test_two_who_watch_get_each_their_own_layer(watched):
    carol = await watched.relay.peer("c", "subscribe")
    watched.relay.subscribe("c", "t", "camera", video(ssrc=7000))
    watched.prefer(LOW, "t")
    await watched.film(LOW, MIDDLE, HIGH, keyframe=True)
    await watched.film(LOW, MIDDLE, HIGH)
    await carol.until(lambda: seen(carol.rtp[-1]).layer == LOW)
    assert {one.layer for one in watched.seen} == {HIGH}
    watched.check()


async def test_what_comes_of_each_layer_is_counted(watched):
    await watched.go_on(LOW, LOW, MIDDLE, seconds=1)
    low, middle, high = watched.relay.counters().publications[0].layers
    assert low > 1.5 * middle > 1.5 * high
    assert watched.relay.counters().publications[0].packets == watched.sent


@pytest.mark.parametrize("rids", [("l", "l"), ("l", None)])
async def test_layers_need_a_rid_each(relay, rids):
    relay.create("x", "publish")
    rtp = layered()
    encodings = tuple(rtp.encodings[0].model_copy(update={"rid": rid}) for rid in rids)
    with pytest.raises(m.ControlError) as caught:
        relay.publish("x", "camera", rtp.model_copy(update={"encodings": encodings}))
    assert caught.value.code == "refused"


async def test_a_layer_of_an_unknown_subscription_is_not_found(relay):
    with pytest.raises(m.ControlError) as caught:
        relay.ask(m.SetPreferredLayer(subscription="x", layer=0))
    assert caught.value.code == "not_found"
