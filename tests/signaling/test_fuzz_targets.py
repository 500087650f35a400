"""A short run of what `python -m tests.fuzz` does for as long as one likes."""

from pathlib import Path

import pytest

from tests.fuzz.__main__ import NAMES, run_blind


@pytest.mark.parametrize("name", NAMES)
def test_what_strangers_may_send_is_survived(name: str, tmp_path: Path) -> None:
    assert run_blind(name, tmp_path, 1.5, seed=1)
