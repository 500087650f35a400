import asyncio
import threading

import pytest

from server.clinic import open_clinic
from server.services.access.passwords import WAITING_PER_WORKER, Passwords
from server.services.errors import TooManyRequests
from server.settings import Settings


@pytest.fixture
def passwords():
    passwords = Passwords(memory_kib=8, rounds=1, workers=2)
    yield passwords
    passwords.close()


async def test_only_the_right_password_matches(passwords):
    hashed = passwords.hash_now("correct")
    assert hashed.startswith("$argon2id$")
    assert await passwords.verify("correct", hashed)
    assert not await passwords.verify("wrong", hashed)
    assert not await passwords.verify("nobody's password", None)
    assert not await passwords.verify("correct", "not a hash")


async def test_the_event_loop_goes_on_and_few_hashes_run_at_once(passwords, monkeypatch):
    """The loop is free while both workers are busy; whoever would make the queue too long is sent away."""
    release, running = threading.Event(), threading.Semaphore(0)

    def slow(secret: str, hashed: str) -> bool:
        running.release()
        assert release.wait(10)
        return True

    monkeypatch.setattr(passwords, "_matches", slow)
    most = 2 * (1 + WAITING_PER_WORKER)
    waiting = [asyncio.create_task(passwords.verify("x", "y")) for _ in range(most)]
    for _ in range(2):
        assert await asyncio.to_thread(running.acquire, timeout=10)
    assert not running.acquire(blocking=False)
    with pytest.raises(TooManyRequests):
        await passwords.verify("x", "y")
    release.set()
    assert await asyncio.gather(*waiting) == [True] * most
    assert await passwords.verify("x", "y")


async def test_a_pin_costs_less_than_a_password_and_old_ones_still_open(settings):
    usual = Settings.model_fields
    dear = settings.model_copy(
        update={name: usual[name].default for name in ("password_memory_kib", "password_rounds")}
    )
    async with open_clinic(dear, boot="boot") as clinic:
        assert "m=65536,t=3" in clinic.passwords.hash_now("secret")
        assert "m=19456,t=2" in clinic.pins.hash_now("4711")
        assert await clinic.pins.verify("4711", clinic.passwords.hash_now("4711")), "hashed when it cost as much"
