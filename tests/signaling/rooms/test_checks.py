"""What clients answered on joining: whom *admit all* passes over, what admitting them takes, and who learns of it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from server.domain.attendance.evidence import ChecksOverridden, Redirected, Way
from server.domain.joining.checks import Check, Licensed, Why, check
from signaling.protocol import messages as wire
from signaling.protocol.views import Finding
from signaling.rooms.effects import Audit, Close, RoomError
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import ALL_WELL, AT_HOME, seat

NOT_ALONE = check(AT_HOME._replace(alone=False), Licensed())
REASON = "Her sister left the room; we talked."


def waiting(**said: Check) -> Stage:
    """Ana and Ben wait; Ana answered so that a private word comes first, unless `said` otherwise."""
    stage = Stage()
    stage.room = replace(stage.room, checks={**ALL_WELL, "ana": NOT_ALONE, **said})
    for one in (seat("fay", "facilitator"), seat("ana"), seat("ben")):
        stage.arrive(one)
    return stage


def admit(who: str, reason: str = "", despite: Sequence[Finding] = ("not_alone",)) -> wire.Admit:
    return wire.Admit(id=1, participant=who, identity_confirmed=True, reason=reason, despite=list(despite))


def talk_first() -> wire.TalkFirst:
    return wire.TalkFirst(id=1, participant="ana")


def redirect(way: str = "phone") -> wire.Redirect:
    return wire.Redirect.model_validate({"id": 1, "participant": "ana", "way": way, "reason": REASON})


@pytest.mark.parametrize("said", [NOT_ALONE, Check()], ids=["not alone", "nothing answered"])
def test_admit_all_passes_over_whose_answers_want_a_private_word(said: Check) -> None:
    stage = waiting(ana=said)
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    assert (stage.place("ana"), stage.place("ben")) == ("waiting", "in_room")


@pytest.mark.parametrize("talked", [False, True])
def test_admitting_them_all_the_same_takes_a_reason_which_is_kept_and_audited_without_its_words(talked: bool) -> None:
    stage = waiting()
    if talked:
        stage.do("fay", talk_first())
    assert stage.refuses("fay", admit("ana")) == "reason_needed"
    assert stage.refuses("fay", admit("ana", "   ")) == "reason_needed"
    outcome = stage.do("fay", admit("ana", REASON))
    assert stage.place("ana") == "in_room"
    assert next(one.evidence for one in outcome.observed if one.participant == "ana") == ChecksOverridden(
        (Why.NOT_ALONE,), REASON, "fay"
    )
    audited = next(one for one in outcome.effects if isinstance(one, Audit) and "against" in one.action)
    assert (audited.actor, audited.subject, audited.detail) == ("fay", "ana", {"why": "not_alone"})
    assert outcome.fails_closed


def test_a_reason_answers_what_its_author_saw_and_nothing_that_has_come_since() -> None:
    stage = waiting()
    drove_off = check(AT_HOME._replace(alone=False, state="NV"), Licensed(program=("CA",)))
    stage.room = replace(stage.room, checks={**stage.room.checks, "ana": drove_off})
    with pytest.raises(RoomError) as refused:
        stage.do("fay", admit("ana", REASON))
    assert (refused.value.code, refused.value.findings) == ("reason_needed", ["program_not_licensed"])
    assert stage.place("ana") == "waiting"
    stage.do("fay", admit("ana", REASON, despite=("not_alone", "program_not_licensed")))
    assert stage.place("ana") == "in_room"


def test_a_reason_without_need_is_not_kept() -> None:
    outcome = waiting().do("fay", admit("ben", REASON))
    assert not [one for one in outcome.observed if isinstance(one.evidence, ChecksOverridden)]


def test_an_answer_that_was_put_right_wants_nothing_any_more() -> None:
    stage = waiting()
    stage.room = replace(stage.room, checks=ALL_WELL)
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    assert stage.place("ana") == "in_room"


@pytest.mark.parametrize("way", ["phone", "in_person", "another_day"])
def test_after_a_private_word_they_are_sent_another_way_and_never_told_why(way: str) -> None:
    stage = waiting()
    assert stage.refuses("fay", redirect(way)) == "wrong_state"
    stage.do("fay", talk_first())
    outcome = stage.do("fay", redirect(way))
    assert (stage.place("ana"), stage.place("fay")) == ("redirected", "in_room")
    assert outcome.fails_closed
    assert [one.evidence for one in outcome.observed if isinstance(one.evidence, Redirected)] == [
        Redirected(Way(way), REASON, "fay")
    ]
    (closed,) = (one for one in outcome.effects if isinstance(one, Close))
    assert closed.words == (wire.Goodbye.model_validate({"reason": "redirected", "way": way}),)
    audited = [one for one in outcome.effects if isinstance(one, Audit) and one.action == "room.redirect"]
    assert [one.detail for one in audited] == [{"way": way}]


@pytest.mark.parametrize("restarted", [False, True])
def test_staff_see_that_they_were_redirected_and_who_comes_back_waits(restarted: bool) -> None:
    stage = waiting()
    stage.do("fay", talk_first())
    stage.do("fay", redirect())
    if restarted:
        stage = Stage(stage.room.saved())
        stage.arrive(seat("fay", "facilitator"))
    staff = stage.view("fay").staff
    assert staff is not None
    assert {one.participant: one.status for one in staff.roster}["ana"] == "redirected"
    stage.arrive(seat("ana"))
    assert stage.place("ana") == "waiting"
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    assert stage.place("ana") == "waiting"


def test_staff_read_what_was_answered_and_why_they_talk_first_and_clients_read_nothing_of_it() -> None:
    stage, well = waiting(), waiting(ana=ALL_WELL["ana"])
    staff = stage.view("fay").staff
    assert staff is not None
    lines = {one.participant: one for one in staff.roster}
    answers = lines["ana"].answers
    assert answers is not None
    assert (answers.state, answers.address, answers.phone, answers.alone) == (*AT_HOME[1:4], False)
    assert [lines[one].talk_first for one in ("ana", "ben", "cleo")] == [["not_alone"], [], []]
    assert stage.view("ana") == well.view("ana")
    stage.do("fay", admit("ana", REASON))
    stage.do("fay", admit("ben"))
    for peer in ("ana", "ben"):
        assert "Elm Street" not in stage.view(peer).model_dump_json()
