"""Who did what in a room reaches the audit trail, also when storage was away, and whatever becomes of the room."""

from datetime import timedelta

import pytest

from signaling.websocket.live_room import Pace
from tests.signaling.websocket.pages import House
from tests.support.live_clinic import seat
from tests.support.waiting import until

ANA = seat("ana")


async def test_entries_that_waited_for_storage_are_stored_before_the_process_stops() -> None:
    async with House() as house:
        fay, _ = await house.group(ANA)
        house.clinic.database_away = True
        await fay.ask("remove", participant="ana")
        house.clinic.database_away = False
        await house.rooms.drain()
        assert await house.has_audited("room.remove")


async def test_an_entry_that_the_database_never_takes_is_set_aside_and_holds_up_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with House() as house:
        fay, _ = await house.group(ANA)
        house.clinic.never_audited = "room.remove"
        await fay.ask("remove", participant="ana")
        await fay.ask("start_session")
        await until(lambda: house.has_audited("room.start_session"), every=0.01)
        aside = next(one for one in caplog.records if "set aside" in one.message)
        assert "room.remove" in aside.message and "'ana'" in aside.message and "LEGAL" not in aside.message


async def test_who_is_refused_again_and_again_makes_one_entry_and_one_count_a_minute() -> None:
    async with House() as house:
        fay, ana = await house.group(ANA)
        for _ in range(20):
            await ana.ask("start_session")
        await ana.ask("set_locked", locked=True)
        house.clock.advance(5)
        await ana.ask("start_session")
        await fay.ask("start_session")
        await fay.ask("end_session")
        await until(lambda: house.has_audited("room.end_session"), every=0.01)
        refused = [one for one in house.clinic.acts if one.action.startswith("room.refused")]
        assert [(one.action, one.detail.get("times")) for one in refused] == [
            ("room.refused.start_session", None),
            ("room.refused.set_locked", None),
            ("room.refused.start_session", "20"),
        ]


async def test_refusals_that_were_only_counted_are_stored_before_the_process_stops() -> None:
    async with House() as house:
        _, ana = await house.group(ANA)
        for _ in range(4):
            await ana.ask("start_session")
        await house.rooms.drain()
        refused = [one for one in house.clinic.acts if one.action == "room.refused.start_session"]
        assert [one.detail.get("times") for one in refused] == [None, "3"]


async def test_an_empty_room_is_not_put_away_while_an_entry_waits_for_storage() -> None:
    async with House(pace=Pace(beat=timedelta(milliseconds=20), empty=timedelta(seconds=60))) as house:
        ana = await house.page(ANA)
        house.clinic.database_away = True
        await ana.ask("start_session")
        await ana.ask("leave")
        await ana.closes()
        room = house.rooms._rooms["session-1"]
        house.clock.advance(61)
        seen = len(house.clinic.facts)
        await until(lambda: house.has_facts(seen + 3), every=0.01)
        house.clinic.database_away = False
        await until(lambda: house.has_audited("room.refused.start_session"), every=0.01)
        await room.closed.wait()
