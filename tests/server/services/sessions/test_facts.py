"""A fact is durable before anything depends on it, and stored once whatever happens (threats 21, 24, 30)."""

import asyncio

import pytest

from server.clinic import open_clinic
from server.domain.attendance.evidence import CheckedIn, MarkedPresent, SessionStarted
from server.services.errors import NotFound, StorageUnavailable
from tests.support.clinics import NOON, fact_of
from tests.support.databases import impatient, locked

pytestmark = pytest.mark.both_engines


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch):
    impatient(monkeypatch)


def checked_in(cast, number):
    return fact_of(cast.running, CheckedIn(), NOON, number, cast.clients[0])


async def test_a_fact_that_was_recorded_is_there_for_the_next_process(clinic, settings, north):
    await clinic.services.facts.record("north", [checked_in(north, 1)])
    async with open_clinic(settings, boot="boot-2") as later:
        assert await later.services.facts.of_session("north", north.running) == [checked_in(north, 1)]


async def test_the_same_fact_twice_is_stored_once(clinic, north):
    await clinic.services.facts.record("north", [checked_in(north, 1), checked_in(north, 1)])
    await clinic.services.facts.record("north", [checked_in(north, 1), checked_in(north, 2)])
    assert len(await clinic.services.facts.of_session("north", north.running)) == 2


async def test_facts_are_stored_all_or_none(clinic, north, south):
    foreign = fact_of(south.running, CheckedIn(), NOON, 2, south.clients[0])
    with pytest.raises(NotFound):
        await clinic.services.facts.record("north", [checked_in(north, 1), foreign])
    assert await clinic.services.facts.of_session("north", north.running) == []


async def test_while_the_database_is_locked_facts_are_spooled_and_committed_once_after(clinic, settings, north):
    facts = clinic.services.facts
    with locked(settings):
        await facts.record("north", [checked_in(north, 1), checked_in(north, 2)])
        assert not facts.healthy
        assert len(await facts.of_session("north", north.running)) == 2
        assert await facts.drain() is False
    assert await facts.drain() is True
    assert facts.healthy
    assert await facts.drain() is True
    assert len(await facts.of_session("north", north.running)) == 2


async def test_a_fact_that_can_never_be_committed_keeps_no_other_waiting_and_is_kept(clinic, settings, north):
    facts = clinic.services.facts
    stranger = fact_of(north.running, CheckedIn(), NOON, 1, "nobody")
    with pytest.raises(NotFound):
        await facts.record("north", [stranger])
    with locked(settings):
        await facts.record("north", [stranger])
        await facts.record("north", [checked_in(north, 2)])
    assert await facts.drain() is True
    assert await facts.of_session("north", north.running) == [checked_in(north, 2)]
    assert stranger.id in (settings.spool / "set-aside.jsonl").read_text()


async def test_what_an_older_owner_spooled_is_set_aside_and_not_counted(clinic, settings, north):
    facts, rooms = clinic.services.facts, clinic.services.rooms
    old = (await rooms.take("north", north.running, NOON)).epoch
    with locked(settings):
        await facts.record("north", [checked_in(north, 1)], old)
        await facts.record("north", [checked_in(north, 2)])
    await rooms.take("north", north.running, NOON)
    assert await facts.drain()
    assert await facts.of_session("north", north.running) == [checked_in(north, 2)]
    assert checked_in(north, 1).id in (settings.spool / "set-aside.jsonl").read_text()


async def test_a_foreign_line_in_the_spool_ends_neither_reading_nor_draining(clinic, settings, north):
    facts, file = clinic.services.facts, settings.spool / "facts.jsonl"
    with locked(settings):
        await facts.record("north", [checked_in(north, 1)])
        file.write_bytes(b'{"clinic": "north"}\n' + file.read_bytes())
        assert await facts.of_session("north", north.running) == [checked_in(north, 1)]
    assert await facts.drain() is True
    assert await facts.of_session("north", north.running) == [checked_in(north, 1)]


