"""Who is not admitted gets no packet and sends none: the relay itself enforces it, over real sockets."""

import pytest

from signaling.control import messages as m
from tests.support.peer import DELTA, KEYFRAME, packet
from tests.support.relay import audio, video


class Call:
    """Alice publishes sound, Bob subscribes; `say` sends the next packet."""

    def __init__(self, relay, alice, bob):
        self.relay, self.alice, self.bob = relay, alice, bob
        self.number = 0

    async def say(self, words):
        """Send and wait until the relay has taken it: what is to be forwarded has been by then."""
        self.number += 1
        before = self.relay.transport("a").audio_packets
        self.alice.send_rtp(packet(1000, self.number, 960 * self.number, words))
        await self.relay.until(lambda: self.relay.transport("a").audio_packets == before + 1)

    async def heard(self, *words):
        """Bob has heard exactly these; what might still be under way is flushed by a round trip to the relay."""
        await self.bob.validate()
        assert [received[12:] for received in self.bob.rtp] == list(words)
        sequences = [int.from_bytes(received[2:4], "big") for received in self.bob.rtp]
        assert [(s - sequences[0]) & 0xFFFF for s in sequences] == list(range(len(words)))


async def call(relay, alices, bobs):
    alice, bob = await relay.peer("a", "publish", alices), await relay.peer("b", "subscribe", bobs)
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    return Call(relay, alice, bob)


@pytest.mark.parametrize(
    ("alices", "bobs"),
    [(None, "group"), ("group", None), (None, None), ("group", "talk-first:x"), ("talk-first:y", "talk-first:x")],
)
async def test_nothing_passes_between_different_scopes_or_without_one(relay, alices, bobs):
    ongoing = await call(relay, alices, bobs)
    await ongoing.say(b"a secret")
    await ongoing.heard()
    assert relay.transport("b").packets_sent == 0


async def test_admission_opens_and_removal_shuts_with_numbers_in_a_row(relay):
    ongoing = await call(relay, "group", None)
    await ongoing.say(b"before")
    relay.ask(m.SetScope(transport="b", scope="group"))
    await ongoing.say(b"admitted")
    relay.ask(m.SetScope(transport="b", scope=None))
    await ongoing.say(b"held")
    await ongoing.say(b"held")
    relay.ask(m.SetScope(transport="b", scope="group"))
    await ongoing.say(b"admitted again")
    relay.ask(m.SetScope(transport="a", scope="talk-first:x"))
    await ongoing.say(b"private")
    relay.ask(m.SetScope(transport="a", scope="group"))
    await ongoing.say(b"back")
    await ongoing.heard(b"admitted", b"admitted again", b"back")


@pytest.mark.parametrize(
    ("shut", "open_again"),
    [
        (m.PausePublication(publication="voice", paused=True), m.PausePublication(publication="voice", paused=False)),
        (m.PauseSubscription(subscription="s", paused=True), m.PauseSubscription(subscription="s", paused=False)),
    ],
    ids=["publication", "subscription"],
)
async def test_a_pause_withholds_packets_and_leaves_no_gap(relay, shut, open_again):
    ongoing = await call(relay, "group", "group")
    await ongoing.say(b"one")
    relay.ask(shut)
    await ongoing.say(b"withheld")
    relay.ask(open_again)
    await ongoing.say(b"two")
    await ongoing.heard(b"one", b"two")


async def test_a_late_packet_from_before_the_admission_is_not_let_in(relay):
    ongoing = await call(relay, "group", None)
    await ongoing.say(b"one")
    relay.ask(m.SetScope(transport="b", scope="group"))
    ongoing.number = 9
    await ongoing.say(b"ten")
    ongoing.number = 4
    await ongoing.say(b"five, overtaken")
    await ongoing.heard(b"ten")


async def test_a_picture_comes_back_with_a_keyframe_after_a_change_of_scope(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "camera", video(ssrc=2000))
    relay.subscribe("b", "s", "camera", video(ssrc=6000))
    alice.send_rtp(packet(2000, 1, 0, KEYFRAME, 96))
    await bob.until(lambda: len(bob.rtp) == 1)
    relay.ask(m.SetScope(transport="b", scope=None))
    relay.ask(m.SetScope(transport="b", scope="group"))
    asked = [report for report in alice.rtcp if report[1] == 206 and report[0] & 31 == 1]
    alice.send_rtp(packet(2000, 2, 3000, DELTA, 96))
    await alice.until(lambda: sum(r[1] == 206 and r[0] & 31 == 1 for r in alice.rtcp) > len(asked))
    alice.send_rtp(packet(2000, 3, 6000, KEYFRAME, 96))
    await bob.until(lambda: len(bob.rtp) == 2)
    first, second = (int.from_bytes(received[2:4], "big") for received in bob.rtp)
    assert second == first + 1
    assert bob.rtp[1][12:] == KEYFRAME


