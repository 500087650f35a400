"""People behind firewalls that let them reach the TURN server and nothing else."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import namespace


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
def test_people_who_have_turn_alone_see_and_hear_each_other(tmp_path: Path, protocol: str) -> None:
    if shutil.which("turnserver") is None:
        pytest.skip("needs coturn")
    namespace.skip_without_namespaces()
    pair = [sys.executable, "-m", "tests.browser.turn_pair", str(tmp_path), protocol]
    ran = subprocess.run(namespace.inside(pair), stdout=subprocess.PIPE, text=True, timeout=180)
    assert ran.returncode == 0
    for one in json.loads(ran.stdout):
        assert (one["received"]["video"], one["received"]["audio"]) == (1, 1)
        assert one["paths"] == 2 * [f"relay {protocol}"]
