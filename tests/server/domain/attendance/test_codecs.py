import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given

from server.domain.attendance.absorb import apply
from server.domain.attendance.evidence import (
    Beat,
    Cause,
    CheckedIn,
    ClockStepped,
    Connected,
    Disconnected,
    Evidence,
    FactKind,
    IdentityConfirmed,
    Modality,
    Place,
    Placed,
    Seen,
    Stated,
)
from server.domain.attendance.fact_codec import evidence_from_data, evidence_to_data, fact_from_data, fact_to_data
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.attendance.plan import RosterEntry
from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy, Cosignature
from server.domain.attendance.record_codec import record_from_data, record_hash, record_to_data
from server.domain.attendance.state import AttendanceState
from server.domain.canonical import canonical_bytes, to_plain
from server.domain.instants import from_text, to_text
from tests.server.domain.attendance.test_properties import derived, sessions
from tests.support.attendance import NINE, SESSION, Tape, plan


def fact(evidence: Evidence, participant: str | None = None, connection: str | None = None) -> PresenceFact:
    return PresenceFact("f", SESSION, Source.SIGNALING, NINE, NINE, "boot", evidence, participant, connection)


@given(facts=sessions())
def test_facts_and_records_come_back_from_storage_as_they_went(facts):
    for one in facts:
        assert fact_from_data(json.loads(canonical_bytes(fact_to_data(one)))) == one
    for one in derived(facts):
        stored = json.loads(canonical_bytes(record_to_data(one)))
        assert record_from_data(stored) == one


@pytest.mark.parametrize(
    "evidence",
    [
        IdentityConfirmed("mara"),
        IdentityConfirmed("mara", "a reason"),
        ClockStepped(-2000),
        Disconnected(Cause.LOST, NINE, 60_000),
    ],
    ids=lambda evidence: evidence.kind.value,
)
def test_evidence_that_the_random_sessions_lack_comes_back_too(evidence):
    names = evidence.names_participant, evidence.names_connection
    one = fact(evidence, "ana" if names[0] else None, "ana-1" if names[1] else None)
    assert fact_from_data(json.loads(canonical_bytes(fact_to_data(one)))) == one


def test_every_kind_of_fact_can_be_stored():
    kinds = {kind: subclass for subclass in Evidence.__subclasses__() for kind in [subclass.kind]}
    assert set(kinds) == set(FactKind)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"kind": "vanished"},
        {"observed_at": "2026-03-02T09:00:00"},
        {"observed_at": "2026-03-02T09:00:00+01:00"},
        {"participant": 7},
        {"error_ms": "1"},
        {"evidence": {}},
        {"evidence": {"every_ms": 10_000, "covers_ms": 1, "connections": [["ana", "c", 1.5, "a"]]}},
        {"evidence": {"every_ms": 0, "covers_ms": 1, "connections": []}},
    ],
)
def test_data_that_is_no_fact_is_refused_with_a_value_error(spoilt):
    good = fact_to_data(fact(Beat((Seen("ana", "c"),))))
    with pytest.raises(ValueError):
        fact_from_data({**good, **spoilt})
    with pytest.raises(ValueError, match="not a presence fact"):
        fact_from_data({key: value for key, value in good.items() if key != "boot"})


def test_a_beat_stored_before_it_said_whether_it_looked_did_look():
    stored = {"every_ms": 10_000, "covers_ms": 10_000, "connections": [["ana", "c", 0, ""], ["ben", "d", 0, "ar"]]}
    assert evidence_from_data(FactKind.BEAT, stored) == Beat(
        (Seen("ana", "c"), Seen("ben", "d", audio=True, receiving=True))
    )


def test_a_beat_that_did_not_look_is_told_from_one_that_saw_nothing():
    unlooked, nothing = (Beat((Seen("ana", "c", looked=looked),)) for looked in (False, True))
    assert evidence_from_data(FactKind.BEAT, evidence_to_data(unlooked)) == unlooked != nothing
    with pytest.raises(ValueError, match="sees nothing"):
        Beat((Seen("ana", "c", video=True, looked=False),))


