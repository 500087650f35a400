"""Frames on the control socket: four bytes of length, big endian, then that many bytes of JSON."""

from pydantic import BaseModel

MAX_FRAME_BYTES = 4 * 1024 * 1024
"""Room for the counters of a room of a hundred people; both ends belong to one user."""

_LENGTH_BYTES = 4


class FrameError(ValueError):
    """The stream cannot be followed any more; close it."""


def encode(message: BaseModel) -> bytes:
    """The frame of a message; FrameError when it would be longer than a frame may be."""
    payload = message.model_dump_json().encode()
    if len(payload) > MAX_FRAME_BYTES:
        raise FrameError(f"a message of {len(payload)} bytes is longer than {MAX_FRAME_BYTES}")
    return len(payload).to_bytes(_LENGTH_BYTES, "big") + payload


class FrameDecoder:
    """Collects bytes as they come and gives back whole payloads."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The payloads that `data` completed, in order; FrameError when a frame announces more than is allowed."""
        self._pending += data
        payloads = []
        while len(self._pending) >= _LENGTH_BYTES:
            length = int.from_bytes(self._pending[:_LENGTH_BYTES], "big")
            if length > MAX_FRAME_BYTES:
                raise FrameError(f"a frame of {length} bytes is longer than {MAX_FRAME_BYTES}")
            end = _LENGTH_BYTES + length
            if len(self._pending) < end:
                break
            payloads.append(bytes(self._pending[_LENGTH_BYTES:end]))
            del self._pending[:end]
        return payloads
