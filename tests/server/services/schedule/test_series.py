"""Series and the sessions that are made of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.services.errors import Conflict, Invalid, NotFound
from server.services.schedule.conflicts import Unresolved
from server.services.schedule.making import day_of
from server.services.sessions.sessions import RosterEntry
from tests.support.clinics import NOON, audited
from tests.support.policies import of_program, written
from tests.support.schedule import THURSDAY, add_holiday, add_site, admin_of, draft, planned

MONDAY = date(2026, 3, 9)
HORIZON = date(2026, 4, 29)


@pytest.fixture
def series(clinic):
    return clinic.services.series


async def test_a_series_makes_its_sessions_eight_weeks_ahead_with_who_is_expected(clinic, north, series):
    saved = await series.add(admin_of(north), draft(north), "", NOON)
    found = await planned(clinic, north)
    assert len(found) == len(saved.outcome.made) == 16
    assert [one.series_day for one in found] == list(saved.series.recurrence.days(THURSDAY, HORIZON))
    first = found[0]
    assert first.starts_at == datetime(2026, 3, 6, 1, 30, tzinfo=UTC)
    assert (first.title, first.planned_break_ms, first.service_code) == ("Evening group", 900_000, "H0015")
    roster = {one.person_id: one.role for one in await clinic.sessions.roster("north", first.id)}
    assert roster == {north.facilitator: "facilitator", **dict.fromkeys(north.clients, "client")}
    assert "series.added" in await audited(clinic)


async def test_made_again_nothing_is_made_twice_and_each_day_brings_what_is_due(clinic, north, series):
    await series.add(admin_of(north), draft(north), "", NOON)
    before = await planned(clinic, north)
    await clinic.services.making.make_ahead("north", NOON)
    assert await planned(clinic, north) == before
    await clinic.services.making.make_ahead("north", NOON + timedelta(days=1))
    after = await planned(clinic, north)
    assert [one.series_day for one in after if one not in before] == [date(2026, 4, 30)]
    await clinic.services.making.make_ahead("north", NOON + timedelta(days=30))
    assert await planned(clinic, north) == after


async def test_it_stays_at_half_past_five_when_the_clocks_change(clinic, north, series):
    await series.add(admin_of(north), draft(north), "", NOON)
    zone = ZoneInfo("America/Los_Angeles")
    assert {one.starts_at.astimezone(zone).time() for one in await planned(clinic, north)} == {time(17, 30)}
    assert len({one.starts_at.time() for one in await planned(clinic, north)}) == 2


async def test_at_a_site_it_meets_by_the_clock_of_the_site_also_past_midnight(clinic, north, series):
    await add_site(clinic, north, "lake", "America/Chicago")
    late = draft(north, site_id="lake", at=time(23, 30), minutes=60, break_minutes=0)
    saved = await series.add(admin_of(north), late, "", NOON)
    first = (await planned(clinic, north))[0]
    assert saved.series.time_zone == first.time_zone == "America/Chicago"
    assert first.starts_at == datetime(2026, 3, 6, 5, 30, tzinfo=UTC)
    assert first.ends_at.astimezone(ZoneInfo(first.time_zone)).date() == THURSDAY + timedelta(days=1)


async def test_holidays_of_the_clinic_and_of_the_site_are_left_out_and_said(clinic, north, series):
    await add_site(clinic, north, "lake", "America/Chicago")
    await add_holiday(clinic, north, MONDAY)
    await add_holiday(clinic, north, MONDAY + timedelta(days=7), "lake")
    here = await series.add(admin_of(north), draft(north), "", NOON)
    there = await series.add(admin_of(north), draft(north, site_id="lake", at=time(9)), "", NOON)
    assert list(here.outcome.holidays) == [MONDAY]
    assert list(there.outcome.holidays) == [MONDAY, MONDAY + timedelta(days=7)]
    assert MONDAY not in {one.series_day for one in await planned(clinic, north)}


async def test_a_holiday_that_is_added_cancels_and_one_that_is_removed_brings_back(clinic, north, series):
    await series.add(admin_of(north), draft(north), "", NOON)
    holiday = await clinic.services.sites.add_holiday(admin_of(north), MONDAY, "Rest", None, NOON)
    one = next(one for one in await planned(clinic, north) if one.series_day == MONDAY)
    assert (one.status, one.cancel_reason) == ("cancelled", "Rest")
    await clinic.services.sites.remove_holiday(admin_of(north), holiday.id, NOON)
    assert (await clinic.sessions.get("north", one.id)).status == "planned"


async def test_one_session_alone_is_asked_for_on_its_very_day(clinic, north, series):
    await add_holiday(clinic, north, MONDAY)
    once = draft(north, rule="FREQ=DAILY", first_on=MONDAY, last_on=MONDAY, expects="named", clients=[north.clients[0]])
    found = await series.preview("north", once, None, NOON)
    assert [one.against for one in found.findings] == ["holiday"]
    with pytest.raises(Unresolved):
        await series.add(admin_of(north), once, "", NOON)
    await series.add(admin_of(north), once, "The family can only come then", NOON)
    (session,) = await planned(clinic, north)
    assert {one.person_id for one in await clinic.sessions.roster("north", session.id)} == {
        north.facilitator,
        north.clients[0],
    }
    async with clinic.database.read() as connection:
        details = await connection.exec_driver_sql("SELECT detail FROM audit_entries WHERE action = 'series.added'")
        assert "The family can only come then" in details.scalar()


async def test_this_and_all_following_change_and_what_was_before_stays(clinic, north, series):
    saved = await series.add(admin_of(north), draft(north), "", NOON)
    before = await planned(clinic, north)
    later = draft(north, first_on=date(2026, 3, 19), at=time(18), title="Late group", facilitators=[north.admin])
    changed = await series.change(admin_of(north), saved.series.id, 1, later, "", NOON)
    after = {one.id: one for one in await planned(clinic, north)}
    assert after.keys() == {one.id for one in before}
    for one in before:
        if day_of(one) < later.first_on:
            assert after[one.id] == one
        else:
            moved = after[one.id]
            assert (moved.series_id, moved.title) == (changed.series.id, "Late group")
            assert moved.starts_at - one.starts_at == timedelta(minutes=30)
            roster = await clinic.sessions.roster("north", one.id)
            assert [each.person_id for each in roster if each.role == "facilitator"] == [north.admin]
    opened = await series.open("north", saved.series.id)
    assert (opened.series.last_on, opened.goes_on) == (date(2026, 3, 18), changed.series)


async def test_days_that_the_new_rule_does_not_have_are_cancelled_and_new_ones_made(clinic, north, series):
    saved = await series.add(admin_of(north), draft(north), "", NOON)
    tuesdays = draft(north, first_on=MONDAY, rule="FREQ=WEEKLY;BYDAY=TU,TH", last_on=date(2026, 3, 20))
    found = await series.preview("north", tuesdays, saved.series.id, NOON)
    changed = await series.change(admin_of(north), saved.series.id, 1, tuesdays, "", NOON)
    assert (len(changed.outcome.made), len(changed.outcome.changed)) == (2, 2)
    assert len(found.dropped) == len(changed.outcome.dropped) == 13 and found.moved == 2
    held = [one.series_day for one in await planned(clinic, north) if one.status == "planned"]
    assert held == [THURSDAY, date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 17), date(2026, 3, 19)]


async def test_an_ended_series_meets_no_more_and_says_when_it_did_last(clinic, north, series):
    saved = await series.add(admin_of(north), draft(north), "", NOON)
    ended = await series.end(admin_of(north), saved.series.id, 1, MONDAY, NOON)
    held = [one.series_day for one in await planned(clinic, north) if one.status == "planned"]
    assert held == [THURSDAY, MONDAY] and len(ended.outcome.dropped) == 14
    await clinic.services.making.make_ahead("north", NOON)
    assert [one.series_day for one in await planned(clinic, north) if one.status == "planned"] == held


async def test_two_who_change_a_series_at_once_do_not_overwrite_each_other(clinic, north, series):
    saved = await series.add(admin_of(north), draft(north), "", NOON)
    later = draft(north, first_on=date(2026, 3, 19), at=time(18))
    await series.change(admin_of(north), saved.series.id, 1, later, "", NOON)
    with pytest.raises(Conflict, match="until 2026-03-18 now and goes on as another from 2026-03-19"):
        await series.change(admin_of(north), saved.series.id, 1, later, "", NOON)
    with pytest.raises(Conflict):
        await series.end(admin_of(north), saved.series.id, 1, MONDAY, NOON)


async def test_a_part_of_a_changed_series_cannot_reach_into_what_follows(clinic, north, series):
    saved = await series.add(admin_of(north), draft(north), "", NOON)
    await series.change(admin_of(north), saved.series.id, 1, draft(north, first_on=date(2026, 3, 19)), "", NOON)
    again = draft(north, first_on=MONDAY, at=time(18))
    with pytest.raises(Invalid, match="follows"):
        await series.change(admin_of(north), saved.series.id, 2, again, "", NOON)
    await series.change(admin_of(north), saved.series.id, 2, replace(again, last_on=date(2026, 3, 18)), "", NOON)
    days = [one.series_day for one in await planned(clinic, north) if one.status == "planned"]
    assert len(days) == len(set(days)) == 16


async def test_nobody_plans_into_the_past(clinic, north, series):
    with pytest.raises(Invalid):
        await series.add(admin_of(north), draft(north, first_on=date(2026, 3, 3)), "", NOON)
    today = draft(north, rule="FREQ=DAILY", first_on=NOON.date(), last_on=NOON.date(), at=time(11, 30))
    with pytest.raises(Invalid):
        await series.add(admin_of(north), today, "", NOON)
    saved = await series.add(admin_of(north), draft(north, rule="FREQ=DAILY", first_on=NOON.date()), "so it is", NOON)
    with pytest.raises(Invalid, match="into the past"):
        moved = draft(north, rule="FREQ=DAILY", first_on=NOON.date(), at=time(11))
        await series.change(admin_of(north), saved.series.id, 1, moved, "so it is", NOON)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rule": "FREQ=WEEKLY;BYDAY=MO", "last_on": None}, "rule"),
        ({"rule": "FREQ=YEARLY"}, "rule"),
        ({"last_on": date(2026, 3, 1)}, "rule"),
        ({"minutes": 4}, "minutes"),
        ({"break_minutes": 195}, "break_minutes"),
        ({"program_id": None}, "expects"),
        ({"clients": ["north-client0"]}, "clients"),
        ({"expects": "named", "clients": ["north-other"]}, "clients"),
        ({"facilitators": ["north-client1"]}, "facilitators"),
        ({"facilitators": ["north-other", "north-other"]}, "facilitators"),
    ],
)
async def test_what_cannot_be_is_refused_with_where_it_is_wrong(clinic, north, series, changes, field):
    with pytest.raises(Invalid) as refused:
        await series.add(admin_of(north), draft(north, **changes), "", NOON)
    assert [path for path, _ in refused.value.fields] == [f"body.draft.{field}"]
    assert await planned(clinic, north) == []


@pytest.mark.parametrize("which", ["program_id", "site_id", "facilitators", "clients"])
async def test_what_is_another_clinics_is_unknown(clinic, north, south, series, which):
    await add_site(clinic, south, "elsewhere", "America/Chicago")
    theirs = {
        "program_id": {"program_id": south.program},
        "site_id": {"site_id": "elsewhere"},
        "facilitators": {"facilitators": [south.facilitator]},
        "clients": {"expects": "named", "clients": [south.clients[0]]},
    }
    with pytest.raises(NotFound):
        await series.add(admin_of(north), draft(north, **theirs[which]), "", NOON)


async def test_who_is_elsewhere_at_the_time_is_said_before_saving(clinic, north, series):
    await series.add(admin_of(north), draft(north), "", NOON)
    other = draft(
        north,
        title="Skills",
        at=time(20),
        expects="named",
        clients=[north.clients[1]],
        facilitators=[north.other_facilitator],
        last_on=date(2026, 3, 12),
    )
    found = await series.preview("north", other, None, NOON)
    (busy,) = found.findings
    assert (busy.against, busy.person_id, busy.other) == ("elsewhere", north.clients[1], "Evening group")
    assert list(busy.days) == [THURSDAY, MONDAY, date(2026, 3, 12)]
    after = await series.preview("north", replace(other, at=time(20, 45)), None, NOON)
    assert after.findings == []


async def test_a_series_does_not_stand_against_itself(clinic, north, series):
    saved = await series.add(admin_of(north), draft(north), "", NOON)
    found = await series.preview("north", draft(north, at=time(18)), saved.series.id, NOON)
    assert found.findings == [] and found.moved == 16


async def test_nobody_who_runs_it_and_nobody_who_comes_are_said(north, series):
    found = await series.preview("north", draft(north, facilitators=[], expects="named"), None, NOON)
    assert [one.against for one in found.findings] == ["no_facilitator", "nobody_expected"]


async def test_a_group_above_the_cap_is_said_and_never_turned_away(clinic, north, series):
    await written(clinic, of_program(north), group_cap=2)
    (over,) = (await series.preview("north", draft(north), None, NOON)).findings
    assert (over.against, over.expected, over.cap) == ("over_cap", 3, 2)
    await series.add(admin_of(north), draft(north), "one more is fine", NOON)


async def test_a_missing_licence_is_said_only_where_licences_are_kept(clinic, north, series):
    async with clinic.database.write() as connection:
        await connection.exec_driver_sql("UPDATE programs SET states = '[\"CA\"]'")
    assert (await series.preview("north", draft(north), None, NOON)).findings == []
    async with clinic.database.write() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO staff_licences (id, clinic_id, person_id, state, profession, number, expires_on)"
            f" VALUES ('one', 'north', '{north.facilitator}', 'CA', 'LCSW', '1', '2026-03-31')"
        )
    (lacks,) = (await series.preview("north", draft(north), None, NOON)).findings
    assert (lacks.against, lacks.person_id) == ("licence", north.facilitator)
    assert min(lacks.days) == date(2026, 4, 2)


async def test_what_somebody_is_in_is_not_moved_with_its_series(clinic, north, series, monkeypatch):
    today = draft(north, rule="FREQ=DAILY", first_on=NOON.date(), at=time(14))
    saved = await series.add(admin_of(north), today, "so it is", NOON)
    first = (await planned(clinic, north))[0]

    async def occupied(clinic_id, session_id, now):
        return session_id == first.id

    monkeypatch.setattr(clinic.services.making, "_occupied", occupied)
    later = replace(today, at=time(16))
    await series.change(admin_of(north), saved.series.id, 1, later, "so it is", NOON)
    found = await planned(clinic, north)
    assert found[0] == first
    assert [one.series_day for one in found].count(first.series_day) == 1


async def test_a_roster_of_a_session_that_has_begun_stays(clinic, north, series):
    saved = await series.add(admin_of(north), draft(north, facilitators=[north.admin]), "", NOON)
    first = (await planned(clinic, north))[0]
    during = first.starts_at + timedelta(minutes=5)
    await clinic.sessions.begin("north", first.id, first.starts_at)
    later = draft(north, first_on=THURSDAY, at=time(18), facilitators=[north.facilitator])
    await series.change(admin_of(north), saved.series.id, 1, later, "", during)
    assert RosterEntry(north.admin, "facilitator") in await clinic.sessions.roster("north", first.id)
    begun = await clinic.sessions.get("north", first.id)
    assert (begun.series_id, begun.starts_at) == (saved.series.id, first.starts_at)


async def test_a_session_whose_time_has_come_stays_also_when_nobody_started_it(clinic, north, series):
    saved = await series.add(admin_of(north), draft(north), "", NOON)
    first = (await planned(clinic, north))[0]
    during = first.starts_at + timedelta(minutes=5)
    tuesdays = draft(north, first_on=THURSDAY, rule="FREQ=WEEKLY;BYDAY=TU")
    await series.change(admin_of(north), saved.series.id, 1, tuesdays, "", during)
    assert await clinic.sessions.get("north", first.id) == first
