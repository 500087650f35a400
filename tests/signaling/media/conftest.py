import shutil

import pytest

from signaling.media import compile as compiling
from signaling.media.compiled import compiled
from signaling.media.fan_out import Compiled
from tests.support.relay import TestRelay


@pytest.fixture
async def relay(half):
    running = TestRelay()
    yield running
    await running.close()


@pytest.fixture(scope="session")
def built() -> Compiled:
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler")
    assert compiling.main() == 0
    loop = compiled()
    assert loop is not None
    return loop


@pytest.fixture(params=["python", "compiled"])
def half(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Compiled | None:
    """The compiled half of the packet path, and none: relays are made with it. What holds must hold with both."""
    compiled = None if request.param == "python" else request.getfixturevalue("built")
    monkeypatch.setattr(TestRelay, "compiled", compiled)
    return compiled
