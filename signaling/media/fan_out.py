"""One packet to many subscribers: the loop that the relay's cost is in.

For each row of a table the packet is copied, gets the subscriber's SSRC, payload type, sequence number, timestamp and
transport-wide number (which is noted with the time, for congestion control), is protected and sent. `fan_out.c` is the
same, compiled; it is used where it was built (`compile.py`) and the way is a UDP socket. Both are tested alike.
"""

import ctypes
import socket
import struct
import sys
from collections import Counter
from typing import Any

from signaling.forwarding.congestion.sent import MASK
from signaling.forwarding.output import Entries, Entry
from signaling.forwarding.rtp import HEADER, HEADER_BY_WORDS
from signaling.forwarding.shared import Shared
from signaling.media.seam import MAX_DATAGRAM, PacketBuffer, address_of, copy, pointer_to, protect, protect_address
from signaling.media.sockets import Address

REFUSED, UNSENT = "refused by SRTP", "no room in the socket"
"""Reasons for dropping a packet."""

_NUMBER = struct.Struct("!H")

Compiled = Any
"""The library of `compiled.py`."""


class Row(Shared):
    """One subscriber: key, where its transport-wide numbers are noted (null for nowhere), what to write, where to."""

    _fields_ = (
        ("srtp", ctypes.c_void_p),
        ("next", ctypes.POINTER(ctypes.c_uint64)),
        ("sent_at", ctypes.POINTER(ctypes.c_double)),
        ("octets", ctypes.POINTER(ctypes.c_uint32)),
        ("socket", ctypes.c_int32),
        ("ssrc", ctypes.c_uint32),
        ("timestamp_delta", ctypes.c_uint32),
        ("sequence_delta", ctypes.c_uint16),
        ("payload_type", ctypes.c_uint8),
        ("address_bytes", ctypes.c_uint8),
        ("address", ctypes.c_uint8 * 32),
    )


class FanOut:
    """Sends what lies in the buffer `received`; what cannot be sent is counted in `dropped`, by reason."""

    def __init__(self, received: PacketBuffer, dropped: Counter[str], compiled: Compiled | None) -> None:
        self._received = received
        self._sent = PacketBuffer()
        self._dropped = dropped
        self._loop = None if compiled is None else compiled.fan_out
        self._packet = pointer_to(received.address)
        self._protect = pointer_to(protect_address)

    def __call__(self, entries: Entries, length: int, number_at: int, now: float) -> None:
        """Send the first `length` bytes to all. `number_at`: where the transport-wide number goes, 0 for nowhere."""
        if length > MAX_DATAGRAM:  # protection would write beyond the buffers
            self._dropped["too long"] += len(entries)
            return
        if self._loop is None:
            self._send(entries, length, number_at, now)
            return
        table = table_of(entries)
        if table.count:
            failed = self._loop(self._protect, self._packet, length, table.rows, table.count, number_at, now, MASK)
            if failed:
                self._dropped.update({REFUSED: failed & 0xFFFF, UNSENT: failed >> 16})
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
                self._dropped[REFUSED] += 1
                continue
            if total != sent_length[0]:  # else as long as the one before, as nearly always
                total = sent_length[0]
                datagram = view[:total]
            try:
                send(datagram, address)
            except OSError:
                self._dropped[UNSENT] += 1


def table_of(entries: Entries) -> "Table":
    """The rows of entries, made once."""
    if entries.table is None:
        entries.table = Table(entries)
    table: Table = entries.table
    return table


class Table:
    """Rows for the compiled loop, good for as long as the entries live; `others` are those that it cannot send."""

    def __init__(self, entries: Entries) -> None:
        ours = [entry for entry in entries if entry[-1] >= 0]
        self.count = len(ours)
        self.array = (Row * len(ours))(*map(_row, ours))
        self.rows = pointer_to(ctypes.addressof(self.array))
        self.others = tuple(entry for entry in entries if entry[-1] < 0)


def _row(entry: Entry) -> Row:
    ssrc, payload_type, sequence_delta, timestamp_delta, context, _, address, numbers, descriptor = entry
    where = socket_address(address)
    row = Row(
        srtp=address_of(context),
        socket=descriptor,
        ssrc=ssrc,
        timestamp_delta=timestamp_delta & 0xFFFFFFFF,
        sequence_delta=sequence_delta & 0xFFFF,
        payload_type=payload_type,
        address_bytes=len(where),
        address=(*where, *bytes(32 - len(where))),
    )
    next_number, sent_at, octets = numbers.addresses
    row.next = ctypes.cast(next_number, ctypes.POINTER(ctypes.c_uint64))
    row.sent_at = ctypes.cast(sent_at, ctypes.POINTER(ctypes.c_double))
    row.octets = ctypes.cast(octets, ctypes.POINTER(ctypes.c_uint32))
    return row


def socket_address(address: Address) -> bytes:
    """As the kernel has it: `sockaddr_in` or `sockaddr_in6`. Back: `address_from`."""
    host, port, *rest = address
    if not rest:
        return struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", port, socket.inet_aton(host))
    flow, scope = rest
    ip = socket.inet_pton(socket.AF_INET6, host.partition("%")[0])
    return struct.pack("=H", socket.AF_INET6) + struct.pack("!HI16s", port, flow, ip) + struct.pack("=I", scope)


def address_from(where: bytes) -> Address:
    """The address that the kernel says so, as Python's sockets do."""
    port = int.from_bytes(where[2:4], "big")
    if int.from_bytes(where[:2], sys.byteorder) == socket.AF_INET:
        return socket.inet_ntoa(where[4:8]), port
    flow, scope = int.from_bytes(where[4:8], "big"), int.from_bytes(where[24:28], sys.byteorder)
    return socket.inet_ntop(socket.AF_INET6, where[8:24]), port, flow, scope
