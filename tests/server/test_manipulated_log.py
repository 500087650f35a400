"""Somebody with the database file in their hands changes, deletes, reorders or cuts something off: the
check of an export finds it, and says what it is.

They can drop the triggers, recompute every hash and replace every row. What they do not have is the signing key, and
the heads that others keep.
"""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from server.clinic import Clinic, open_clinic
from server.domain.attendance.evidence import Modality, Stated
from server.domain.attendance.facts import Source
from server.domain.log import kinds
from server.domain.log.file_lines import written
from server.domain.log.findings import Level, Report
from server.domain.log.head import Head, SignedHead, key_id
from server.domain.log.leaf import Kind, content_hash
from server.domain.log.tree import Frontier, frontier_of
from server.domain.log.verify import verify
from server.services.log.audit import AuditEntry
from server.services.log.log import LogBroken
from server.services.log.proof_files import InLog, State
from server.services.log.signatures import holds
from server.settings import Settings
from server.storage.migrate import migrate
from tests.support.clinics import NOON, Cast, add_clinic, cheap_settings, fact_of, hold_session
from tests.support.log import checked, exported, failures, keep, leaves_of, words

Manipulate = Callable[[sqlite3.Connection], None]


@dataclass(frozen=True)
class Kept:
    """A clinic's files after some days; the signed heads of those days, as others might keep them; and the key of
    the first days, as somebody might have stolen it."""

    directory: Path
    cast: Cast
    heads: Sequence[SignedHead]
    stolen: Ed25519PrivateKey


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    directory = tmp_path_factory.mktemp("kept") / "var"
    settings = cheap_settings(directory)
    migrate(settings.database_path)
    return asyncio.run(some_days(settings))


async def some_days(settings: Settings) -> Kept:
    """Two clinics; links and an export; a session with a statement that came late; a new key; digests of each day."""
    async with open_clinic(settings, boot="boot-1") as clinic:
        cast = await add_clinic(clinic, "north")
        await add_clinic(clinic, "south")
        heads = [await clinic.log.sign("north", NOON)]
        await clinic.services.join_links.issue("north", cast.running, cast.clients[0], cast.admin, NOON)
        await clinic.services.audit(AuditEntry("north", NOON, "attendance.exported", cast.admin))
        await clinic.services.audit(AuditEntry("south", NOON, "attendance.exported"))
        end = await hold_session(clinic, cast, NOON, minutes=2)
        heads.append(await clinic.log.sign("north", end))
        evidence = Stated(NOON, end, Modality.PHONE, "was on the phone", cast.facilitator)
        late = replace(fact_of(cast.running, evidence, end, 999, cast.clients[1]), source=Source.STATEMENT)
        await clinic.services.facts.record("north", [late])
        await clinic.services.finish.derive("north", cast.running, end)
        await keep(clinic, "north", NOON + timedelta(days=1))
        (file,) = settings.log_key_directory.glob("*.pem")
        stolen = load_pem_private_key(file.read_bytes(), None)
        assert isinstance(stolen, Ed25519PrivateKey)
        await clinic.log.rotate(NOON + timedelta(days=1), "yearly")
        await clinic.services.audit(AuditEntry("north", NOON + timedelta(days=1), "kiosk.added", cast.admin))
        heads.append(await clinic.log.sign("north", NOON + timedelta(days=1)))
        await keep(clinic, "south", NOON)
    return Kept(settings.var, cast, heads, stolen)


@pytest.fixture
def var(kept: Kept, tmp_path: Path) -> Path:
    """A copy, to be spoilt."""
    return Path(shutil.copytree(kept.directory, tmp_path / "var"))


@contextmanager
def underneath(var: Path) -> Iterator[sqlite3.Connection]:
    """The file, without what protects it."""
    database = sqlite3.connect(Settings(var=var).database_path)
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {name}")
    with database:
        yield database
    database.close()


def check(var: Path, against: SignedHead | None = None, trusted: Sequence[str] = ()) -> Report:
    return asyncio.run(with_clinic(var, lambda clinic: checked(clinic, "north", against, trusted)))


async def with_clinic(var: Path, act: Callable[[Clinic], Any]) -> Any:
    async with open_clinic(cheap_settings(var), boot="later") as clinic:
        return await act(clinic)


def the_failure(var: Path, *given: Any) -> str:
    """What the check finds; there must be something."""
    report = check(var, *given)
    assert not report.verified
    return " ".join(failures(report))


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


