"""What is announced of the sockets, and what a worker does when a port cannot be had."""

import socket
from pathlib import Path

import pytest

from signaling.media.sockets import candidates, open_listeners, open_sockets, place
from signaling.media.worker import WorkerSettings, open_ports, parse


@pytest.fixture
def opened():
    made: list[socket.socket] = []
    yield made
    for one in made:
        one.close()


def settings(**given):
    return WorkerSettings(control=Path("unused"), listen=("127.0.0.1",), **given)


def test_udp_comes_before_tcp_and_the_first_address_before_the_others(opened):
    sockets, listeners = open_ports(settings())
    opened += [*sockets, *listeners]
    port = sockets[0].getsockname()[1]
    found = candidates(sockets, ("203.0.113.7", "2001:db8::7"), listeners)
    assert [(one.protocol, one.tcp_type, one.ip, one.port) for one in found] == [
        ("udp", None, "203.0.113.7", port),
        ("udp", None, "2001:db8::7", port),
        ("tcp", "passive", "203.0.113.7", port),
        ("tcp", "passive", "2001:db8::7", port),
    ]
    assert [one.priority for one in found] == sorted((one.priority for one in found), reverse=True)
    assert len({one.foundation for one in found}) == 4


def test_a_port_of_a_nat_is_announced_for_both(opened):
    sockets, listeners = open_ports(settings())
    opened += [*sockets, *listeners]
    found = candidates(sockets, ("203.0.113.7:40000", "[2001:db8::7]:40001"), listeners)
    assert [(one.ip, one.port) for one in found] == 2 * [("203.0.113.7", 40000), ("2001:db8::7", 40001)]


def test_nothing_is_announced_of_what_is_not_listened_on(opened):
    sockets, listeners = open_ports(settings(tcp=False))
    opened += sockets
    assert listeners == []
    assert {one.protocol for one in candidates(sockets, (), listeners)} == {"udp"}


def test_without_its_tcp_port_a_worker_relays_over_udp(opened, caplog):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        sockets, listeners = open_ports(settings(tcp_port=taken.getsockname()[1]))
    opened += sockets
    assert listeners == []
    assert "no TCP" in caplog.text


def test_both_address_families_share_one_port(opened):
    sockets = open_sockets(("127.0.0.1", "::1"), 0)
    opened += sockets
    listeners = open_listeners(("127.0.0.1", "::1"), sockets[0].getsockname()[1])
    opened += listeners
    assert len({one.getsockname()[1] for one in opened}) == 1
    assert [one.ip for one in candidates(sockets, (), listeners)] == 2 * ["127.0.0.1", "::1"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("203.0.113.7", ("203.0.113.7", None)),
        ("203.0.113.7:40000", ("203.0.113.7", 40000)),
        ("2001:db8::7", ("2001:db8::7", None)),
        ("[2001:db8::7]", ("2001:db8::7", None)),
        ("[2001:db8::7]:40000", ("2001:db8::7", 40000)),
    ],
)
def test_an_address_is_told_from_its_port(text, meant):
    assert place(text) == meant


@pytest.mark.parametrize(
    "text", ["relay.example.org", "203.0.113.7:0", "203.0.113.7:x", "[2001:db8::7", "[::1]40000", ""]
)
def test_what_is_no_address_is_refused_at_the_command_line(text):
    with pytest.raises(SystemExit):
        parse(["--control", "unused", "--announce", text])
