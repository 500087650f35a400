"""Whose rules judge whom, on which day."""

import asyncio
from contextvars import Context
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from server.clinic import open_clinic
from server.domain.attendance.policy import DEFAULT_POLICY
from server.services.errors import NotFound
from server.services.policies.policies import PolicyBook
from server.services.sessions.sessions import RosterEntry, Session
from tests.support.clinics import NOON
from tests.support.policies import add_payer, authorize, of_clinic, of_program, written

WEDNESDAY = date(2026, 3, 4)


@pytest.fixture
def book(clinic) -> PolicyBook:
    return PolicyBook(clinic.policies, clinic.people)


async def the_group(clinic, cast) -> Session:
    found = await clinic.sessions.get(cast.clinic, cast.running)
    assert found is not None
    return found


async def test_where_nobody_wrote_any_the_default_judges(book, clinic, north):
    policies = await book.of_session("north", await the_group(clinic, north))
    assert policies.session is DEFAULT_POLICY and policies.own == {}
    assert await book.of_clients("north", north.clients, WEDNESDAY) == dict.fromkeys(north.clients, DEFAULT_POLICY)


async def test_the_session_is_judged_by_clinic_and_program_and_a_client_by_the_payer_too(book, clinic, north):
    payer = await add_payer(clinic, north)
    await written(clinic, of_clinic(north), grace_ms=1000, group_cap=10)
    await written(clinic, of_program(north), group_cap=8)
    await written(clinic, payer, phone_counts=False)
    await authorize(clinic, north, payer, client=1)
    policies = await book.of_session("north", await the_group(clinic, north))
    assert policies.session.version == "clinic 1, program 1"
    assert (policies.session.grace_ms, policies.session.group_cap, policies.session.phone_counts) == (1000, 8, True)
    assert list(policies.own) == [north.clients[1]]
    assert policies.of(north.clients[1]).version == "clinic 1, program 1, payer 1"
    assert not policies.of(north.clients[1]).phone_counts
    assert policies.of(north.clients[0]) is policies.session


async def test_a_session_of_no_program_is_judged_by_the_clinic_alone(book, clinic, north):
    await written(clinic, of_program(north), group_cap=8)
    session = replace(await the_group(clinic, north), program_id=None)
    assert (await book.of_session("north", session)).session is DEFAULT_POLICY


async def test_another_clinics_rules_are_not_asked(book, clinic, north, south):
    await written(clinic, of_clinic(south), grace_ms=1)
    assert (await book.of_session("north", await the_group(clinic, north))).session is DEFAULT_POLICY


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "revoked_after", "judged"),
    [
        (WEDNESDAY, WEDNESDAY, None, True),
        (date(2026, 3, 5), date(2026, 12, 31), None, False),
        (date(2026, 1, 1), date(2026, 3, 3), None, False),
        (date(2026, 1, 1), date(2026, 12, 31), timedelta(seconds=1), True),
        (date(2026, 1, 1), date(2026, 12, 31), timedelta(seconds=-1), False),
    ],
)
async def test_the_payer_is_whoever_authorised_the_care_on_that_day(
    book, clinic, north, starts_on, ends_on, revoked_after, judged
):
    session = await the_group(clinic, north)
    payer = await add_payer(clinic, north)
    await written(clinic, payer, phone_counts=False)
    revoked_at = None if revoked_after is None else session.starts_at + revoked_after
    await authorize(clinic, north, payer, 0, starts_on, ends_on, revoked_at=revoked_at)
    assert (north.clients[0] in (await book.of_session("north", session)).own) is judged


async def test_of_two_payers_the_one_for_this_service_judges_and_else_the_one_that_began_last(book, clinic, north):
    state, union = await add_payer(clinic, north, "state"), await add_payer(clinic, north, "union")
    await written(clinic, state, group_cap=1)
    await written(clinic, union, group_cap=2)
    await authorize(clinic, north, state, starts_on=date(2026, 1, 1), service_code="H0015")
    await authorize(clinic, north, union, starts_on=date(2026, 2, 1), service_code="90834")
    session = await the_group(clinic, north)
    caps = {}
    for code in ("H0015", "90834", ""):
        policies = await book.of_session("north", replace(session, service_code=code))
        caps[code] = policies.of(north.clients[0]).group_cap
    assert caps == {"H0015": 1, "90834": 2, "": 2}


async def test_a_payer_without_rules_that_began_last_leaves_the_client_to_the_clinic(book, clinic, north):
    state, union = await add_payer(clinic, north, "state"), await add_payer(clinic, north, "union")
    await written(clinic, state, group_cap=1)
    await authorize(clinic, north, state, starts_on=date(2026, 1, 1))
    await authorize(clinic, north, union, starts_on=date(2026, 2, 1))
    assert (await book.of_session("north", await the_group(clinic, north))).own == {}


