import pytest

from tests.support.relay import TestRelay


@pytest.fixture
async def relay():
    running = TestRelay()
    yield running
    await running.close()
