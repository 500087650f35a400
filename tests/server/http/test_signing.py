"""Sign-off, amendments and what waits, over HTTP."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from server.domain.attendance.evidence import Modality, Stated
from server.domain.attendance.facts import Source
from server.domain.attendance.policy import AttendancePolicy, Cosignature
from server.domain.log.leaf import Kind
from server.services.policies.policies import SessionPolicies
from tests.support.clinics import NOON, PASSWORD, audited, fact_of, hold_session
from tests.support.exports import FOR_AUDIT, asking, export
from tests.support.log import checked, failures, leaves_of
from tests.support.sheets import batch_of, path, record_of, run, sheet_of, sign, statuses


@pytest.fixture
async def held(clinic, north, clock):
    clock.now = await hold_session(clinic, north, NOON)
    return north


async def late_fact(clinic, held, who, now, minutes=30):
    evidence = Stated(NOON, NOON + timedelta(minutes=minutes), Modality.PHONE, "was on the phone", held.facilitator)
    fact = replace(fact_of(held.running, evidence, now, 900 + minutes, who), source=Source.STATEMENT)
    await clinic.services.facts.record("north", [fact])
    await clinic.services.finish.derive("north", held.running, now)


async def test_the_sheet_has_what_to_look_at_first_with_the_reason_in_words(api, held):
    await api.sign_in(held, held.facilitator)
    sheet = await sheet_of(api, held)
    names = [one["record"]["participant"]["person_id"] for one in sheet["records"]]
    assert names[-1] != held.clients[1]
    assert record_of(sheet, held.clients[1])["remarks"][0] == "Did not come"
    assert sheet["may_sign"] and "I attest" in sheet["meaning"] and sheet["wall_minutes"] == 60
    assert set(statuses(sheet).values()) == {"unsigned"}


async def test_one_password_signs_the_batch_with_its_judgements(api, clinic, held):
    await api.sign_in(held, held.facilitator)
    judged = {"client1": {"excused": True, "note": "was at a funeral"}}
    assert (await sign(api, held, **judged))[0] == 204
    sheet = await sheet_of(api, held)
    assert set(statuses(sheet).values()) == {"signed"}
    signing = record_of(sheet, held.clients[1])["record"]["signing"]
    assert (signing["judgement"]["excused"], signing["judgement"]["note"]) == (True, "was at a funeral")
    assert record_of(sheet, held.clients[1])["record"]["outcome"] == "no_show", "what was derived stays"
    assert [one["by"] for one in signing["attestations"]] == [f"Staff {held.facilitator}"]
    kinds = [leaf.kind for leaf in await leaves_of(clinic, "north", Kind.JUDGEMENT, Kind.ATTESTATION)]
    assert kinds.count("attestation") == 3 and kinds.count("judgement") == 1
    report = await checked(clinic, "north")
    assert failures(report) == [] and report.newest is not None
    assert report.newest.head.size == report.leaves, "the head is signed after"
    assert (await audited(clinic)).count("records.signed") == 1


async def test_a_batch_that_is_sent_twice_is_signed_once(api, clinic, held):
    await api.sign_in(held, held.facilitator)
    batch = batch_of(await sheet_of(api, held))
    answers = await asyncio.gather(*(api.post(path(held, "signatures"), batch) for _ in range(3)))
    assert [status for status, _ in answers] == [204, 204, 204]
    assert len(await leaves_of(clinic, "north", Kind.ATTESTATION)) == 3


async def test_a_batch_in_which_a_record_changed_meanwhile_is_refused_as_a_whole(api, clinic, held, clock):
    await api.sign_in(held, held.facilitator)
    batch = batch_of(await sheet_of(api, held))
    await late_fact(clinic, held, held.clients[1], clock.now)
    status, problem = await api.post(path(held, "signatures"), batch)
    assert (status, problem["code"]) == (409, "changed_meanwhile")
    assert problem["detail"].startswith("A record was changed after your page showed them. Nothing was signed")
    assert await leaves_of(clinic, "north", Kind.ATTESTATION) == []
    assert (await sign(api, held))[0] == 204


async def test_a_wrong_password_signs_nothing_and_leaves_one_signed_in(api, clinic, held):
    await api.sign_in(held, held.facilitator)
    status, problem = await sign(api, held, password="not mine")
    assert (status, problem["code"], problem["errors"][0]["path"]) == (422, "wrong_password", "body.password")
    assert await leaves_of(clinic, "north", Kind.ATTESTATION) == []
    assert (await api.get("/api/me"))[0] == 200


async def test_guessing_at_the_password_is_throttled_as_signing_in_is(api, held):
    await api.sign_in(held, held.facilitator)
    tried = [(await sign(api, held, password="guess"))[0] for _ in range(9)]
    assert tried == [422] * 8 + [429]
    assert (await sign(api, held))[0] == 429, "also with the right one"


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"records": []}, "body.records"),
        ({"batch": "no good"}, "body.batch"),
        ({"password": ""}, "body.password"),
    ],
)
async def test_a_batch_that_makes_no_sense_says_what_is_wrong(api, held, change, wrong):
    await api.sign_in(held, held.facilitator)
    status, problem = await api.post(path(held, "signatures"), {**batch_of(await sheet_of(api, held)), **change})
    assert (status, problem["errors"][0]["path"]) == (422, wrong)


async def test_somebody_twice_or_without_a_record_is_named(api, held):
    await api.sign_in(held, held.facilitator)
    batch = batch_of(await sheet_of(api, held))
    lines = [*batch["records"], batch["records"][0], {**batch["records"][0], "participant": "nobody"}]
    status, problem = await api.post(path(held, "signatures"), {**batch, "records": lines})
    assert status == 422
    assert [one["path"] for one in problem["errors"]] == ["body.records.3.participant", "body.records.4.participant"]


async def test_who_did_not_run_the_session_finds_nothing(browsers, held, south):
    for who in (held.other_facilitator, south.facilitator):
        api = await browsers()
        await api.sign_in(held, who)
        assert (await api.get(path(held)))[0] == 404
        body = {"batch": "b", "password": PASSWORD, "records": [{"participant": held.clients[0], "shown": "0" * 64}]}
        assert (await api.post(path(held, "signatures"), body))[0] == 404


async def test_an_admin_looks_and_does_not_sign(api, held):
    await api.sign_in(held, held.admin)
    sheet = await sheet_of(api, held)
    assert not sheet["may_sign"] and not any(one["may_sign"] for one in sheet["records"])
    lines = [{"participant": held.clients[0], "shown": sheet["records"][0]["shown"]}]
    body = {"batch": "b", "password": PASSWORD, "records": lines}
    assert (await api.post(path(held, "signatures"), body))[0] == 403
    correction = {"shown": "0" * 64, "reason": "no"}
    assert (await api.post(path(held, "participants", held.clients[0], "amendments"), correction))[0] == 403


async def test_a_session_that_goes_on_cannot_be_signed(api, north):
    await api.sign_in(north, north.facilitator)
    status, problem = await api.get(path(north))
    assert (status, problem["code"]) == (409, "session_not_over")


async def test_a_session_that_ended_just_now_has_no_sheet_without_records(api, clinic, north):
    async with clinic.database.atomic():
        await clinic.sessions.finish("north", north.running, NOON)
    await api.sign_in(north, north.facilitator)
    status, problem = await api.get(path(north))
    assert (status, problem["code"]) == (409, "records_not_derived")
    await clinic.services.finish.derive("north", north.running, NOON)
    assert len((await sheet_of(api, north))["records"]) == 3


async def test_records_of_somebody_who_left_are_their_supervisors_and_say_so(browsers, clinic, held):
    api = await browsers()
    await api.sign_in(held, held.other_facilitator)
    assert (await api.get("/api/signing/count"))[1]["sessions"] == 0
    await run(
        clinic,
        "UPDATE staff_logins SET supervisor_id = :boss, disabled_at = '2026-03-04 21:00:00' WHERE person_id = :who",
        boss=held.other_facilitator,
        who=held.facilitator,
    )
    (waiting,) = (await api.get("/api/signing"))[1]
    assert (waiting["to_sign"], waiting["mine"]) == (3, 3)
    assert waiting["left"] == [f"Staff {held.facilitator}"]
    assert (await sheet_of(api, held))["in_place_of"] == [f"Staff {held.facilitator}"]
    assert (await sign(api, held))[0] == 204
    (attestation,) = record_of(await sheet_of(api, held), held.clients[0])["record"]["signing"]["attestations"]
    assert attestation["by"] == f"Staff {held.other_facilitator}"
    assert attestation["in_place_of"] == [f"Staff {held.facilitator}"]


async def test_where_the_policy_asks_the_supervisor_cosigns(browsers, clinic, held, monkeypatch):
    policies = SessionPolicies(AttendancePolicy(cosignature=Cosignature.WITHOUT_LICENCE))

    async def of_session(*_):
        return policies

    monkeypatch.setattr(clinic.services.sign_sheets._policies, "of_session", of_session)
    boss, who = held.other_facilitator, held.facilitator
    await run(clinic, "UPDATE staff_logins SET supervisor_id = :boss WHERE person_id = :who", boss=boss, who=who)
    signer, supervisor = await browsers(), await browsers()
    await signer.sign_in(held, who)
    await supervisor.sign_in(held, boss)
    assert (await supervisor.get(path(held)))[0] == 404, "nothing to co-sign yet"
    assert (await sign(signer, held))[0] == 204
    assert set(statuses(await sheet_of(signer, held)).values()) == {"cosignature"}
    assert (await signer.get("/api/signing/count"))[1]["sessions"] == 0
    assert (await supervisor.get("/api/signing/count"))[1]["sessions"] == 1
    sheet = await sheet_of(supervisor, held)
    assert sheet["may_cosign"] and not sheet["may_sign"]
    lines = [
        {"participant": one["record"]["participant"]["person_id"], "shown": one["shown"]} for one in sheet["records"]
    ]
    body = {"batch": "b2", "kind": "cosignature", "password": PASSWORD, "records": lines}
    assert (await signer.post(path(held, "signatures"), body))[0] == 403, "nobody co-signs their own"
    assert (await supervisor.post(path(held, "signatures"), body))[0] == 204
    assert set(statuses(await sheet_of(signer, held)).values()) == {"signed"}
    assert failures(await checked(clinic, "north")) == []


async def test_what_waits_is_told_with_its_age_until_it_is_signed(browsers, held, clock):
    facilitator, admin = await browsers(), await browsers()
    await facilitator.sign_in(held, held.facilitator)
    await admin.sign_in(held, held.admin)
    assert (await facilitator.get("/api/signing/count"))[1] == {"sessions": 1, "overdue": 0}
    assert (await admin.get("/api/signing/count"))[1]["sessions"] == 0
    clock.forward(hours=49)
    await facilitator.sign_in(held, held.facilitator)
    await admin.sign_in(held, held.admin)
    assert (await facilitator.get("/api/signing/count"))[1] == {"sessions": 1, "overdue": 1}
    (waiting,) = (await admin.get("/api/signing?everybodys=true"))[1]
    assert (waiting["to_sign"], waiting["overdue"], waiting["mine"]) == (3, 3, 0)
    assert waiting["for_whom"] == [f"Staff {held.facilitator}"]
    assert set(statuses(await sheet_of(facilitator, held)).values()) == {"overdue"}
    assert (await sign(facilitator, held))[0] == 204
    assert (await admin.get("/api/signing?everybodys=true"))[1] == []


async def correct(api, held, who, **values):
    shown = record_of(await sheet_of(api, held), who)["shown"]
    body = {"shown": shown, "reason": "the tablet was broken", **values}
    return await api.post(path(held, "participants", who, "amendments"), body)


async def test_a_correction_shows_both_values_and_asks_for_a_new_signature(api, clinic, held):
    await api.sign_in(held, held.facilitator)
    await sign(api, held)
    who = held.clients[1]
    assert (await correct(api, held, who, outcome="late", countable_minutes=45, in_room_minutes=45))[0] == 204
    record = record_of(await sheet_of(api, held), who)["record"]
    assert (record["outcome"], record["countable_minutes"], record["signing"]["status"]) == ("late", 45, "amended")
    (amendment,) = record["signing"]["amendments"]
    assert (amendment["before"]["outcome"], amendment["after"]["outcome"]) == ("no_show", "late")
    assert (amendment["reason"], amendment["by"]) == ("the tablet was broken", f"Staff {held.facilitator}")
    evidence = "Expected and did not come."
    assert record["reason"] == f"Corrected: the tablet was broken. By the evidence alone: {evidence}"
    assert record["signing"]["derived"]["outcome"] == "no_show"
    assert (await sign(api, held, name="again"))[0] == 204
    record = record_of(await sheet_of(api, held), who)["record"]
    assert [one["in_force"] for one in record["signing"]["attestations"]] == [False, True]
    assert failures(await checked(clinic, "north")) == []


async def test_lists_sums_and_exports_have_what_is_in_force(api, held):
    await api.sign_in(held, held.facilitator)
    await sign(api, held)
    await correct(api, held, held.clients[1], outcome="late", countable_minutes=45)
    await correct(api, held, held.clients[0])
    _, found = await api.get("/api/attendance/sessions?from=2026-03-01&to=2026-03-08")
    (group,) = [one for one in found if one["session"]["id"] == held.running]
    assert group["outcomes"] == {"entered_in_error": 1, "late": 1, "no_show": 1}
    assert (group["countable_minutes"], group["signed"], group["records"]) == (45, 1, 3)
    _, file, _ = await export(api, asking("csv", FOR_AUDIT))
    csv = file.decode()
    assert '"late"' in csv and '"45.00"' in csv and '"entered in error"' in csv


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"outcome": "present", "countable_minutes": 61}, "body.countable_minutes"),
        ({"outcome": "present", "countable_minutes": -1}, "body.countable_minutes"),
        ({"outcome": "present", "countable_minutes": 0}, "body.countable_minutes"),
        ({"outcome": "late", "countable_minutes": 10, "in_room_minutes": 11}, "body.in_room_minutes"),
        ({"outcome": "pending"}, "body.outcome"),
        ({"reason": ""}, "body.reason"),
        ({"reason": "two\nlines"}, "body.reason"),
    ],
)
async def test_a_correction_that_cannot_be_is_refused_with_its_field(api, held, values, wrong):
    await api.sign_in(held, held.facilitator)
    status, problem = await correct(api, held, held.clients[1], **values)
    assert (status, problem["errors"][0]["path"]) == (422, wrong)


async def test_a_correction_of_what_changed_meanwhile_is_refused(api, held):
    await api.sign_in(held, held.facilitator)
    body = {"shown": "0" * 64, "reason": "because"}
    status, problem = await api.post(path(held, "participants", held.clients[1], "amendments"), body)
    assert (status, problem["code"]) == (409, "changed_meanwhile")


async def test_late_facts_propose_and_a_clinician_decides(api, clinic, held, clock):
    await api.sign_in(held, held.facilitator)
    await sign(api, held)
    who = held.clients[1]
    await late_fact(clinic, held, who, clock.now)
    sheet = await sheet_of(api, held)
    assert statuses(sheet) == {"client0": "signed", "client1": "proposed", "client2": "signed"}
    assert sheet["records"][0]["record"]["participant"]["person_id"] == who, "first of all"
    (amendment,) = record_of(sheet, who)["record"]["signing"]["amendments"]
    assert (amendment["by"], amendment["after"]["outcome"], amendment["state"]) == (None, "partial", "proposed")
    status, problem = await correct(api, held, who, outcome="late", countable_minutes=30)
    assert (status, problem["code"]) == (409, "not_open")
    decision = {"accepted": True, "reason": "she did call"}
    address = path(held, "amendments", amendment["id"], "decision")
    assert [(await api.post(address, decision))[0] for _ in range(2)] == [204, 204]
    assert (await api.post(address, {**decision, "accepted": False}))[0] == 409
    record = record_of(await sheet_of(api, held), who)["record"]
    assert (record["outcome"], record["version"], record["signing"]["status"]) == ("partial", 2, "amended")
    assert record["signing"]["amendments"][0]["decision"]["reason"] == "she did call"
    assert (await sign(api, held, name="again"))[0] == 204
    assert failures(await checked(clinic, "north")) == []


async def test_a_signed_record_is_not_signed_again(api, held):
    await api.sign_in(held, held.facilitator)
    await sign(api, held)
    sheet = await sheet_of(api, held)
    lines = [{"participant": held.clients[0], "shown": record_of(sheet, held.clients[0])["shown"]}]
    status, problem = await api.post(path(held, "signatures"), {"batch": "b9", "password": PASSWORD, "records": lines})
    assert (status, problem["code"]) == (409, "not_to_sign")
