"""One session changed by itself."""

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.domain.attendance.evidence import Connected, Place
from server.services.errors import Conflict, Invalid, NotFound
from server.services.schedule.conflicts import Unresolved
from server.services.schedule.one_session import Move, Substitute
from tests.support.clinics import NOON, audited, fact_of
from tests.support.schedule import FRIDAY, THURSDAY, add_holiday, admin_of, draft, planned, seen

FRIDAY_AT_NINE = Move(FRIDAY, time(9), 195, "Evening group", "Grief")


@pytest.fixture
def editing(clinic):
    return clinic.services.one_session


@pytest.fixture
async def first(clinic, north):
    """The series' session of Thursday."""
    await clinic.services.series.add(admin_of(north), draft(north), "", NOON)
    return (await planned(clinic, north))[0]


async def test_a_moved_session_keeps_its_day_in_the_series_and_its_links(clinic, north, editing, first):
    links = clinic.services.join_links
    _, token = await links.issue("north", first.id, north.clients[0], None, NOON)
    await editing.move(admin_of(north), first.id, await seen(clinic, north, first.id), FRIDAY_AT_NINE, "", NOON)
    moved = await clinic.sessions.get("north", first.id)
    local = moved.starts_at.astimezone(ZoneInfo("America/Los_Angeles"))
    assert (local.date(), local.time(), moved.topic) == (FRIDAY, time(9), "Grief")
    assert (moved.series_day, moved.altered) == (THURSDAY, True)
    login, _ = await links.join(token, "4711", "192.0.2.1", moved.starts_at)
    assert login.session_id == first.id
    await clinic.services.making.make_ahead("north", NOON)
    assert len(await planned(clinic, north)) == 16
    assert "session.moved" in await audited(clinic)


@pytest.mark.parametrize("by_hand", ["moved", "cancelled"])
async def test_its_series_passes_by_what_was_changed_by_itself(clinic, north, editing, first, by_hand):
    look = await seen(clinic, north, first.id)
    if by_hand == "moved":
        await editing.move(admin_of(north), first.id, look, FRIDAY_AT_NINE, "", NOON)
    else:
        await editing.cancel(admin_of(north), first.id, look, "ill", NOON)
    before = await clinic.sessions.get("north", first.id)
    await add_holiday(clinic, north, THURSDAY)
    await clinic.services.making.make_ahead("north", NOON)
    daily = draft(north, rule="FREQ=DAILY", at=time(8), title="Daily")
    saved = await clinic.services.series.change(admin_of(north), first.series_id, 1, daily, "so be it", NOON)
    assert saved.outcome.passed_by == [first.id]
    assert await clinic.sessions.get("north", first.id) == before
    assert [one.id for one in await planned(clinic, north) if one.series_day == THURSDAY] == [first.id]


async def test_a_new_title_alone_moves_nothing_and_asks_nothing(clinic, north, editing, first):
    local = first.starts_at.astimezone(ZoneInfo("America/Los_Angeles"))
    same = Move(local.date(), local.time(), 195, "Film evening", "")
    await editing.move(admin_of(north), first.id, await seen(clinic, north, first.id), same, "", NOON)
    found = await clinic.sessions.get("north", first.id)
    assert (found.title, found.starts_at) == ("Film evening", first.starts_at)


async def test_a_cancelled_one_keeps_its_reason_and_is_not_made_again(clinic, north, editing, first):
    await editing.cancel(admin_of(north), first.id, await seen(clinic, north, first.id), "The heating failed", NOON)
    await clinic.services.making.make_ahead("north", NOON)
    found = await planned(clinic, north)
    assert (found[0].status, found[0].cancel_reason, len(found)) == ("cancelled", "The heating failed", 16)
    await editing.restore(admin_of(north), first.id, await seen(clinic, north, first.id), "", NOON)
    back = await clinic.sessions.get("north", first.id)
    assert (back.status, back.cancel_reason) == ("planned", "")
    assert len(await clinic.sessions.roster("north", first.id)) == 4


