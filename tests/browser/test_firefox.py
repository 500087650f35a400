"""Firefox ESR takes part in a group session with people who use Chromium."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import namespace

pytestmark = pytest.mark.alone


def test_a_client_in_firefox_and_people_in_chromium_see_and_hear_each_other(tmp_path: Path) -> None:
    """Firefox gathers no address without a default route and pairs none with 127.0.0.1: they meet in a network made for
    them."""
    if shutil.which("firefox-esr") is None:
        pytest.skip("needs firefox-esr")
    namespace.skip_without_namespaces()
    group = [sys.executable, "-m", "tests.browser.firefox_group", str(tmp_path)]
    ran = subprocess.run(namespace.inside(group), stdout=subprocess.PIPE, text=True, timeout=90)
    assert ran.returncode == 0
    received = json.loads(ran.stdout)
    assert len(received) == 3
    for one in received.values():
        assert (one["video"], one["audio"]) == (2, 2)
        assert one["frames"] > 0
        assert one["energy"] > 0
