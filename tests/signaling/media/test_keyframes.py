"""What one subscriber can make publishers do: keyframes, each as large as many other frames, paid for by everybody.

The relay's own packet path, tables and RTCP, over real SRTP, without sockets.
"""

import pytest

from signaling.control import messages as m
from signaling.forwarding import rtcp
from signaling.forwarding.keyframes import KEYFRAME_EVERY, KEYFRAMES
from signaling.media.relay import Relay
from tests.support.camera import TICKS
from tests.support.relay import video
from tests.support.studio import Studio

LOW, HIGH = 0, 2
SECONDS = 60
MOST = KEYFRAMES + SECONDS / KEYFRAME_EVERY + 1


class Filming:
    """Alice, who sends 25 frames a second in three layers and answers each request with a keyframe."""

    def __init__(self, studio):
        self.studio = studio
        self.frame = 0
        self.asked = 0
        """Keyframes that she was asked for."""
        self._due = set()

    def go_on(self):
        self.frame += 1
        for layer in self.studio.layers:
            for packet in layer.encode(self.frame * TICKS, self.frame == 1 or layer.ssrc in self._due):
                self.studio.send(packet)
        self._due.clear()
        self.studio.ticks(2)
        for report in self.studio.line.reports():
            if isinstance(report, rtcp.KeyframeRequest):
                self._due.add(report.ssrc)
                self.asked += 1

    def until(self, condition, frames):
        """How many frames it took."""
        for count in range(frames):
            if condition():
                return count
            self.go_on()
        raise AssertionError(f"still not so after {frames} frames")


@pytest.fixture
async def studio():
    clock = [1000.0]
    relay = Relay([], (), lambda: clock[0], lambda event: None)
    made = Studio(relay, clock, "room")
    yield made
    made.close()
    await relay.close()


@pytest.fixture
async def alice(studio):
    filming = Filming(studio)
    for _ in range(50):
        filming.go_on()
    return filming


def prefer(studio, viewer, layer):
    studio.ask(m.SetPreferredLayer(subscription=viewer.name, layer=layer))


def lose_the_way(studio, viewer):
    studio.report(viewer, rtcp.picture_loss(1, viewer.record.output.ssrc))


def flapping(studio, viewer, frame):
    """In and out of sight, ten times a second."""
    if frame % 2 == 0:
        prefer(studio, viewer, HIGH if frame % 4 else None)


def resizing(studio, viewer, frame):
    if frame % 10 == 0:
        prefer(studio, viewer, HIGH if frame % 20 else LOW)


def complaining(studio, viewer, _frame):
    lose_the_way(studio, viewer)


@pytest.mark.parametrize("do", [complaining, flapping, resizing])
async def test_one_subscriber_could_force_two_keyframes_a_second(studio, alice, do):
    viewer = studio.view("mallory", video(ssrc=6000))
    alice.asked = 0
    for frame in range(25 * SECONDS):
        do(studio, viewer, frame)
        alice.go_on()
    assert KEYFRAMES <= alice.asked <= MOST


async def test_a_subscription_made_anew_does_not_begin_with_all_that_it_may_cause(studio, alice):
    viewer = studio.view("mallory", video(ssrc=6000))
    request = viewer.record.request
    alice.asked = 0
    for frame in range(25 * SECONDS):
        if frame % 10 == 0:
            studio.ask(m.CloseSubscription(subscription="mallory"))
            studio.ask(request)
        alice.go_on()
    assert alice.asked <= MOST


@pytest.mark.parametrize("do", [complaining, flapping, resizing])
async def test_others_wait_no_longer_for_their_keyframe_while_one_asks_for_them_all_the_time(studio, alice, do):
    mallory, bob = studio.view("mallory", video(ssrc=6000)), studio.view("bob", video(ssrc=7000))
    for frame in range(25 * SECONDS):
        do(studio, mallory, frame)
        alice.go_on()
    before = len(bob.arrived)
    lose_the_way(studio, bob)
    waited = alice.until(lambda: any(it.keyframe for it in bob.arrived[before:]), 25)
    assert waited <= 13, "more than half a second and a frame"


async def test_whoever_comes_looks_around_and_loses_their_way_waits_for_nothing(studio, alice):
    bob = studio.view("bob", video(ssrc=7000))
    for layer in (HIGH, LOW, HIGH):
        prefer(studio, bob, layer)
        alice.until(lambda layer=layer: bob.arrived and bob.arrived[-1].layer == layer, 15)
        for _ in range(15):
            alice.go_on()
    for _ in range(3):
        before = len(bob.arrived)
        lose_the_way(studio, bob)
        alice.until(lambda before=before: any(it.keyframe for it in bob.arrived[before:]), 15)
        for _ in range(25):
            alice.go_on()


def ask_again(studio, viewer, sequences):
    studio.report(viewer, rtcp.nack(1, viewer.record.output.ssrc, sequences))


async def test_who_was_away_for_seconds_waited_for_more_until_they_asked_for_a_keyframe_by_themselves(studio, alice):
    """Chromium asks for all that it missed at once, and 3 s after that for a keyframe."""
    bob = studio.view("bob", video(ssrc=7000))
    for _ in range(150):
        alice.go_on()
    missed = [it.sequence for it in bob.arrived[25:]]
    alice.asked, before = 0, len(bob.arrived)
    ask_again(studio, bob, missed[:16])
    waited = alice.until(lambda: any(it.keyframe for it in bob.arrived[before:]), 25)
    assert waited <= 3
    for _ in range(10):  # not heard of it yet
        ask_again(studio, bob, missed[:16])
        alice.go_on()
    assert alice.asked == 1


async def test_what_the_relay_itself_waits_for_is_no_reason_for_a_keyframe(studio, alice):
    bob = studio.view("bob", video(ssrc=7000))
    for _ in range(25):
        alice.go_on()
    for layer in studio.layers:
        layer.encode((alice.frame + 1) * TICKS)  # never comes
    alice.frame += 1
    alice.asked = 0
    alice.go_on()
    ask_again(studio, bob, [bob.arrived[-1].sequence - 1 & 0xFFFF])
    for _ in range(5):
        alice.go_on()
    assert alice.asked == 0
