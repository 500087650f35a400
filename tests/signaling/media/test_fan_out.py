"""Both loops that send a packet to many, held to the same."""

import secrets
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from pylibsrtp import Policy, Session

from signaling.forwarding.congestion.sent import SentPackets
from signaling.forwarding.output import Entries
from signaling.forwarding.rtp import HEADER
from signaling.media import compile as compiling
from signaling.media.fan_out import Compiled, FanOut
from signaling.media.seam import PacketBuffer

BLOCK = bytes.fromhex("bede0001 31000000")
PAYLOAD = bytes(range(200))
NUMBER_AT = 12 + 4 + 1


class Ear:
    """A subscriber: a socket with keys."""

    def __init__(self, family: socket.AddressFamily = socket.AF_INET) -> None:
        key = secrets.token_bytes(28)
        profile = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
        self.sending = Session(Policy(key=key, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile))
        self.receiving = Session(Policy(key=key, ssrc_type=Policy.SSRC_ANY_INBOUND, srtp_profile=profile))
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.settimeout(2)
        self.socket.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
        self.sent = SentPackets()

    def packet(self) -> bytes:
        return self.receiving.unprotect(self.socket.recv(2048))


class Sender:
    def __init__(self, half: Compiled | None) -> None:
        self.received = PacketBuffer()
        self.dropped: Counter[str] = Counter()
        self.fan_out = FanOut(self.received, self.dropped, half)
        self.sockets = {
            family: socket.socket(family, socket.SOCK_DGRAM) for family in (socket.AF_INET, socket.AF_INET6)
        }

    def entry(self, ear: Ear, ssrc: int, payload_type: int, sequence_delta: int, timestamp_delta: int) -> tuple:
        out = self.sockets[ear.socket.family]
        sink = (ear.sending._srtp[0], out.sendto, ear.socket.getsockname(), ear.sent, out.fileno())
        return (ssrc, payload_type, sequence_delta, timestamp_delta, *sink)

    def __call__(self, entries: list[tuple], packet: bytes, number_at: int = 0, now: float = 1.0) -> None:
        self.received.view[: len(packet)] = packet
        self.fan_out(Entries(entries), len(packet), number_at, now)


@pytest.fixture
def sender(half: Compiled | None) -> Iterator[Sender]:
    sender = Sender(half)
    yield sender
    for it in sender.sockets.values():
        it.close()


def packet(sequence: int = 1000, timestamp: int = 5000, marker: int = 0) -> bytes:
    return HEADER.pack(0x90, marker << 7 | 96, sequence, timestamp, 7) + BLOCK + PAYLOAD


def test_everybody_gets_the_packet_with_numbers_of_their_own(sender: Sender) -> None:
    ears = [Ear() for _ in range(70)]
    sender([sender.entry(ear, 100 + n, 30 + n % 60, n, 10 * n) for n, ear in enumerate(ears)], packet(marker=1))
    for n, ear in enumerate(ears):
        head = HEADER.pack(0x90, 0x80 | 30 + n % 60, 1000 + n, 5000 + 10 * n, 100 + n)
        assert ear.packet() == head + BLOCK + PAYLOAD
    assert not sender.dropped


def test_sequence_number_and_timestamp_wrap(sender: Sender) -> None:
    ear = Ear()
    sender([sender.entry(ear, 1, 96, 70_000, -6000)], packet(65535, 5000))
    _, _, sequence, timestamp, _ = HEADER.unpack_from(ear.packet())
    assert (sequence, timestamp) == ((65535 + 70_000) & 0xFFFF, (5000 - 6000) & 0xFFFFFFFF)


def test_each_transport_counts_its_packets_and_notes_when_they_went(sender: Sender) -> None:
    busy, fresh = Ear(), Ear()
    for _ in range(65_537):
        busy.sent.number(0, 0.0)
    both = [sender.entry(busy, 1, 96, 0, 0), sender.entry(fresh, 2, 96, 0, 0), sender.entry(busy, 3, 96, 0, 0)]
    sender(both, packet(), NUMBER_AT, now=12.5)
    numbers = [ear.packet()[NUMBER_AT : NUMBER_AT + 2] for ear in (busy, fresh, busy)]
    assert numbers == [b"\0\1", b"\0\0", b"\0\2"]
    assert (busy.sent.end, fresh.sent.end) == (65_539, 1)
    assert fresh.sent.at[0] == 12.5
    assert fresh.sent.octets[0] == len(packet())


def test_without_a_place_for_it_no_number_is_used_up(sender: Sender) -> None:
    ear = Ear()
    sender([sender.entry(ear, 1, 96, 0, 0)], packet())
    assert ear.packet()[12:20] == BLOCK
    assert ear.sent.end == 0


def test_ipv6_addresses_are_reached(sender: Sender) -> None:
    ears = [Ear(), Ear(socket.AF_INET6), Ear()]
    sender([sender.entry(ear, 1, 96, 0, 0) for ear in ears], packet())
    assert all(ear.packet()[20:] == PAYLOAD for ear in ears)


def test_who_has_no_socket_of_ours_is_sent_to_by_the_given_function(sender: Sender) -> None:
    ear, taken = Ear(), []
    over_udp = Ear()
    over_tcp = (
        *sender.entry(ear, 1, 96, 0, 0)[:5],
        lambda datagram, _: taken.append(bytes(datagram)),
        None,
        ear.sent,
        -1,
    )
    sender([over_tcp, sender.entry(over_udp, 2, 96, 0, 0)], packet())
    assert ear.receiving.unprotect(taken[0])[20:] == PAYLOAD


def test_what_srtp_refuses_is_counted_and_the_others_get_theirs(sender: Sender) -> None:
    ear, other = Ear(), Ear()
    again = [sender.entry(ear, 1, 96, 0, 0), sender.entry(ear, 1, 96, 0, 0), sender.entry(other, 1, 96, 0, 0)]
    sender(again, packet())
    assert sender.dropped["refused by SRTP"] == 1
    assert other.packet()[20:] == PAYLOAD


def test_what_the_kernel_does_not_take_is_counted_and_the_others_get_theirs(sender: Sender) -> None:
    nowhere, ear = Ear(), Ear()
    unreachable = list(sender.entry(nowhere, 1, 96, 0, 0))
    unreachable[6] = ("255.255.255.255", 9)  # not permitted to a socket that has not asked to broadcast
    sender([tuple(unreachable), sender.entry(ear, 2, 96, 0, 0)], packet())
    assert sender.dropped["no room in the socket"] == 1
    assert ear.packet()[20:] == PAYLOAD


def test_without_a_compiler_the_relay_is_told_to_go_without(tmp_path: Any) -> None:
    problem = compiling.build(tmp_path / "fan_out.so", "no-such-compiler")
    assert problem == "there is no C compiler no-such-compiler"


def test_a_compiler_that_fails_leaves_nothing_behind(tmp_path: Any) -> None:
    assert "refused it" in (compiling.build(tmp_path / "fan_out.so", "false") or "")
    assert list(tmp_path.iterdir()) == []


def test_the_built_loop_depends_on_nothing_but_the_system(built: Compiled, tmp_path: Any) -> None:
    needed = subprocess.run(["ldd", str(compiling.library())], capture_output=True, text=True, check=True).stdout
    assert {line.split()[0].split(".")[0] for line in needed.splitlines()} <= {
        "linux-vdso",
        "libc",
        "/lib64/ld-linux-x86-64",
        "/lib/ld-linux-aarch64",
    }
