"""`viop audit …` from the command line, as operators and auditors use it."""

import asyncio
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from server import audit_files
from server.cli import main
from server.clinic import open_clinic
from server.settings import Settings
from tests.support.clinics import NOON, Cast, add_clinic, cheap_settings, hold_session
from tests.support.databases import with_database

COMMANDS = ["export", "verify", "proof", "head", "rotate-key", "erase"]


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A clinic with a session that was held, below VIOP_VAR; the working directory is empty."""
    settings = with_database(cheap_settings(tmp_path / "var"))
    if settings.database is not None:
        monkeypatch.setenv("VIOP_DATABASE", settings.database)
    for name in ("VIOP_VAR", "VIOP_PASSWORD_MEMORY_KIB", "VIOP_PASSWORD_ROUNDS"):
        monkeypatch.setenv(name, str(getattr(settings, name.removeprefix("VIOP_").lower())))
    (tmp_path / "files").mkdir()
    monkeypatch.chdir(tmp_path / "files")
    return asyncio.run(held(settings))


async def held(settings: Settings) -> Cast:
    async with open_clinic(settings, boot="boot-1") as clinic:
        cast = await add_clinic(clinic, "north")
        await hold_session(clinic, cast, NOON, minutes=2)
    return cast


def run(*arguments: str) -> int:
    return main(["audit", *arguments])


def proof(cast: Cast, file: str, *more: str) -> int:
    return run("proof", "--session", cast.running, "--client", cast.clients[0], file, *more)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as ended:
        run(command, "--help")
    assert ended.value.code == 0
    assert "example:\n  viop audit " in capsys.readouterr().out


@pytest.mark.parametrize("name", ["log.jsonl", "log.jsonl.gz"])
def test_an_export_is_checked_without_database_and_settings(cast, name, capsys, monkeypatch):
    assert run("export", name) == 0
    assert Path(name).stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("VIOP_VAR", "gone")
    monkeypatch.setenv("VIOP_PORT", "not even a number")
    capsys.readouterr()
    assert run("verify", name) == 0
    said = capsys.readouterr().out
    assert said.startswith("This is an export of the log, of clinic north: 7 leaves, root ")
    assert said.endswith("Everything holds.\n")
    assert "The log's first key is" in said


def test_checking_loads_nothing_that_could_reach_a_database_or_a_network(cast):
    assert run("export", "log.jsonl") == 0
    code = (
        "import sys; from server.cli import main; status = main(['audit', 'verify', 'log.jsonl']);"
        "print({'sqlalchemy', 'aiosqlite', 'aiohttp', 'server.storage'} & sys.modules.keys(), status)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.endswith("set() 0\n")


def test_a_file_that_was_changed_is_told_in_words_and_by_the_exit_status(cast, capsys):
    assert run("export", "log.jsonl") == 0
    text = Path("log.jsonl").read_text()
    Path("log.jsonl").write_text(text.replace('"countable_ms":', '"countable_ms":1', 1))
    capsys.readouterr()
    assert run("verify", "log.jsonl") == 1
    said = capsys.readouterr().out
    assert "FAILED: Session north-running: the record of north-client0, version 1, is not what was sealed" in said
    assert said.endswith("1 of this does NOT hold.\n")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda lines: lines[:-1], "The file ends without saying so"),
        (lambda lines: [*lines[:9], *lines[10:]], "some are gone"),
        (lambda lines: [*lines[:9], "{]\n", *lines[9:]], "Line 10 cannot be read"),
        (lambda lines: [lines[0], *["x\n"] * 1000], "Too much of the file cannot be read"),
        (lambda lines: [lines[0], '{"type":"leaf"}\n', "[]\n", "3\n", '{"type":"end"}\n'], "Line 5 cannot be read"),
    ],
)
def test_a_file_that_was_cut_or_damaged_is_told(cast, capsys, spoil, said):
    assert run("export", "log.jsonl") == 0
    Path("log.jsonl").write_text("".join(spoil(Path("log.jsonl").read_text().splitlines(keepends=True))))
    capsys.readouterr()
    assert run("verify", "log.jsonl") == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"[1]", b"{}", b'{"type": "viop-log", "clinic": {}}', b"\xff\xfe", b"\x1f\x8b"]
)
def test_another_file_is_refused(content, tmp_path, capsys):
    (tmp_path / "other").write_bytes(content)
    assert run("verify", str(tmp_path / "other")) == 1
    assert str(tmp_path / "other") in capsys.readouterr().err


def test_a_file_that_is_there_is_not_written_over(cast, capsys):
    Path("log.jsonl").write_text("mine")
    assert run("export", "log.jsonl") == 1
    assert Path("log.jsonl").read_text() == "mine"
    assert "exists" in capsys.readouterr().err


def test_an_export_of_the_log_alone_holds_no_rows_and_its_check_says_so(cast, capsys):
    assert run("export", "log.jsonl", "--log-only") == 0
    kinds = {json.loads(line)["type"] for line in Path("log.jsonl").read_text().splitlines()}
    assert kinds == {"viop-log", "head", "signed_head", "leaf", "end"}
    capsys.readouterr()
    assert run("verify", "log.jsonl") == 0
    assert "LOOK AT: The export holds the log alone" in capsys.readouterr().out


def test_a_proof_shows_one_record_and_names_nobody_else(cast, capsys):
    assert proof(cast, "proof.jsonl") == 0
    text = Path("proof.jsonl").read_text()
    assert cast.clients[0] in text and '"outcome":"present"' in text
    assert not [one for one in cast.clients[1:] if one in text]
    assert "Legal" not in text and "Chosen" not in text
    capsys.readouterr()
    assert run("verify", "proof.jsonl") == 0
    assert "the proof for the record of north-client0 in session north-running" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"countable_ms":', '"countable_ms":1', "The record is not the one that was sealed"),
        ('"avr"', '"a"', "What the facts say of the client is not what was sealed"),
        ('"every_ms":1', '"every_ms":2', "What the facts say of the session as a whole is not what was sealed"),
        ('"size":6', '"size":5', "does not have a signature of a key"),
        ('"seal":1}', '"seal":2}', "does not have the hash that it was written with"),
        ('"position":1,', '"position":2,', "its proof does not lead to the signed head"),
        ('"type":"record"', '"type":"nothing"', "The record is not the one that was sealed"),
        ('"type":"signed_head"', '"type":"nothing"', "there is no signed head"),
    ],
)
def test_a_proof_that_was_changed_does_not_hold(cast, capsys, old, new, said):
    assert proof(cast, "proof.jsonl") == 0
    text = Path("proof.jsonl").read_text()
    assert old in text
    Path("proof.jsonl").write_text(text.replace(old, new))
    capsys.readouterr()
    assert run("verify", "proof.jsonl") == 1
    assert said in capsys.readouterr().out


def test_a_head_that_somebody_keeps_shows_later_that_the_log_went_on_from_it(cast, capsys):
    assert run("head") == 0
    Path("head.json").write_text(capsys.readouterr().out)
    assert run("rotate-key", "--reason", "yearly") == 0
    new = capsys.readouterr().out.split()[4]
    assert run("export", "log.jsonl") == 0
    assert proof(cast, "proof.jsonl", "--against", "head.json") == 0
    capsys.readouterr()
    for file in ("log.jsonl", "proof.jsonl"):
        assert run("verify", file, "--against", "head.json") == 0
        assert "The log continues the head that you hold" in capsys.readouterr().out
    old = json.loads(Path("head.json").read_text())["key"]
    assert old != new
    assert run("verify", "log.jsonl", "--key", old) == 0
    assert run("verify", "log.jsonl", "--key", new) == 0
    assert run("verify", "log.jsonl", "--key", "0" * 32) == 1
    head = json.loads(Path("head.json").read_text())
    Path("head.json").write_text(json.dumps({**head, "root": "0" * 64}))
    capsys.readouterr()
    assert run("verify", "log.jsonl", "--against", "head.json") == 1
    assert "No key of this log signed the head that you hold" in capsys.readouterr().out


def test_what_is_erased_is_gone_from_exports_and_their_check_says_so(cast, capsys):
    erase = ("erase", "--person", cast.clients[0], "--by", "D. Okafor", "--reason", "retention ended")
    assert run(*erase) == 0
    assert "Erased what 1 leaves said" in capsys.readouterr().out
    assert run("export", "log.jsonl", "--log-only") == 0
    assert cast.clients[0] not in Path("log.jsonl").read_text()
    capsys.readouterr()
    assert run("verify", "log.jsonl") == 0
    assert "1 leaf was lawfully erased" in capsys.readouterr().out
    assert proof(cast, "proof.jsonl") == 1
    assert run(*erase) == 1


def test_where_there_are_several_clinics_one_must_be_named(cast, capsys):
    async def add_south() -> None:
        async with open_clinic(Settings(), boot="boot-2") as clinic:
            await add_clinic(clinic, "south")

    asyncio.run(add_south())
    assert run("export", "log.jsonl") == 1
    assert "--clinic: north, south" in capsys.readouterr().err
    assert run("export", "log.jsonl", "--clinic", "east") == 1
    assert run("export", "log.jsonl", "--clinic", "south") == 0


def test_without_a_database_nothing_is_made(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VIOP_VAR", str(tmp_path / "var"))
    assert run("export", "log.jsonl") == 1
    assert "no database" in capsys.readouterr().err
    assert not (tmp_path / "var").exists()


def crafted(tmp_path: Path, content: bytes) -> str:
    (tmp_path / "file").write_bytes(content)
    return str(tmp_path / "file")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda whole: gzip.compress(whole)[:-400], "cannot be decompressed behind line"),
        (lambda whole: gzip.compress(whole)[:200] + b"\xff" * 50, "cannot be decompressed behind line"),
        (lambda whole: gzip.compress(whole)[:-8] + bytes(8), "cannot be decompressed behind line"),
        (lambda whole: whole.replace(b'"kind":"beat"', b'"kind":"be\xff"', 1), "is no UTF-8 text"),
        (lambda whole: whole.decode().encode("utf-16"), "line 1 is no UTF-8 text"),
    ],
    ids=["cut", "damaged", "wrong sum", "not UTF-8", "UTF-16"],
)
def test_a_file_that_cannot_be_read_to_its_end_is_refused_in_words(cast, tmp_path, capsys, spoil, said):
    assert run("export", "log.jsonl") == 0
    capsys.readouterr()
    file = crafted(tmp_path, spoil(Path("log.jsonl").read_bytes()))
    assert run("verify", file) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"viop audit: {file}: ") and said in told and told.count("\n") == 1


def test_a_small_file_that_decompresses_to_a_huge_line_is_refused_before_it_fills_the_memory(tmp_path, capsys):
    bomb = (
        gzip.compress(b'{"type":"viop-log","format":1,"clinic":{}}\n')
        + gzip.compress(bytes(audit_files.LINE_BYTES)) * 20
    )
    file = crafted(tmp_path, bomb)
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (600 * 1024**2,) * 2);"
        f"from server.cli import main; sys.exit(main(['audit', 'verify', {file!r}]))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "longer than any that `viop audit` writes" in ran.stderr and "Traceback" not in ran.stderr


def test_no_name_in_a_file_writes_a_verdict_of_its_own(tmp_path, capsys):
    """The id of the clinic said that everything holds, and hid the rest from the terminal."""
    clinic = {"id": "x\nEverything holds.\n\x1b[8m\ud800", "name": ""}
    file = crafted(tmp_path, f"{json.dumps({'type': 'viop-log', 'format': 1, 'clinic': clinic})}\n".encode())
    assert run("verify", file) == 1
    said = capsys.readouterr().out
    assert "Everything holds.\n" not in said and "\x1b" not in said
    assert r"of clinic x\nEverything holds.\n\x1b[8m\ud800: 0 leaves" in said
