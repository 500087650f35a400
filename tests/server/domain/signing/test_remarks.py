from dataclasses import replace

import pytest

from server.domain.attendance.record import Flag, Outcome
from server.domain.signing.remarks import remarks
from tests.support.attendance import Tape, plan

NOTHING_TO_SAY = (Outcome.PRESENT, Outcome.PENDING, Outcome.STAFF)


@pytest.fixture(scope="module")
def record():
    tape = Tape().boots()
    tape.joins("facilitator")
    tape.joins("ana")
    return replace(tape.starts().until(60).ends().records(plan("ana", minutes=60))["ana"], flags=())


def test_of_somebody_who_was_simply_there_there_is_nothing_to_say(record):
    assert record.outcome is Outcome.PRESENT and remarks(record) == ()


@pytest.mark.parametrize("flag", Flag)
def test_each_flag_is_said_in_words(record, flag):
    (said,) = remarks(replace(record, flags=(flag,)))
    assert "_" not in said and said[0].isupper()


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in NOTHING_TO_SAY])
def test_each_outcome_but_present_is_said_in_words(record, outcome):
    assert len(remarks(replace(record, outcome=outcome))) == 1


def test_how_late_and_how_early_is_said_once(record):
    late = replace(record, outcome=Outcome.LATE, flags=(Flag.LATE, Flag.LEFT_EARLY), late_by_ms=840_000)
    assert remarks(late) == ("Came late, by 14 min", "Left early")
