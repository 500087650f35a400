"""What the app may ask of the relay and what is refused."""

import pytest

from signaling.control import messages as m
from signaling.media.room import MAX_NOTES
from tests.support.relay import OPUS, audio, video


def code(relay, body, **where):
    with pytest.raises(m.ControlError) as caught:
        relay.ask(body, **where)
    return caught.value.code


async def test_an_older_epoch_is_refused_and_a_newer_one_takes_over(relay):
    relay.ask(m.OpenRoom(), epoch=5)
    assert code(relay, m.OpenRoom(), epoch=4) == "stale_epoch"
    relay.ask(m.CloseRoom(), epoch=6)
    assert code(relay, m.OpenRoom(), epoch=5) == "stale_epoch"
    relay.ask(m.OpenRoom(), epoch=6)


async def test_a_create_repeated_gets_the_same_answer_and_with_other_content_a_conflict(relay):
    first = relay.create("a", "publish")
    assert relay.create("a", "publish") == first
    assert code(relay, m.CreateTransport(transport="a", direction="subscribe", scope="group")) == "conflict"
    relay.create("b", "subscribe")
    for _ in range(2):
        relay.publish("a", "voice", audio(ssrc=1000))
        relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    with pytest.raises(m.ControlError, match="conflict"):
        relay.publish("a", "voice", audio(ssrc=1001))
    with pytest.raises(m.ControlError, match="conflict"):
        relay.subscribe("b", "s", "voice", audio(ssrc=5001))
    with pytest.raises(m.ControlError, match="conflict"):
        relay.subscribe("b", "t", "voice", audio(ssrc=5000))


async def test_what_is_not_there_is_not_found_and_closing_it_changes_nothing(relay):
    assert code(relay, m.SetScope(transport="x", scope=None)) == "not_found"
    assert code(relay, m.PausePublication(publication="x", paused=True)) == "not_found"
    assert code(relay, m.PauseSubscription(subscription="x", paused=True)) == "not_found"
    assert code(relay, m.SetScope(transport="x", scope=None), room="unopened") == "not_found"
    for close in (
        m.CloseTransport(transport="x"),
        m.ClosePublication(publication="x"),
        m.CloseSubscription(subscription="x"),
    ):
        assert relay.ask(close) is None
    assert relay.ask(m.CloseRoom(), room="unopened") is None


async def test_media_that_cannot_be_forwarded_is_refused(relay):
    relay.create("a", "publish")
    relay.create("b", "subscribe")
    unknown = OPUS.model_copy(update={"mime_type": "video/H263", "clock_rate": 90000, "channels": None})
    camera = m.CreatePublication(
        transport="a", publication="p", media="video", rtp=video().model_copy(update={"codecs": (unknown,)})
    )
    assert code(relay, camera) == "refused"
    relay.publish("a", "voice", audio(ssrc=1000))
    for rtp in (video(ssrc=6000), audio(ssrc=None)):
        body = m.CreateSubscription(transport="b", subscription="s", publication="voice", rtp=rtp)
        assert code(relay, body) == "refused"


async def test_hello_says_what_is_carried_and_another_protocol_is_refused(relay):
    await relay.peer("a", "publish")
    welcome = relay.ask(m.Hello(), room="", epoch=0)
    assert isinstance(welcome, m.Welcome)
    assert [(room.room, room.epoch) for room in welcome.rooms] == [("room", 1)]
    assert welcome.new_rooms == 1
    assert code(relay, m.Hello(protocol=99), room="", epoch=0) == "unsupported_protocol"


async def test_notes_are_kept_for_the_next_owner_as_long_as_the_room_is_open(relay):
    relay.ask(m.KeepNote(name="a", note="first"))
    relay.ask(m.KeepNote(name="a", note="second"))
    relay.ask(m.KeepNote(name="b", note="gone"))
    relay.ask(m.KeepNote(name="b", note=""))
    relay.create("t", "publish")
    relay.ask(m.OpenRoom(), epoch=2)
    assert relay.ask(m.ReadNotes(), epoch=2) == m.Notes(notes=("second",), transports=("t",))
    relay.ask(m.CloseRoom(), epoch=2)
    relay.ask(m.OpenRoom(), epoch=2)
    assert relay.ask(m.ReadNotes(), epoch=2) == m.Notes(notes=(), transports=())


async def test_notes_are_bounded(relay):
    for number in range(MAX_NOTES):
        relay.ask(m.KeepNote(name=f"n{number}", note="x"))
    assert code(relay, m.KeepNote(name="more", note="x")) == "refused"
    relay.ask(m.KeepNote(name="n1", note="another"))


async def test_of_transports_that_have_failed_nobody_goes_on(relay):
    relay.create("t", "publish")
    (transport,) = relay.relay._rooms.transports()
    transport.state = "failed"
    assert relay.ask(m.ReadNotes()).transports == ()


async def test_counters_are_of_the_room_that_is_asked_for(relay):
    relay.create("a", "publish")
    relay.ask(m.OpenRoom(), room="other")
    assert relay.ask(m.ReadCounters(), room="other").transports == ()
    assert len(relay.ask(m.ReadCounters()).transports) == 1
    assert code(relay, m.ReadCounters(), room="nowhere") == "not_found"


async def test_closing_a_room_says_goodbye_to_its_clients(relay):
    alice = await relay.peer("a", "publish")
    relay.ask(m.CloseRoom())
    await alice.until(lambda: alice.state == "closed")
    assert relay.counters().transports == ()


async def test_an_ssrc_is_never_used_for_something_else_on_the_same_transport(relay):
    """Two streams under one SSRC and one key would use a sequence number twice."""
    relay.create("a", "publish")
    relay.create("b", "subscribe")
    relay.publish("a", "camera", video(ssrc=2000))
    for _ in range(2):
        relay.subscribe("b", "s", "camera", video(ssrc=6000, rtx=6001))
        relay.ask(m.CloseSubscription(subscription="s"))
    for ssrc, rtx in ((6001, None), (6001, 6000), (7000, 6000), (7000, 6001), (7000, 7000)):
        with pytest.raises(m.ControlError, match="conflict"):
            relay.subscribe("b", "s", "camera", video(ssrc=ssrc, rtx=rtx))
    relay.subscribe("b", "s", "camera", video(ssrc=6000))
