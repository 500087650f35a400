"""The page of threats names tests that exist, and leaves out none of the threats that are met."""

import ast
import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "threats.md").read_text()
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)
LINES = re.findall(r"^\| (\d+) \|.*::", PAGE, flags=re.MULTILINE)


def test_every_test_that_the_page_of_threats_names_exists():
    assert NAMED
    assert [f"{path}::{name}" for path, name in NAMED if name not in collected_from(path)] == []


def test_each_threat_that_is_met_has_a_line_with_a_test():
    assert {*range(1, 22), 26, 27, 28} <= {int(number) for number in LINES}
    assert len(set(LINES)) == len(LINES)


@cache
def collected_from(path: str) -> frozenset[str]:
    """The names of a test file that pytest collects."""
    file = TESTS / path
    names: set[str] = set()
    for node in ast.parse(file.read_text()).body if file.exists() else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return frozenset(name for name in names if name.lower().startswith("test"))
