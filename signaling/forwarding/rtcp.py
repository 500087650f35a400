"""RTCP packets (RFC 3550 6, RFC 4585, RFC 5104, REMB): those that the relay understands, and those that it sends."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from signaling.forwarding.congestion import feedback
from signaling.forwarding.congestion.feedback import TransportFeedback

SENDER_REPORT, RECEIVER_REPORT, SOURCE_DESCRIPTION = 200, 201, 202
TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK = 205, 206
_NACK, _PLI, _FIR, _APPLICATION = 1, 1, 4, 15
_MAX_NACKED = 512
_NTP_EPOCH_OFFSET = 2208988800
"""Seconds from 1900 to 1970."""

_HEAD = struct.Struct("!BBH")
_SENDER = struct.Struct("!QIII")
_SENDER_REPORT = struct.Struct("!BBHIQIII")
_BLOCK = struct.Struct("!IIIIII")
_FRACTIONS_AT = {SENDER_REPORT: 32, RECEIVER_REPORT: 12}
"""Where the first block says what part was lost."""


class ReportBlock(NamedTuple):
    """What a receiver says of one stream; `fraction_lost` in 1/256, the last two in 1/65536 s (RFC 3550 6.4.1)."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest: int
    jitter: int
    last_report: int
    since_last_report: int


class SenderReport(NamedTuple):
    ssrc: int
    ntp: int
    timestamp: int
    packets: int
    octets: int


class ReceiverReport(NamedTuple):
    """The report blocks of a sender or receiver report."""

    blocks: tuple[ReportBlock, ...]


class Nack(NamedTuple):
    ssrc: int
    sequences: tuple[int, ...]


class KeyframeRequest(NamedTuple):
    """A picture loss indication, or one entry of a full intra request."""

    ssrc: int


class Remb(NamedTuple):
    """The receiver's estimate of what it can take, bit/s (draft-alvestrand-rmcat-remb-03)."""

    bitrate: int
    ssrcs: tuple[int, ...]


Report = SenderReport | ReceiverReport | Nack | KeyframeRequest | Remb | TransportFeedback


def parse(data: bytes) -> list[Report]:
    """What a compound packet says, unknown parts left out; ValueError where it is not well-formed."""
    reports: list[Report] = []
    position = 0
    while position < len(data):
        if position + 4 > len(data):
            raise ValueError("an RTCP header does not fit the packet")
        first, packet_type, words = _HEAD.unpack_from(data, position)
        end = position + 4 + 4 * words
        if first >> 6 != 2 or end > len(data):
            raise ValueError("an RTCP packet does not fit its datagram")
        body = data[position + 4 : end]
        if first & 0x20:
            if not body or body[-1] > len(body):
                raise ValueError("RTCP padding does not fit its packet")
            body = body[: len(body) - body[-1]]
        try:
            if packet_type == TRANSPORT_FEEDBACK and first & 0x1F == feedback.FORMAT:
                reports.append(feedback.read(body))
            else:
                reports.extend(_reports(packet_type, first & 0x1F, body))
        except struct.error as error:
            raise ValueError("an RTCP packet is shorter than its type needs") from error
        position = end
    return reports


def is_quiet(data: bytes, following: int) -> bool:
    """Whether a compound packet, should it be well-formed, may be read a little later: it asks for nothing, and says of
    no stream that anything was lost, or is held up. `following`: the transport-wide number that comes next."""
    position = 0
    while position + 4 <= len(data):
        kind, count = data[position + 1], data[position] & 0x1F
        end = position + 4 + 4 * (data[position + 2] << 8 | data[position + 3])
        if kind == TRANSPORT_FEEDBACK and (count != feedback.FORMAT or _lags(data[position + 12 : end], following)):
            return False
        if kind == PAYLOAD_FEEDBACK and count != _APPLICATION:
            return False
        if kind in _FRACTIONS_AT and any(data[position + _FRACTIONS_AT[kind] : end : _BLOCK.size]):
            return False
        position = end
    return True


def _lags(feedback_from_base: bytes, following: int) -> bool:
    """Whether transport-wide feedback speaks of fewer packets than were sent since."""
    base, reported = int.from_bytes(feedback_from_base[:2]), int.from_bytes(feedback_from_base[2:4])
    return (following - base - reported) & 0xFFFF > reported


def _reports(packet_type: int, count: int, body: bytes) -> Iterator[Report]:
    if packet_type == SENDER_REPORT:
        (ssrc,) = struct.unpack_from("!I", body)
        ntp, timestamp, packets, octets = _SENDER.unpack_from(body, 4)
        yield SenderReport(ssrc, ntp, timestamp, packets, octets)
        yield ReceiverReport(_blocks(body, 24, count))
    elif packet_type == RECEIVER_REPORT:
        yield ReceiverReport(_blocks(body, 4, count))
    elif packet_type == TRANSPORT_FEEDBACK and count == _NACK:
        _, ssrc = struct.unpack_from("!II", body)
        yield Nack(ssrc, _nacked(body))
    elif packet_type == PAYLOAD_FEEDBACK:
        _, ssrc = struct.unpack_from("!II", body)
        if count == _PLI:
            yield KeyframeRequest(ssrc)
        elif count == _FIR:
            for position in range(8, len(body) - 7, 8):
                yield KeyframeRequest(*struct.unpack_from("!I", body, position))
        elif count == _APPLICATION and body[8:12] == b"REMB":
            yield _remb(body)