async def test_one_that_is_past_is_not_restored(clinic, north, editing, first):
    await editing.cancel(admin_of(north), first.id, await seen(clinic, north, first.id), "ill", NOON)
    with pytest.raises(Conflict, match="passed"):
        await editing.restore(admin_of(north), first.id, await seen(clinic, north, first.id), "", first.ends_at)


async def test_one_whose_people_are_elsewhere_by_now_is_held_after_all_for_a_reason_alone(
    clinic, north, editing, first
):
    await editing.cancel(admin_of(north), first.id, await seen(clinic, north, first.id), "ill", NOON)
    instead = draft(north, title="Instead", rule="FREQ=DAILY", first_on=THURSDAY, last_on=THURSDAY)
    await clinic.services.series.add(admin_of(north), instead, "", NOON)
    look = await seen(clinic, north, first.id)
    found = await editing.preview_of_restoring("north", first.id, NOON)
    assert {(one.against, one.other) for one in found} == {("elsewhere", "Instead")}
    with pytest.raises(Unresolved):
        await editing.restore(admin_of(north), first.id, look, "", NOON)
    assert (await clinic.sessions.get("north", first.id)).status == "cancelled", "nothing was saved"
    await editing.restore(admin_of(north), first.id, look, "They asked for both", NOON)
    assert (await clinic.sessions.get("north", first.id)).status == "planned"
    with pytest.raises(Conflict, match="not cancelled"):
        await editing.preview_of_restoring("north", first.id, NOON)


async def test_a_substitute_runs_this_session_and_no_other(clinic, north, editing, first):
    wish = Substitute(north.other_facilitator, north.facilitator)
    await editing.substitute(admin_of(north), first.id, await seen(clinic, north, first.id), wish, "", NOON)
    run_by = [(await seen(clinic, north, one.id)).facilitators for one in (await planned(clinic, north))[:2]]
    assert run_by == [[north.other_facilitator], [north.facilitator]]
    back = Substitute(north.facilitator, north.other_facilitator)
    await editing.substitute(admin_of(north), first.id, await seen(clinic, north, first.id), back, "", NOON)
    assert (await seen(clinic, north, first.id)).facilitators == [north.facilitator]


async def test_who_could_run_it_instead_is_said_with_who_is_free(clinic, north, editing, first):
    elsewhere = draft(north, title="Other", facilitators=[north.other_facilitator], expects="named")
    await clinic.services.series.add(admin_of(north), elsewhere, "so be it", NOON)
    assert sorted(await editing.free_facilitators(first)) == [(north.admin, True), (north.other_facilitator, False)]
    wish = Substitute(north.other_facilitator, north.facilitator)
    look = await seen(clinic, north, first.id)
    with pytest.raises(Unresolved):
        await editing.substitute(admin_of(north), first.id, look, wish, "", NOON)
    await editing.substitute(admin_of(north), first.id, look, wish, "The other one is short", NOON)


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (("north-client0", "north-facilitator"), NotFound),
        (("south-facilitator", "north-facilitator"), NotFound),
        (("north-admin", "north-other"), NotFound),
        (("north-facilitator", None), Invalid),
    ],
)
async def test_who_cannot_run_it_does_not(clinic, north, south, editing, first, wish, refusal):
    look = await seen(clinic, north, first.id)
    with pytest.raises(refusal):
        await editing.substitute(admin_of(north), first.id, look, Substitute(*wish), "", NOON)
    assert await seen(clinic, north, first.id) == look


async def test_two_who_change_it_at_once_do_not_overwrite_each_other(clinic, north, editing, first):
    look = await seen(clinic, north, first.id)
    await editing.move(admin_of(north), first.id, look, FRIDAY_AT_NINE, "", NOON)
    with pytest.raises(Conflict, match="it has another time, and it has another topic"):
        await editing.cancel(admin_of(north), first.id, look, "ill", NOON)
    wish = Substitute(north.admin, north.facilitator)
    look = await seen(clinic, north, first.id)
    await editing.substitute(admin_of(north), first.id, look, wish, "", NOON)
    with pytest.raises(Conflict, match="somebody else runs it"):
        await editing.cancel(admin_of(north), first.id, look, "ill", NOON)


