import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from server.domain.attendance.evidence import Place
from server.exports.attendance_csv import attendance_csv, inert
from server.services.people import Clinic, Person, Program
from server.services.records.attendance import PersonRecord
from server.services.records.in_force import case_of
from server.services.records.records import StoredRecord
from server.services.sessions.sessions import Schedule, Session
from tests.support.attendance import SESSION, Tape, plan

NIGHT_THE_CLOCKS_CHANGE = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
"""01:30 in New York, half an hour before the clocks go back."""


@cache
def line(name: str = "Elin Sjöström", title: str = "Process group") -> PersonRecord:
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
    stored = StoredRecord(1, start + timedelta(hours=2), record)
    return PersonRecord(person, stored, schedule, case_of(stored))


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_row_says_who_when_how_long_and_why_with_the_sites_offset_of_each_moment():
    (row,) = read("".join(attendance_csv([line()])))
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
    text = "".join(attendance_csv([]))
    assert text.startswith("\ufeffsession_id,") and text.endswith("derived\r\n")
    assert read(text) == []


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x","y")', "+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_cell_is_a_formula(name):
    (row,) = read("".join(attendance_csv([line(name)])))
    assert row["client"] == "'" + name


def test_quotes_commas_and_line_breaks_come_back_as_they_went():
    name = 'O\'Dowd, "Fin"\r\nSecond line'
    (row,) = read("".join(attendance_csv([line(name)])))
    assert row["client"] == name
    assert inert("ordinary - text") == "ordinary - text"


def test_rows_are_made_as_they_are_read_and_not_kept():
    pulled = 0

    def many() -> Iterator[PersonRecord]:
        nonlocal pulled
        for number in range(3000):
            pulled += 1
            stored = replace(line().stored, version=number)
            yield replace(line(), stored=stored)

    pieces = attendance_csv(many())
    next(pieces)
    assert pulled == 0
    next(pieces)
    assert 0 < pulled < 1000
    between = []
    before = pulled
    for _ in pieces:
        between.append(pulled - before)
        before = pulled
    assert pulled == 3000 and max(between) < 1000
