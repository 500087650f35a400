"""A fault of ours that one client meets must not reach the others: it is logged, and what comes next is done."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)


@contextmanager
def contained(work: str) -> Iterator[None]:
    """Do the block's work; whatever is raised in it is logged with its traceback as `work` failed, and ends there."""
    try:
        yield
    except Exception:
        log.exception("%s failed", work)
