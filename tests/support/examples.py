"""How many examples a property test tries: few with every run of the tests, as many as wanted with
`VIOP_EXAMPLES=200 pytest tests/server/domain/attendance`, which tries each property two hundred times as often."""

import os

from hypothesis import settings

TIMES = int(os.environ.get("VIOP_EXAMPLES", "1"))


def examples(count: int) -> settings:
    """As a decorator: `count` examples, times what the environment asks for."""
    return settings(max_examples=count * TIMES)