def other(column: str, value: Any) -> Any:
    """Another value that could stand there."""
    if column == "clinic_id":
        return "elsewhere"
    if isinstance(value, int):
        return value + 1000
    if value is None:
        return "something"
    if column.endswith("at"):
        return value.replace("2026-03-", "2026-02-")
    try:
        data = json.loads(value)
    except ValueError:
        return f"{value}0"
    return json.dumps(data[1:] if isinstance(data, list) else {**data, "id": "another"})


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


def leaves(database: sqlite3.Connection) -> list[dict[str, Any]]:
    database.row_factory = sqlite3.Row
    found = database.execute("SELECT * FROM log_leaves WHERE clinic_id = 'north' ORDER BY position").fetchall()
    return [dict(row) for row in found]


def rewrite(database: sqlite3.Connection, wanted: Sequence[dict[str, Any]]) -> None:
    """Make these the leaves, with a head of their own, as consistent as can be without the key."""
    database.execute("DELETE FROM log_leaves WHERE clinic_id = 'north'")
    for position, leaf in enumerate(wanted):
        if leaf["content"] is not None:
            leaf["hash"] = content_hash(bytes.fromhex(leaf["salt"]), json.loads(leaf["content"])).hex()
        row = {**leaf, "position": position}
        database.execute(
            f"INSERT INTO log_leaves ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )
    database.execute("DELETE FROM log_nodes WHERE clinic_id = 'north'")
    tree = Frontier()
    for leaf in wanted:
        tree, nodes = tree.append(bytes.fromhex(leaf["hash"]))
        rows = [("north", level, at, hash.hex()) for level, at, hash in nodes]
        database.executemany("INSERT INTO log_nodes (clinic_id, level, at, hash) VALUES (?, ?, ?, ?)", rows)
    frontier = json.dumps([one.hex() for one in tree.hashes])
    database.execute("UPDATE log_heads SET size = ?, frontier = ? WHERE clinic_id = 'north'", [tree.size, frontier])


def test_what_no_json_can_say_keeps_nobody_from_exporting_and_checking(var):
    with underneath(var) as database:
        database.execute("UPDATE attendance_records SET record = ?", ['{"a":NaN,"b":1e999}'])
        database.execute("UPDATE presence_facts SET fact = ?", ['{"a":"\\ud800"}'])
        database.execute("UPDATE audit_entries SET detail = ?", ["9" * 30])
        database.execute("UPDATE log_leaves SET content = ? WHERE position > 2", [b"\xff\xfe"])
    assert "does not have the hash that it was written with" in the_failure(var)


def test_leaves_in_another_order_are_found(var):
    with underneath(var) as database:
        all_of_them = leaves(database)
        all_of_them[1], all_of_them[2] = all_of_them[2], all_of_them[1]
        rewrite(database, all_of_them)
    said = the_failure(var)
    assert (
        "does not fit the leaves: among leaves 1 to 7 something was changed, replaced or put in another order" in said
    )


def test_a_leaf_that_was_replaced_with_all_its_hashes_is_found(var):
    with underneath(var) as database:
        all_of_them = leaves(database)
        all_of_them[1]["content"] = all_of_them[1]["content"].replace("join_link.issued", "join_link.denied")
        rewrite(database, all_of_them)
    assert "among leaves 1 to 7 something was changed" in the_failure(var)


def test_a_tail_that_was_cut_off_is_found_by_the_heads_that_reach_further(kept, var):
    with underneath(var) as database:
        rewrite(database, left := leaves(database)[:-1])
    said = the_failure(var)
    assert f"reaches further than the log, which has {len(left)}: the last leaf was cut off" in said


def test_a_tail_that_was_cut_off_with_its_heads_is_found_by_who_kept_a_head(kept, var):
    with underneath(var) as database:
        rewrite(database, leaves(database)[: kept.heads[1].head.size])
        database.execute("DELETE FROM signed_heads WHERE number > 2")
        database.execute("DELETE FROM attendance_records WHERE version > 1")
        database.execute("DELETE FROM presence_facts WHERE kind = 'stated'")
        database.execute("DELETE FROM audit_entries WHERE at > '2026-03-05'")
    assert check(var).verified, "nothing in the file itself can tell"
    assert "its end was cut off since" in the_failure(var, kept.heads[2])
    assert "The log continues the head that you hold" in words(check(var, kept.heads[1]), Level.NOTE)


def test_a_log_that_was_cut_off_is_not_signed_any_more(var):
    with underneath(var) as database:
        rewrite(database, leaves(database)[:-2])
        database.execute("DELETE FROM signed_heads WHERE number > 3")

    async def sign(clinic: Clinic) -> None:
        with pytest.raises(LogBroken, match="were signed before"):
            await clinic.log.sign("north", NOON)

    asyncio.run(with_clinic(var, sign))


def with_a_key_of_their_own(database: sqlite3.Connection, change: Callable[[list[dict[str, Any]]], None]) -> str:
    """The whole log anew, changed and signed by somebody else; their key's id."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    all_of_them = leaves(database)
    change(all_of_them)
    for leaf in all_of_them:
        if leaf["kind"] == "key":
            content = json.loads(leaf["content"])
            content["data"] |= {"key": key_id(public), "public": public.hex()}
            leaf["content"] = json.dumps(content)
    keys = [leaf["position"] for leaf in all_of_them if leaf["kind"] == "key"]
    del all_of_them[keys[1]]
    rewrite(database, all_of_them)
    database.execute("DELETE FROM signed_heads WHERE clinic_id = 'north'")
    tree = frontier_of(bytes.fromhex(leaf["hash"]) for leaf in all_of_them)
    head = Head("north", 1, tree.size, tree.root(), NOON, key_id(public))
    database.execute(
        "INSERT INTO signed_heads (clinic_id, number, size, key_id, root, at, signature) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            "north",
            1,
            tree.size,
            head.key,
            head.root.hex(),
            "2026-03-04 20:00:00.000000",
            private.sign(head.message()).hex(),
        ],
    )
    return head.key


def test_a_log_that_was_rewritten_and_signed_with_another_key_is_found_by_who_knows_the_key_or_a_head(kept, var):
    with underneath(var) as database:
        theirs = with_a_key_of_their_own(database, lambda leaves: None)
    report = check(var)
    assert report.verified, "nothing in the file itself can tell"
    assert report.keys == [theirs], "but whose key it is"
    ours = kept.heads[0].head.key
    assert "None of the keys that you were given signs this log" in the_failure(var, None, [ours])
    assert "No key of this log signed the head that you hold" in the_failure(var, kept.heads[0])


def test_a_record_of_a_log_that_was_rewritten_and_signed_with_another_key_is_not_verified_on_the_page(kept, var):
    """It was: whatever key the log itself introduced was good enough."""
    with underneath(var) as database:
        with_a_key_of_their_own(database, lambda leaves: None)
    found = asyncio.run(with_clinic(var, lambda clinic: on_the_page(clinic, kept.cast)))
    assert (found.state, found.problem) == (
        State.FAILED,
        "The log does not continue what its key signed before: it was cut off or written anew.",
    )


async def on_the_page(clinic: Clinic, cast: Cast) -> InLog:
    row = await clinic.people.clinic("north")
    assert row is not None
    return await clinic.services.log_proofs.check(row, cast.running, cast.clients[0], NOON + timedelta(days=2))


def test_a_record_that_nobody_touched_is_verified_on_the_page(kept, var):
    assert asyncio.run(with_clinic(var, lambda clinic: on_the_page(clinic, kept.cast))).state is State.VERIFIED


def test_a_head_that_is_signed_with_a_key_that_the_log_does_not_know_is_found(kept, var):
    private = Ed25519PrivateKey.generate()
    head = replace(kept.heads[1].head, key=key_id(private.public_key().public_bytes_raw()))
    with underneath(var) as database:
        database.execute(
            "UPDATE signed_heads SET key_id = ?, signature = ? WHERE number = ? AND clinic_id = 'north'",
            [head.key, private.sign(head.message()).hex(), head.number],
        )
    assert "which no leaf of this log introduces: the key was swapped" in the_failure(var)


def test_a_key_that_was_put_in_the_place_of_the_clinics_is_found(kept, var):
    """The attacker introduces their key by a leaf, as a rotation does, and signs on with it."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    with underneath(var) as database:
        all_of_them = leaves(database)
        content = json.loads(all_of_them[0]["content"])
        content["data"] |= {"key": key_id(public), "public": public.hex(), "reason": "rotated"}
        rewrite(database, [*all_of_them, {**all_of_them[0], "content": json.dumps(content)}])
        tree = frontier_of(bytes.fromhex(leaf["hash"]) for leaf in leaves(database))
        head = Head("north", 99, tree.size, tree.root(), NOON, key_id(public))
        database.execute(
            "INSERT INTO signed_heads (clinic_id, number, size, key_id, root, at, signature) VALUES (?,?,?,?,?,?,?)",
            [
                "north",
                99,
                tree.size,
                head.key,
                head.root.hex(),
                "2026-03-04 20:00:00.000000",
                private.sign(head.message()).hex(),
            ],
        )
    said = the_failure(var)
    assert f"Key {key_id(public)} took over from key {kept.heads[2].head.key}" in said
    assert "without that key's signature" in said


def test_an_old_key_that_was_stolen_signs_nothing_that_counts_any_more(kept, var):
    """The private half of a key is deleted when it is replaced; here somebody had a copy."""
    head = replace(kept.heads[2].head, key=kept.heads[0].head.key)
    with underneath(var) as database:
        database.execute(
            "UPDATE signed_heads SET key_id = ?, signature = ? WHERE clinic_id = 'north' AND number = ?",
            [head.key, kept.stolen.sign(head.message()).hex(), head.number],
        )
    assert f"is signed with key {head.key}, which was not this log's key then" in the_failure(var)


def test_what_was_lawfully_erased_is_said_and_everything_else_still_holds(kept, var):
    async def erase(clinic: Clinic) -> None:
        assert await clinic.log.erase("north", kept.cast.clients[0], "D. Okafor", "retention ended", NOON) == 2

    asyncio.run(with_clinic(var, erase))
    report = check(var, kept.heads[1])
    assert failures(report) == []
    assert "2 leaves were lawfully erased by D. Okafor, who said why: retention ended" in words(report, Level.NOTE)


AFTER_AN_ERASURE = {
    "what a fact says of somebody else": (
        "UPDATE presence_facts SET fact = replace(fact, 'on the phone', 'in bed') WHERE kind = 'stated'",
        "what the facts say of north-client1 is not what was sealed",
    ),
    "a fact about somebody else is gone": ("DELETE FROM presence_facts WHERE kind = 'stated'", "1 fact sealed with"),
    "a beat is gone": (
        "DELETE FROM presence_facts WHERE id = (SELECT max(id) FROM presence_facts WHERE kind = 'beat')",
        "1 fact sealed with",
    ),
    "a beat speaks of somebody who was not there": (
        "UPDATE presence_facts SET fact = replace(fact, '\"connections\":[', "
        '\'"connections":[["x","c",0,"avr"],\') WHERE kind = \'beat\'',
        "no leaf covers what its facts say of x",
    ),
    "a record of somebody else is new": (
        "INSERT INTO attendance_records SELECT 'new', clinic_id, session_id, participant_id, 9, derived_at, outcome, "
        "countable_ms, record FROM attendance_records WHERE participant_id = 'north-client1' AND version = 1",
        "the record of north-client1, version 9, is in no leaf: it was slipped in",
    ),
}


@pytest.mark.parametrize(("statement", "said"), AFTER_AN_ERASURE.values(), ids=AFTER_AN_ERASURE.keys())
def test_an_erasure_hides_no_change_of_what_is_about_anybody_else(kept, var, statement, said):
    asyncio.run(
        with_clinic(var, lambda clinic: clinic.log.erase("north", kept.cast.clients[0], "D. Okafor", "why", NOON))
    )
    with underneath(var) as database:
        assert database.execute(statement).rowcount > 0
    assert said in the_failure(var)


def test_a_seal_that_was_erased_by_hand_under_a_leaf_that_says_so_is_found(var):
    """Somebody adds an erasure as the app does, gets it signed, and sets the facts of a session free."""

    async def add(clinic: Clinic) -> None:
        seal = (await leaves_of(clinic, "north", Kind.SESSION))[0]
        await clinic.log.append([kinds.erased("north", NOON, [seal.position], "D. Okafor", "retention ended")])
        await clinic.log.sign("north", NOON)

    asyncio.run(with_clinic(var, add))
    empty = "UPDATE log_leaves SET content = NULL, salt = NULL"
    with underneath(var) as database:
        database.execute(f"{empty} WHERE position = (SELECT min(position) FROM log_leaves WHERE kind = 'session')")
    assert "It was about nobody: no erasure is of it" in the_failure(var)
    with underneath(var) as database:
        database.execute("UPDATE log_leaves SET kind = 'grant', session_id = NULL WHERE content IS NULL")
    assert "a seal that its leaves speak of is not there" in the_failure(var)
