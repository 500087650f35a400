import pytest

from server.storage.keys import load, load_or_make


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path):
    key = load_or_make(tmp_path / "keys", "join-links")
    assert len(key) >= 43
    assert load_or_make(tmp_path / "keys", "join-links") == key
    assert (tmp_path / "keys" / "join-links").stat().st_mode & 0o777 == 0o600
    assert load_or_make(tmp_path / "keys", "other") != key


def test_a_key_that_others_may_read_is_refused(tmp_path):
    load_or_make(tmp_path, "join-links")
    (tmp_path / "join-links").chmod(0o644)
    with pytest.raises(PermissionError):
        load_or_make(tmp_path, "join-links")


def test_one_of_several_apps_makes_no_key_of_its_own(tmp_path):
    with pytest.raises(FileNotFoundError, match="viop make-keys"):
        load(tmp_path, "join-links")
    made = load_or_make(tmp_path, "join-links")
    assert load(tmp_path, "join-links") == made
