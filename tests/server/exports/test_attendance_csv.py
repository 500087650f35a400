import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.attendance.evidence import Place
from server.domain.attendance.plan import kind_words
from server.domain.attendance.record_codec import record_to_data
from server.domain.canonical import canonical_bytes
from server.exports.attendance_csv import FORMULA_STARTS, AttendanceCsv, inert
from server.services.people import Clinic, Person, Program
from server.services.records.export_lines import CompactStored, ExportLine
from server.services.sessions.sessions import Schedule, Session
from tests.support.attendance import SESSION, Tape, plan

NIGHT_THE_CLOCKS_CHANGE = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
"""01:30 in New York, half an hour before the clocks go back."""


@cache
def line(name: str = "Elin Sjöström", title: str = "Process group") -> ExportLine:
    tape = Tape(origin=NIGHT_THE_CLOCKS_CHANGE).boots()
    tape.joins("facilitator")
    tape.joins("ana", Place.WAITING)
    tape.starts().until(5).moves("ana", Place.GROUP).until(60).ends()
    record = tape.records(plan("ana", starts_at=NIGHT_THE_CLOCKS_CHANGE, minutes=60))["ana"]
    start = NIGHT_THE_CLOCKS_CHANGE
    clinic = Clinic("c", "Clinic", "555", "America/New_York")
    session = Session(SESSION, "c", "p", "group", title, "finished", start, start + timedelta(hours=1))
    person = Person("ana", "c", "client", name, "Elin", record_number="CT-1")
    mara = Person("facilitator", "c", "staff", "Mara Okafor", "Mara")
    schedule = Schedule(session, clinic, Program("p", "c", "Evening IOP", "2.1", 9.0), (mara,), (person,), ())
    text = canonical_bytes(record_to_data(record)).decode()
    in_force = (record.outcome.value, record.countable_ms, record.in_room_ms, record.remote_ms, record.overlap_ms)
    stored = CompactStored(SESSION, "ana", 1, start + timedelta(hours=2), False, *in_force, text)
    return ExportLine(person, stored, schedule)


def another(one: ExportLine, version: int = 1, signed: bool = False, **values: Any) -> ExportLine:
    """With other values in its record."""
    text = json.dumps({**json.loads(one.stored.text), **values})
    in_force = {name: value for name, value in values.items() if name in CompactStored._fields}
    return one._replace(stored=one.stored._replace(text=text, version=version, signed=signed, **in_force))


def written(*found: ExportLine) -> str:
    table = AttendanceCsv()
    return table.header() + table.rows(found)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_row_says_who_when_how_long_and_why_with_the_sites_offset_of_each_moment():
    (row,) = read(written(line()))
    assert (row["client"], row["record_number"], row["program"]) == ("Elin Sjöström", "CT-1", "Evening IOP")
    assert row["facilitators"] == "Mara Okafor"
    assert row["started"] == "2026-11-01T01:30:00-04:00"
    assert row["ended"] == "2026-11-01T01:30:00-05:00"
    assert row["countable_minutes"] == "55.00" and row["waiting_minutes"] == "5.00"
    assert row["outcome"] == "present"
    waited, attended = row["intervals"].split("; ")
    assert waited == "2026-11-01T01:30:00-04:00/2026-11-01T01:35:00-04:00 video, not counted: waiting"
    assert attended == "2026-11-01T01:35:00-04:00/2026-11-01T01:30:00-05:00 video"


def test_an_empty_export_still_has_its_header():
    text = written()
    assert text.startswith("\ufeffsession_id,") and text.endswith("derived\r\n")
    assert read(text) == []


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x","y")', "+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_cell_is_a_formula(name):
    (row,) = read(written(line(name)))
    assert row["client"] == "'" + name


def test_quotes_commas_and_line_breaks_come_back_as_they_went():
    name = 'O\'Dowd, "Fin"\r\nSecond line'
    (row,) = read(written(line(name)))
    assert row["client"] == name
    assert inert("ordinary - text") == "ordinary - text"


def test_what_rows_share_is_told_of_each_as_it_is():
    first, others = line(), line("Ola", "Another group")
    lines = [first, others, another(first, signed=True, started_at="2026-11-01T05:31:00.000Z"), first]
    rows = read(written(*lines))
    assert [row["client"] for row in rows] == ["Elin Sjöström"] * 4  # the same person's id
    assert [row["session"] for row in rows] == ["Process group", "Another group", "Process group", "Process group"]
    assert [row["started"][11:16] for row in rows] == ["01:30", "01:30", "01:31", "01:30"]
    assert [row["signed"] for row in rows] == ["no", "no", "yes", "no"]


