"""Bots in a process of their own, as the demo starts them."""

import asyncio
import json
import sys

from signaling.bots.run import UNTIL_STDIN_CLOSES

OPTIONS = {
    "url": "http://127.0.0.1:9",
    "bots": [{"initials": "AN", "entrance": {"token": "a-token-of-nobody", "pin": "4711"}}],
}


async def test_bots_end_with_the_process_that_started_them_however_it_ended() -> None:
    """A process that is killed closes its pipes, and does nothing else."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling.bots", UNTIL_STDIN_CLOSES),
        stdin=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(OPTIONS).encode() + b"\n")
    await process.stdin.drain()
    process.stdin.close()
    try:
        assert await asyncio.wait_for(process.wait(), 20) == 0
    finally:
        if process.returncode is None:
            process.kill()
