import json

import pytest

from server.cli import main
from server.storage.keys import NAMES
from tests.support.databases import server
from tests.support.ports import free_port

COMMANDS = ["demo", "serve", "media-node", "bots", "migrate", "backup", "restore", "openapi", "settings"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "example:\n  " in said and "VIOP_" in said


def test_the_program_lists_its_commands(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(command in said for command in [*COMMANDS, "media-worker"])


def test_an_unknown_command_is_the_callers_mistake(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["fly"])
    assert ended.value.code == 2


def test_migrate_makes_the_database(tmp_path, monkeypatch):
    monkeypatch.setenv("VIOP_VAR", str(tmp_path / "var"))
    assert main(["migrate"]) == 0
    assert (tmp_path / "var" / "viop.sqlite3").exists()


def test_a_setting_that_makes_no_sense_is_told_and_a_secret_is_not(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VIOP_SIGNING_KEY", "not to be seen by anybody at all")
    assert main(["settings"]) == 0
    assert "not to be" not in capsys.readouterr().out
    monkeypatch.setenv("VIOP_SIGNING_KEY", "not long enough")
    assert main(["settings"]) == 1
    told = capsys.readouterr().err
    assert "VIOP_SIGNING_KEY" in told and "not long" not in told
    monkeypatch.delenv("VIOP_SIGNING_KEY")
    monkeypatch.setenv("VIOP_PORT", "seventy")
    assert main(["migrate"]) == 1
    assert "VIOP_PORT" in capsys.readouterr().err
    monkeypatch.delenv("VIOP_PORT")
    monkeypatch.setenv("VIOP_SMTP_HOST", "mail.example.org")
    assert main(["settings"]) == 1
    assert capsys.readouterr().err == "viop settings: VIOP_MAIL_FROM must say from whom e-mails come\n"


def test_a_database_that_lets_nobody_in_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VIOP_DATABASE", f"postgresql://viop@127.0.0.1:{free_port('127.0.0.1')}/viop")
    assert main(["migrate"]) == 1
    assert "the PostgreSQL of VIOP_DATABASE lets nobody in: " in capsys.readouterr().err
    monkeypatch.setenv("VIOP_DATABASE", server().url("not-there"))
    assert main(["migrate"]) == 1
    assert 'lets nobody in: database "not-there" does not exist' in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "iop.example.org", ""])
def test_an_app_that_others_can_reach_is_not_served_without_its_public_url(host, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VIOP_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("VIOP_HOST", host)
    assert main(["serve"]) == 1
    assert "VIOP_PUBLIC_URL" in capsys.readouterr().err
    assert not (tmp_path / "var").exists()


def test_app_nodes_that_share_a_redis_and_no_database_are_not_served(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VIOP_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("VIOP_REDIS", "redis://127.0.0.1:1")
    assert main(["serve"]) == 1
    assert "VIOP_DATABASE must say which PostgreSQL" in capsys.readouterr().err
    assert not (tmp_path / "var").exists()


def test_openapi_can_be_printed(capsys):
    assert main(["openapi", "--output", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["openapi"] == "3.1.0"


def test_the_keys_that_apps_share_are_made_once(tmp_path, monkeypatch):
    monkeypatch.setenv("VIOP_KEYS", str(tmp_path / "keys"))
    assert main(["make-keys"]) == 0
    made = {one.name: one.read_text() for one in (tmp_path / "keys").iterdir()}
    assert main(["make-keys"]) == 0
    assert set(made) == set(NAMES)
    assert made == {one.name: one.read_text() for one in (tmp_path / "keys").iterdir()}
