"""A short run of what `python -m tests.fuzz` does for as long as one likes."""

import subprocess
import sys

import pytest

from tests.fuzz.__main__ import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_what_strangers_may_send_is_survived(name: str) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--target", name, "--seconds", "1.5"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stdout + ran.stderr