def _blocks(body: bytes, start: int, count: int) -> tuple[ReportBlock, ...]:
    blocks = []
    for index in range(count):
        ssrc, loss, highest, jitter, last, since = _BLOCK.unpack_from(body, start + index * _BLOCK.size)
        lost = loss & 0xFFFFFF
        blocks.append(ReportBlock(ssrc, loss >> 24, lost - (lost >> 23 << 24), highest, jitter, last, since))
    return tuple(blocks)


def _nacked(body: bytes) -> tuple[int, ...]:
    sequences: list[int] = []
    for position in range(8, len(body) - 3, 4):
        first, mask = struct.unpack_from("!HH", body, position)
        sequences.append(first)
        sequences.extend((first + bit + 1) & 0xFFFF for bit in range(16) if mask >> bit & 1)
        if len(sequences) > _MAX_NACKED:
            break
    return tuple(sequences)


def _remb(body: bytes) -> Remb:
    count, exponent, mantissa = struct.unpack_from("!BBH", body, 12)
    bitrate = ((exponent & 3) << 16 | mantissa) << (exponent >> 2)
    return Remb(bitrate, struct.unpack_from(f"!{count}I", body, 16))


def ntp_time(unix: float) -> int:
    """Unix time in seconds as NTP's 32.32 bits."""
    return int((unix + _NTP_EPOCH_OFFSET) * 4294967296)


def _packet(packet_type: int, count: int, body: bytes) -> bytes:
    return _HEAD.pack(0x80 | count, packet_type, len(body) // 4) + body


def sender_report(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int) -> bytes:
    """All but `ssrc` wrap, as clocks and counters do (RFC 3550 6.4.1)."""
    return _SENDER_REPORT.pack(
        0x80,
        SENDER_REPORT,
        6,
        ssrc,
        ntp & 0xFFFFFFFFFFFFFFFF,
        timestamp & 0xFFFFFFFF,
        packets & 0xFFFFFFFF,
        octets & 0xFFFFFFFF,
    )


def receiver_report(sender: int, blocks: Iterable[ReportBlock] = ()) -> bytes:
    """At most 31 blocks."""
    packed = [
        _BLOCK.pack(
            block.ssrc,
            block.fraction_lost << 24 | block.lost & 0xFFFFFF,
            block.highest & 0xFFFFFFFF,
            block.jitter & 0xFFFFFFFF,
            block.last_report,
            block.since_last_report,
        )
        for block in blocks
    ]
    return _packet(RECEIVER_REPORT, len(packed), sender.to_bytes(4, "big") + b"".join(packed))


def source_description(names: Iterable[tuple[int, str]]) -> bytes:
    """The canonical name (CNAME) of each SSRC; at most 31."""
    return described([named(ssrc, name) for ssrc, name in names])


def named(ssrc: int, name: str) -> bytes:
    """What a source description says of one SSRC."""
    item = name.encode()[:255]
    chunk = ssrc.to_bytes(4, "big") + bytes((1, len(item))) + item
    return chunk + bytes(4 - len(chunk) % 4)


def described(chunks: Sequence[bytes]) -> bytes:
    """A source description of what `named` made; at most 31."""
    return _packet(SOURCE_DESCRIPTION, len(chunks), b"".join(chunks))


def picture_loss(sender: int, ssrc: int) -> bytes:
    return _packet(PAYLOAD_FEEDBACK, _PLI, struct.pack("!II", sender, ssrc))


def nack(sender: int, ssrc: int, sequences: Iterable[int]) -> bytes:
    """Ask for 16-bit sequence numbers, given in order of sending, once more."""
    pairs: list[tuple[int, int]] = []
    for sequence in sequences:
        distance = (sequence - pairs[-1][0]) & 0xFFFF if pairs else 0
        if pairs and 1 <= distance <= 16:
            pairs[-1] = (pairs[-1][0], pairs[-1][1] | 1 << distance - 1)
        else:
            pairs.append((sequence, 0))
    items = b"".join(struct.pack("!HH", first, mask) for first, mask in pairs)
    return _packet(TRANSPORT_FEEDBACK, _NACK, struct.pack("!II", sender, ssrc) + items)


def remb(sender: int, bitrate: int, ssrcs: tuple[int, ...]) -> bytes:
    exponent = max(0, bitrate.bit_length() - 18)
    mantissa = bitrate >> exponent
    head = struct.pack("!II4sBBH", sender, 0, b"REMB", len(ssrcs), exponent << 2 | mantissa >> 16, mantissa & 0xFFFF)
    return _packet(PAYLOAD_FEEDBACK, _APPLICATION, head + struct.pack(f"!{len(ssrcs)}I", *ssrcs))


def transport_feedback(body: bytes) -> bytes:
    """`body` is that of `congestion.feedback`; what it lacks to whole words is padding."""
    padding = -len(body) % 4
    header = 0xA0 if padding else 0x80
    filled = body + bytes(padding - 1) + bytes((padding,)) if padding else body
    return _HEAD.pack(header | feedback.FORMAT, TRANSPORT_FEEDBACK, len(filled) // 4) + filled
