"""What a client is asked before waiting."""

from datetime import datetime, timedelta
from enum import StrEnum

AGREEMENT = "1"
"""The version of the group agreement that is agreed to. Its words are the pages' (`agreement` in their texts): whoever
changes what they say gives them another version here."""


class Question(StrEnum):
    PLACE = "place"
    NUMBER = "number"
    ALONE = "alone"
    DRIVING = "driving"
    ADULT = "adult"
    """Of a minor: who of age is reachable now."""
    AGREEMENT = "agreement"


EVERYBODY = (Question.DRIVING, Question.PLACE, Question.NUMBER, Question.ALONE, Question.AGREEMENT)
"""In the order in which they are asked. Whoever is asked more by their client's circumstances adds it to these: a page
shows what the list says, and nothing else."""


def asked_of(minor: bool) -> tuple[Question, ...]:
    if not minor:
        return EVERYBODY
    return tuple(each for one in EVERYBODY for each in ((one, Question.ADULT) if one is Question.NUMBER else (one,)))


def in_full(last: datetime | None, now: datetime, ask_again_days: int) -> bool:
    """Whether what was said at `last` is too old to be said again in one tap."""
    return last is None or now - last > timedelta(days=ask_again_days)
