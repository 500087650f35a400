"""Somebody with the database file in their hands changes, deletes, reorders or cuts something off: the
check of an export finds it, and says what it is.

They can drop the triggers, recompute every hash and replace every row. What they do not have is the signing key, and
the heads that others keep.
"""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.log.file_lines import written
from server.domain.log.findings import Level
from server.domain.log.verify import verify
from server.services.log.signatures import holds
from tests.support.log import exported, failures, words
from tests.support.manipulated import Kept, check, other, the_failure, underneath, with_clinic


def test_what_nobody_touched_holds(kept, var):
    report = check(var)
    assert failures(report) == [] and words(report, Level.LOOK) == ""
    assert len(report.keys) == 2
    assert report.newest is not None and report.newest.head.size == report.leaves
    for head in kept.heads:
        assert "The log continues the head that you hold" in words(check(var, head), Level.NOTE)
    assert check(var, None, [report.keys[0]]).verified, "the first key vouches for the second"


COVERED = {
    "presence_facts": "session_id = 'north-running'",
    "attendance_records": "session_id = 'north-running'",
    "audit_entries": "clinic_id = 'north'",
    "log_leaves": "clinic_id = 'north'",
    "log_heads": "clinic_id = 'north'",
    "signed_heads": "clinic_id = 'north'",
}


UNCOVERED = {("log_leaves", "covers")}
"""A number that only tells the app of facts that came late."""


def columns() -> list[tuple[str, str]]:
    from server.storage.tables import metadata

    found = [(name, column.name) for name in COVERED for column in metadata.tables[name].columns]
    return [one for one in found if one not in UNCOVERED]


