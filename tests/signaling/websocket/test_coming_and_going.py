"""One person, however many tabs, reloads and broken networks; the session from its start to its end."""

import gc
import weakref
from datetime import timedelta

import pytest

from server.domain.attendance.evidence import Beat, ClockStepped, Disconnected
from signaling.cluster.directory import InMemoryDirectory, OwnedRoom
from signaling.websocket.live_room import Pace
from signaling.websocket.ports import Page
from tests.signaling.websocket.pages import House, names, on_roster, peer, places
from tests.support.live_clinic import FakeClinic, FakeSeen, seat
from tests.support.waiting import until

ANA, BEN, FAY = seat("ana"), seat("ben"), seat("fay", "facilitator")
QUICK = Pace(beat=timedelta(milliseconds=20))


@pytest.fixture
async def house():
    async with House() as house:
        yield house


async def test_a_second_tab_takes_the_seat_and_the_first_is_told(house: House) -> None:
    fay, first = await house.group(ANA)
    await first.ask("raise_hand", raised=True)
    second = await house.page(ANA, "tab-2")
    assert (await first.of_type("goodbye"))["reason"] == "replaced"
    await first.closes()
    assert second.view["me"]["place"] == "in_room" and second.view["me"]["hand_raised"]
    assert names(fay.view) == ["ana"]
    assert house.media[0].forgotten == ["ana"]
    assert house.clinic.kinds("ana")[-2:] == ["disconnected", "connected"]
    assert second.messages[0] == {"type": "media_reset"}


async def test_a_dropped_socket_of_the_same_page_keeps_seat_and_media(house: House) -> None:
    fay, ana = await house.group(ANA)
    await ana.ask("publish", sdp="v=0", sources=[{"mid": "0", "source": "camera"}])
    await ana.drop()
    await fay.sees(lambda view: peer(view, "ana")["connectivity"] == "reconnecting")
    again = await house.page(ANA)
    view = await fay.sees(lambda view: peer(view, "ana")["connectivity"] == "connected")
    assert view["participants"][0]["tracks"] == [{"source": "camera", "muted": False}]
    assert house.media[0].resumed == ["ana"] and house.media[0].forgotten == []
    assert again.view["me"]["place"] == "in_room"
    assert not any(one["type"] == "media_reset" for one in again.messages)


@pytest.fixture
async def restarted(house: House):
    """The next process, after the one in which Fay and Ana had met was killed."""
    await house.group(ANA)
    async with House(FakeClinic(saved=dict(house.clinic.saved))) as another:
        another.left = {"ana": Page("page-1", is_staff=False), "fay": Page("page-1", is_staff=True)}
        yield another


def resets(page) -> int:
    return sum(one["type"] == "media_reset" for one in page.messages)


async def test_after_the_app_was_killed_a_page_keeps_its_transports(restarted: House) -> None:
    fay, ana = await restarted.page(FAY), await restarted.page(ANA)
    await ana.sees(lambda view: view["me"]["place"] == "in_room")
    (media,) = restarted.media
    assert media.adopted == {"ana"}
    await until(lambda: restarted.has_resumed("fay", "ana"), every=0.01)
    assert resets(fay) == resets(ana) == 0
    assert media.forgotten == []


async def test_after_the_app_was_killed_a_page_that_was_loaded_anew_begins_anew(restarted: House) -> None:
    await restarted.page(FAY)
    ana = await restarted.page(ANA, "tab-2")
    assert ana.messages[0] == {"type": "media_reset"}
    await until(lambda: restarted.has_forgotten("ana"), every=0.01)


