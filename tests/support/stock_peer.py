"""A stock aiortc peer in a room: nothing here is of the platform but the messages of its signaling."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack, VideoStreamTrack

from signaling.protocol import messages as wire


class StockPeer:
    """Publishes silence and a green picture, and decodes what it subscribes to."""

    def __init__(self) -> None:
        self.publishing = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.subscribing = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.tracks: list[MediaStreamTrack] = []
        self.subscribing.on("track", self.tracks.append)

    async def offer(self, codec: str) -> wire.Publish:
        """`codec`: of the picture, such as `video/VP8`."""
        sound, picture = AudioStreamTrack(), VideoStreamTrack()
        for track in (sound, picture):
            self.publishing.addTransceiver(track, direction="sendonly")
        known: Sequence[Any] = RTCRtpSender.getCapabilities("video").codecs
        self.publishing.getTransceivers()[1].setCodecPreferences(
            [it for it in known if it.mimeType in (codec, "video/rtx")]
        )
        await self.publishing.setLocalDescription(await self.publishing.createOffer())
        mids = [str(it.mid) for it in self.publishing.getTransceivers()]
        return wire.Publish(
            id=1,
            sdp=self.publishing.localDescription.sdp,
            sources=[
                wire.PublishedSource(mid=mids[0], source="microphone"),
                wire.PublishedSource(mid=mids[1], source="camera"),
            ],
        )

    async def answered(self, answer: wire.PublishAnswer) -> None:
        await self.publishing.setRemoteDescription(RTCSessionDescription(answer.sdp, "answer"))

    async def answer(self, offer: wire.SubscribeOffer) -> wire.SubscribeAnswer:
        await self.subscribing.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
        await self.subscribing.setLocalDescription(await self.subscribing.createAnswer())
        return wire.SubscribeAnswer(id=2, sdp=self.subscribing.localDescription.sdp, negotiation=offer.negotiation)

    async def frames(self, count: int) -> dict[str, list[Any]]:
        """So many decoded frames of each track that is received, by kind."""
        return {track.kind: [await track.recv() for _ in range(count)] for track in self.tracks}

    async def close(self) -> None:
        await asyncio.gather(self.publishing.close(), self.subscribing.close())
