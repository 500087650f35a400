"""Sender reports, receiver reports and the bitrate that a publisher is told."""

from signaling.control.messages import ClosePublication, CloseSubscription, ReadCounters
from signaling.forwarding import rtcp
from tests.support.peer import KEYFRAME, packet
from tests.support.relay import audio, video


def reports(peer, kind):
    return [report for one in peer.rtcp for report in rtcp.parse(one) if isinstance(report, kind)]


async def test_a_publisher_is_told_its_loss_and_what_it_may_send(relay):
    alice = await relay.peer("a", "publish")
    relay.publish("a", "voice", audio("0", ssrc=1000))
    relay.publish("a", "camera", video("1", ssrc=2000))
    alice.send_rtp(packet(2000, 1, 0, KEYFRAME, 96))
    for number in (1, 2, 3, 4, 6):
        alice.send_rtp(packet(1000, number, 960 * number, b"sound"))

    def latest():
        blocks = [block for report in reports(alice, rtcp.ReceiverReport) for block in report.blocks]
        return next((block for block in reversed(blocks) if block.ssrc == 1000 and block.highest == 6), None)

    await alice.until(lambda: latest() is not None)
    assert (latest().lost, latest().fraction_lost) == (1, 256 // 5)
    assert reports(alice, rtcp.Remb)[-1] == rtcp.Remb(1_564_000 // 8 * 8, (2000,))


async def test_a_subscriber_gets_the_publishers_clock_in_its_own_timestamps(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000).model_copy(update={"cname": "alice"}))
    alice.send_rtp(packet(1000, 1, 7_000_000, b"sound"))
    await bob.until(lambda: len(bob.rtp) == 1)
    relay.ask(ClosePublication(publication="voice"))
    relay.ask(CloseSubscription(subscription="s"))
    relay.publish("a", "voice", audio(ssrc=1001))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000).model_copy(update={"cname": "alice"}))
    alice.send_rtp(packet(1001, 1, 48_000, b"sound"))
    ntp = rtcp.ntp_time(1_700_000_000.0)
    alice.send_rtcp(rtcp.sender_report(1001, ntp, 96_000, 1, 5) + rtcp.source_description([(1001, "x")]))
    await bob.until(lambda: bool(reports(bob, rtcp.SenderReport)))
    report = reports(bob, rtcp.SenderReport)[0]
    offset = int.from_bytes(bob.rtp[1][4:8], "big") - 48_000
    assert offset > 6_000_000
    elapsed = (report.ntp - ntp) / 2**32
    assert 0 <= elapsed < 3
    assert abs(report.timestamp - offset - 96_000 - elapsed * 48_000) < 2
    assert (report.ssrc, report.packets, report.octets) == (5000, 2, 10)
    assert any(b"alice" in one for one in bob.rtcp)


