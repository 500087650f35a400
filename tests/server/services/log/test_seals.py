"""A session's end in the log."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.domain.attendance.evidence import Cause, CheckedOut, Disconnected, Modality, Stated
from server.domain.attendance.facts import Source
from server.domain.attendance.policy import DEFAULT_POLICY
from server.domain.log.findings import Level
from server.domain.log.leaf import Kind
from tests.support.clinics import NOON, audited, fact_of, hold_session
from tests.support.log import checked, failures, keep, leaves_of, words

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def held(clinic, north, clock):
    clock.now = await hold_session(clinic, north, NOON, minutes=2)
    return north


async def test_at_its_end_a_session_has_a_leaf_and_each_participant_one(clinic, held):
    session, *attendance = await leaves_of(clinic, "north", Kind.SESSION, Kind.ATTENDANCE)
    assert (session.kind, session.session, session.data["seal"]) == ("session", held.running, 1)
    facts = await clinic.services.facts.of_session("north", held.running)
    assert sorted(session.data["facts"]["ids"]) == sorted(fact.id for fact in facts)
    assert {leaf.subject for leaf in attendance} == {held.facilitator, *held.clients}
    of = {leaf.subject: leaf.data for leaf in attendance}
    assert of[held.facilitator]["record"] is None and of[held.facilitator]["facts"]["rows"] > 0
    assert of[held.clients[0]]["record"]["version"] == 1
    assert of[held.clients[0]]["policy"] == DEFAULT_POLICY.to_data()
    assert of[held.clients[1]]["facts"]["rows"] == 0, "whoever never came has a record too"
    assert (await checked(clinic, "north")).verified


async def test_no_leaf_says_what_somebody_is_called_or_how_they_did(clinic, held):
    said = str([leaf.content for leaf in await leaves_of(clinic, "north")])
    assert "Legal" not in said and "Chosen" not in said and "no_show" not in said


async def test_ending_again_seals_nothing_again(clinic, held):
    before = await leaves_of(clinic, "north")
    await clinic.services.finish("north", held.running, NOON, NOON + 5 * MINUTE)
    assert await leaves_of(clinic, "north") == before


async def test_records_and_leaves_are_written_together_or_not_at_all(clinic, north, monkeypatch):
    async def refuse(*given):
        raise RuntimeError

    monkeypatch.setattr(type(clinic.log), "append", refuse)
    with pytest.raises(RuntimeError):
        await hold_session(clinic, north, NOON, minutes=1)
    assert await clinic.services.finish._records.of_session("north", north.running) == []
    assert "attendance.derived" not in await audited(clinic)


async def test_a_late_statement_is_sealed_apart_and_what_was_sealed_before_stays(clinic, held, clock):
    first = await leaves_of(clinic, "north", Kind.SESSION)
    fact = replace(
        fact_of(held.running, stated(held), clock.now + MINUTE, 999, held.clients[1]), source=Source.STATEMENT
    )
    await clinic.services.facts.record("north", [fact])
    await clinic.services.finish.derive("north", held.running, clock.now + MINUTE)
    *before, late = await leaves_of(clinic, "north", Kind.SESSION)
    assert before == first
    assert (late.data["seal"], late.data["facts"]["ids"]) == (2, [fact.id])
    news = [leaf for leaf in await leaves_of(clinic, "north", Kind.ATTENDANCE) if leaf.position > late.position]
    assert [(leaf.subject, leaf.data["seal"]) for leaf in news] == [(held.clients[1], 2)]
    assert news[0].data["record"]["version"] == 2
    report = await checked(clinic, "north")
    assert failures(report) == []
    assert "1 fact came after its end" in words(report, Level.NOTE)


def stated(cast):
    return Stated(NOON, NOON + MINUTE, Modality.PHONE, "on the phone", cast.facilitator)


async def test_a_fact_that_came_late_by_itself_is_sealed_within_a_minute_and_its_record_derived(clinic, held, clock):
    gone = fact_of(held.running, Disconnected(Cause.LEFT, clock.now), clock.now, 999, held.clients[0])
    await clinic.services.facts.record("north", [gone])
    assert "is in no leaf" in " ".join(failures(await checked(clinic, "north")))
    await keep(clinic, "north", clock.now + MINUTE)
    late = (await leaves_of(clinic, "north", Kind.SESSION))[-1]
    assert late.data["facts"]["ids"] == [gone.id]
    assert failures(await checked(clinic, "north")) == []


async def test_a_fact_that_turns_up_days_later_is_not_blessed(clinic, held, clock):
    late = replace(fact_of(held.running, CheckedOut(), clock.now, 999, held.clients[0]), source=Source.KIOSK)
    await clinic.services.facts.record("north", [late])
    await keep(clinic, "north", clock.now + timedelta(days=3))
    assert "is in no leaf" in " ".join(failures(await checked(clinic, "north")))


async def test_a_session_whose_process_died_before_its_records_is_derived_and_sealed_by_the_next(clinic, north, clock):
    await clinic.sessions.finish("north", north.running, NOON)
    await keep(clinic, "north", NOON + MINUTE)
    assert len(await clinic.services.finish._records.of_session("north", north.running)) == 3
    (session,) = await leaves_of(clinic, "north", Kind.SESSION)
    assert session.data["facts"]["ids"] == []
    await keep(clinic, "north", NOON + 2 * MINUTE)
    assert len(await leaves_of(clinic, "north", Kind.SESSION)) == 1


async def test_what_comes_while_a_session_is_read_is_sealed_with_it(clinic, north, clock, monkeypatch):
    """Reading happens before the transaction, in which beats of live rooms would have to wait."""
    seals, times = clinic.services.finish._seals, []
    read = seals.read

    async def and_meanwhile(clinic_id, session_id):
        times.append(clinic.database._current.get() is None)
        found = await read(clinic_id, session_id)
        if len(times) == 1:
            late = fact_of(session_id, CheckedOut(north.facilitator), clock.now, 900, north.clients[0])
            await clinic.services.facts.record("north", [late])
        return found

    monkeypatch.setattr(seals, "read", and_meanwhile)
    await hold_session(clinic, north, NOON, minutes=2)
    assert times == [True, False], "once outside, and under the lock when something came between"
    (session,) = await leaves_of(clinic, "north", Kind.SESSION)
    facts = await clinic.services.facts.of_session("north", north.running)
    assert sorted(session.data["facts"]["ids"]) == sorted(fact.id for fact in facts)
    assert failures(await checked(clinic, "north")) == []


async def test_what_nothing_came_between_is_read_once(clinic, held, clock, monkeypatch):
    seals, times = clinic.services.finish._seals, []
    read = seals.read

    async def counted(*of):
        times.append(of)
        return await read(*of)

    monkeypatch.setattr(seals, "read", counted)
    await clinic.services.finish.derive("north", held.running, clock.now)
    assert len(times) == 1
