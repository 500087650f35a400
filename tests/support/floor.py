"""The least that forwarding can cost: protect each packet for each sink and send it, nothing else.

`python -m tests.support.floor PACKETS PROFILE ADDRESS PORT…`: for each line on stdin, sends the trace's first PACKETS
packets to all ports but one, as fast as it goes, and answers with the CPU time per sent packet in microseconds.
"""

import secrets
import socket
import sys
import time

from pylibsrtp import Policy, Session

from signaling.bots.outgoing import OutgoingStream
from signaling.media.seam import PacketBuffer, copy, protect
from tests.support.trace import read_trace

_PROFILES = {
    "SRTP_AEAD_AES_128_GCM": (Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 28),
    "SRTP_AES128_CM_SHA1_80": (Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 30),
    "SRTP_AEAD_AES_256_GCM": (Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 44),
}


def main() -> None:
    count, profile, host, *ports = sys.argv[1:]
    addresses = [(host, int(port)) for port in ports]
    sessions = [_session(profile) for _ in addresses]
    streams = OutgoingStream(111, 48000, 2, 3), OutgoingStream(96, 90000, 2)
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sinks = [(session._srtp[0], address) for session, address in zip(sessions, addresses, strict=True)]
    for _ in sys.stdin:
        packets = _packets(streams, int(count))
        before = time.process_time()
        sent = _send(sock, packets, sinks)
        print(1e6 * (time.process_time() - before) / sent, flush=True)


def _send(sock: socket.socket, packets: list[bytes], sinks: list) -> int:
    buffer = PacketBuffer()
    memory, length, view, sendto = buffer.memory, buffer.length, buffer.view, sock.sendto
    sent = 0
    for number, packet in enumerate(packets):
        skipped = number % len(sinks)
        for at, (context, address) in enumerate(sinks):
            if at == skipped:
                continue
            copy(memory, packet, len(packet))
            length[0] = len(packet)
            if protect(context, memory, length):
                raise RuntimeError("libsrtp refused a packet")
            sendto(view[: length[0]], address)
            sent += 1
    return sent


def _session(profile: str) -> Session:
    identity, key_bytes = _PROFILES[profile]
    return Session(
        Policy(key=secrets.token_bytes(key_bytes), ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=identity)
    )


def _packets(streams: tuple[OutgoingStream, OutgoingStream], count: int) -> list[bytes]:
    trace = read_trace()
    rows = (trace[at % len(trace)] for at in range(count))
    return [streams[it.video].packet(bytes(it.payload), 0, it.at, it.marker, None if it.video else 40) for it in rows]


if __name__ == "__main__":
    main()