async def test_a_subscribers_report_gives_loss_and_round_trip(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    alice.send_rtp(packet(1000, 1, 0, b"sound"))
    alice.send_rtcp(rtcp.sender_report(1000, rtcp.ntp_time(1_700_000_000.0), 0, 1, 5))
    await bob.until(lambda: bool(reports(bob, rtcp.SenderReport)))
    last = reports(bob, rtcp.SenderReport)[-1].ntp >> 16 & 0xFFFFFFFF
    bob.send_rtcp(rtcp.receiver_report(1, [rtcp.ReportBlock(5000, 64, 3, 1, 0, last, 0)]))
    await relay.until(lambda: relay.counters().subscriptions[0].round_trip is not None)
    counted = relay.counters().subscriptions[0]
    assert counted.fraction_lost == 0.25
    assert counted.round_trip is not None and 0 <= counted.round_trip < 1000
    assert relay.transport("b").round_trip == counted.round_trip


async def test_what_receivers_report_adds_up_for_their_transport(relay):
    await relay.peer("a", "publish")
    bob = await relay.peer("b", "subscribe")
    for publication, mid, ssrc in (("voice", "0", 1000), ("screen", "1", 2000)):
        relay.publish("a", publication, audio(mid, ssrc=ssrc))
        relay.subscribe("b", f"to-{publication}", publication, audio(ssrc=ssrc + 4000))

    def tell(ssrc, lost, highest):
        bob.send_rtcp(rtcp.receiver_report(1, [rtcp.ReportBlock(ssrc, 0, lost, highest, 0, 0, 0)]))

    tell(5000, 7, 1000)
    tell(6000, 0, 40)
    tell(5000, 17, 1100)
    tell(6000, 5, 60)
    await relay.until(lambda: relay.transport("b").expected == 120)
    assert relay.transport("b").lost == 15
    relay.ask(CloseSubscription(subscription="to-voice"))
    tell(5000, 99, 1200)
    tell(6000, 4, 61)
    await relay.until(lambda: relay.transport("b").expected == 121)
    assert relay.transport("b").lost == 14, "one came late, and what is closed says nothing more"


async def test_what_never_came_to_the_relay_is_not_lost_on_the_way_to_a_subscriber(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))

    async def comes(*numbers):
        for number in numbers:
            alice.send_rtp(packet(1000, number, 960 * number, b"sound"))
        await relay.until(lambda: relay.transport("a").expected == numbers[-1])

    await comes(1, 2)
    bob.send_rtcp(rtcp.receiver_report(1, [rtcp.ReportBlock(5000, 0, 0, 100, 0, 0, 0)]))
    await relay.until(lambda: relay.counters().subscriptions[0].fraction_lost is not None)
    await comes(3, 13)
    bob.send_rtcp(rtcp.receiver_report(1, [rtcp.ReportBlock(5000, 0, 11, 111, 0, 0, 0)]))
    await relay.until(lambda: relay.transport("b").expected == 11)
    assert (relay.transport("a").lost, relay.transport("b").lost) == (9, 2)


async def test_what_never_came_from_a_publisher_is_counted_for_its_transport(relay):
    alice = await relay.peer("a", "publish")
    relay.publish("a", "voice", audio(ssrc=1000))
    for number in (1, 2, 3, 7):
        alice.send_rtp(packet(1000, number, 960 * number, b"sound"))
    await relay.until(lambda: relay.transport("a").expected == 7)
    assert relay.transport("a").lost == 3


async def test_counters_without_detail_are_of_transports_alone(relay):
    await relay.peer("a", "publish")
    relay.publish("a", "voice", audio(ssrc=1000))
    counted = relay.ask(ReadCounters(detail=False))
    assert [one.transport for one in counted.transports] == ["a"]
    assert counted.publications == counted.subscriptions == ()


async def test_a_publishers_clock_about_to_wrap_does_not_end_the_reports(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    alice.send_rtp(packet(1000, 1, 0, b"sound"))
    alice.send_rtcp(rtcp.sender_report(1000, 2**64 - 1, 0, 1, 5))
    await bob.until(lambda: bool(reports(bob, rtcp.SenderReport)))
    assert reports(bob, rtcp.SenderReport)[0].ntp < 2**33  # within two seconds after the wrap


async def test_one_transports_fault_is_logged_and_does_not_stop_the_others_reports(relay, caplog):
    alice, bob, carol = [
        await relay.peer("a", "publish"),
        await relay.peer("b", "subscribe"),
        await relay.peer("c", "subscribe"),
    ]
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    relay.subscribe("c", "t", "voice", audio(ssrc=5000))
    alice.send_rtp(packet(1000, 1, 0, b"sound"))
    await bob.until(lambda: len(bob.rtp) == 1)
    relay.relay._rooms.rooms["room"].subscriptions["s"].reports_sent = None
    alice.send_rtcp(rtcp.sender_report(1000, rtcp.ntp_time(1_700_000_000.0), 0, 1, 5))
    await relay.until(lambda: "reporting to a client failed" in caplog.text)
    carol.rtcp.clear()
    await carol.until(lambda: bool(reports(carol, rtcp.SenderReport)))
    assert not reports(bob, rtcp.SenderReport)


async def test_a_publisher_is_told_what_it_may_send_with_its_first_packet(relay):
    alice = await relay.peer("a", "publish")
    relay.publish("a", "camera", video(ssrc=2000))
    alice.rtcp.clear()
    alice.send_rtp(packet(2000, 1, 0, KEYFRAME, 96))
    await alice.until(lambda: bool(alice.rtcp), timeout=0.5)
    assert any(isinstance(report, rtcp.Remb) for report in rtcp.parse(alice.rtcp[0]))
