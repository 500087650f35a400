"""How the processes log: readable lines, or a JSON object a line; and in neither anything about a person.

Our own messages hold ids and numbers only. What is not ours to vouch for is left out: of an exception its message,
which may quote what somebody entered, and what libraries say besides the fixed part of their warnings.
"""

import errno
import json
import logging
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TextIO

from signaling import trace

FORMAT_VARIABLE = "VIOP_LOG_FORMAT"
Form = Literal["text", "json"]
OURS = ("server", "signaling", "aiohttp.access", "alembic.runtime.migration", "__main__")
"""Loggers whose messages are repeated."""
_PLACES = 12
"""Of an exception, the innermost."""

_node = ""


def this_is(node: str) -> None:
    """The name of this process in all that it logs from now on."""
    global _node
    _node = node


def form() -> Form:
    """What the environment asks for. Whether it makes sense, the settings say."""
    return "json" if os.environ.get(FORMAT_VARIABLE) == "json" else "text"


def set_up(level: int, form: Form) -> None:
    """Log to standard error, unless somebody has said already where to."""
    logging.basicConfig(level=level, handlers=[handler(form, sys.stderr)])


def handler(form: Form, stream: TextIO) -> logging.Handler:
    made = logging.StreamHandler(stream)
    made.setFormatter(Json() if form == "json" else Text())
    made.addFilter(_is_worth_a_line)
    return made


class Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        words = [_time(record), record.levelname, f"{record.name}:", message(record)]
        if failure := _failure(record):
            words.append(f"[{failure}]")
        if of := _trace(record):
            words.append(f"trace={of}")
        return " ".join(words).replace("\n", " ")


class Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message(record),
            "trace": _trace(record),
            "node": _node,
            "failure": _failure(record),
            **getattr(record, "fields", {}),
        }
        return json.dumps({key: value for key, value in said.items() if value != ""})


def message(record: logging.LogRecord) -> str:
    """What a record says, as far as it may be repeated."""
    if _is_ours(record.name):
        return record.getMessage()
    words = str(record.msg).partition("\n")[0]
    if record.args or record.name == "asyncio":  # the same words each time: values are arguments, or lines below
        return words
    return f"at {record.filename}:{record.lineno}"


def failure(error: BaseException) -> str:
    """The kinds and places of an exception and its causes; of what the operating system refused, also why."""
    return ", because of ".join(_one(each) for each in _causes(error))


def _is_ours(name: str) -> bool:
    return name.startswith(tuple(f"{one}." for one in OURS)) or name in OURS


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    return _is_ours(record.name) or record.levelno >= logging.WARNING


def _failure(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    return failure(error) if error is not None else ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


def _one(error: BaseException) -> str:
    number = error.errno if isinstance(error, OSError) else None
    reason = f" ({os.strerror(number)})" if number is not None and number in errno.errorcode else ""
    places = list(_places(error.__traceback__))[-_PLACES:]
    return f"{type(error).__name__}{reason}{' at ' if places else ''}{' > '.join(places)}"


def _places(at: TracebackType | None) -> Iterator[str]:
    while at is not None:
        code = at.tb_frame.f_code
        yield f"{code.co_filename.rpartition('/')[2]}:{at.tb_lineno} {code.co_name}"
        at = at.tb_next


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _trace(record: logging.LogRecord) -> str:
    return getattr(record, "trace", "") or trace.current()
