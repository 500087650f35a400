from dataclasses import replace
from datetime import UTC, datetime

from server.domain.help.calls import HelpCall

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
CALL = HelpCall("c1", "north", "s1", "staff", "fay", NOW, ("ana",), None)


def test_a_call_reaches_whoever_is_on_call_who_made_it_and_the_sessions_own_staff():
    assert [who for who in ("fay", "ana", "ben") if CALL.reaches(who, leads=False, watches=False)] == ["fay", "ana"]
    assert CALL.reaches("ben", leads=True, watches=False)


def test_once_it_goes_to_everybody_it_reaches_everybody():
    assert replace(CALL, everybody_at=NOW).reaches("ben", leads=False, watches=False)


def test_it_reaches_no_trainee_or_interpreter_of_the_session_but_by_their_own_call():
    asked = replace(CALL, everybody_at=NOW)
    assert [who for who in ("fay", "ana", "ben") if asked.reaches(who, leads=False, watches=True)] == ["fay"]


def test_it_asks_nobody_once_somebody_comes_and_never_the_one_who_called():
    assert CALL.is_for("ana") and not CALL.is_for("fay")
    assert not replace(CALL, answered_by="ben", answered_at=NOW).is_for("ana")


def test_whoever_was_only_paged_does_not_end_it():
    assert not CALL.may_end("ana", leads=False)
    assert CALL.may_end("fay", leads=False) and CALL.may_end("ben", leads=True)
    assert replace(CALL, answered_by="ana").may_end("ana", leads=False)