def test_naive_times_and_other_zones_are_refused_everywhere():
    naive, elsewhere = NINE.replace(tzinfo=None), NINE.astimezone(timezone(timedelta(hours=-5)))
    for wrong in (naive, elsewhere):
        with pytest.raises(ValueError):
            replace(fact(Beat()), observed_at=wrong)
        with pytest.raises(ValueError):
            replace(fact(Beat()), recorded_at=wrong)
        with pytest.raises(ValueError):
            Disconnected(Cause.LEFT, wrong)
        with pytest.raises(ValueError):
            Stated(wrong, NINE + timedelta(hours=1), Modality.PHONE, "phone", "mara")
        with pytest.raises(ValueError):
            plan("ana", starts_at=wrong)


def test_a_fact_names_whom_its_kind_is_about_and_nobody_else():
    with pytest.raises(ValueError, match="needs a participant"):
        fact(CheckedIn())
    with pytest.raises(ValueError, match="has no participant"):
        fact(Beat(), "ana")
    with pytest.raises(ValueError, match="needs a connection"):
        fact(Connected(), "ana")
    with pytest.raises(ValueError, match="has no connection"):
        fact(CheckedIn(), "ana", "ana-1")


def test_a_beat_looks_back_and_a_statement_ends_after_it_begins():
    with pytest.raises(ValueError, match="looks back"):
        Beat((Seen("ana", "c", -1),))
    with pytest.raises(ValueError, match="after its start"):
        Stated(NINE, NINE, Modality.PHONE, "phone", "mara")


def test_times_are_whole_milliseconds_and_read_back_exactly():
    odd = datetime(2026, 3, 2, 9, 0, 0, 123_987, tzinfo=UTC)
    one = replace(fact(Beat()), observed_at=odd)
    assert to_text(one.observed_at) == "2026-03-02T09:00:00.123Z"
    assert from_text("2026-03-02T09:00:00.123Z") == one.observed_at


def test_another_sessions_fact_is_refused():
    with pytest.raises(ValueError, match="another session"):
        apply(AttendanceState("other"), fact(Placed(Place.GROUP), "ana", "ana-1"))


def test_equal_records_have_equal_hashes_and_any_change_another():
    tape = Tape().boots()
    tape.joins("facilitator")
    tape.starts().until(10).ends()
    one = tape.records(plan("ana", minutes=10))["ana"]
    assert record_hash(one) == record_hash(record_from_data(record_to_data(one)))
    assert record_hash(one) != record_hash(replace(one, countable_ms=1))


def test_canonical_bytes_are_sorted_tight_and_unescaped():
    assert canonical_bytes({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()
    with pytest.raises(TypeError, match="no plain form"):
        to_plain(1.5)


def test_policies_are_stored_by_rule_and_refuse_contradictions():
    assert AttendancePolicy.from_data(DEFAULT_POLICY.to_data()) == DEFAULT_POLICY
    with pytest.raises(ValueError):
        AttendancePolicy(present_percent=10, partial_percent=20)
    with pytest.raises(ValueError):
        AttendancePolicy(grace_ms=-1)
    with pytest.raises(ValueError):
        AttendancePolicy(week_starts_on=7)
    with pytest.raises(ValueError):
        AttendancePolicy(weekly_hours=(("2.1", 9, 8),))


def test_a_policy_that_was_stored_before_a_rule_existed_has_that_rule_as_by_default():
    before = {"version": "clinic 3", "cosignature": "always"}
    assert AttendancePolicy.from_data(before) == replace(
        DEFAULT_POLICY, version="clinic 3", cosignature=Cosignature.ALWAYS
    )
    with pytest.raises(TypeError):
        AttendancePolicy.from_data({"minutes": 3})


def test_a_plan_refuses_an_end_before_its_start_and_a_person_twice():
    with pytest.raises(ValueError, match="ends after it starts"):
        plan("ana", minutes=0)
    with pytest.raises(ValueError, match="once"):
        replace(plan("ana"), roster=(RosterEntry("ana"), RosterEntry("ana")))
