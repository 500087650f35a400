"""Interoperability: a stock aiortc peer publishes and subscribes through the real worker."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aioice import ice

from signaling.protocol import messages as wire
from signaling.websocket.media import RoomMedia
from tests.support.relay_room import running_worker
from tests.support.stock_peer import StockPeer


@pytest.fixture
async def pair(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[StockPeer, StockPeer]]:
    """aioice leaves out loopback, which is all that a test may use."""
    monkeypatch.setattr(ice, "get_host_addresses", lambda use_ipv4, use_ipv6: ["127.0.0.1"])
    peers = StockPeer(), StockPeer()
    yield peers
    for peer in peers:
        await peer.close()


@pytest.mark.parametrize("codec", ["video/VP8", "video/H264"])
async def test_a_stock_aiortc_peer_hears_and_sees_another(pair: tuple[StockPeer, StockPeer], codec: str) -> None:
    ana, ben = pair
    offers: asyncio.Queue[wire.SubscribeOffer] = asyncio.Queue()

    def deliver(participant: str, message: wire.ServerMessage) -> None:
        if participant == "ben" and isinstance(message, wire.SubscribeOffer):
            offers.put_nowait(message)

    with running_worker() as worker:
        client = await worker.connect()
        media = RoomMedia("room", 1, client, deliver)
        await media.set_scopes({"ana": "group", "ben": "group"})
        answer = await media.publish("ana", await ana.offer(codec))
        assert f"{codec.partition('/')[2]}/90000" in answer.sdp
        await ana.answered(answer)
        async with asyncio.timeout(10):
            await media.subscribe_answer("ben", await ben.answer(await offers.get()))
            frames = await ben.frames(5)
        await client.close()
    assert set(frames) == {"audio", "video"}
    assert {(it.width, it.height) for it in frames["video"]} == {(640, 480)}
    assert {it.sample_rate for it in frames["audio"]} == {48000}
