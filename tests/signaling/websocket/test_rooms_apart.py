"""What goes wrong in one room stays there, and a room that was another's meanwhile is taken over anew."""

from collections.abc import AsyncIterator

import pytest

from signaling.cluster.directory import InMemoryDirectory
from tests.signaling.websocket.pages import House
from tests.support.live_clinic import FakeClinic, plan, seat
from tests.support.waiting import until

FAY = seat("fay", "facilitator")


@pytest.fixture
async def house() -> AsyncIterator[House]:
    clinic = FakeClinic()
    clinic.plans["session-2"] = plan("session-2")
    async with House(clinic) as house:
        yield house


async def test_a_login_that_ends_closes_its_sockets_in_all_rooms_though_one_room_is_anothers_by_now(
    house: House,
) -> None:
    await house.page(FAY)
    there = await house.page(seat("fay", "facilitator", "session-2"))
    house.clinic.epochs["session-1"] += 1
    await house.rooms.revoke("login-fay")
    assert (await there.of_type("goodbye"))["reason"] == "revoked"


async def test_a_node_that_stops_hands_its_rooms_over_though_one_is_anothers_by_now(house: House) -> None:
    fay, there = await house.page(FAY), await house.page(seat("fay", "facilitator", "session-2"))
    house.clinic.epochs["session-1"] += 1
    handed_over = await house.rooms.drain()
    assert "session-2" in [one.session for one in handed_over]
    for page in (fay, there):
        assert (await page.of_type("goodbye"))["reason"] == "draining"
    assert house.rooms._rooms == {}


async def test_a_room_that_was_just_opening_when_the_node_stops_does_not_open(house: House) -> None:
    directory = house.directory
    assert isinstance(directory, InMemoryDirectory)

    async def is_claimed() -> bool:
        return bool(directory.owned)

    house.clinic.opening.clear()
    coming = await house.hello(FAY)
    await until(is_claimed, every=0.001)
    await house.rooms.drain()
    house.clinic.opening.set()
    assert (await coming.of_type("goodbye"))["reason"] == "draining"
    assert house.rooms._rooms == {} and directory.owned == set()


async def test_a_room_that_another_node_owned_meanwhile_is_taken_over_when_it_comes_back(house: House) -> None:
    await house.page(FAY)
    async with House(house.clinic, clock=house.clock) as other:
        fay = await other.page(FAY)
        assert house.clinic.kinds().count("server_started") == 1
        await fay.ask("raise_hand", raised=True)
    late = await house.hello(FAY)
    assert (await late.of_type("goodbye"))["reason"] == "draining"
    await house.page(FAY)
    assert house.clinic.epochs == {"session-1": 3}
    assert house.clinic.kinds().count("server_started") == 2, "what was between is not this process's to vouch for"
    assert house.media[-1].adopted is not None
