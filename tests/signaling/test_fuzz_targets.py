"""A short run of what `python -m tests.fuzz` does for as long as one likes."""

from pathlib import Path

import pytest

from tests.fuzz.__main__ import NAMES, run_blind
from tests.fuzz.targets import TARGETS, Target


@pytest.mark.parametrize("name", NAMES)
def test_what_strangers_may_send_is_survived(name: str, tmp_path: Path) -> None:
    assert run_blind(name, tmp_path, 1.5, seed=1)


def test_an_input_that_fails_is_kept(monkeypatch, tmp_path):
    def fail_for_bent_ones(data: bytes) -> None:
        assert data == b"seed"

    monkeypatch.setitem(TARGETS, "red", Target((b"seed",), lambda: fail_for_bent_ones))
    assert not run_blind("red", tmp_path, 1, seed=1)
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() != b"seed"
