"""What every test shares: hypothesis' profile, the marker of the browser tests, and how garbage is collected."""

import gc
import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import databases

BROWSER = Path(__file__).parent / "browser"

# A shared machine is slow at times: a slow example is no failure. On CI the examples are the same on every run.
settings.register_profile(
    "viop", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("viop")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests with all that they import stay until the end: to look through them for garbage, while they
    are gathered and then with each test's own again and again, takes a fifth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in tests/browser, and let it run last: the quick tests speak first. Of those there, the ones
    begin that may take minutes: where two run at a time, none is left for the end."""
    for item in items:
        if item.path.is_relative_to(BROWSER):
            item.add_marker("browser")
    items.sort(key=lambda item: (item.path.is_relative_to(BROWSER), -_allowed(item)))


def _allowed(item: pytest.Item) -> float:
    """Seconds, of tests that have a limit of their own."""
    own = item.get_closest_marker("timeout")
    return float(own.args[0]) if own else 0.0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=["sqlite", "postgresql"],
        help="what every test of a clinic runs on, but for those that need a certain one (or VIOP_TEST_ENGINE)",
    )


def pytest_configure(config: pytest.Config) -> None:
    if engine := config.getoption("engine"):
        os.environ["VIOP_TEST_ENGINE"] = engine


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked `both_engines` run on each, those marked `sqlite` on no other, all others on the one chosen."""
    if "engine" not in metafunc.fixturenames or "engine" in _given(metafunc):
        return
    chosen = databases.chosen()
    engines = [chosen or "sqlite"]
    if metafunc.definition.get_closest_marker("sqlite"):
        engines = ["sqlite"]
    elif metafunc.definition.get_closest_marker("both_engines") and chosen is None:
        engines = ["sqlite", "postgresql"]
    if engines != ["sqlite"]:
        metafunc.parametrize("engine", engines)


def _given(metafunc: pytest.Metafunc) -> set[str]:
    """What the test's own parameters are."""
    names = (mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    return {one.strip() for name in names for one in (name.split(",") if isinstance(name, str) else name)}


def pytest_sessionfinish() -> None:
    databases.stop()


@pytest.fixture
def engine() -> databases.Engine:
    """What a test's clinic is kept in."""
    return "sqlite"
