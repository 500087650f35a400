"""One RTP stream that a bot sends: numbering, header extensions, sender reports (RFC 3550, RFC 8285)."""

import itertools
import secrets
import struct
from collections.abc import Iterator

from signaling.forwarding import rtcp

_HEADER = struct.Struct("!BBHII")


class OutgoingStream:
    """Packets in order, sequence and timestamp continuous however the content jumps.

    `send_time_id`, `level_id` and `number_id` are the negotiated ids of abs-send-time, audio level and transport-wide
    sequence numbers; 0 leaves them out. `numbers` are counted by all streams of a transport together.
    """

    def __init__(
        self,
        payload_type: int,
        clock_rate: int,
        send_time_id: int = 0,
        level_id: int = 0,
        number_id: int = 0,
        numbers: Iterator[int] | None = None,
    ) -> None:
        self.ssrc = secrets.randbelow(0xFFFFFFFE) + 1
        self.clock_rate = clock_rate
        self._payload_type = payload_type
        self._send_time_id = send_time_id
        self._level_id = level_id
        self._number_id = number_id
        self._numbers = numbers if numbers is not None else itertools.count()
        self._sequence = secrets.randbelow(1 << 15)
        self._first_timestamp = secrets.randbits(32)
        self._packets = 0
        self._octets = 0

    def packet(self, payload: bytes, at: int, now: float, marker: bool = False, level: int | None = None) -> bytes:
        """The next packet. `at`: media time in clock ticks since the start; `now`: Unix time; `level`: 0..127 -dBov."""
        extension = self._extension(now, level)
        head = _HEADER.pack(
            0x90 if extension else 0x80,
            self._payload_type | marker << 7,
            self._sequence,
            (self._first_timestamp + at) & 0xFFFFFFFF,
            self.ssrc,
        )
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._packets += 1
        self._octets += len(payload)
        return head + extension + payload

    def _extension(self, now: float, level: int | None) -> bytes:
        block = b""
        if self._send_time_id:
            block = bytes((self._send_time_id << 4 | 2,)) + (int(now * 262144) & 0xFFFFFF).to_bytes(3, "big")
        if self._level_id and level is not None:
            block += bytes((self._level_id << 4, level))
        if self._number_id:
            block += bytes((self._number_id << 4 | 1,)) + (next(self._numbers) & 0xFFFF).to_bytes(2, "big")
        block += bytes(-len(block) % 4)
        return struct.pack("!HH", 0xBEDE, len(block) // 4) + block if block else b""

    def sender_report(self, at: int, now: float, cname: str) -> bytes:
        """A compound report that ties media time `at` to Unix time `now`."""
        report = rtcp.sender_report(
            self.ssrc, rtcp.ntp_time(now), self._first_timestamp + at, self._packets, self._octets
        )
        return report + rtcp.source_description([(self.ssrc, cname)])
