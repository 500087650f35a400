"""Search finds by every filter, and only what may be seen; each page goes on where the one before ended."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from server.domain.attendance.record import Flag
from server.services.sessions.sessions import Kind, RosterEntry, Session
from tests.support.auditors import add_auditor, grant
from tests.support.clinics import NOON, hold_session

ANY_FLAGS = [flag.value for flag in Flag]
DAYS = {"from_on": "2026-02-20", "to_on": "2026-03-06"}


@pytest.fixture
async def held(clinic, north, south, clock):
    """The running session, and two shorter ones a day and two days before; south has one, too."""
    clock.now = await hold_session(clinic, north, NOON)
    await hold_session(clinic, south, NOON)
    roster = [RosterEntry(north.facilitator, "facilitator"), *(RosterEntry(one, "client") for one in north.clients)]
    earlier: list[tuple[int, Kind, str]] = [(1, "workshop", "Relapse Übung"), (2, "group", "Process group")]
    for days, kind, title in earlier:
        start = NOON - timedelta(days=days)
        session = f"before{days}"
        planned = Session(session, "north", north.program, kind, title, "planned", start, start + timedelta(hours=1))
        await clinic.sessions.add(planned, roster)
        await hold_session(clinic, replace(north, running=session), start, minutes=50)
    return north


async def search(api, **asked):
    status, found = await api.post("/api/audit/search", {**DAYS, **asked})
    assert status == 200, found
    return found


async def hits(api, **asked):
    return [(one["session_id"], one["client"]["person_id"][-1]) for one in (await search(api, **asked))["records"]]


async def test_records_are_found_newest_session_first_with_how_many_there_are(api, held):
    await api.sign_in(held, held.admin)
    found = await search(api)
    assert [one["session_id"] for one in found["records"]] == ["north-running"] * 3 + ["before1"] * 3 + ["before2"] * 3
    assert sum(found["outcomes"].values()) == 9 and found["outcomes"]["no_show"] == 6
    one = next(one for one in found["records"] if one["client"]["person_id"] == held.clients[0])
    assert one["client"]["legal_name"] == held.names[0] and one["countable_minutes"] == pytest.approx(60, abs=0.2)
    assert (one["title"], one["program"], one["signed"]) == ("Process group", "Evening IOP", False)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"text": "legal NORTH 1"}, [("north-running", "1"), ("before1", "1"), ("before2", "1")]),
        ({"text": "mrn2", "outcome": "no_show"}, [("north-running", "2"), ("before1", "2"), ("before2", "2")]),
        ({"text": "übung"}, [("before1", "2"), ("before1", "1"), ("before1", "0")]),
        ({"text": "%"}, []),
        ({"kind": "workshop", "outcome": "no_show"}, [("before1", "2"), ("before1", "1")]),
        ({"signed": True}, []),
        ({"program": "south-program"}, []),
        ({"facilitator": "north-other"}, []),
        (
            {"facilitator": "north-facilitator", "text": "north 0", "to_on": "2026-03-03"},
            [("before1", "0"), ("before2", "0")],
        ),
        ({"flag": "identity_not_confirmed", "from_on": "2026-03-04"}, [("north-running", "0")]),
    ],
)
async def test_every_filter_finds_what_it_says(api, held, asked, expected):
    await api.sign_in(held, held.admin)
    assert await hits(api, **asked) == expected


async def test_pages_go_on_where_the_one_before_ended(api, held):
    await api.sign_in(held, held.admin)
    for asked in ({}, {"text": "north"}, {"kind": "group"}):
        everything, after, seen = await hits(api, **asked), None, []
        while True:
            page = await search(api, **asked, size=2, after=after)
            seen += [(one["session_id"], one["client"]["person_id"][-1]) for one in page["records"]]
            after = page["next"]
            if after is None:
                break
            assert len(page["records"]) == 2
        assert seen == everything


async def test_a_cursor_that_no_page_gave_is_refused(api, held):
    await api.sign_in(held, held.admin)
    early = b64encode(b'["0001-01-01T00:00:00+14:00", "a", "b"]').decode()
    for wrong in ("xxxx", "W10=", "WzEsMiwzXQ==", early):
        assert (await api.post("/api/audit/search", {"after": wrong}))[0] == 422


async def test_only_ones_own_clinic_is_searched(api, held, south):
    await api.sign_in(south, south.admin)
    found = await search(api, text="legal")
    assert {one["session_id"] for one in found["records"]} == {"south-running"}
    assert sum(found["outcomes"].values()) == 3


async def test_a_facilitator_finds_their_own_sessions(api, held):
    await api.sign_in(held, held.other_facilitator)
    assert await hits(api) == []
    assert (await search(api))["outcomes"] == {}
    await api.sign_in(held, held.facilitator)
    assert len(await hits(api)) == 9


async def test_an_auditor_finds_what_was_granted(api, clinic, held):
    auditor = await add_auditor(clinic, held)
    await api.sign_in(held, auditor)
    assert await hits(api) == []
    assert await api.get("/api/audit/choices") == (200, {"programs": [], "facilitators": [], "flags": ANY_FLAGS})
    days = ((NOON - timedelta(days=1)).date(), NOON.date())
    await grant(clinic, held, auditor, [held.clients[1]], days)
    mine = [("north-running", "1"), ("before1", "1")]
    assert await hits(api) == await hits(api, text="legal") == await hits(api, outcome="no_show") == mine
    assert (await search(api))["outcomes"] == {"no_show": 2}
    assert await hits(api, text="legal north 0") == []
    first = await search(api, size=1)
    assert [one["session_id"] for one in (await search(api, size=1, after=first["next"]))["records"]] == ["before1"]
    await grant(clinic, held, auditor, None, ((NOON - timedelta(days=2)).date(),) * 2)
    assert len(await hits(api)) == 5
    assert sum((await search(api))["outcomes"].values()) == 5


async def test_what_was_searched_for_is_not_kept(api, clinic, held):
    await api.sign_in(held, held.admin)
    await search(api, text="Legal north 1")
    async with clinic.database.read() as connection:
        kept = (await connection.execute(text("SELECT * FROM audit_entries"))).all()
    assert "attendance.searched" in str(kept) and "Legal" not in str(kept)


async def test_what_was_entered_in_error_is_counted_and_found(api, clinic, held):
    async with clinic.database.write() as connection:
        change = "UPDATE record_lines SET outcome = 'entered_in_error' WHERE session_id = 'before1'"
        await connection.execute(text(change))
    await api.sign_in(held, held.admin)
    assert (await search(api))["outcomes"]["entered_in_error"] == 3
    assert len(await hits(api, outcome="entered_in_error")) == 3
