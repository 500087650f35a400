"""Records what Chromium sends: `python -m tests.support.record_trace > tests/support/chromium_trace.csv`.

Chromium publishes a synthetic, noisy camera picture of 640x360 at 30 frames/s and its fake microphone to a real relay
worker; beside the relay a peer subscribes, opens the packets and writes down when each came, how large its payload was,
and what it was. Only sizes and times are kept.
"""

import asyncio
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import av
from aiohttp import web
from playwright.async_api import async_playwright

from signaling.bots.subscriber import Subscriber
from signaling.forwarding import rtp, vp8
from signaling.media.seam import Certificate, PacketBuffer, unprotect
from signaling.protocol import messages as wire
from signaling.websocket.media import RoomMedia
from tests.support.decodable import PICTURE
from tests.support.relay_room import RelayRoom, running_worker

WARM_UP, SECONDS = 12.0, 10.0
CHROMIUM = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --allow-loopback-in-peer-connection "
    "--use-fake-device-for-media-stream --use-fake-ui-for-media-stream"
)
OFFER = """async () => {
  const video = {width: 640, height: 360, frameRate: 30};
  const stream = await navigator.mediaDevices.getUserMedia({audio: true, video});
  window.pc = new RTCPeerConnection();
  pc.addTransceiver(stream.getAudioTracks()[0], {direction: 'sendonly'});
  pc.addTransceiver(stream.getVideoTracks()[0], {direction: 'sendonly', sendEncodings: [{maxBitrate: 500000}]});
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
}"""
ANSWER = "sdp => pc.setRemoteDescription({type: 'answer', sdp})"


class Recorder(Subscriber):
    """Writes down every RTP packet."""

    def __init__(self, certificate: Certificate) -> None:
        super().__init__(certificate, "recorder")
        self.rows: list[tuple[float, str, int, int, int]] = []
        self._buffer = PacketBuffer()

    def _take_rtp(self, datagram: bytes) -> None:
        super()._take_rtp(datagram)
        buffer = self._buffer
        buffer.view[: len(datagram)] = datagram
        buffer.length[0] = len(datagram)
        if unprotect(self.transport.association.inbound, buffer.memory, buffer.length):
            return
        packet = bytes(buffer.view[: buffer.length[0]])
        payload = rtp.layout(packet, len(packet)).payload
        kind = "video" if packet[1] & 0x7F == 96 else "audio"
        begins = kind == "video" and vp8.begins_keyframe(packet, payload, len(packet))
        self.rows.append((time.monotonic(), kind, len(packet) - payload, packet[1] >> 7, int(begins)))


async def record() -> None:
    with running_worker() as worker, tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "camera.mjpeg"
        draw(picture)
        client = await worker.connect()
        room = RelayRoom(client)
        recorder = Recorder(Certificate())
        room.subscribers["recorder"] = recorder
        await room.set_scopes({"browser": "group", "recorder": "group"})
        async with async_playwright() as playwright:
            chromium = await playwright.chromium.launch(
                executable_path="/usr/bin/chromium",
                args=[*CHROMIUM.split(), f"--use-file-for-fake-video-capture={picture}"],
            )
            await publish(await chromium.new_page(), room.media)
            await asyncio.sleep(0.5)
            connecting = asyncio.create_task(recorder.start())
            await asyncio.sleep(WARM_UP)
            began = time.monotonic()
            await asyncio.sleep(SECONDS)
            await connecting
            await chromium.close()
        await room.close()
        await client.close()
    print("ms,kind,payload,marker,keyframe")
    for at, *rest in recorder.rows:
        if 0 <= at - began < SECONDS:
            print(f"{1000 * (at - began):.1f}", *rest, sep=",")


def draw(path: Path) -> None:
    """Ten seconds of the picture as Motion JPEG."""
    with av.open(PICTURE, format="lavfi") as source, av.open(str(path), "w", format="mjpeg") as film:
        stream = film.add_stream("mjpeg", rate=Fraction(30))
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuvj420p"
        for number, frame in enumerate(source.decode(video=0)):
            if number == 300:
                break
            film.mux(stream.encode(frame.reformat(format="yuvj420p")))
        film.mux(stream.encode(None))


async def publish(page, media: RoomMedia) -> None:
    async def blank(_request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", blank)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await page.goto(f"http://localhost:{runner.addresses[0][1]}/")
    sources = [wire.PublishedSource(mid="0", source="microphone"), wire.PublishedSource(mid="1", source="camera")]
    answer = await media.publish("browser", wire.Publish(id=1, sdp=await page.evaluate(OFFER), sources=sources))
    await page.evaluate(ANSWER, answer.sdp)
    await runner.cleanup()


if __name__ == "__main__":
    sys.exit(asyncio.run(record()))
