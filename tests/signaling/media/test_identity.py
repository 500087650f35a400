"""Only who was announced gets through: certificate, ICE credentials, declared streams."""

import pytest

from signaling.control.messages import ControlError, CreatePublication, OpenRoom
from signaling.control.parameters import DtlsParameters, Encoding, HeaderExtension
from signaling.forwarding.extensions import REPAIRED_RID, RID
from signaling.media.seam import Certificate
from tests.support.peer import Peer, element, packet
from tests.support.relay import audio, video


async def test_a_certificate_other_than_the_announced_one_is_terminated(relay):
    mallory = Peer(relay.create("m", "publish"), Certificate())
    announced = mallory.description("m")
    someone_else = DtlsParameters(role="client", fingerprints=Certificate().fingerprints)
    relay.ask(announced.model_copy(update={"dtls": someone_else}))
    await mallory.validate()
    mallory.association.start("client", mallory.relay.dtls.fingerprints)
    await relay.until(lambda: relay.state("m") == "failed")
    assert [event.state for event in relay.events] == ["connecting", "failed"]
    await mallory.close()


async def test_a_transport_keeps_its_certificate_for_life(relay):
    alice = await relay.peer("a", "publish")
    other = DtlsParameters(role="client", fingerprints=Certificate().fingerprints)
    with pytest.raises(ControlError) as caught:
        relay.ask(alice.description("a").model_copy(update={"dtls": other}))
    assert caught.value.code == "conflict"


async def test_a_check_with_a_wrong_password_or_name_is_not_answered(relay):
    alice = await relay.peer("a", "publish")
    answered = len(alice.answers)
    alice.send_raw(alice.check(password="wrong" * 8))
    alice.send_raw(alice.check(username=f"{alice.relay.ice.username_fragment}:another"))
    alice.send_raw(alice.check(username="nobody:nobody"))
    await relay.until(lambda: relay.counters().dropped["not an authentic connectivity check"] == 3)
    await alice.validate()
    assert len(alice.answers) == answered + 1


async def test_an_ssrc_that_nobody_declared_is_dropped_and_counted(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    alice.send_rtp(packet(1001, 1, 0, b"not declared"))
    alice.send_rtp(packet(1001, 2, 0, b"another's mid", block=element(4, b"7")))
    alice.send_rtp(packet(1000, 3, 0, b"declared"))
    await bob.until(lambda: bool(bob.rtp))
    assert [received[12:] for received in bob.rtp] == [b"declared"]
    assert relay.transport("a").dropped == 2


async def test_an_undeclared_ssrc_is_bound_by_the_declared_mid_in_its_header(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio("0", ssrc=None))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    alice.send_rtp(packet(777, 1, 0, b"first", block=element(4, b"0")))
    alice.send_rtp(packet(777, 2, 960, b"second"))
    await bob.until(lambda: len(bob.rtp) == 2)
    assert bob.rtp[1][12:] == b"second"


async def test_a_layer_is_bound_by_a_declared_rid_only(relay):
    alice = await relay.peer("a", "publish")
    rtp = video("1", ssrc=None)
    more = (HeaderExtension(uri=RID, id=5), HeaderExtension(uri=REPAIRED_RID, id=6))
    rtp = rtp.model_copy(
        update={
            "header_extensions": rtp.header_extensions + more,
            "encodings": (Encoding(rid="low"), Encoding(rid="high")),
        }
    )
    relay.publish("a", "camera", rtp)
    alice.send_rtp(packet(31, 1, 0, b"x", 96, element(4, b"1") + element(5, b"middle")))
    alice.send_rtp(packet(32, 1, 0, b"x", 96, element(4, b"1") + element(5, b"high")))
    alice.send_rtp(packet(33, 1, 0, b"\0\1x", 97, element(4, b"1") + element(6, b"high")))
    alice.send_rtp(packet(34, 1, 0, b"\0\1x", 97, element(4, b"1") + element(6, b"middle")))
    await relay.until(lambda: relay.transport("a").video_packets == 2)
    assert relay.transport("a").dropped == 2


async def test_an_ssrc_cannot_be_declared_twice_on_a_transport(relay):
    await relay.peer("a", "publish")
    relay.publish("a", "voice", audio("0", ssrc=1000))
    with pytest.raises(ControlError) as caught:
        relay.publish("a", "more", audio("1", ssrc=1000))
    assert caught.value.code == "refused"


async def test_a_publication_of_another_room_is_not_found(relay):
    await relay.peer("a", "publish")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.ask(OpenRoom(), room="other")
    relay.create("spy", "subscribe", room="other")
    with pytest.raises(ControlError) as caught:
        relay.subscribe("spy", "s", "voice", audio(ssrc=5000), room="other")
    assert caught.value.code == "not_found"


async def test_a_subscriber_cannot_publish(relay):
    await relay.peer("b", "subscribe")
    with pytest.raises(ControlError) as caught:
        relay.ask(CreatePublication(transport="b", publication="p", media="audio", rtp=audio()))
    assert caught.value.code == "wrong_state"


async def test_an_address_in_use_cannot_be_taken_by_another_client(relay):
    """With a forged source address, an insider's authentic check would otherwise draw a victim's packets away."""
    alice = await relay.peer("a", "publish")
    relay.publish("a", "voice", audio(ssrc=1000))
    mallory = Peer(relay.create("m", "publish"))
    relay.ask(mallory.description("m"))
    alice.send_raw(mallory.check())
    await relay.until(lambda: relay.counters().dropped["not an authentic connectivity check"] == 1)
    alice.send_rtp(packet(1000, 1, 0, b"still mine"))
    await relay.until(lambda: relay.transport("a").audio_packets == 1)
    await mallory.close()
