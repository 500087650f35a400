"""`viop backup` and `viop restore` from the command line: all of it comes back, or nothing is touched."""

import asyncio
import gzip
import io
import json
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server.audit_files import lines_of
from server.cli import main
from server.clinic import open_clinic
from server.domain.attendance.evidence import Modality, Stated
from server.domain.attendance.facts import Source
from server.services.sessions.facts import Spooled
from server.settings import Settings
from server.storage.archive.reading import Archive
from server.storage.archive.writing import write_backup
from server.storage.database import Database
from server.storage.spool import Spool
from tests.support.backups import SETTLED, Stdin, archive_of, schema_of, tables_of
from tests.support.clinics import NOON, cheap_settings, fact_of
from tests.support.databases import with_database, without_database
from tests.support.manipulated import underneath

BOTH = [("north",), ("south",)]


@pytest.fixture
def run(monkeypatch):
    """`run(var, "backup", …)`: the exit status."""

    def command(var, *arguments):
        for name, value in {"var": var, "password_memory_kib": 8, "password_rounds": 1}.items():
            monkeypatch.setenv(f"VIOP_{name.upper()}", str(value))
        monkeypatch.setenv("VIOP_LOG_KEYS", str(var.parent / "var" / "log-keys"))
        return main([str(one) for one in arguments])

    return command


@pytest.fixture(scope="session")
def packed(kept):
    """A backup, as the command writes it."""
    written = io.BytesIO()

    async def write():
        database = Database(Settings(var=kept.directory).database_path)
        with gzip.GzipFile(fileobj=written, mode="wb") as file:
            await write_backup(database, kept.directory, NOON, file.write)
        await database.close()

    asyncio.run(write())
    return written.getvalue()


@pytest.fixture
def archive(packed, tmp_path):
    (tmp_path / "a.gz").write_bytes(packed)
    return tmp_path / "a.gz"


@pytest.fixture
def other(tmp_path):
    """Where nothing is yet."""
    return tmp_path / "other"


def rows(var, query, *values):
    with closing(sqlite3.connect(Settings(var=var).database_path)) as database:
        return database.execute(query, values).fetchall()


def test_everything_comes_back_through_pipes_and_the_log_goes_on(var, run, other, capsysbinary, monkeypatch):
    assert run(var, "backup", "-") == 0
    packed = capsysbinary.readouterr().out
    secrets = [*(var / "keys").iterdir(), *(var / "log-keys").glob("*.pem")]
    lines = {line for one in secrets for line in one.read_bytes().splitlines() if b"-----" not in line}
    assert len(lines) > 3 and not any(one in gzip.decompress(packed) for one in lines)
    monkeypatch.setattr(sys, "stdin", Stdin(packed))
    assert run(other, "restore", "-") == 0
    assert {one.name for one in other.iterdir()} == {"viop.sqlite3", "run"}
    told = capsysbinary.readouterr().out.decode()
    assert "everything holds" in told and "rotate-key" not in told
    assert tables_of(other, SETTLED) == tables_of(var, SETTLED)
    assert schema_of(Settings(var=other).database_path) == schema_of(Settings(var=var).database_path)
    assert Settings(var=other).database_path.stat().st_mode & 0o777 == 0o600
    for where, act in ((var, "backup.made"), (other, "backup.restored")):
        assert rows(where, "SELECT clinic_id FROM audit_entries WHERE action = ? ORDER BY 1", act) == BOTH
    assert run(other, "audit", "export", "--clinic", "north", other / "log.jsonl") == 0
    assert run(other, "audit", "verify", other / "log.jsonl") == 0


def test_a_backup_is_for_its_owner_alone_and_overwrites_nothing(var, run, tmp_path, capsys):
    archive = tmp_path / "a.gz"
    assert run(var, "backup", archive) == 0
    assert archive.stat().st_mode & 0o777 == 0o600
    before = archive.read_bytes()
    assert run(var, "backup", archive) == 1
    assert "is there already" in capsys.readouterr().err
    assert archive.read_bytes() == before
    assert [one.name for one in archive.parent.iterdir() if "part" in one.name] == []