def test_a_row_has_a_cell_for_each_column_of_what_the_record_holds():
    values: dict[str, Any] = {name: number * 60_000 for number, name in enumerate(DURATIONS, 1)}
    acts: dict[str, Any] = {
        "first_at": "2026-11-01T05:31:00.000Z",
        "last_at": "2026-11-01T05:32:59.999Z",
        "identity_confirmed": {"at": "2026-11-01T05:33:00.000Z", "by": "f"},
        "signed_in": {"at": "2026-11-01T05:34:00.000Z", "by": "ana"},
    }
    texts: dict[str, Any] = {"flags": ["camera_off", "too_many"], "statements": ["By phone", "Said so"]}
    (row,) = read(written(another(line(), version=3, policy_version="c-2", **values, **acts, **texts)))
    for number, name in enumerate(DURATIONS, 1):
        assert row[name.removesuffix("_ms") + "_minutes"] == f"{number}.00"
    seen = [row[name][11:19] for name in ("first_seen", "last_seen", "identity_confirmed", "signed_in", "derived")]
    assert seen == ["01:31:00", "01:32:59", "01:33:00", "01:34:00", "02:30:00"]
    assert (row["flags"], row["statements"]) == ("camera off; too many", "By phone; Said so")
    assert (row["policy"], row["version"], row["signed"]) == ("c-2", "3", "no")


def test_what_an_older_record_does_not_know_is_left_empty():
    (row,) = read(written(another(line(), camera_off_ms=None, audio_only_ms=None, phone_ms=None)))
    assert (row["camera_off_minutes"], row["audio_only_minutes"], row["phone_minutes"]) == ("", "", "")
    assert row["video_minutes"] == "55.00"


SAID = {
    "said_at": "2026-11-01T05:20:00.000Z",
    "by": "",
    "at_home": True,
    "place_of_service": "10",
    "state": "CO",
    "address": "12 Elm Street",
    "phone": "555-0142",
    "alone": False,
    "others": "her sister",
    "agreed": True,
    "agreement": "1",
}


def test_a_row_says_where_they_were_who_confirmed_them_and_what_staff_decided():
    told: dict[str, Any] = {
        "telehealth": SAID,
        "identity_confirmed": {"at": "2026-11-01T05:33:00.000Z", "by": "facilitator"},
        "against_checks": [{"at": SAID["said_at"], "by": "f", "why": ["not_alone"], "reason": "She left the room"}],
        "redirected": [{"at": SAID["said_at"], "by": "f", "way": "in_person", "reason": "Not safe"}],
    }
    (row,) = read(written(another(line(), **told)))
    assert (row["place_of_service"], row["state"], row["location"]) == ("10", "CO", "12 Elm Street")
    assert (row["contact_number"], row["private_space"], row["others_with_client"]) == ("555-0142", "no", "her sister")
    assert (row["agreement"], row["answered"][11:19]) == ("1", "01:20:00")
    assert (row["identity_confirmed_by"], row["admitted_although"]) == ("Mara Okafor", "She left the room")
    assert row["redirected"] == "in person: Not safe"
    (row,) = read(written(line()))
    assert [row[name] for name in ("place_of_service", "private_space", "answered", "redirected")] == [""] * 4


EVIL = st.one_of(
    st.text(max_size=20),
    st.builds(
        lambda spaces, start, rest: spaces + start + rest,
        st.sampled_from(["", " ", "   "]),
        st.sampled_from([*FORMULA_STARTS, '"', '","', '"\r\n=']),
        st.text("=+-@\t\r\n\",;' ax＝", max_size=8),
    ),
)


@settings(max_examples=50)
@given(st.lists(st.lists(EVIL, min_size=11, max_size=11), min_size=1, max_size=4))
def test_whatever_people_wrote_each_cell_is_what_they_wrote_and_no_formula(typed):
    """Names, titles, statements and reasons, also those of the rows before, in the cells of their own row alone."""
    lines, expected = [], []
    for number, texts in enumerate(typed):
        client, chart, staff, program, title, kind, reason, said, policy, outcome, flag = texts
        start = another(line(), reason=reason, statements=[said], policy_version=policy, outcome=outcome, flags=[flag])
        session = replace(start.schedule.session, title=title, kind=kind)
        schedule = replace(
            start.schedule,
            session=session,
            program=Program("p", "c", program, "2.1", 9.0),
            facilitators=(Person("f", "c", "staff", staff, staff),),
        )
        person = Person(f"client{number}", "c", "client", client, client, record_number=chart)
        lines.append(ExportLine(person, start.stored, schedule))
        codes = [one.replace("_", " ") for one in (outcome, flag)]
        expected.append([client, chart, staff, program, title, kind_words(kind), reason, said, policy, *codes])
    columns = [*("client", "record_number", "facilitators", "program", "session", "kind", "reason"), "statements"]
    columns += ["policy", "outcome", "flags"]
    table = AttendanceCsv({"more": lambda person: person.legal_name})
    rows = read(table.header() + table.rows(lines))
    assert [[row[name] for name in columns] for row in rows] == [[inert(text) for text in one] for one in expected]
    assert [row["more"] for row in rows] == [row["client"] for row in rows]
    for row in rows:
        assert None not in row
        assert not any(cell.lstrip(" ").startswith(FORMULA_STARTS) for cell in row.values())


@given(EVIL)
def test_text_that_is_made_inert_is_the_text_and_at_most_an_apostrophe(text):
    assert inert(text) in (text, f"'{text}")
    assert not inert(text).lstrip(" ").startswith(FORMULA_STARTS)


DURATIONS = (
    *("countable_ms", "in_room_ms", "remote_ms", "overlap_ms", "video_ms", "camera_off_ms", "audio_only_ms"),
    *("phone_ms", "individual_ms", "waiting_ms", "break_ms", "without_staff_ms", "outage_ms", "late_by_ms"),
    "early_by_ms",
)
