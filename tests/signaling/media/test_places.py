"""Who is at which address, as compiled code finds it."""

import ctypes
import socket

import pytest

from signaling.control.messages import Direction
from signaling.media import places as placing
from signaling.media.fan_out import address_from, socket_address
from signaling.media.places import Place, Places
from signaling.media.sockets import Address
from signaling.media.transport import Transport
from tests.support.peer import packet
from tests.support.relay import audio


def transport(direction: Direction = "publish") -> Transport:
    return Transport("a", "room", direction, "group")


def owners(places: Places[Transport]) -> list[int]:
    pointer, count = places.table()
    if not count:
        return []
    array = (Place * count).from_address(int(places_address(pointer)))
    return [ctypes.addressof(place.owner.contents) for place in array]


def places_address(pointer) -> int:
    return int(str(pointer).rsplit(" ", 1)[1].rstrip(">"), 16)


@pytest.mark.parametrize("address", [("192.0.2.7", 40000), ("2001:db8::7", 1, 0, 0), ("fe80::1", 65535, 0, 3)])
def test_an_address_is_the_same_there_and_back(address):
    assert address_from(socket_address(address) + bytes(4)) == address


def test_the_table_follows_who_comes_moves_and_goes():
    places: Places[Transport] = Places()
    one, other = transport(), transport()
    assert owners(places) == []
    places["192.0.2.2", 5] = one
    places["192.0.2.1", 5] = other
    assert owners(places) == [ctypes.addressof(other), ctypes.addressof(one)], "sorted by address"
    first = places.table()
    places["192.0.2.2", 5] = one
    assert places.table() is first, "nothing changed, nothing was made anew"
    places["192.0.2.2", 5] = other
    assert owners(places) == [ctypes.addressof(other)] * 2
    assert places.setdefault(("192.0.2.2", 5), one) is other
    del places["192.0.2.1", 5]
    places.setdefault(("192.0.2.3", 5), one)
    assert owners(places) == [ctypes.addressof(other), ctypes.addressof(one)]


def test_who_comes_from_a_new_address_costs_no_more_among_many(monkeypatch):
    """A client can check from another port at every packet, and everybody would wait for a table of everybody."""
    read: list[Address] = []

    def reading(address):
        read.append(address)
        return socket_address(address)

    monkeypatch.setattr(placing, "socket_address", reading)
    places: Places[Transport] = Places()
    one = transport()
    for number in range(50):
        places["192.0.2.2", number] = one
        places.table()
    assert len(read) == 50
    assert len(owners(places)) == 50


async def test_what_comes_from_an_address_that_was_another_clients_is_not_taken_for_its(relay):
    """A port that one client has left can be the next one's within the hour."""
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    for number in range(5):
        alice.send_rtp(packet(1000, number, 960 * number, b"hello"))
    await bob.until(lambda: len(bob.rtp) == 5)
    port = alice.socket.getsockname()
    await alice.association.close()
    await relay.until(lambda: relay.state("a") == "closed")
    stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    alice.roam()
    stranger.bind(port)
    before = relay.counters().dropped.get("media from an unknown address", 0)
    stranger.sendto(packet(1000, 6, 5760, b"forged, and long enough"), alice.address)
    await relay.until(lambda: relay.counters().dropped.get("media from an unknown address", 0) == before + 1)
    stranger.close()
    assert len(bob.rtp) == 5