def damage(data: bytes, how: str) -> bytes:
    plain = gzip.decompress(data)
    lines = plain.splitlines(keepends=True)
    row = next(at for at, line in enumerate(lines) if line.startswith(b'["north-client0"'))
    return {
        "cut in the middle": data[: len(data) // 2],
        "cut at its end": data[:-1],
        "without its manifest": b"".join(lines[:-1]),
        "one letter changed": plain.replace(b"Legal north 0", b"Legal north 1", 1),
        "a row left out": b"".join(lines[:row] + lines[row + 1 :]),
        "a row twice": b"".join([*lines[: row + 1], *lines[row:]]),
        "something behind it": plain + lines[row],
        "another moment": plain.replace(b'"made_at":"20', b'"made_at":"19', 1),
        "no archive": b"%PDF-1.7\n",
        "empty": b"",
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        *("cut in the middle", "cut at its end", "without its manifest", "one letter changed", "a row left out"),
        *("a row twice", "something behind it", "another moment", "no archive", "empty"),
    ],
)
def test_what_is_not_as_it_was_written_is_refused(how, packed):
    changed = io.BufferedReader(io.BytesIO(damage(packed, how)))
    with pytest.raises(ValueError):
        for part in Archive(lines_of(changed)).parts():
            for _ in part.rows:
                pass


def test_what_is_refused_leaves_nothing(archive, run, other, capsys):
    archive.write_bytes(archive.read_bytes()[:-1])
    assert run(other, "restore", archive) == 1
    assert "Nothing was restored" in capsys.readouterr().err
    assert {one.name for one in other.iterdir()} == {"run"}


def test_a_database_with_something_in_it_is_not_touched(var, archive, run, capsys):
    before = tables_of(var)
    assert run(var, "restore", archive) == 1
    assert "Nothing was touched" in capsys.readouterr().err
    assert tables_of(var) == before


def test_an_older_backup_is_brought_up_to_date_and_a_newer_one_is_refused(run, other, tmp_path, migrated, capsys):
    archive = tmp_path / "a.gz"
    older = archive_of("0024", tmp_path / "older.sqlite3", [["west", "Clinic West", "555-0100", "America/Denver"]])
    archive.write_bytes(older.replace(b"0024", b"9999"))
    assert run(other, "restore", archive) == 1
    assert "9999" in capsys.readouterr().err and not Settings(var=other).database_path.exists()
    archive.write_bytes(older)
    shutil.copy(migrated, Settings(var=other).database_path)  # as a first start makes it: empty
    assert run(other, "restore", archive) == 0
    assert rows(other, "SELECT id, name FROM clinics") == [("west", "Clinic West")]
    assert schema_of(Settings(var=other).database_path) == schema_of(migrated)


def test_a_log_that_does_not_hold_is_refused_unless_one_insists(var, archive, run, other, tmp_path, capsys):
    with underneath(var) as database:
        database.execute("UPDATE attendance_records SET countable_ms = countable_ms + 60000")
    assert run(var, "backup", tmp_path / "b.gz") == 0
    assert run(other, "restore", tmp_path / "b.gz") == 1
    assert "does not hold" in capsys.readouterr().err
    assert not Settings(var=other).database_path.exists()
    assert run(other, "restore", tmp_path / "b.gz", "--although-log-fails") == 0
    ((detail,), *_) = rows(other, "SELECT detail FROM audit_entries WHERE action = 'backup.restored'")
    assert json.loads(detail)["log_fails"] is True


async def test_a_backup_is_of_one_moment_and_no_writer_waits_for_it(var):
    path = Settings(var=var).database_path
    written: list[bytes] = []

    def write(data):
        if not written:
            with closing(sqlite3.connect(path, timeout=0)) as meanwhile, meanwhile:
                meanwhile.execute("UPDATE clinics SET name = 'Renamed meanwhile'")
        written.append(data)

    database = Database(path)
    manifest = await write_backup(database, var, NOON, write)
    await database.close()
    assert b"Clinic north" in b"".join(written) and b"Renamed meanwhile" not in b"".join(written)
    assert rows(var, "SELECT DISTINCT name FROM clinics") == [("Renamed meanwhile",)]
    assert {part["name"] for part in manifest["parts"]} >= {"presence_facts", "spool/facts.jsonl"}