async def refused(clinic, north, editing, session, now, match):
    look = await seen(clinic, north, session.id)
    acts = (
        editing.move(admin_of(north), session.id, look, FRIDAY_AT_NINE, "so be it", now),
        editing.cancel(admin_of(north), session.id, look, "ill", now),
        editing.substitute(admin_of(north), session.id, look, Substitute(north.admin, north.facilitator), "", now),
    )
    before = await clinic.sessions.get("north", session.id)
    for act in acts:
        with pytest.raises(Conflict, match=match):
            await act
    assert await clinic.sessions.get("north", session.id) == before


async def test_one_that_has_begun_is_neither_moved_nor_cancelled(clinic, north, editing, first):
    await clinic.sessions.begin("north", first.id, first.starts_at)
    await refused(clinic, north, editing, first, first.starts_at, "has begun")


async def test_one_that_is_over_stays_as_it_was_held_or_not(clinic, north, editing, first):
    await refused(clinic, north, editing, first, first.ends_at, "is over")


async def test_one_with_people_in_it_is_neither_moved_nor_cancelled(clinic, north, editing, first):
    early = first.starts_at - timedelta(minutes=20)
    waits = fact_of(first.id, Connected(Place.WAITING), early, 1, north.clients[0])
    await clinic.services.facts.record("north", [waits])
    await refused(clinic, north, editing, first, early + timedelta(seconds=5), "Somebody is in this session")


async def test_a_move_that_somebody_is_elsewhere_for_needs_a_reason(clinic, north, editing, first):
    elsewhere = draft(
        north, title="Other", facilitators=[north.admin], expects="named", clients=[north.clients[0]], at=time(9)
    )
    await clinic.services.series.add(
        admin_of(north), replace(elsewhere, rule="FREQ=DAILY", first_on=FRIDAY, last_on=FRIDAY), "", NOON
    )
    (busy,) = await editing.preview("north", first.id, FRIDAY_AT_NINE, NOON)
    assert (busy.against, busy.person_id) == ("elsewhere", north.clients[0])
    look = await seen(clinic, north, first.id)
    with pytest.raises(Unresolved):
        await editing.move(admin_of(north), first.id, look, FRIDAY_AT_NINE, "", NOON)
    await editing.move(admin_of(north), first.id, look, FRIDAY_AT_NINE, "They know of it", NOON)


@pytest.mark.parametrize(
    "to",
    [
        replace(FRIDAY_AT_NINE, day=date(2026, 3, 3)),
        replace(FRIDAY_AT_NINE, minutes=4),
        replace(FRIDAY_AT_NINE, minutes=15),
    ],
)
async def test_a_move_that_cannot_be_is_refused(clinic, north, editing, first, to):
    with pytest.raises(Invalid):
        await editing.move(admin_of(north), first.id, await seen(clinic, north, first.id), to, "", NOON)


async def test_a_session_moved_into_the_night_of_the_change_lasts_its_minutes(clinic, north, editing, first):
    night = Move(date(2026, 3, 8), time(1, 30), 60, "Night", "")
    await editing.move(admin_of(north), first.id, await seen(clinic, north, first.id), night, "", NOON)
    moved = await clinic.sessions.get("north", first.id)
    assert moved.ends_at - moved.starts_at == timedelta(hours=1)
    assert moved.ends_at.astimezone(ZoneInfo(moved.time_zone)).time() == time(3, 30)


async def test_another_clinics_session_is_unknown(clinic, north, south, editing, first):
    look = await seen(clinic, north, first.id)
    with pytest.raises(NotFound):
        await editing.cancel(admin_of(south), first.id, look, "ill", NOON)