async def test_while_the_database_refuses_nobody_waits_for_it(clinic, settings, north, monkeypatch):
    facts = clinic.services.facts
    with locked(settings):
        await facts.record("north", [checked_in(north, 1)])

        async def never(*_: object) -> None:
            raise AssertionError("waited for the database")

        monkeypatch.setattr(facts._store, "insert", never)
        await facts.record("north", [checked_in(north, 2)])
    monkeypatch.undo()
    impatient(monkeypatch)
    assert await facts.drain()
    assert len(await facts.of_session("north", north.running)) == 2


async def test_of_many_at_once_only_the_first_waits_for_a_database_that_refuses(clinic, settings, north, caplog):
    facts = clinic.services.facts
    with locked(settings):
        await asyncio.gather(*(facts.record("north", [checked_in(north, number)]) for number in range(8)))
    assert [one.name for one in caplog.records].count("server.storage.database") == 1
    assert await facts.drain()
    assert len(await facts.of_session("north", north.running)) == 8


async def test_what_must_be_in_the_database_is_not_spooled_and_staff_are_told(clinic, settings, north):
    facts = clinic.services.facts
    with locked(settings), pytest.raises(StorageUnavailable):
        await facts.commit("north", [checked_in(north, 1)])
    assert not facts.healthy and not (settings.spool / "facts.jsonl").exists()
    assert await facts.drain() and facts.healthy
    assert await facts.of_session("north", north.running) == []


async def test_nobody_hears_of_facts_whose_company_could_not_be_stored(clinic, north):
    heard: list[str] = []
    clinic.services.facts.subscribe(lambda of, facts: heard.append(of))

    async def refuse() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await clinic.services.facts.commit("north", [checked_in(north, 1)], refuse)
    assert heard == [] and clinic.services.facts.healthy
    assert await clinic.services.facts.of_session("north", north.running) == []


async def test_facts_spooled_by_a_process_that_was_killed_are_committed_by_the_next(clinic, settings, north):
    with locked(settings):
        await clinic.services.facts.record("north", [checked_in(north, 1)])
    async with open_clinic(settings, boot="boot-2") as later:
        assert await later.services.facts.drain()
        assert await later.services.facts.of_session("north", north.running) == [checked_in(north, 1)]


async def test_a_crash_between_commit_and_drop_counts_nothing_twice(clinic, settings, north, monkeypatch):
    facts = clinic.services.facts
    with locked(settings):
        await facts.record("north", [checked_in(north, 1)])

    async def killed(count: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(facts._spool, "drop", killed)
    with pytest.raises(KeyboardInterrupt):
        await facts.drain()
    async with open_clinic(settings, boot="boot-2") as later:
        assert await later.services.facts.drain()
        assert await later.services.facts.of_session("north", north.running) == [checked_in(north, 1)]


async def test_when_neither_takes_it_the_caller_hears_so_and_nobody_else_hears_of_it(
    clinic, settings, north, monkeypatch
):
    heard: list[str] = []
    clinic.services.facts.subscribe(lambda of, facts: heard.append(of))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with locked(settings):
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(StorageUnavailable):
            await clinic.services.facts.record("north", [checked_in(north, 1)])
    monkeypatch.undo()
    assert heard == []
    assert await clinic.services.facts.of_session("north", north.running) == []


async def test_a_start_puts_the_session_in_progress_in_the_same_commit(clinic, north):
    started = fact_of(north.running, SessionStarted(north.facilitator), NOON, 1)
    await clinic.services.facts.record("north", [started, started])
    session = await clinic.sessions.get("north", north.running)
    assert session is not None
    assert (session.status, session.started_at) == ("in_progress", NOON)


async def test_live_minutes_follow_facts_without_reading_them_again(clinic, north, monkeypatch):
    live = clinic.services.live
    assert not (await live.minutes("north", north.running, NOON))[north.clients[0]].in_room

    async def never(*args: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(clinic.services.facts._store, "of_session", never)
    present = fact_of(north.running, MarkedPresent(), NOON, 1, north.clients[0])
    await clinic.services.facts.record("north", [present])
    assert (await live.minutes("north", north.running, NOON))[north.clients[0]].in_room


async def test_an_admin_who_looks_in_is_no_client(clinic, north):
    present = fact_of(north.running, MarkedPresent(), NOON, 1, north.admin)
    await clinic.services.facts.record("north", [present])
    records = await clinic.services.live.records("north", north.running, NOON)
    assert {record.participant for record in records} == set(north.clients)
