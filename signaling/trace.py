"""What is being done now belongs to one request, one socket or one message: its id stands in each log line, and goes
along to other nodes. 32 hexadecimal digits, as in W3C Trace Context."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("trace", default="")
_PARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


def current() -> str:
    """Empty outside of any."""
    return _current.get()


@contextmanager
def entering(trace: str) -> Iterator[None]:
    """All in the block belongs to it, tasks that are started there as well."""
    token = _current.set(trace)
    try:
        yield
    finally:
        _current.reset(token)


def new() -> str:
    return secrets.token_hex(16)


def of_parent(header: str) -> str | None:
    """The trace that a `traceparent` header names; None when it is not one."""
    found = _PARENT.fullmatch(header)
    return found[1] if found else None
