"""One packet to many subscribers: the loop that the relay's cost is in.

For each row of a table the packet is copied, gets the subscriber's SSRC, payload type, sequence number, timestamp and
transport-wide number (which is noted with the time, for congestion control), is protected and sent. `fan_out.c` is the
same, compiled; it is used where it was built (`compile.py`) and the way is a UDP socket. Both are tested alike.
"""

import socket
import struct
from collections import Counter
from typing import Any

import cffi  # type: ignore[import-untyped]

from signaling.forwarding.congestion.sent import MASK
from signaling.forwarding.output import Entries, Entry
from signaling.forwarding.rtp import HEADER, HEADER_BY_WORDS
from signaling.media.compile import library
from signaling.media.seam import MAX_DATAGRAM, PacketBuffer, address_of, copy, protect, protect_address
from signaling.media.sockets import Address

_NUMBER = struct.Struct("!H")
_ROW = struct.Struct("=QQQQiIIHBB32s")
"""As `target` in fan_out.c."""

_DECLARATION = """
uint32_t fan_out(void *protect, const void *packet, int length, const void *targets, int count, int number_at,
                 double now, uint32_t mask);
"""
_ffi = cffi.FFI()
_ffi.cdef(_DECLARATION)


CompiledLoop = Any
"""`fan_out` of fan_out.c."""


def compiled() -> CompiledLoop | None:
    """The compiled loop, or None where it was not built or does not load."""
    try:
        return _ffi.dlopen(str(library())).fan_out
    except OSError:
        return None


class FanOut:
    """Sends what lies in the buffer `received`; what cannot be sent is counted in `dropped`, by reason."""

    def __init__(self, received: PacketBuffer, dropped: Counter[str], loop: CompiledLoop | None) -> None:
        self._received = received
        self._sent = PacketBuffer()
        self._dropped = dropped
        self._loop = loop
        self._packet = _ffi.cast("void *", received.address)
        self._protect = _ffi.cast("void *", protect_address)

    def __call__(self, entries: Entries, length: int, number_at: int, now: float) -> None:
        """Send the first `length` bytes to all. `number_at`: where the transport-wide number goes, 0 for nowhere."""
        if length > MAX_DATAGRAM:  # protection would write beyond the buffers
            self._dropped["too long"] += len(entries)
            return
        if self._loop is None:
            self._send(entries, length, number_at, now)
            return
        table = entries.table
        if table is None:
            table = entries.table = _Table(entries)
        if table.count:
            failed = self._loop(self._protect, self._packet, length, table.rows, table.count, number_at, now, MASK)
            if failed:
                self._dropped.update({"refused by SRTP": failed & 0xFFFF, "no room in the socket": failed >> 16})
        if table.others:
            self._send(table.others, length, number_at, now)

    def _send(self, entries: tuple[Entry, ...], length: int, number_at: int, now: float) -> None:
        received, sent, view, sent_length = self._received.memory, self._sent.memory, self._sent.view, self._sent.length
        first, second, sequence, timestamp, _ = HEADER.unpack_from(self._received.view)
        pack, head = HEADER_BY_WORDS.pack_into, first << 8 | second & 0x80
        total, datagram = 0, view
        for ssrc, payload_type, sequence_delta, timestamp_delta, context, send, address, numbers, _ in entries:
            copy(sent, received, length)
            pack(
                view,
                0,
                head | payload_type,
                sequence + sequence_delta & 0xFFFF,
                timestamp + timestamp_delta & 0xFFFFFFFF,
                ssrc,
            )
            if number_at:
                number = numbers.next[0]
                _NUMBER.pack_into(view, number_at, number & 0xFFFF)
                numbers.at[number & MASK] = now
                numbers.octets[number & MASK] = length
                numbers.next[0] = number + 1
            numbers.fresh = number_at > 0
            sent_length[0] = length
            if protect(context, sent, sent_length):
                self._dropped["refused by SRTP"] += 1
                continue
            if total != sent_length[0]:  # else as long as the one before, as nearly always
                total = sent_length[0]
                datagram = view[:total]
            try:
                send(datagram, address)
            except OSError:
                self._dropped["no room in the socket"] += 1


class _Table:
    """Rows for the compiled loop, good for as long as the entries live; `others` are those that it cannot send."""

    def __init__(self, entries: Entries) -> None:
        ours = [entry for entry in entries if entry[-1] >= 0]
        self.count = len(ours)
        self.rows = _ffi.new("char[]", b"".join(map(_row, ours)))
        self.others = tuple(entry for entry in entries if entry[-1] < 0)


def _row(entry: Entry) -> bytes:
    ssrc, payload_type, sequence_delta, timestamp_delta, context, _, address, numbers, descriptor = entry
    where = _socket_address(address)
    return _ROW.pack(
        address_of(context),
        *numbers.addresses,
        descriptor,
        ssrc,
        timestamp_delta & 0xFFFFFFFF,
        sequence_delta & 0xFFFF,
        payload_type,
        len(where),
        where,
    )


def _socket_address(address: Address) -> bytes:
    """As the kernel has it: `sockaddr_in` or `sockaddr_in6`."""
    host, port, *rest = address
    if not rest:
        return struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", port, socket.inet_aton(host))
    flow, scope = rest
    ip = socket.inet_pton(socket.AF_INET6, host.partition("%")[0])
    return struct.pack("=H", socket.AF_INET6) + struct.pack("!HI16s", port, flow, ip) + struct.pack("=I", scope)