def test_a_restore_lets_nobody_stay_in_and_sends_nothing_twice(var, run, other, tmp_path):
    """Logins end; what waited is not sent; rooms are taken under higher epochs; spooled facts are committed once."""
    now = datetime.now(UTC)
    soon = f"{now + timedelta(minutes=20):%F %T}.000000"
    with underneath(var) as database:
        database.execute("UPDATE sessions SET starts_at = ?, ends_at = ? WHERE id = 'north-alone'", [soon, soon])
        database.execute("INSERT INTO room_states VALUES ('north-running', 'north', 7, '{}', ?)", [soon])
        login = ("one", "north", "north-admin", "x", "admin", soon, soon)
        columns = "id, clinic_id, person_id, token_hash, role, created_at, expires_at"
        database.execute(f"INSERT INTO login_sessions ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", login)
        asked = ("north-client0", "north", "email", "ana@example.org", True, '["reminders"]')
        columns = "person_id, clinic_id, kind, address, safe, purposes"
        database.execute(f"INSERT INTO contact_channels ({columns}) VALUES (?, ?, ?, ?, ?, ?)", asked)
        database.execute("INSERT INTO contacts VALUES ('north-client0', 'north', 'en', NULL, NULL, 1)")
        endpoint = ("ehr", "north", "https://ehr.example", "EHR", "Care", "consent", 1, "north-admin", soon)
        columns = "id, clinic_id, url, recipient, purpose, basis, key_number, made_by, made_at"
        database.execute(f"INSERT INTO record_endpoints ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", endpoint)
        delivery = ("d", "north", "ehr", "north-running", "north-client0", 1, "queued", soon, soon, 0)
        columns = "id, clinic_id, endpoint_id, session_id, person_id, number, status, created_at, next_at, attempts"
        database.execute(f"INSERT INTO record_deliveries ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", delivery)
    asyncio.run(_spool(var, 777, 7))
    assert run(var, "backup", tmp_path / "a.gz") == 0
    asyncio.run(_spool(other, 778, 9))  # what a node noted while the database was being lost
    assert run(other, "restore", tmp_path / "a.gz") == 0

    assert rows(other, "SELECT id FROM login_sessions WHERE revoked_at IS NULL") == []
    assert rows(other, "SELECT what, status, problem FROM outbox") == [("reminder", "expired", "backup")]
    assert rows(other, "SELECT paused_as FROM record_endpoints") == [("backup",)]
    assert rows(other, "SELECT status FROM record_deliveries") == [("queued",)]
    epochs = dict(rows(other, "SELECT session_id, epoch FROM room_states"))
    assert epochs["north-running"] >= 7 + 3600 and epochs["north-alone"] >= 3600
    assert epochs.keys() >= {"south-running", "south-alone"}
    spooled = rows(other, "SELECT id FROM presence_facts WHERE id LIKE '%fact77_' ORDER BY id")
    assert spooled == [("north-running-fact777",), ("north-running-fact778",)]
    assert "nobodys777" in (other / "spool" / "set-aside.jsonl").read_text()
    assert (other / "spool" / "facts.jsonl").read_text() == ""

    asyncio.run(_remind(other))
    assert len(rows(other, "SELECT * FROM outbox")) == 1


async def _spool(var, number, epoch):
    """One that the database will take, under its room's epoch, and one of a session that nobody knows."""
    evidence = Stated(NOON, NOON + timedelta(minutes=1), Modality.PHONE, "by phone", "north-facilitator")
    late = replace(fact_of("north-running", evidence, NOON, number, "north-client2"), source=Source.STATEMENT)
    stranger = replace(late, id=f"nobodys{number}", session="gone")
    await Spool(var / "spool").append([Spooled("north", late, epoch), Spooled("north", stranger, 3)])


async def _remind(var):
    settings = cheap_settings(var).model_copy(update={"keep_messages": True})
    async with open_clinic(settings, boot="boot-2") as clinic:
        await clinic.services.reminders.queue("north", datetime.now(UTC))


@pytest.fixture
def postgresql(tmp_path):
    """An empty database there, as the setting names it."""
    settings = with_database(Settings(var=tmp_path / "there"), "postgresql")
    yield settings.database
    without_database(settings)


def test_the_way_to_postgresql_and_back_loses_nothing(
    var, archive, run, other, postgresql, tmp_path, monkeypatch, capsys
):
    """Refused there is what is refused here, and leaves nothing."""
    there = tmp_path / "there"
    monkeypatch.setenv("VIOP_DATABASE", postgresql)
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-1])
    assert run(there, "restore", archive) == 1
    archive.write_bytes(whole)
    assert run(there, "restore", archive) == 0, capsys.readouterr().err
    assert run(there, "restore", archive) == 1
    assert "There is a clinic in this database" in capsys.readouterr().err
    assert run(there, "backup", tmp_path / "b.gz") == 0
    monkeypatch.delenv("VIOP_DATABASE")
    assert run(other, "restore", tmp_path / "b.gz") == 0
    assert "everything holds" in capsys.readouterr().out
    assert tables_of(other, SETTLED) == tables_of(var, SETTLED)
