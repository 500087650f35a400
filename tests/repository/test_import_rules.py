"""The import rules know every room of the house."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


@pytest.mark.parametrize("house", ["server", "signaling"])
def test_each_room_has_its_place_among_the_layers(house: str):
    layered = " ".join(line for rule in RULES if rule["type"] == "layers" for line in rule["layers"])
    rooms = [path.parent.name for path in (ROOT / house).glob("*/__init__.py")]
    assert rooms
    assert [room for room in rooms if f"({house}.{room})" not in layered] == []
