"""The ICE-lite agent by itself: datagrams in, answers out."""

import zlib

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st

from signaling.media.ice import IceAgent

PASSWORD = "p" * 24
ADDRESS = ("192.0.2.7", 4242)


@pytest.fixture
def agent():
    made: IceAgent[str] = IceAgent()
    made.add("ours", PASSWORD, "alice")
    made.set_remote("ours", "theirs")
    return made


def request(name="ours:theirs", password=PASSWORD, **attributes):
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = name
    message.attributes["ICE-CONTROLLING"] = 1
    message.attributes.update(attributes)
    message.add_message_integrity(password.encode())
    return memoryview(bytes(message))


def test_an_authentic_check_is_answered_with_the_address_that_it_came_from(agent):
    check = agent.check(request(), ADDRESS)
    assert check is not None and check.owner == "alice" and not check.nominated
    answer = stun.parse_message(check.answer)
    assert answer.message_class == stun.Class.RESPONSE
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == ADDRESS
    assert answer.check_message_integrity(PASSWORD.encode())
    assert "FINGERPRINT" in answer.attributes


@given(st.ip_addresses(), st.integers(0, 65535), st.booleans())
def test_an_answer_reads_as_a_library_reads_it(host, port, controlled):
    agent: IceAgent[str] = IceAgent()
    agent.add("ours", PASSWORD, "alice")
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = "ours:theirs"
    message.attributes["ICE-CONTROLLED" if controlled else "ICE-CONTROLLING"] = 1
    message.add_message_integrity(PASSWORD.encode())
    check = agent.check(memoryview(bytes(message)), (str(host), port))
    assert check is not None
    answer = stun.parse_message(check.answer)
    assert answer.check_message_integrity(PASSWORD.encode())
    assert "FINGERPRINT" in answer.attributes
    assert answer.transaction_id == message.transaction_id
    if controlled:
        assert answer.attributes["ERROR-CODE"] == (487, "Role Conflict")
    else:
        assert answer.attributes["XOR-MAPPED-ADDRESS"] == (str(host), port)


def test_what_follows_the_integrity_counts_for_nothing(agent):
    """Anybody on the way could have added it (RFC 8489 14.5)."""
    genuine = bytes(request())
    body = genuine[20:-8] + b"\x00\x25\x00\x00"
    head = genuine[:2] + (len(body) + 8).to_bytes(2, "big") + genuine[4:20]
    mark = zlib.crc32(head + body) ^ 0x5354554E
    check = agent.check(memoryview(head + body + b"\x80\x28\x00\x04" + mark.to_bytes(4, "big")), ADDRESS)
    assert check is not None and not check.nominated


def test_an_ipv6_address_is_told_too(agent):
    check = agent.check(request(), ("2001:db8::5", 9))
    assert check is not None
    assert stun.parse_message(check.answer).attributes["XOR-MAPPED-ADDRESS"] == ("2001:db8::5", 9)


def test_an_address_of_the_link_is_told_without_our_interface(agent):
    check = agent.check(request(), ("fe80::5%eth0", 9))
    assert check is not None
    assert stun.parse_message(check.answer).attributes["XOR-MAPPED-ADDRESS"] == ("fe80::5", 9)


def test_the_clients_choice_of_address_is_seen(agent):
    check = agent.check(request(**{"USE-CANDIDATE": None}), ADDRESS)
    assert check is not None and check.nominated


def test_a_client_that_thinks_itself_controlled_is_put_right(agent):
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = "ours:theirs"
    message.attributes["ICE-CONTROLLED"] = 1
    message.add_message_integrity(PASSWORD.encode())
    check = agent.check(memoryview(bytes(message)), ADDRESS)
    assert check is not None and check.role_conflict
    assert stun.parse_message(check.answer).error_code == 487


@pytest.mark.parametrize(
    "datagram",
    [
        request("ours:others"),
        request("nobody:theirs"),
        request("ours"),
        request(password="q" * 24),
        memoryview(bytes(request())[:-8]),
        memoryview(bytes(request())[:-1] + b"\0"),
    ],
    ids=["remote name", "local name", "half a name", "password", "no fingerprint", "wrong fingerprint"],
)
def test_what_is_not_authentic_is_not_answered(agent, datagram):
    assert agent.check(datagram, ADDRESS) is None


def test_a_removed_generation_is_not_answered(agent):
    agent.remove("ours")
    assert agent.check(request(), ADDRESS) is None


@given(st.binary(max_size=120))
def test_any_bytes_are_survived(data):
    agent: IceAgent[str] = IceAgent()
    agent.add("", PASSWORD, "alice")
    assert agent.check(memoryview(data), ADDRESS) is None


@given(st.integers(0, 115), st.integers(0, 255))
def test_a_check_with_any_byte_changed_up_to_its_integrity_is_not_authentic(position, value):
    agent: IceAgent[str] = IceAgent()
    agent.add("ours", PASSWORD, "alice")
    data = bytearray(request(PRIORITY=1))
    position %= len(data) - 8
    unchanged = data[position] == value
    data[position] = value
    assert (agent.check(memoryview(data), ADDRESS) is not None) == unchanged


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=12)), max_size=6))
def test_any_attributes_are_survived(attributes):
    body = b"".join(
        kind.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value + bytes(-len(value) % 4)
        for kind, value in [(6, b"ours:theirs"), *attributes]
    )
    datagram = b"\x00\x01" + len(body).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + bytes(12) + body
    agent: IceAgent[str] = IceAgent()
    agent.add("ours", PASSWORD, "alice")
    assert agent.check(memoryview(datagram), ADDRESS) is None
