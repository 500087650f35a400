"""What a look at one thing found."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "wrong"]


@dataclass(frozen=True)
class Finding:
    """`says`: what is so, and what that means; `do`: what helps, empty where nothing has to be done. Neither holds a
    secret or anything about a person."""

    what: str
    state: State
    says: str
    do: str = ""


def ok(what: str, says: str) -> Finding:
    return Finding(what, "ok", says)


def warn(what: str, says: str, do: str) -> Finding:
    return Finding(what, "warn", says, do)


def wrong(what: str, says: str, do: str) -> Finding:
    return Finding(what, "wrong", says, do)
