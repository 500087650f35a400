"""A real coturn as operators are told to run it: it leads to the relay, for who has credentials, and nowhere else."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import namespace


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    if shutil.which("turnserver") is None:
        pytest.skip("needs coturn")
    namespace.skip_without_namespaces()
    directory: Path = tmp_path_factory.mktemp("turn")
    program = [sys.executable, "-m", "tests.signaling.media.turn_checks", str(directory)]
    ran = subprocess.run(namespace.inside(program), stdout=subprocess.PIPE, text=True, timeout=120)
    assert ran.returncode == 0
    return json.loads(ran.stdout)


def test_the_relay_answers_through_turn(found: Any) -> None:
    assert found["answered"]


def test_turn_over_tls_leads_to_the_relay_too(found: Any) -> None:
    assert found["tls"] == [0, 0, 403]


def test_the_doctor_gets_a_place_with_our_secret_and_hears_of_a_wrong_one(found: Any) -> None:
    assert found["probed"] == [0, 0, 401]


def test_no_other_address_is_reached_through_turn(found: Any) -> None:
    assert {peer: answers for peer, answers in found["forbidden"].items() if answers != [403, 403]} == {}
    assert {peer: answers for peer, answers in found["forbidden_ipv6"].items() if answers != [403, 403]} == {}
    assert found["delivered"] == 0


def test_a_turn_credential_that_expired_or_is_not_ours_opens_nothing(found: Any) -> None:
    assert found["credentials"] == {"good": 0, "expired": 401, "foreign": 401, "prolonged": 401, "none": 401}


def test_one_participant_cannot_take_all_of_turn(found: Any) -> None:
    *greedy, modest = found["quota"]
    assert greedy == 24 * [0] + 2 * [486]
    assert modest == 0
