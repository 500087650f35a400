"""Stock aiortc with its MediaRelay as a server: `python -m tests.support.media_relay SOCKET`.

One JSON object a line: `{"publish": NAME, "sdp": OFFER}` is answered with `{"sdp": ANSWER}`, and so is
`{"subscribe": NAME, "sdp": OFFER}`, by which NAME gets every other's sound and picture, decoded and encoded anew.
"""

import asyncio
import json
import sys

from aiortc import MediaStreamTrack, RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay


class Room:
    """Everyone's tracks."""

    def __init__(self) -> None:
        self._relay = MediaRelay()
        self._tracks: dict[str, list[MediaStreamTrack]] = {}
        self._connections: list[RTCPeerConnection] = []

    async def publish(self, name: str, sdp: str) -> str:
        connection = self._connection()
        tracks = self._tracks.setdefault(name, [])
        connection.on("track", tracks.append)
        return await self._answer(connection, sdp)

    async def subscribe(self, name: str, sdp: str) -> str:
        connection = self._connection()
        for other, tracks in self._tracks.items():
            if other != name:
                for track in tracks:
                    connection.addTrack(self._relay.subscribe(track))
        return await self._answer(connection, sdp)

    def _connection(self) -> RTCPeerConnection:
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self._connections.append(connection)
        return connection

    async def _answer(self, connection: RTCPeerConnection, sdp: str) -> str:
        await connection.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        await connection.setLocalDescription(await connection.createAnswer())
        return connection.localDescription.sdp


def line(message: dict[str, str]) -> bytes:
    """A message as it is sent."""
    return json.dumps(message).encode() + b"\n"


def read(received: bytes) -> dict[str, str]:
    """A line as it was received."""
    message: dict[str, str] = json.loads(received)
    return message


async def serve(path: str) -> None:
    """For one client; ends with it."""
    room, ended = Room(), asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while received := await reader.readline():
            asked = read(received)
            act = room.publish if "publish" in asked else room.subscribe
            sdp = await act(asked.get("publish") or asked["subscribe"], asked["sdp"])
            writer.write(line({"sdp": sdp}))
        writer.close()
        ended.set()

    async with await asyncio.start_unix_server(talk, path, limit=1 << 20):
        await ended.wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