@pytest.mark.parametrize(
    ("starts_at", "version"),
    [
        # The clocks in Los Angeles go forward on 8 March 2026 at 10:00 UTC, and back on 1 November at 9:00 UTC.
        (datetime(2026, 3, 8, 7, 59, tzinfo=UTC), DEFAULT_POLICY.version),
        (datetime(2026, 3, 8, 8, 0, tzinfo=UTC), "clinic 1"),
        (datetime(2026, 3, 9, 6, 59, tzinfo=UTC), "clinic 1"),
        (datetime(2026, 3, 9, 7, 0, tzinfo=UTC), "clinic 2"),
        (datetime(2026, 11, 1, 6, 59, tzinfo=UTC), "clinic 2"),
        (datetime(2026, 11, 1, 7, 0, tzinfo=UTC), "clinic 3"),
        (datetime(2026, 11, 2, 7, 59, tzinfo=UTC), "clinic 3"),
        (datetime(2026, 11, 2, 8, 0, tzinfo=UTC), "clinic 4"),
    ],
)
async def test_a_day_begins_at_the_clinics_midnight_when_the_clocks_change_too(book, clinic, north, starts_at, version):
    days = [date(2026, 3, 8), date(2026, 3, 9), date(2026, 11, 1), date(2026, 11, 2)]
    for number, day in enumerate(days, start=1):
        await written(clinic, of_clinic(north), number, day, grace_ms=number)
    session = replace(await the_group(clinic, north), starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
    assert (await book.of_session("north", session)).session.version == version


async def test_clients_of_a_day_are_judged_by_their_program_and_payer_of_that_day(book, clinic, north):
    payer = await add_payer(clinic, north)
    await written(clinic, of_program(north), day_minutes=120)
    await written(clinic, payer, day_minutes=60)
    await authorize(clinic, north, payer, 0, revoked_at=NOON + timedelta(days=1))
    minutes = {}
    for day in (WEDNESDAY, WEDNESDAY + timedelta(days=1), date(2025, 6, 1)):
        found = await book.of_clients("north", north.clients, day)
        minutes[day] = [found[one].day_minutes for one in north.clients]
    assert list(minutes.values()) == [[60, 120, 120], [120, 120, 120], [180, 180, 180]]


async def test_an_unknown_clinic_is_not_found(book, clinic, north):
    await written(clinic, of_clinic(north), grace_ms=1)
    session = replace(await the_group(clinic, north), clinic_id="nowhere")
    assert (await book.of_session("nowhere", session)).session is DEFAULT_POLICY
    with pytest.raises(NotFound):
        await book.by([(await clinic.policies.saved("north"))[0].version], session)


@pytest.mark.sqlite
async def test_the_versions_are_read_once_until_one_is_added(book, clinic, north, monkeypatch):
    await written(clinic, of_clinic(north), grace_ms=1)
    session, read, readings = await the_group(clinic, north), clinic.policies._read, []

    async def counted(clinic_id):
        readings.append(clinic_id)
        return await read(clinic_id)

    monkeypatch.setattr(clinic.policies, "_read", counted)
    for _ in range(3):
        await book.of_session("north", session)
    assert len(readings) == 1
    await written(clinic, of_clinic(north), 2, grace_ms=2)
    assert (await book.of_session("north", session)).session.grace_ms == 2


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_a_version_that_another_node_added_holds_at_once(book, clinic, north, settings):
    session = await the_group(clinic, north)
    assert (await book.of_session("north", session)).session == DEFAULT_POLICY
    async with open_clinic(settings, boot="boot-2") as other:
        await written(other, of_clinic(north), grace_ms=7)
    assert (await book.of_session("north", session)).session.grace_ms == 7


async def test_a_transaction_sees_what_it_wrote_and_nobody_else_does_before_it_is_committed(book, clinic, north):
    session = await the_group(clinic, north)

    async def seen_by_others():
        return (await book.of_session("north", session)).session.grace_ms

    with pytest.raises(RuntimeError, match="taken back"):
        async with clinic.database.atomic():
            await written(clinic, of_clinic(north), grace_ms=7)
            assert await seen_by_others() == 7
            in_no_transaction = asyncio.create_task(outside(clinic, seen_by_others))
            assert await in_no_transaction == DEFAULT_POLICY.grace_ms
            raise RuntimeError("taken back")
    assert await seen_by_others() == DEFAULT_POLICY.grace_ms


async def outside(clinic, question):
    """A task begins with its parent's transaction; another request's would not."""
    clinic.database._current.set(None)
    return await question()


async def test_who_began_to_read_before_a_version_was_added_does_not_keep_the_old_ones(
    book, clinic, north, monkeypatch
):
    session, read, begun, go_on = (
        await the_group(clinic, north),
        clinic.policies._read,
        asyncio.Event(),
        asyncio.Event(),
    )

    async def slow(clinic_id):
        found = await read(clinic_id)
        begun.set()
        await go_on.wait()
        return found

    monkeypatch.setattr(clinic.policies, "_read", slow)
    early = asyncio.create_task(book.of_session("north", session))
    await begun.wait()
    monkeypatch.setattr(clinic.policies, "_read", read)
    await written(clinic, of_clinic(north), grace_ms=5)
    go_on.set()
    assert (await early).session is DEFAULT_POLICY
    assert (await book.of_session("north", session)).session.grace_ms == 5


async def test_somebody_elses_authorisation_changes_nothing_for_this_roster(book, clinic, north):
    payer = await add_payer(clinic, north)
    await written(clinic, payer, phone_counts=False)
    await authorize(clinic, north, payer, 2)
    session = Session("other", "north", None, "group", "Other", "planned", NOON, NOON + timedelta(hours=1))
    await clinic.sessions.add(session, [RosterEntry(north.clients[0], "client")])
    assert (await book.of_session("north", session)).own == {}


async def test_rules_that_were_read_of_an_earlier_moment_are_not_kept(clinic, north):
    async with clinic.database.look():
        assert await clinic.people.clinic("north")  # this is the moment
        await asyncio.create_task(written(clinic, of_clinic(north), grace_ms=1000), context=Context())
        assert await clinic.policies.saved("north") == []
    assert len(await clinic.policies.saved("north")) == 1