async def test_after_the_app_was_killed_transports_of_who_does_not_come_back_are_let_go(
    restarted: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.websocket.media_lane.AWAITED", 0.05)
    await restarted.page(FAY)
    await until(lambda: restarted.has_let_go_of("ana"), every=0.01)


async def test_who_was_put_out_while_the_app_was_away_does_not_go_on_with_their_media(restarted: House) -> None:
    """Taken over as one who waits: nothing of theirs stays in the relay."""
    saved = restarted.clinic.saved["session-1"]
    restarted.clinic.saved["session-1"] = saved.model_copy(update={"admitted": frozenset()})
    ana = await restarted.page(ANA)
    assert ana.view["me"]["place"] == "waiting"
    assert restarted.media[0].adopted == frozenset()
    await until(lambda: restarted.has_forgotten("ana"), every=0.01)


async def test_who_stays_away_is_gone_after_the_grace_and_was_there_until_last_heard(house: House) -> None:
    fay, ana = await house.group(ANA)
    house.clock.advance(5)
    await ana.ask("ping")
    heard = house.clock.now()
    await ana.drop()
    await fay.sees(lambda view: peer(view, "ana")["connectivity"] == "reconnecting")
    for _ in range(5):
        house.clock.advance(7)
        await fay.ask("ping")
    await fay.sees(lambda view: names(view) == [])
    ended = house.clinic.facts[-1].evidence
    assert isinstance(ended, Disconnected) and (ended.cause, ended.last_heard) == ("lost", heard)
    assert "ana" not in house.media[0].scopes
    again = await house.page(ANA)
    assert again.view["me"]["place"] == "in_room", "the admission holds for the session"


async def test_a_page_that_is_closed_was_there_until_it_closed_not_until_its_last_ping(house: House) -> None:
    fay, ana = await house.group(ANA)
    await ana.ask("ping")
    house.clock.advance(4)
    closed = house.clock.now()
    await ana.socket.close()
    await fay.sees(lambda view: peer(view, "ana")["connectivity"] == "reconnecting")
    for _ in range(5):
        house.clock.advance(7)
        await fay.ask("ping")
    await fay.sees(lambda view: names(view) == [])
    ended = house.clinic.facts[-1].evidence
    assert isinstance(ended, Disconnected) and (ended.cause, ended.last_heard) == ("left", closed)


async def test_a_silent_socket_counts_as_dropped(house: House) -> None:
    fay, ana = await house.group(ANA)
    for _ in range(2):
        house.clock.advance(7)
        await fay.ask("ping")
    await fay.sees(lambda view: peer(view, "ana")["connectivity"] == "reconnecting")
    await ana.closes()
    assert not any(one["type"] == "goodbye" for one in ana.messages), "its page comes back by itself"


async def test_leaving_is_answered_and_said_goodbye_to(house: House) -> None:
    fay, ana = await house.group(ANA)
    assert (await ana.ask("leave"))["type"] == "result"
    assert (await ana.of_type("goodbye"))["reason"] == "left"
    await fay.sees(lambda view: names(view) == [] and on_roster(view, "ana")["status"] == "left")


async def test_after_a_quick_exit_staff_are_told_and_the_client_waits_again(house: House) -> None:
    fay, ana = await house.group(ANA)
    await ana.ask("leave", quick=True)
    await ana.closes()
    assert not any(one["type"] == "goodbye" for one in ana.messages)
    await fay.sees(lambda view: on_roster(view, "ana")["quick_exit"])
    again = await house.page(ANA)
    assert again.view["me"]["place"] == "waiting"
    await fay.ask("admit_all", identity_confirmed=True)
    assert again.view["me"]["place"] == "waiting", "one by one, not with all"


async def test_a_session_runs_from_its_start_over_a_break_to_its_end(house: House) -> None:
    fay, ana = await house.group(ANA)
    await fay.ask("start_session")
    assert (await fay.ask("start_session"))["code"] == "wrong_state"
    await fay.ask("start_break", minutes=10)
    await ana.sees(lambda view: view["session"]["phase"] == "on_break" and view["session"]["break_ends_at"])
    await fay.ask("end_break")
    assert (await fay.ask("end_session"))["type"] == "result"
    for page in (fay, ana):
        assert (await page.of_type("goodbye"))["reason"] == "session_ended"
        await page.closes()
    kinds = [fact.kind.value for fact in house.clinic.facts]
    assert kinds[-4:] == ["beat", "disconnected", "disconnected", "session_ended"]
    assert [kind for kind in kinds if kind.startswith(("session", "break"))] == [
        "session_started",
        "break_started",
        "break_ended",
        "session_ended",
    ]
    assert house.clinic.saved["session-1"].phase == "finished"


async def test_nobody_comes_into_a_session_that_is_over(house: House) -> None:
    house.clinic.finished.append("session-1")
    ana = await house.hello(ANA)
    assert (await ana.of_type("goodbye"))["reason"] == "session_ended"
    await ana.closes()


async def test_a_private_word_is_heard_by_two_and_written_down_as_such(house: House) -> None:
    fay, ana, ben = await house.page(FAY), await house.page(ANA), await house.page(BEN)
    await fay.ask("admit", participant="ben", identity_confirmed=True)
    await fay.ask("talk_first", participant="ana")
    await ana.sees(lambda view: view["me"]["place"] == "talking_first" and names(view) == ["fay"])
    await ben.sees(lambda view: names(view) == [])
    assert house.media[0].scopes == {"fay": "talk-first:ana", "ana": "talk-first:ana", "ben": "group"}
    await ana.ask("chat", to="all", text="I am not alone")
    await fay.of_type("chat_message")
    assert (await fay.ask("admit", participant="ana", identity_confirmed=True))["type"] == "result"
    await ben.sees(lambda view: names(view) == ["fay", "ana"])
    assert not any(one["type"] == "chat_message" for one in ben.messages)
    assert places(house.clinic, "ana") == ["waiting", "talk_first", "group"]
    assert places(house.clinic, "fay") == ["group", "talk_first", "group"]


async def test_each_beat_is_one_fact_with_every_connection_and_what_the_relay_saw() -> None:
    async with House(pace=QUICK) as house:
        fay, ana = await house.group(ANA)
        house.media[0].seen = {"ana": FakeSeen(audio_packets=9, receiving=True, last_heard=0)}
        house.clock.advance(3)
        house.clinic.facts.clear()
        await fay.ask("end_session")
        beats = [one.evidence for one in house.clinic.facts if isinstance(one.evidence, Beat)]
        rows = {row.participant: row for row in beats[-1].connections}
        assert (rows["ana"].audio, rows["ana"].video, rows["ana"].receiving) == (True, False, True)
        assert rows["ana"].heard_ms_ago == 0 and rows["fay"].heard_ms_ago <= 3000
        assert beats[0].every_ms == 20
        await ana.of_type("goodbye")


async def test_a_beat_says_of_whom_the_relay_did_not_answer(house: House) -> None:
    fay, ana = await house.group(ANA)
    house.media[0].seen = {"ana": FakeSeen()}
    await fay.ask("end_session")
    beats = [one.evidence for one in house.clinic.facts if isinstance(one.evidence, Beat)]
    assert {row.participant: row.looked for row in beats[-1].connections} == {"ana": True, "fay": False}
    await ana.of_type("goodbye")


async def test_a_step_of_the_wall_clock_is_a_fact_and_bends_no_time(house: House) -> None:
    fay = await house.page(FAY)
    before = house.clock.now()
    house.clock.wall += 3600
    house.clock.advance(1)
    await fay.ask("end_session")
    steps = [one.evidence.by_ms for one in house.clinic.facts if isinstance(one.evidence, ClockStepped)]
    assert steps == [3_600_000]
    assert house.clinic.facts[-1].observed_at - before == timedelta(seconds=1)


async def test_a_room_that_opens_after_the_clock_stepped_begins_at_the_right_time_and_says_so(
    house: House,
) -> None:
    house.clock.wall += 3600
    for number in (1, 2):
        fay = await house.page(FAY)
        assert abs(house.clinic.facts[-1].observed_at - house.clock.wall_now()) < timedelta(seconds=1)
        await house.rooms.drain()
        await fay.of_type("goodbye")
        house.rooms._draining = False
        steps = [one.evidence.by_ms for one in house.clinic.facts if isinstance(one.evidence, ClockStepped)]
        assert steps == [3_600_000], f"opening {number}"


async def test_facts_that_could_not_be_stored_are_stored_when_storage_is_back(house: House) -> None:
    fay, ana = await house.group(ANA)
    house.clinic.storage_away = True
    assert (await fay.ask("remove", participant="ana"))["type"] == "result", "safety does not wait for the disk"
    await ana.of_type("goodbye")
    await fay.sees(lambda view: not view["staff"]["storage_healthy"])
    house.clinic.storage_away = False
    await fay.ask("start_session")
    await fay.sees(lambda view: view["staff"]["storage_healthy"])
    assert house.clinic.kinds("ana")[-1] == "disconnected"
    assert house.clinic.saved["session-1"].turned_away == {"ana"}


async def test_a_stopping_server_tells_everyone_to_come_back() -> None:
    clinic = FakeClinic()
    async with House(clinic) as house:
        fay, ana = await house.group(ANA)
        await house.rooms.drain()
        for page in (fay, ana):
            assert (await page.of_type("goodbye"))["reason"] == "draining"
            await page.closes()
        assert clinic.facts[-1].kind == "beat"
        assert not house.media[0].closed, "the relay outlives the app"
    async with House(clinic) as after:
        again = await after.page(ANA)
        assert again.view["me"]["place"] == "in_room"


async def test_an_owner_whose_epoch_was_taken_stores_nothing_and_sends_everyone_away(house: House) -> None:
    fay, ana = await house.page(FAY), await house.page(ANA)
    house.clinic.epochs["session-1"] += 1
    await fay.send("admit", participant="ana", identity_confirmed=True)
    assert (await ana.of_type("goodbye"))["reason"] == "draining"
    assert house.clinic.kinds("ana") == ["connected"]


async def test_an_empty_room_is_put_away_and_opens_again() -> None:
    async with House(pace=Pace(beat=timedelta(milliseconds=20), empty=timedelta(seconds=60))) as house:
        ana = await house.page(ANA)
        await ana.ask("leave")
        await ana.closes()
        room = house.rooms._rooms["session-1"]
        house.clock.advance(61)
        await room.closed.wait()
        again = await house.page(ANA)
        assert again.view["me"]["place"] == "waiting"
        assert house.media[0].closed and len(house.media) == 2
        assert "server_started" not in house.clinic.kinds(), "nobody interrupted it"


def owned(house: House) -> set[OwnedRoom]:
    assert isinstance(house.directory, InMemoryDirectory)
    return house.directory.owned


async def test_a_room_that_closed_is_forgotten_with_all_the_names_in_it() -> None:
    async with House(pace=QUICK) as house:
        fay, ana = await house.group(ANA)
        room = weakref.ref(house.rooms._rooms["session-1"])
        await fay.ask("end_session")
        await fay.closes()
        await ana.closes()

        async def is_forgotten() -> bool:
            gc.collect()
            return room() is None

        await until(is_forgotten, every=0.01)
        assert not owned(house) and not house.rooms._rooms and not house.rooms._opening


async def test_a_room_that_cannot_be_opened_is_not_kept_from_others(house: House) -> None:
    house.clinic.finished.append("session-1")
    ana = await house.hello(ANA)
    await ana.closes()
    assert not owned(house) and not house.rooms._opening


async def test_a_session_that_everybody_left_without_ending_it_is_ended_by_the_server() -> None:
    async with House(pace=QUICK) as house:
        fay, ana = await house.group(ANA)
        await fay.ask("start_session")
        room = house.rooms._rooms["session-1"]
        for page in (ana, fay):
            house.clock.advance(5)
            left = house.clock.now()
            await page.ask("leave")
            await page.closes()
        house.clock.advance(91 * 60)
        await room.closed.wait()
        assert house.clinic.finished == ["session-1"]
        ended = house.clinic.facts[-1]
        assert (ended.kind, ended.source, ended.observed_at) == ("session_ended", "server", left)
        assert ended.recorded_at == house.clock.now()
        assert house.clinic.saved["session-1"].ended_at == left


async def test_a_session_whose_records_were_not_derived_before_a_crash_is_finished_by_the_next_process() -> None:
    clinic = FakeClinic()
    async with House(clinic) as house:
        fay, _ = await house.group(ANA)
        clinic.finish_away = True
        await fay.ask("end_session")
        await fay.closes()
    clinic.finish_away = False
    async with House(clinic) as after:
        await after.rooms.resume("clinic-1", "session-1")
        await after.rooms._rooms["session-1"].closed.wait()
        assert clinic.finished == ["session-1"]


async def test_a_session_that_ended_while_the_database_was_away_for_minutes_is_finished_once_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("signaling.websocket.live_room.RETRY", 0.01)
    async with House(pace=QUICK) as house:
        fay, _ = await house.group(ANA)
        house.clinic.finish_away = True
        room = house.rooms._rooms["session-1"]
        await fay.ask("end_session")
        await fay.closes()
        house.clock.advance(600)
        await room._tidy_up()
        house.clinic.finish_away = False
        await room.closed.wait()
        assert house.clinic.finished == ["session-1"]


async def test_a_session_whose_records_cannot_be_derived_at_first_is_finished_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("signaling.websocket.live_room.RETRY", 0.01)
    async with House(pace=QUICK) as house:
        fay, _ = await house.group(ANA)
        house.clinic.finish_fault = ZeroDivisionError()
        room = house.rooms._rooms["session-1"]
        await fay.ask("end_session")
        await until(lambda: _is_logged(caplog, "ZeroDivisionError"), every=0.01)
        house.clinic.finish_fault = None
        await room.closed.wait()
        assert house.clinic.finished == ["session-1"]


async def _is_logged(caplog: pytest.LogCaptureFixture, words: str) -> bool:
    return words in caplog.text


async def test_a_session_that_is_over_proves_no_life_any_more_while_its_records_are_derived() -> None:
    clinic = FakeClinic()
    async with House(clinic) as house:
        fay, _ = await house.group(ANA)
        clinic.finish_away = True
        await fay.ask("end_session")
        await fay.closes()
        before = list(clinic.facts)
        house.clock.wall += 3600
        await house.rooms._rooms["session-1"]._heart.beat()
        assert clinic.facts == before


async def test_what_is_due_and_fails_is_logged_and_tried_again_after_a_pause(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("signaling.websocket.live_room.RETRY", 0.3)
    fay, ana = await house.group(ANA)
    await ana.drop()
    await fay.sees(lambda view: peer(view, "ana")["connectivity"] == "reconnecting")
    house.clinic.stores_nothing = True
    for _ in range(5):
        house.clock.advance(7)
        await fay.ask("ping")
    await until(lambda: house.has_store_faults(2), every=0.01)
    assert house.clinic.store_faults == 2
    assert "ZeroDivisionError" in caplog.text
    house.clinic.stores_nothing = False
    await fay.sees(lambda view: names(view) == [])


async def test_one_beat_that_goes_wrong_does_not_stop_the_heart() -> None:
    async with House(pace=QUICK) as house:
        await house.group(ANA)
        house.clinic.broken = True
        seen = len(house.clinic.facts)
        await until(lambda: house.has_facts(seen + 3), every=0.01)


async def test_staff_see_that_nothing_can_be_stored_though_nothing_happens(house: House) -> None:
    fay, _ = await house.group(ANA)
    house.clinic.database_away = True
    await fay.ask("ping")
    await fay.sees(lambda view: not view["staff"]["storage_healthy"])
    house.clinic.database_away = False
    await fay.ask("ping")
    await fay.sees(lambda view: view["staff"]["storage_healthy"])


async def test_while_only_a_spool_takes_facts_the_room_goes_on_and_is_kept_once_the_database_is_back() -> None:
    async with House(pace=QUICK) as house:
        fay, _ = await house.group(ANA)
        await house.page(BEN)
        house.clinic.database_away = True
        assert (await fay.ask("admit", participant="ben", identity_confirmed=True))["code"] == "storage_unavailable"
        assert (await fay.ask("remove", participant="ana"))["type"] == "result"
        await fay.sees(lambda view: not view["staff"]["storage_healthy"])
        assert house.clinic.kinds("ana")[-1] == "disconnected"
        seen = len(house.clinic.facts)
        await until(lambda: house.has_facts(seen + 3), every=0.01)
        assert "ana" not in house.clinic.saved["session-1"].turned_away
        house.clinic.database_away = False
        await fay.sees(lambda view: view["staff"]["storage_healthy"])
        await until(lambda: house.has_audited("room.remove"), every=0.01)
        assert house.clinic.saved["session-1"].turned_away == {"ana"}
        assert house.clinic.kinds("ana").count("disconnected") == 1
