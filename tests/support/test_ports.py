"""Ports that nobody else is given meanwhile."""

import socket
from pathlib import Path

import pytest

from tests.support.ports import PORTS, free_port

OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")


def test_who_waits_for_a_program_to_listen_connected_to_themselves():
    if not OUTGOING.exists():
        pytest.skip("needs Linux")
    first, _ = OUTGOING.read_text().split()
    assert PORTS.stop <= int(first)


def test_a_port_that_is_taken_is_not_given():
    port = free_port("127.0.0.1")
    with socket.create_server(("127.0.0.1", port)):
        assert port not in {free_port("127.0.0.1") for _ in range(100)}