async def picture(relay, scope="group"):
    """Alice has sent a keyframe and one more frame; Bob is connected and subscribes to nothing yet."""
    alice, bob = await relay.peer("a", "publish", scope), await relay.peer("b", "subscribe")
    relay.publish("a", "camera", video(ssrc=2000))
    watcher = await relay.peer("w", "subscribe", scope)
    relay.subscribe("w", "sw", "camera", video(ssrc=7000))
    alice.send_rtp(packet(2000, 1, 0, KEYFRAME, 96))
    alice.send_rtp(packet(2000, 2, 3000, DELTA, 96))
    await watcher.until(lambda: len(watcher.rtp) == 2)
    return alice, bob


async def test_who_subscribes_just_after_a_keyframe_begins_with_it_at_once(relay):
    alice, bob = await picture(relay)
    relay.subscribe("b", "s", "camera", video(ssrc=6000))
    await bob.until(lambda: len(bob.rtp) == 2)
    alice.send_rtp(packet(2000, 3, 6000, DELTA, 96))
    await bob.until(lambda: len(bob.rtp) == 3)
    assert [received[12:] for received in bob.rtp] == [KEYFRAME, DELTA, DELTA]
    numbers = [int.from_bytes(received[2:4], "big") for received in bob.rtp]
    assert [(number - numbers[0]) & 0xFFFF for number in numbers] == [0, 1, 2]
    counted = next(it for it in relay.counters().subscriptions if it.subscription == "s")
    assert counted.packets == 3


async def test_nobody_begins_with_what_was_sent_in_another_scope(relay):
    alice, bob = await picture(relay, scope="talk-first:x")
    relay.ask(m.SetScope(transport="a", scope="group"))
    relay.subscribe("b", "s", "camera", video(ssrc=6000))
    alice.send_rtp(packet(2000, 3, 6000, KEYFRAME, 96))
    await bob.until(lambda: len(bob.rtp) > 0)
    await bob.validate()
    assert len(bob.rtp) == 1


async def test_a_closed_publication_falls_silent_and_others_are_undisturbed(relay):
    ongoing = await call(relay, "group", "group")
    relay.publish("a", "more", audio("1", ssrc=1001))
    relay.subscribe("b", "t", "more", audio(ssrc=5001))
    await ongoing.say(b"one")
    relay.ask(m.ClosePublication(publication="more"))
    ongoing.alice.send_rtp(packet(1001, 1, 0, b"closed"))
    await ongoing.say(b"two")
    await ongoing.heard(b"one", b"two")


async def test_a_subscription_made_again_under_its_ssrc_continues_the_numbers(relay):
    ongoing = await call(relay, "group", "group")
    await ongoing.say(b"one")
    relay.ask(m.CloseSubscription(subscription="s"))
    await ongoing.say(b"closed")
    relay.subscribe("b", "again", "voice", audio(ssrc=5000))
    await ongoing.say(b"two")
    await ongoing.heard(b"one", b"two")


async def test_a_subscription_that_had_repairs_once_and_again_continues_its_latest_numbers(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "camera", video("1", ssrc=2000, rtx=2001))
    number = 0
    for repairs in (True, False, True):
        for at in range(10):
            with_or_without = video("1", ssrc=6000 + at, rtx=7000 + at if repairs else None)
            relay.subscribe("b", f"s{at}", "camera", with_or_without)
        for _ in range(3):
            number += 1
            alice.send_rtp(packet(2000, number, 3000 * number, KEYFRAME, 96))
        await bob.until(lambda expected=10 * number: len(bob.rtp) + bob.repeated == expected)
        for at in range(10):
            relay.ask(m.CloseSubscription(subscription=f"s{at}"))
    assert bob.repeated == 0


async def test_a_closed_transport_gets_nothing_more(relay):
    ongoing = await call(relay, "group", "group")
    await ongoing.say(b"one")
    relay.ask(m.CloseTransport(transport="b"))
    await ongoing.say(b"two")
    await ongoing.bob.until(lambda: ongoing.bob.state == "closed")
    assert len(ongoing.bob.rtp) == 1
