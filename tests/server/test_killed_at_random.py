"""Whatever is killed, and whenever: each record is there once, and right to a beat. `tests.bench kills` asks often."""

from pathlib import Path
from random import Random

from tests.support.killed_session import KilledSession, make_all_loops, product_to_kill

SEED = 3
"""With which the app is killed in both sessions, at times well after a beat, and the media worker in one."""
SECONDS = 4.0


async def test_two_sessions_that_are_killed_at_random_moments_have_each_record_once_and_right_to_a_beat(
    tmp_path: Path,
) -> None:
    random, loops = Random(SEED), await make_all_loops()
    async with product_to_kill(tmp_path) as product:
        for number in range(2):
            outcome = await KilledSession(product, number, random, loops, SECONDS).run()
            assert (outcome.records, outcome.missing, outcome.double) == (3, 0, 0)
            assert outcome.worst_error_beats <= 1, outcome
