"""Whether records are right after `kill -9` of the app, the media worker or both at random moments.

    python -m tests.bench kills [--json] [--runs 50]

Each run is a short session on the real product with light peers (`tests/support/killed_session.py`): a facilitator and
two clients, one of whom vanishes on the way; a third never comes. Time is compressed: the session's beat is 2 s instead
of 10 s, and everything else is as it is in use. `worst_error_beats` is the largest difference between a record's
countable time and what the peers saw themselves, in beats; `seed` makes the same moments again. Each run is told on
stderr.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from random import Random

from tests.support.killed_session import KilledSession, Outcome, make_all_loops, product_to_kill

RUNS = 50
SEED = 1


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """`arguments.runs`: how many (default 50)."""
    outcomes = asyncio.run(killed(arguments.runs or RUNS, SEED))
    return {
        "runs": len(outcomes),
        "records": sum(one.records for one in outcomes),
        "missing": sum(one.missing for one in outcomes),
        "double": sum(one.double for one in outcomes),
        "worst_error_beats": round(max(one.worst_error_beats for one in outcomes), 3),
        "seed": SEED,
    }


async def killed(runs: int, seed: int) -> list[Outcome]:
    """So many sessions, one after the other."""
    random, loops = Random(seed), await make_all_loops()
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as directory:
        async with product_to_kill(Path(directory)) as product:
            for number in range(runs):
                outcomes.append(await KilledSession(product, number, random, loops).run())
                print(f"{number}: {outcomes[-1]}", file=sys.stderr, flush=True)
    return outcomes
