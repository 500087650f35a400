import shutil

import pytest

from signaling.media import compile as compiling
from signaling.media.fan_out import CompiledLoop, compiled
from tests.support.relay import TestRelay


@pytest.fixture
async def relay():
    running = TestRelay()
    yield running
    await running.close()


@pytest.fixture(scope="session")
def built() -> CompiledLoop:
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler")
    assert compiling.main() == 0
    loop = compiled()
    assert loop is not None
    return loop


@pytest.fixture(params=["python", "compiled"])
def loop(request: pytest.FixtureRequest) -> CompiledLoop | None:
    return None if request.param == "python" else request.getfixturevalue("built")