@pytest.mark.parametrize(("table", "column"), columns())
def test_a_change_of_any_column_of_any_row_is_found(var, table, column):
    with underneath(var) as database:
        rows = database.execute(f"SELECT rowid, {column} FROM {table} WHERE {COVERED[table]} ORDER BY 1").fetchall()
        row, value = rows[len(rows) // 2]
        database.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", [other(column, value), row])
    the_failure(var)


@pytest.mark.parametrize("table", COVERED)
@pytest.mark.parametrize("which", ["first", "middle", "last"])
def test_the_deletion_of_any_row_is_found(var, table, which):
    with underneath(var) as database:
        rows = database.execute(f"SELECT rowid FROM {table} WHERE {COVERED[table]} ORDER BY 1").fetchall()
        at = {"first": 0, "middle": len(rows) // 2, "last": -1}[which]
        database.execute(f"DELETE FROM {table} WHERE rowid = ?", rows[at])
    report = check(var)
    if table == "signed_heads" and which == "last":
        assert "1 leaf is under no head that holds" in words(report, Level.LOOK)
    else:
        assert not report.verified


SAID = {
    "what a fact says": (
        "UPDATE presence_facts SET fact = replace(fact, '\"by\"', '\"from\"') WHERE kind = 'session_started'",
        "what its facts say of the session as a whole is not what was sealed",
    ),
    "who was connected in a beat": (
        "UPDATE presence_facts SET fact = replace(fact, 'north-client0', 'north-client2') WHERE kind = 'beat'",
        "what the facts say of north-client0 is not what was sealed",
    ),
    "whom a fact is about": (
        "UPDATE presence_facts SET participant_id = 'north-client2' WHERE kind = 'connected'",
        "is filed under another person, time or kind than it says itself",
    ),
    "a fact is gone": (
        "DELETE FROM presence_facts WHERE kind = 'disconnected'",
        "2 facts sealed with leaf",
    ),
    "a fact is new": (
        "INSERT INTO presence_facts SELECT 'slipped', clinic_id, session_id, participant_id, connection, kind, source, "
        "observed_at, recorded_at, boot, replace(fact, id, 'slipped') FROM presence_facts WHERE kind = 'session_ended'",
        "1 fact is in no leaf: slipped. It came within the last minute, or was slipped in",
    ),
    "minutes in a record": (
        "UPDATE attendance_records SET countable_ms = countable_ms + 3600000 WHERE participant_id = 'north-client0'",
        "the record of north-client0, version 1, is not what was sealed with leaf",
    ),
    "a record is gone": (
        "DELETE FROM attendance_records WHERE version = 2",
        "the record of north-client1, version 2, is missing",
    ),
    "a record is new": (
        "INSERT INTO attendance_records SELECT 'new', clinic_id, session_id, participant_id, 9, derived_at, outcome, "
        "countable_ms, record FROM attendance_records WHERE participant_id = 'north-client0' AND version = 1",
        "the record of north-client0, version 9, is in no leaf: it was slipped in",
    ),
    "a record is new, and says that it is older than the log": (
        "INSERT INTO attendance_records SELECT 'new', clinic_id, session_id, participant_id, 9, '2020-01-01 "
        "00:00:00.000000', outcome, countable_ms, record FROM attendance_records WHERE participant_id = "
        "'north-client0' AND version = 1",
        "the record of north-client0, version 9, is in no leaf: it was slipped in",
    ),
    "a record of a client who has none": (
        "INSERT INTO attendance_records SELECT 'new', clinic_id, session_id, 'north-client9', 1, '2020-01-01 "
        "00:00:00.000000', outcome, countable_ms, record FROM attendance_records WHERE participant_id = "
        "'north-client0' AND version = 1",
        "the record of north-client9, version 1, is in no leaf: it was slipped in",
    ),
    "who looked": (
        "UPDATE audit_entries SET actor_id = NULL WHERE action = 'attendance.exported'",
        "of the 4 entries that it covers at least one was changed",
    ),
    "that somebody looked": (
        "DELETE FROM audit_entries WHERE action = 'attendance.derived' AND clinic_id = 'north'",
        "2 entries of the access log were deleted",
    ),
    "that somebody exported": (
        "DELETE FROM audit_entries WHERE action = 'attendance.exported' AND clinic_id = 'north'",
        "(disclosure, 2026-03-04T20:00:00.000Z): its entry in the access log",
    ),
    "what a leaf says": (
        "UPDATE log_leaves SET content = replace(content, 'north-client0', 'north-client2') WHERE position = 1",
        "Leaf 1 (access granted or withdrawn) does not have the hash that it was written with",
    ),
    "a leaf's salt": (
        "UPDATE log_leaves SET salt = '00000000000000000000000000000000' WHERE position = 1",
        "its content, salt or hash was changed",
    ),
    "what a leaf is filed under": (
        "UPDATE log_leaves SET subject_id = 'north-client2' WHERE position = 1",
        "is filed under another kind, session or person than it says itself",
    ),
    "a leaf without a word": (
        "UPDATE log_leaves SET content = NULL, salt = NULL, subject_id = NULL WHERE position = 4",
        "has lost its content and no leaf says that it was lawfully erased",
    ),
    "a leaf is gone": ("DELETE FROM log_leaves WHERE position = 3", "Leaf 3 is missing: rows of the log were deleted"),
    "the head": (
        "UPDATE log_heads SET frontier = replace(frontier, 'a', 'b') WHERE clinic_id = 'north'",
        "The log's own head holds another tree than the leaves make",
    ),
    "the head's size": (
        "UPDATE log_heads SET size = 2 WHERE clinic_id = 'north'",
        "The log's own head makes no sense",
    ),
    "the time of a signed head": (
        "UPDATE signed_heads SET at = '2026-03-09 00:00:00.000000' WHERE clinic_id = 'north' AND number = 2",
        "it was changed after it was signed, or made without the key",
    ),
    "a signed head is gone": (
        "DELETE FROM signed_heads WHERE clinic_id = 'north' AND number = 2",
        "1 signed head is missing, rows were deleted: number 2",
    ),
    "another clinic's head": (
        "UPDATE signed_heads SET number = 3, clinic_id = 'north', size = 2 WHERE clinic_id = 'south'",
        "it was changed after it was signed",
    ),
}


@pytest.mark.parametrize(("statement", "said"), SAID.values(), ids=SAID.keys())
def test_the_check_says_what_was_changed(var, statement, said):
    with underneath(var) as database:
        if "clinic_id = 'south'" in statement:
            database.execute("DELETE FROM signed_heads WHERE clinic_id = 'north' AND number = 3")
        assert database.execute(statement).rowcount > 0
    assert said in the_failure(var)


@pytest.fixture(scope="module")
def whole(kept: Kept) -> list[str]:
    return asyncio.run(with_clinic(kept.directory, lambda clinic: exported(clinic, "north")))


@settings(deadline=None)
@given(data=st.data())
def test_no_digit_of_an_export_can_change_unseen(whole, data):
    number = data.draw(st.integers(1, len(whole) - 1), label="line")
    places = [at for at, character in enumerate(whole[number]) if character.isdecimal()]
    at = data.draw(st.sampled_from(places), label="place")
    digit = data.draw(st.sampled_from(sorted(set("0123456789") - {whole[number][at]})), label="digit")
    spoilt = whole[number][:at] + digit + whole[number][at + 1 :]
    assert not verify([*whole[:number], spoilt, *whole[number + 1 :]], holds).verified


def test_no_line_of_an_export_can_go_unseen(whole):
    for number in range(1, len(whole) - 1):
        left = [*whole[:number], *whole[number + 1 : -1], written("end", {"lines": len(whole) - 1})]
        report = verify(left, holds)
        newest = '"type":"signed_head"' in whole[number] and '"type":"leaf"' in whole[number + 1]
        assert not report.verified or (newest and "under no head that holds" in words(report, Level.LOOK))


def test_what_no_json_can_say_keeps_nobody_from_exporting_and_checking(var):
    with underneath(var) as database:
        database.execute("UPDATE attendance_records SET record = ?", ['{"a":NaN,"b":1e999}'])
        database.execute("UPDATE presence_facts SET fact = ?", ['{"a":"\\ud800"}'])
        database.execute("UPDATE audit_entries SET detail = ?", ["9" * 30])
        database.execute("UPDATE log_leaves SET content = ? WHERE position > 2", [b"\xff\xfe"])
    assert "does not have the hash that it was written with" in the_failure(var)
