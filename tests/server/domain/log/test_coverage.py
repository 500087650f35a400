from itertools import permutations

import pytest

from server.domain.log.coverage import SealedFacts, digest, parts, row_hash


def fact(number: int, kind: str, participant: str | None = None, **evidence) -> dict:
    return {"id": f"fact{number}", "kind": kind, "participant": participant, "evidence": evidence}


STARTED = fact(1, "session_started", by="fay")
CAME = fact(2, "connected", "ana", place="group")
BEAT = fact(
    3, "beat", every_ms=10_000, connections=[["ana", "c1", 0, "av"], ["ben", "c2", 5, None], ["ana", "c3", 0, "a"]]
)
COUNTED = fact(4, "headcount", present=["ben", "cleo"], by="fay")
ALL = [STARTED, CAME, BEAT, COUNTED]


def test_a_session_has_what_speaks_of_nobody_and_each_participant_what_speaks_of_them():
    found = parts(ALL)
    assert found.session == [
        STARTED,
        fact(3, "beat", every_ms=10_000, connections=[]),
        fact(4, "headcount", present=[], by="fay"),
    ]
    assert found.of == {
        "ana": [CAME, {"fact": "fact3", "connections": [["ana", "c1", 0, "av"], ["ana", "c3", 0, "a"]]}],
        "ben": [{"fact": "fact3", "connections": [["ben", "c2", 5, None]]}, {"fact": "fact4", "present": ["ben"]}],
        "cleo": [{"fact": "fact4", "present": ["cleo"]}],
    }


def test_one_persons_part_names_nobody_else():
    said = str(parts(ALL).of["ana"]) + str(parts(ALL).session)
    assert "ben" not in said and "cleo" not in said


@pytest.mark.parametrize(
    "changed",
    [
        {**BEAT, "id": "other"},
        {**BEAT, "evidence": {**BEAT["evidence"], "every_ms": 1}},
        {**BEAT, "evidence": {**BEAT["evidence"], "connections": BEAT["evidence"]["connections"][1:]}},
        {
            **BEAT,
            "evidence": {
                **BEAT["evidence"],
                "connections": [["cleo", "c1", 0, "av"], *BEAT["evidence"]["connections"][1:]],
            },
        },
    ],
)
def test_no_part_of_a_fact_can_change_unseen(changed):
    assert digests([STARTED, CAME, changed, COUNTED]) != digests(ALL)


def digests(facts: list[dict]) -> dict:
    sealed = SealedFacts()
    whole = sealed.take(facts)
    return {"": whole, **{one: sealed.of(one) for one in sealed.participants()}}


def test_a_digest_is_of_its_rows_in_their_order():
    assert len({digest(rows).sha256 for rows in permutations(["a", "b", "c"])}) == 6
    assert digest([]).rows == 0
    assert digest(["a"]).sha256 != row_hash("a").hex()


def test_late_facts_are_sealed_after_the_others_and_a_persons_digest_goes_on():
    early, late = SealedFacts(), SealedFacts()
    early.take(ALL)
    late.take(ALL[:2])
    before = late.of("ana")
    assert late.take(ALL[2:]) == digest(parts(ALL[2:]).session)
    assert late.of("ana") == early.of("ana") != before
    assert late.of("nobody") == digest([])


@pytest.mark.parametrize(
    "broken", [{}, {"participant": None}, {"participant": None, "kind": "beat", "evidence": {"connections": [[]]}}]
)
def test_what_is_no_fact_is_refused(broken):
    with pytest.raises(ValueError, match="not a presence fact"):
        parts([broken])
