"""Rules of the policy that ask for something besides minutes: it is flagged, or said, and changes no minute."""

from dataclasses import replace

import pytest

from server.domain.attendance.derive import record
from server.domain.attendance.evidence import Modality, Place, SignedIn
from server.domain.attendance.plan import SessionKind, SessionPlan
from server.domain.attendance.policy import AttendancePolicy
from server.domain.attendance.record import Flag, Outcome
from server.domain.attendance.record_codec import record_from_data, record_to_data
from server.domain.attendance.summary import summary
from tests.support.attendance import SESSION, STAFF, Tape, plan

CLIENTS = ("ana", "ben", "cem")


def group(*clients: str) -> Tape:
    tape = Tape()
    tape.boots()
    for one in (STAFF, *clients):
        tape.joins(one)
    return tape.starts()


def at_once(tape: Tape, planned: SessionPlan) -> int | None:
    return summary(tape.state(), planned, AttendancePolicy(), tape.at(tape.minute)).clients_at_once


def test_more_clients_at_once_than_the_cap_are_flagged_with_their_number():
    records = group(*CLIENTS).until(60).ends().records(plan(*CLIENTS, minutes=60), AttendancePolicy(group_cap=2))
    assert [records[one].clients_at_once for one in CLIENTS] == [3, 3, 3]
    assert all(Flag.OVER_GROUP_CAP in records[one].flags for one in CLIENTS)


@pytest.mark.parametrize("cap", [3, 0])
def test_as_many_as_the_cap_or_any_number_without_one_are_not_flagged(cap):
    records = group(*CLIENTS).until(60).ends().records(plan(*CLIENTS, minutes=60), AttendancePolicy(group_cap=cap))
    assert not any(Flag.OVER_GROUP_CAP in one.flags for one in records.values())
    assert records["ana"].clients_at_once is None


def test_clients_who_come_one_after_the_other_are_not_there_at_once():
    tape = group("ana").until(20)
    tape.leaves("ana")
    tape.joins("ben")
    tape.until(60).ends()
    assert at_once(tape, plan("ana", "ben", minutes=60)) == 1


def test_whoever_sits_in_the_room_and_whoever_waits_are_told_apart():
    tape = group("ana").tapped_present("ben")
    tape.joins("cem", Place.WAITING)
    tape.until(30).counts("ben").until(60).counts("ben").ends()
    assert at_once(tape, plan(*CLIENTS, minutes=60)) == 2


def test_staff_never_count_towards_the_cap():
    tape = group("ana")
    tape.joins("visiting-staff")
    tape.until(60).ends()
    planned = plan("ana", minutes=60)
    visitor = replace(planned.roster[0], participant="visiting-staff")
    planned = replace(planned, roster=(*planned.roster, visitor))
    assert at_once(tape, planned) == 1


def test_only_groups_have_a_cap():
    planned = replace(plan(*CLIENTS, minutes=60), kind=SessionKind.WORKSHOP)
    tape = group(*CLIENTS).until(60).ends()
    ana = tape.records(planned, AttendancePolicy(group_cap=2))["ana"]
    assert ana.clients_at_once is at_once(tape, planned) is None
    assert Flag.OVER_GROUP_CAP not in ana.flags


def test_a_late_fact_about_one_client_changes_nobody_elses_record():
    tape = group("ana").until(60).ends()
    planned = plan("ana", "ben", minutes=60)
    before = tape.records(planned)["ana"]
    tape.states("ben", 0, 60)
    assert at_once(tape, planned) == 2
    assert tape.records(planned)["ana"] == before


def test_a_payers_cap_flags_its_own_clients_alone():
    tape = group(*CLIENTS).until(60).ends()
    planned, strict = plan(*CLIENTS, minutes=60), AttendancePolicy(group_cap=2)
    found = record(tape.state(), planned, AttendancePolicy(), tape.at(60), {"ben": strict})
    assert [one.participant for one in found if Flag.OVER_GROUP_CAP in one.flags] == ["ben"]


