"""What every committed file must hold to, whatever its language."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Written in pieces, so that this file holds to its own rule.
REGISTRY_HOSTS = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "yarnpkg" + ".com",
    "debian" + ".org",
    "ubuntu" + ".com",
    "ghcr" + ".io",
    "docker" + ".io",
]
MACHINE_PATH = re.compile(r"(?:(?<![\w.$}~/-])|(?<=file://))/(?:work|root|home/\w+|Users/\w+|opt/\w+)(?:/|\b)")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def committed_texts() -> Iterator[tuple[str, str]]:
    """Yield path and text of each committed file that is text."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for path in filter(None, listing.split("\0")):
        file = ROOT / path
        if file.is_file() and b"\0" not in (content := file.read_bytes()):
            yield path, content.decode()


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in committed_texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_the_host_of_a_package_registry():
    assert lines_matching(re.compile("|".join(map(re.escape, REGISTRY_HOSTS)))) == []


def test_no_file_names_a_path_of_somebodys_machine():
    assert lines_matching(MACHINE_PATH) == []


def test_no_page_takes_text_for_markup():
    markup = re.compile(
        r"dangerouslySetInnerHTML|\.(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function\("
    )
    pages = [line for line in lines_matching(markup) if line.startswith("client_web/src/")]
    assert [line for line in pages if ".test." not in line] == []


@pytest.mark.parametrize("path", ["work/main", "root/.cache", "home/ann/x", "Users/ann/x", "opt/wheels"])
@pytest.mark.parametrize("before", ["", '"', "=", "file://"])
def test_a_path_of_somebodys_machine_is_recognised(before: str, path: str):
    assert MACHINE_PATH.search(f"{before}/{path}")


@pytest.mark.parametrize("text", ["client_web/root/x", "/api/work", "https://example.test/root/", "server/home/x"])
def test_a_relative_path_or_url_is_no_path_of_somebodys_machine(text: str):
    assert not MACHINE_PATH.search(text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_each_locked_package_has_one_version_and_hashes(lock: Path):
    statements = re.sub(r"\\\n", "", re.sub(r"^ *#.*\n", "", lock.read_text(), flags=re.MULTILINE)).splitlines()
    assert statements
    for statement in statements:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==[\w.!+-]+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+$", statement), (
            statement
        )


def test_the_locks_hold_each_package_that_the_project_asks_for():
    with (ROOT / "pyproject.toml").open("rb") as file:
        settings = tomllib.load(file)
    for lock, wanted in {
        "app": settings["project"]["dependencies"],
        "dev": settings["project"]["dependencies"] + settings["project"]["optional-dependencies"]["dev"],
        "node": settings["dependency-groups"]["node"],
    }.items():
        text = (ROOT / "requirements" / f"{lock}.txt").read_text()
        locked = {normal(name) for name in re.findall(r"^[\w.-]+", text, flags=re.MULTILINE)}
        assert {normal(re.split(r"[\[<>=!~; ]", requirement)[0]) for requirement in wanted} <= locked


def normal(name: str) -> str:
    """A package's name as registries compare names (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
