"""What every test shares: hypothesis' profile, and the marker of the browser tests."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

BROWSER = Path(__file__).parent / "browser"

# A shared machine is slow at times: a slow example is no failure. On CI the examples are the same on every run.
settings.register_profile(
    "viop", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("viop")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in tests/browser, and let it run last: the quick tests speak first."""
    for item in items:
        if item.path.is_relative_to(BROWSER):
            item.add_marker("browser")
    items.sort(key=lambda item: item.path.is_relative_to(BROWSER))
