"""Facts about people in the room that come when the session has just ended: they count all the same."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest

from server.domain.attendance.evidence import CheckedIn, CheckedOut, SessionEnded, SessionStarted
from server.services.access.logins import LoginSession
from server.services.errors import Conflict
from server.services.sessions.in_person import Tap
from tests.support.clinics import NOON, fact_of

END = NOON + timedelta(minutes=60)
LATER = END + timedelta(minutes=3)


@pytest.fixture
def host(north):
    return LoginSession("login", "north", north.facilitator, "facilitator", None, None, NOON, END + timedelta(days=1))


@pytest.fixture
async def started(clinic, north, host):
    """In progress: the facilitator and client 1 in the room throughout, client 0 checked in at the door."""
    in_person = clinic.services.in_person
    await clinic.services.facts.record("north", [fact_of(north.running, SessionStarted(host.person_id), NOON, 0)])
    started = await clinic.sessions.get("north", north.running)
    await in_person.scan(started, north.clients[0], "kiosk", True, NOON)
    for at in (NOON, END):
        await in_person.mark(host, started, Tap((north.clients[1],), here=True), "present", at)
    return started


async def end(clinic, north):
    await clinic.services.facts.record("north", [fact_of(north.running, SessionEnded(north.facilitator), END, 1)])
    await clinic.services.finish("north", north.running, END, END)


async def newest(clinic, north, who):
    stored = await clinic.services.finish._records.of_session("north", north.running)
    return next(one for one in stored if one.record.participant == who)


def minutes(stored):
    return stored.record.countable_ms // 60_000


async def test_nobody_is_seen_in_the_room_of_a_session_that_is_only_days_later(clinic, north, host):
    planned = replace(await clinic.sessions.get("north", north.running), status="planned")
    in_person, tap = clinic.services.in_person, Tap((north.clients[0],), here=True)
    for early, seen in ((timedelta(days=14), False), (timedelta(minutes=121), False), (timedelta(minutes=119), True)):
        now = planned.starts_at - early
        with contextlib.nullcontext() if seen else pytest.raises(Conflict, match="not yet"):
            await in_person.mark(host, planned, tap, "present", now)
        with contextlib.nullcontext() if seen else pytest.raises(Conflict, match="not yet"):
            await in_person.headcount(host, planned, tap, now)


async def test_a_scan_that_lost_the_race_with_the_end_is_in_the_record(clinic, north, started):
    await end(clinic, north)
    before = await newest(clinic, north, north.clients[0])
    await clinic.services.in_person.scan(started, north.clients[0], "kiosk", False, LATER)
    after = await newest(clinic, north, north.clients[0])
    assert [(one.version, minutes(one)) for one in (before, after)] == [(1, 0), (2, 60)]
    assert after.record.outcome != "no_show"


async def test_a_tap_that_lost_the_race_with_the_end_is_in_the_record(clinic, north, started, host):
    await end(clinic, north)
    await clinic.services.in_person.mark(host, started, Tap((north.clients[0],), here=True), "left", LATER)
    after = await newest(clinic, north, north.clients[0])
    assert (after.version, minutes(after)) == (2, 60)


async def test_a_headcount_right_after_the_end_is_in_the_record(clinic, north, started, host):
    await end(clinic, north)
    ended = await clinic.sessions.get("north", north.running)
    await clinic.services.in_person.headcount(host, ended, Tap(north.clients[:2], here=True), LATER)
    after = await newest(clinic, north, north.clients[0])
    assert (after.version, minutes(after)) == (2, 60)


async def test_staff_report_who_was_in_the_room_until_half_an_hour_after_the_end(clinic, north, started, host):
    await end(clinic, north)
    ended = await clinic.sessions.get("north", north.running)
    tap = Tap((north.clients[0],), here=False)
    await clinic.services.in_person.mark(host, ended, tap, "left", END + timedelta(minutes=30))
    with pytest.raises(Conflict):
        await clinic.services.in_person.mark(host, ended, tap, "left", END + timedelta(minutes=30, seconds=1))


async def test_of_two_derivations_at_once_the_one_that_knows_less_is_not_the_newest(
    clinic, north, started, monkeypatch
):
    """One has read the facts and is about to store its records when a check-out comes and asks for another."""
    await end(clinic, north)
    finish = clinic.services.finish
    append, about_to_store, overtaken = finish._records.append, asyncio.Event(), asyncio.Event()

    async def slow_once(*arguments):
        if not about_to_store.is_set():
            about_to_store.set()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(overtaken.wait(), 0.1)
        return await append(*arguments)

    who = north.clients[2]
    monkeypatch.setattr(finish._records, "append", slow_once)
    await clinic.services.facts.record("north", [fact_of(north.running, CheckedIn(), NOON, 2, who)])
    first = asyncio.create_task(finish.derive("north", north.running, LATER))
    await about_to_store.wait()
    await clinic.services.facts.record("north", [fact_of(north.running, CheckedOut(), LATER, 3, who)])
    await finish.derive("north", north.running, LATER)
    overtaken.set()
    await first
    assert minutes(await newest(clinic, north, who)) == 60
