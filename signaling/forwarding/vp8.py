"""The one thing that the relay reads of a VP8 payload: whether a packet begins a keyframe."""

from signaling.forwarding.rtp import Buffer


def begins_keyframe(packet: Buffer, payload: int, length: int) -> bool:
    """Whether the payload at offset `payload` is the first part of a keyframe (RFC 7741 4.2 and 4.3)."""
    if payload >= length:
        return False
    first = packet[payload]
    if first & 0x17 != 0x10:  # S bit set, partition index 0
        return False
    position = payload + 1
    if first & 0x80:
        if position >= length:
            return False
        extended = packet[position]
        position += 1
        if extended & 0x80:  # picture id, of one byte or two
            if position >= length:
                return False
            position += 2 if packet[position] & 0x80 else 1
        if extended & 0x40:  # TL0PICIDX
            position += 1
        if extended & 0x30:  # TID, Y and KEYIDX
            position += 1
    return position < length and not packet[position] & 0x01
