"""A short run of what `python -m tests.bench soak` does for half an hour."""

from tests.bench import soak
from tests.support.relay_room import running_worker

SECONDS = 6
LITTLE = 8
"""Megabytes that caches may still grow by in so short a time; half an hour is measured by the benchmark."""


async def test_a_worker_holds_nothing_of_those_who_have_come_and_gone_over_bad_lines() -> None:
    with running_worker(program=soak.PROGRAM) as worker:
        grown = await soak.soak(worker, SECONDS)
    assert (grown["fds_growth"], grown["tasks_growth"], grown["app_tasks_growth"]) == (0, 0, 0), grown
    assert float(str(grown["rss_growth_mb"])) < LITTLE, grown
