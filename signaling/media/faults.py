"""A fault of ours that one client meets must not reach the others: it is logged, and what comes next is done."""

import logging

log = logging.getLogger(__name__)


class contained:
    """Do the block's work; whatever is raised in it is logged with its traceback as `work` failed, and ends there."""

    __slots__ = ("_work",)

    def __init__(self, work: str) -> None:
        self._work = work

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        if isinstance(error, Exception):
            log.error("%s failed", self._work, exc_info=error)
        return error is None or isinstance(error, Exception)