def test_who_did_not_sign_in_is_flagged_where_the_policy_asks():
    tape = group("ana", "ben").fact(SignedIn(), "ana").until(60).ends()
    planned, wanted = plan(*CLIENTS, minutes=60), AttendancePolicy(sign_in_wanted=True)
    records = tape.records(planned, wanted)
    assert [name for name, one in records.items() if Flag.NOT_SIGNED_IN in one.flags] == ["ben"]
    assert not any(Flag.NOT_SIGNED_IN in one.flags for one in tape.records(planned).values())


def test_a_personal_code_at_the_door_is_an_act_of_ones_own_and_a_tap_of_staff_is_not():
    tape = group().checks_in("ana").tapped_present("ben").until(60).counts("ana", "ben").ends()
    records = tape.records(plan("ana", "ben", minutes=60), AttendancePolicy(sign_in_wanted=True))
    assert [name for name, one in records.items() if Flag.NOT_SIGNED_IN in one.flags] == ["ben"]


def test_no_video_without_a_reason_is_flagged_where_the_policy_asks():
    tape = group("ana")
    tape.silent_video.add("ana")
    tape.until(60).ends()
    planned, wanted = plan("ana", minutes=60), AttendancePolicy(no_video_reason_wanted=True)
    assert Flag.NO_REASON_FOR_NO_VIDEO in tape.records(planned, wanted)["ana"].flags
    assert Flag.NO_REASON_FOR_NO_VIDEO not in tape.records(planned)["ana"].flags


def test_a_statement_of_staff_over_that_time_is_the_reason():
    tape = group("ana")
    tape.silent_video.add("ana")
    tape.until(60).states("ana", 0, 60, Modality.AUDIO_ONLY).ends()
    ana = tape.records(plan("ana", minutes=60), AttendancePolicy(no_video_reason_wanted=True))["ana"]
    assert Flag.NO_VIDEO in ana.flags
    assert Flag.NO_REASON_FOR_NO_VIDEO not in ana.flags


def test_a_film_has_its_minutes_and_says_that_they_are_no_hours():
    planned = replace(plan("ana", minutes=60), kind=SessionKind.FILM)
    records = group("ana").until(60).ends().records(planned)
    ana = records["ana"]
    assert (ana.outcome, ana.countable_ms, ana.counts_towards_hours) == (Outcome.PRESENT, 3_600_000, False)
    assert ana.reason.endswith("Minutes of this kind of session (film) do not count towards hours.")
    counting = AttendancePolicy(counting_kinds=(SessionKind.FILM,))
    assert group("ana").until(60).ends().records(planned, counting)["ana"].counts_towards_hours


def test_skills_are_group_care_and_what_is_billed_apart_or_is_no_treatment_brings_no_hours_of_itself():
    counted = {one for one in SessionKind if one in AttendancePolicy().counting_kinds}
    assert counted == {SessionKind(one) for one in ("group", "individual", "family", "workshop", "skills")}
    skills = replace(plan(*CLIENTS, minutes=60), kind=SessionKind.SKILLS)
    assert at_once(group(*CLIENTS).until(60).ends(), skills) == len(CLIENTS)
    check = replace(plan("ana", minutes=60), kind=SessionKind.MEDICATION_CHECK)
    ana = group("ana").until(60).ends().records(check)["ana"]
    assert not ana.counts_towards_hours
    assert ana.reason.endswith("Minutes of this kind of session (medication check) do not count towards hours.")


def test_what_a_policy_said_before_there_were_more_kinds_it_goes_on_saying():
    before = {**AttendancePolicy().to_data(), "counting_kinds": ["group", "individual", "family", "workshop"]}
    assert SessionKind.SKILLS not in AttendancePolicy.from_data(before).counting_kinds


def test_a_record_from_before_these_rules_is_still_read():
    data = record_to_data(group("ana").until(60).ends().records(plan("ana", minutes=60))["ana"])
    older = {name: value for name, value in data.items() if name not in ("clients_at_once", "counts_towards_hours")}
    read = record_from_data(older)
    assert (read.session, read.clients_at_once, read.counts_towards_hours) == (SESSION, None, True)
