"""/api/policies: who may write what, that nothing is lost between two editors, and that a preview tells the truth."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from server.domain.attendance.policy import DEFAULT_POLICY
from server.domain.log.leaf import Kind
from tests.support.clinics import NOON, audited, hold_session
from tests.support.log import checked, failures, leaves_of
from tests.support.policies import add_payer, authorize, of_clinic, of_program, phone_session, written

TODAY, YESTERDAY, TOMORROW = "2026-03-04", "2026-03-03", "2026-03-05"
EVENING = NOON.replace(hour=4) + timedelta(days=1)
"""Eight in the evening in Los Angeles, on the same day there and the next in UTC."""


def draft(base: int = 0, effective_from: str = TODAY, **rules: object) -> dict[str, object]:
    return {"base_version": base, "effective_from": effective_from, "rules": rules, "reason": "The payer asked"}


@pytest.fixture
async def admin(api, north):
    await api.sign_in(north, north.admin)
    return api


async def test_everybody_who_may_have_rules_is_listed_with_what_they_say(admin, clinic, north, south):
    payer = await add_payer(clinic, north)
    await add_payer(clinic, south)
    await written(clinic, payer, phone_counts=False)
    status, found = await admin.get("/api/policies")
    assert status == 200 and found["today"] == TODAY
    listed = [(one["scope"], one["id"], one["name"], one["version"], one["says"]) for one in found["holders"]]
    assert listed == [
        ("clinic", "north", "Clinic north", 0, []),
        ("program", north.program, "Evening IOP", 0, []),
        ("payer", payer.id, "Payer state", 1, ["phone_counts"]),
    ]


async def test_the_rules_are_said_in_words_with_whose_they_are(admin, clinic, north):
    await admin.post("/api/policies/clinic/north", draft(grace_ms=300_000))
    await written(clinic, of_program(north), group_cap=8)
    _, found = await admin.get(f"/api/policies/program/{north.program}")
    said = {one["rule"]: (one["words"], one["said_by"], one["subject"]) for one in found["statements"]}
    assert said["group_cap"] == ("More than 8 clients at once in a group are flagged.", "program", "group")
    assert said["grace_ms"][0].startswith("More than 5 min after the start is late")
    assert said["grace_ms"][1] == "clinic"
    assert found["beneath"]["group_cap"] == 12
    _, clinics = await admin.get("/api/policies/clinic/north")
    assert {one["said_by"] for one in clinics["statements"]} == {"clinic"}


async def test_a_version_is_saved_with_author_and_reason_and_comes_into_force_on_its_day(admin, clinic, north, clock):
    path = f"/api/policies/program/{north.program}"
    assert await admin.post(path, draft(effective_from=TOMORROW, group_cap=8)) == (
        201,
        {"version": 1, "effective_from": TOMORROW},
    )
    _, found = await admin.get(path)
    assert (found["holder"]["in_force"], found["holder"]["planned_from"]) == (None, TOMORROW)
    (version,) = found["versions"]
    assert (version["state"], version["reason"]) == ("planned", "The payer asked")
    assert version["saved_by"] == f"Dr {north.admin}"
    assert version["changes"] == [
        {
            "rule": "group_cap",
            "subject": "group",
            "before": None,
            "after": "More than 8 clients at once in a group are flagged.",
        }
    ]
    clock.forward(days=1)
    await admin.sign_in(north, north.admin)
    assert (await admin.get(path))[1]["holder"]["in_force"] == 1


async def test_the_clinics_rules_are_kept_complete_and_its_history_tells_what_changed(admin, clinic, north):
    path = "/api/policies/clinic/north"
    assert (await admin.post(path, draft(grace_ms=300_000)))[0] == 201
    assert (await admin.post(path, draft(1, grace_ms=300_000, sign_in_wanted=True)))[0] == 201
    (first, second) = [one.version for one in await clinic.policies.saved("north")]
    assert set(first.rules) == set(DEFAULT_POLICY.to_data()) - {"version"}
    assert second.rules["group_cap"] == 12
    _, found = await admin.get(path)
    assert [[one["rule"] for one in version["changes"]] for version in found["versions"]] == [
        ["sign_in_wanted"],
        ["grace_ms"],
    ]
    assert [one["state"] for one in found["versions"]] == ["in_force", "replaced"]


async def test_who_wrote_over_an_older_version_is_told_so_and_nothing_is_lost(browsers, clinic, north):
    one, other = await browsers(), await browsers()
    await one.sign_in(north, north.admin)
    await other.sign_in(north, north.admin)
    path = "/api/policies/clinic/north"
    assert (await one.post(path, draft(0, group_cap=8)))[0] == 201
    status, problem = await other.post(path, draft(0, group_cap=6))
    assert (status, problem["code"]) == (409, "conflict")
    assert "Version 1 was saved meanwhile" in problem["detail"]
    assert [one.version.rules["group_cap"] for one in await clinic.policies.saved("north")] == [8]


async def test_of_two_who_save_at_once_one_wins_and_the_other_is_told(browsers, clinic, north):
    one, other = await browsers(), await browsers()
    await one.sign_in(north, north.admin)
    await other.sign_in(north, north.admin)
    path = "/api/policies/clinic/north"
    answers = await asyncio.gather(one.post(path, draft(0, group_cap=8)), other.post(path, draft(0, group_cap=6)))
    assert sorted(status for status, _ in answers) == [201, 409]
    assert len(await clinic.policies.saved("north")) == 1


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"effective_from": YESTERDAY}, "body.effective_from"),
        ({"effective_from": "2028-01-01"}, "body.effective_from"),
        ({"reason": "  "}, "body.reason"),
        ({"reason": "two\nlines"}, "body.reason"),
        ({"rules": {"present_percent": 101}}, "body.rules.present_percent"),
        ({"rules": {"phone_counts": "no"}}, "body.rules.phone_counts"),
        ({"rules": {"muting_counts": True}}, "body.rules.muting_counts"),
        ({"rules": {"partial_percent": 90}}, "body.rules.partial_percent"),
        ({"rules": {"counting_kinds": ["nap"]}}, "body.rules.counting_kinds.0"),
        ({"rules": {"weekly_hours": [{"level": "2.1", "least": 9, "most": 8}]}}, "body.rules.weekly_hours"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_the_field_is_named(admin, clinic, north, changed, path):
    status, problem = await admin.post("/api/policies/clinic/north", {**draft(), **changed})
    assert status == 422
    assert path in [one["path"] for one in problem["errors"]]
    assert await clinic.policies.saved("north") == []


async def test_rules_that_do_not_go_together_with_a_payers_are_refused_by_the_payers_name(admin, clinic, north):
    payer = await add_payer(clinic, north)
    await written(clinic, payer, partial_percent=60)
    _, problem = await admin.post("/api/policies/clinic/north", draft(present_percent=50))
    (error,) = problem["errors"]
    assert error == {
        "path": "body.rules.partial_percent",
        "message": "must not be more than for present, which is 50, by the rules of payer Payer state (version 1)",
    }


async def test_today_is_the_clinics_and_not_the_servers(admin, clinic, north, clock):
    clock.now = EVENING
    assert (await admin.post("/api/policies/clinic/north", draft(effective_from=TODAY)))[0] == 201


@pytest.mark.parametrize("who", ["facilitator", "client"])
async def test_rules_are_for_admins(api, clinic, north, who):
    if who == "facilitator":
        await api.sign_in(north, north.facilitator)
    for method, path in (
        ("GET", ""),
        ("GET", "/clinic/north"),
        ("POST", "/clinic/north"),
        ("POST", "/clinic/north/preview"),
    ):
        status, _ = await api.send(method, f"/api/policies{path}", draft() if method == "POST" else None)
        assert status == (403 if who == "facilitator" else 401)
    assert await clinic.policies.saved("north") == []


@pytest.mark.parametrize("of", ["clinic/south", "program/south-program", "payer/south-state", "program/never"])
async def test_another_clinics_rules_are_as_unknown_as_rules_that_never_were(admin, clinic, north, south, of):
    await add_payer(clinic, south)
    assert (await admin.get(f"/api/policies/{of}"))[0] == 404
    assert (await admin.post(f"/api/policies/{of}", draft()))[0] == 404
    assert (await admin.post(f"/api/policies/{of}/preview", {"rules": {}}))[0] == 404


async def test_a_saved_version_is_audited_and_a_leaf_of_the_log(admin, clinic, north):
    await admin.post("/api/policies/clinic/north", draft(group_cap=8))
    assert "policy.saved" in await audited(clinic)
    (leaf,) = await leaves_of(clinic, "north", Kind.POLICY)
    (saved,) = await clinic.policies.saved("north")
    assert leaf.data["policy"] == saved.to_row()
    await clinic.log.sign("north", NOON)
    assert failures(await checked(clinic, "north")) == []


async def test_a_record_that_is_derived_anew_after_a_change_keeps_its_policy(admin, clinic, north, clock):
    clock.now = end = await hold_session(clinic, north, NOON)
    before = await clinic.services.attendance._records.of_session("north", north.running)
    status, _ = await admin.post("/api/policies/clinic/north", draft(present_percent=100, partial_percent=100))
    assert status == 201
    await clinic.services.finish.derive("north", north.running, end)
    assert await clinic.services.attendance._records.of_session("north", north.running) == before
    (leaf, *_) = [one for one in await leaves_of(clinic, "north", Kind.ATTENDANCE) if one.subject == north.clients[0]]
    assert leaf.data["policy"]["version"] == "default-2"


async def test_a_preview_tells_whose_outcome_would_change_and_why_and_writes_nothing(admin, clinic, north):
    await phone_session(clinic, north, NOON - timedelta(days=2), client=0, phoned=60)
    await phone_session(clinic, north, NOON - timedelta(days=40), client=0, phoned=60)
    before = await everything(clinic)
    status, found = await admin.post("/api/policies/clinic/north/preview", {"rules": {"phone_counts": False}})
    assert status == 200
    assert (found["sessions"], found["records"], found["first_day"], found["last_day"]) == (1, 1, "2026-02-05", TODAY)
    assert [one["after"] for one in found["differences"]] == ["Time by phone does not count."]
    (change,) = found["changes"]
    assert change["participant"]["legal_name"] == north.names[0]
    assert (change["before"]["outcome"], change["before"]["countable_minutes"]) == ("present", 60)
    assert (change["after"]["outcome"], change["after"]["countable_minutes"]) == ("no_show", 0)
    assert change["after"]["reason"].startswith("Attended 0 s of 1 h 00 min held, fewer than the")
    assert found["outcomes"] == [
        {"code": "no_show", "before": 0, "after": 1},
        {"code": "present", "before": 1, "after": 0},
    ]
    assert await everything(clinic) == before
    assert (await audited(clinic))[-1] == "policy.previewed"


async def test_a_preview_counts_flags_too_and_lists_only_what_changes(admin, clinic, north):
    await phone_session(clinic, north, NOON - timedelta(days=2), client=0, phoned=60)
    _, found = await admin.post("/api/policies/clinic/north/preview", {"rules": {"sign_in_wanted": True}})
    assert found["changes"] == []
    assert {"code": "not_signed_in", "before": 0, "after": 1} in found["flags"]


async def test_hours_that_would_no_longer_count_are_a_change(admin, clinic, north):
    await phone_session(clinic, north, NOON - timedelta(days=2), client=0, phoned=60)
    _, found = await admin.post("/api/policies/clinic/north/preview", {"rules": {"counting_kinds": ["individual"]}})
    (change,) = found["changes"]
    assert (change["before"]["counts_towards_hours"], change["after"]["counts_towards_hours"]) == (True, False)


async def test_a_payers_rules_are_tried_on_its_own_clients_alone(admin, clinic, north):
    payer = await add_payer(clinic, north)
    await authorize(clinic, north, payer, client=1)
    for days, client in ((2, 0), (3, 1)):
        await phone_session(clinic, north, NOON - timedelta(days=days), client, phoned=60)
    _, found = await admin.post(f"/api/policies/payer/{payer.id}/preview", {"rules": {"phone_counts": False}})
    assert [one["participant"]["person_id"] for one in found["changes"]] == [north.clients[1]]


async def test_a_programs_rules_are_tried_on_its_own_sessions_alone(admin, clinic, north):
    await phone_session(clinic, north, NOON - timedelta(days=2), client=0, phoned=60)
    path = f"/api/policies/program/{north.program}/preview"
    assert (await admin.post(path, {"rules": {"phone_counts": False}}))[1]["sessions"] == 1
    async with clinic.database.write() as connection:
        await connection.execute(text("UPDATE sessions SET program_id = NULL"))
    assert (await admin.post(path, {"rules": {"phone_counts": False}}))[1]["sessions"] == 0


async def test_a_preview_shows_this_change_and_no_earlier_one(admin, clinic, north):
    """Version 1 has changed what counts since the session was held; what is previewed is another rule."""
    await phone_session(clinic, north, NOON - timedelta(days=2), client=0, phoned=60)
    await written(clinic, of_clinic(north), saved_at=NOON - timedelta(hours=1), phone_counts=False)
    rules = {"phone_counts": False, "grace_ms": 0}
    assert (await admin.post("/api/policies/clinic/north/preview", {"rules": rules}))[1]["changes"] == []


@pytest.mark.parametrize(
    ("days", "path"),
    [({"from": "2026-01-01", "to": "2026-02-01"}, "body.to"), ({"from": TOMORROW, "to": YESTERDAY}, "query.to")],
)
async def test_a_preview_is_of_a_month_at_most(admin, north, days, path):
    status, problem = await admin.post("/api/policies/clinic/north/preview", {"rules": {}, **days})
    assert (status, problem["errors"][0]["path"]) == (422, path)


async def test_rules_without_sense_have_no_preview(admin, north):
    status, problem = await admin.post("/api/policies/clinic/north/preview", {"rules": {"partial_percent": 90}})
    assert (status, problem["errors"][0]["path"]) == (422, "body.rules.partial_percent")


async def everything(clinic) -> dict[str, int]:
    tables = ("attendance_records", "policies", "log_leaves", "presence_facts", "signed_heads")
    async with clinic.database.read() as connection:
        return {one: await connection.scalar(text(f"SELECT count(*) FROM {one}")) or 0 for one in tables}
