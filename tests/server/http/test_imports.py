"""Clients, enrollments and the schedule from files, over HTTP."""

from typing import Any

import pytest

from tests.support.clinics import audited

CLIENTS = """record_number,legal_name,date_of_birth,pronouns
EHR-1,"Herrera, Ana Luisa",1991-04-12,she/her
EHR-2,Bo Lindqvist,4/30/1988,
"""
ENROLLMENTS = """record_number,program,starts_on,weekly_hours
EHR-1,{program},2026-03-02,9
EHR-2,{program},2026-03-02,
"""
SCHEDULE = """reference,title,days,starts_at,minutes,first_on,last_on,program,facilitators
S-1,Evening group,mo th,6:00 PM,180,2026-03-05,2026-04-30,{program},{facilitator}@example.org
"""


@pytest.fixture
async def admin(api, north):
    await api.sign_in(north, north.admin)
    return api


@pytest.fixture
async def program(admin) -> str:
    _, found = await admin.get("/api/programs")
    return found["programs"][0]["name"]


async def take(api, subject: str, csv: str, **more: Any) -> list[dict[str, Any]]:
    status, found = await api.post("/api/imports", {"subject": subject, "csv": csv, **more})
    assert status == 200, found
    return found["lines"]


async def preview(api, subject: str, csv: str, **more: Any) -> list[dict[str, Any]]:
    status, found = await api.post("/api/imports/preview", {"subject": subject, "csv": csv, **more})
    assert status == 200, found
    return found["lines"]


def fates(lines: list[dict[str, Any]]) -> list[str]:
    return [one["fate"] for one in lines]


def said(line: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["column"], one["words"]) for one in line["said"]]


async def clients(api, text: str = "EHR") -> dict[str, dict[str, Any]]:
    _, page = await api.post("/api/clients/search", {"text": text})
    return {one["record_number"]: one for one in page["clients"]}


async def test_a_preview_says_what_the_import_does_and_writes_nothing(admin, clinic):
    seen = await preview(admin, "clients", CLIENTS)
    assert fates(seen) == ["added", "added"] and await clients(admin) == {}
    assert await take(admin, "clients", CLIENTS) == seen
    found = await clients(admin)
    assert (found["EHR-1"]["chosen_name"], found["EHR-2"]["chosen_name"]) == ("Ana", "Bo")
    _, bo = await admin.get(f"/api/clients/{found['EHR-2']['person_id']}")
    assert bo["date_of_birth"] == "1988-04-30"
    assert {"client.added", "import.taken"} <= set(await audited(clinic))


async def test_the_same_file_once_more_changes_nothing(admin):
    await take(admin, "clients", CLIENTS)
    before = await clients(admin)
    assert fates(await preview(admin, "clients", CLIENTS)) == ["same", "same"]
    assert fates(await take(admin, "clients", CLIENTS)) == ["same", "same"]
    assert await clients(admin) == before


async def test_cells_and_columns_that_a_file_leaves_out_stay_as_they_are(admin):
    await take(admin, "clients", CLIENTS)
    (line,) = await take(admin, "clients", "record_number,pronouns,name_used\nEHR-1,,Lu\n")
    assert (line["fate"], line["columns"]) == ("changed", ["name_used"])
    found = (await clients(admin))["EHR-1"]
    assert (found["name_used"], found["pronouns"], found["legal_name"]) == ("Lu", "she/her", "Herrera, Ana Luisa")


async def test_a_wrong_line_keeps_no_other_back_and_says_what_is_wrong(admin):
    csv = (
        "record_number,legal_name,date_of_birth\n"
        "E1,Ana,2030-01-01\nE2,Bo,31/12/1990\nE3,,\n,Cy,\nE5,Dee,1990-12-31\nE5,Eve,\nE6,F\u202egrey,\n"
    )
    lines = await take(admin, "clients", csv)
    assert fates(lines) == ["refused"] * 4 + ["added"] + ["refused"] * 2
    assert [one["line"] for one in lines] == [2, 3, 4, 5, 6, 7, 8]
    columns = [one["said"][0]["column"] for one in lines if one["said"]]
    assert columns == [
        *("date_of_birth", "date_of_birth", "legal_name", "record_number", "record_number"),
        "legal_name",
    ]
    assert said(lines[5]) == [("record_number", "stands in line 6 already")]
    assert set(await clients(admin, "E")) >= {"E5"} and "E6" not in await clients(admin, "E")


async def test_a_cell_that_is_too_long_is_said_in_plain_words(admin):
    [line] = await take(admin, "clients", f"record_number,legal_name,pronouns\n{'7' * 41},A,{'x' * 41}\n")
    assert said(line) == [
        ("record_number", "has more than 40 characters"),
        ("legal_name", "must have 2 characters or more"),
        ("pronouns", "has more than 40 characters"),
    ]
    row = "r1,Group,MO,18:00,1,2026-03-02,2026-04-02,party\n"
    [line] = await take(admin, "schedule", "reference,title,days,starts_at,minutes,first_on,last_on,kind\n" + row)
    words = dict(said(line))
    assert words["minutes"] == "must be 5 or more" and words["kind"].startswith("must be one of 'group', ")


async def test_somebody_who_may_be_there_already_is_asked_about(admin):
    await take(admin, "clients", CLIENTS)
    again = "record_number,legal_name,date_of_birth\nOLD-2,bo lindqvist,1988-04-30\n"
    (line,) = await take(admin, "clients", again)
    assert line["fate"] == "warned" and "record number EHR-2" in line["said"][0]["words"]
    assert await clients(admin, "OLD") == {}
    lines = await preview(
        admin, "clients", CLIENTS.replace("EHR", "NEW").replace("NEW-2,Bo Lindqvist,4/30", "NEW-2,Ana,4/30")
    )
    assert fates(lines) == ["warned", "added"]
    lines = await preview(admin, "clients", "record_number,legal_name\nN-1,Two Of One\nN-2,Two of One\n")
    assert fates(lines) == ["added", "warned"]
    (line,) = await take(admin, "clients", again, meant="two people of one name")
    assert line["fate"] == "added" and set(await clients(admin, "OLD")) == {"OLD-2"}


async def test_who_was_imported_joins_only_when_a_pin_has_been_set(admin, browsers, clinic, north):
    await take(admin, "clients", CLIENTS)
    who = (await clients(admin))["EHR-1"]["person_id"]
    wish = {"person": who, "reason": "comes from tonight on"}
    assert (await admin.post(f"/api/sessions/{north.running}/roster-plan", wish))[0] == 204
    _, link = await admin.post(f"/api/sessions/{north.running}/links", {"participant": who})
    token = link["url"].split("#")[1]
    for pin in ("0000", "4711"):
        assert (await (await browsers()).post("/api/join", {"token": token, "pin": pin}))[0] == 401
    _, made = await admin.post(f"/api/clients/{who}/pin", {})
    assert (await (await browsers()).post("/api/join", {"token": token, "pin": made["secret"]}))[0] == 200


@pytest.mark.parametrize(("subject", "needed"), [("clients", 1), ("enrollments", 3), ("schedule", 7)])
async def test_a_file_of_another_kind_is_refused_with_its_columns(admin, subject, needed):
    status, problem = await admin.post("/api/imports/preview", {"subject": subject, "csv": "name,room\nAna,4\n"})
    assert status == 422 and "Columns that are not known: name, room." in problem["detail"]
    _, answer = await admin.get("/api/imports/columns")
    columns = next(one for one in answer["files"] if one["subject"] == subject)
    assert len(columns["required"]) == needed and set(columns["required"]) <= set(columns["columns"])


async def test_enrollments_are_taken_over_once_and_moved_and_ended(admin, program):
    await admin.post("/api/programs", {"name": "Aftercare", "level_of_care": "1", "weekly_hours": 2})
    await take(admin, "clients", CLIENTS)
    csv = ENROLLMENTS.format(program=program)
    seen = await preview(admin, "enrollments", csv)
    assert fates(seen) == ["added", "added"] and (await clients(admin))["EHR-1"]["enrollments"] == []
    assert await take(admin, "enrollments", csv) == seen
    assert fates(await take(admin, "enrollments", csv)) == ["same", "same"]
    later = (
        "record_number,program,starts_on,moves_from,ends_on,ended_as\n"
        f"EHR-1,aftercare,2026-03-16,{program},,\nEHR-2,{program},2026-03-02,,2026-03-03,no contact\n"
    )
    assert fates(await preview(admin, "enrollments", later)) == ["added", "changed"]
    assert fates(await take(admin, "enrollments", later)) == ["added", "changed"]
    assert fates(await take(admin, "enrollments", later)) == ["same", "same"]
    ana = (await clients(admin))["EHR-1"]["person_id"]
    _, detail = await admin.get(f"/api/clients/{ana}")
    assert [(one["program"], one["began_as"]) for one in detail["enrollments"]] == [
        ("Aftercare", "step_down"),
        (program, "admission"),
    ]


async def test_lines_of_one_file_rest_on_those_before_them(admin, program):
    """The preview must see that the second line moves the client out of the enrollment that the first begins."""
    await admin.post("/api/programs", {"name": "Aftercare", "level_of_care": "1", "weekly_hours": 2})
    await take(admin, "clients", CLIENTS)
    csv = (
        "record_number,program,starts_on,moves_from\n"
        f"EHR-1,{program},2026-02-02,\nEHR-1,Aftercare,2026-03-02,{program}\nEHR-1,{program},2026-02-20,\n"
    )
    seen = await preview(admin, "enrollments", csv)
    assert fates(seen) == ["added", "added", "refused"]
    assert "overlaps" in seen[2]["said"][0]["words"]
    assert await take(admin, "enrollments", csv) == seen


async def test_a_line_is_taken_over_whole_or_not_at_all(admin, program):
    await take(admin, "clients", CLIENTS)
    csv = f"record_number,program,starts_on,ends_on,ended_as\nEHR-1,{program},2026-03-02,2026-03-01,completed\n"
    (line,) = await take(admin, "enrollments", csv)
    assert line["fate"] == "refused" and said(line)[0][0] == "ends_on"
    assert (await clients(admin))["EHR-1"]["enrollments"] == []


async def test_what_is_not_there_is_named_by_its_column(admin, program):
    await take(admin, "clients", CLIENTS)
    csv = (
        f"record_number,program,starts_on,track\nNO-1,{program},2026-03-02,\n"
        f"EHR-1,Nowhere,2026-03-02,\nEHR-1,{program},2026-03-02,Dawn\n"
    )
    assert [said(one)[0][0] for one in await preview(admin, "enrollments", csv)] == [
        "record_number",
        "program",
        "track",
    ]


async def test_unusual_enrollments_are_taken_over_only_with_a_reason(admin, program):
    await take(admin, "clients", CLIENTS)
    csv = f"record_number,program,starts_on,weekly_hours\nEHR-1,{program},2026-03-02,40\n"
    (line,) = await take(admin, "enrollments", csv)
    assert line["fate"] == "warned" and (await clients(admin))["EHR-1"]["enrollments"] == []
    assert fates(await take(admin, "enrollments", csv, meant="as agreed with the payer")) == ["added"]


async def test_a_schedule_is_taken_over_once_and_goes_on_as_the_file_says_later(admin, north, program):
    csv = SCHEDULE.format(program=program, facilitator=north.facilitator)
    assert fates(await preview(admin, "schedule", csv)) == ["added"]
    assert fates(await take(admin, "schedule", csv)) == ["added"]
    assert fates(await take(admin, "schedule", csv)) == ["same"]
    _, page = await admin.get("/api/schedule?from=2026-03-09&to=2026-03-15")
    made = [one for one in page["sessions"] if one["title"] == "Evening group"]
    assert [one["day"] for one in made] == ["2026-03-09", "2026-03-12"]
    (line,) = await take(admin, "schedule", csv.replace("6:00 PM", "17:30").replace("180", "150"))
    assert (line["fate"], line["columns"]) == ("changed", ["starts_at", "minutes"])
    _, page = await admin.get("/api/schedule?from=2026-03-05&to=2026-03-15")
    ends = {one["day"]: one["ends_at"] for one in page["sessions"] if one["title"] == "Evening group"}
    assert ends["2026-03-09"].startswith("2026-03-10T03:00") and len(ends) == 3


async def test_a_series_keeps_its_reference_when_it_is_changed_on_the_page(admin, north, program):
    csv = SCHEDULE.format(program=program, facilitator=north.facilitator)
    await take(admin, "schedule", csv)
    _, page = await admin.get("/api/schedule?from=2026-03-09&to=2026-03-15")
    series = next(one["series_id"] for one in page["sessions"] if one["title"] == "Evening group")
    _, whole = await admin.get(f"/api/schedule/series/{series}")
    names = (
        "program_id track_id site_id kind title topic service_code rule last_on at minutes break_minutes facilitators "
        "expects clients setting guests"
    )
    draft = {name: whole[name] for name in names.split()} | {"first_on": "2026-03-19", "at": "17:00:00"}
    status, changed = await admin.post(
        f"/api/schedule/series/{series}/changes", {"draft": draft, "version": whole["version"]}
    )
    assert status == 201, changed
    (line,) = await take(admin, "schedule", csv)
    assert (line["fate"], line["columns"]) == ("changed", ["starts_at"])


async def test_what_stands_against_a_series_is_said_and_overridden_with_a_reason(admin, north, program):
    csv = SCHEDULE.format(program=program, facilitator=north.facilitator)
    twice = csv + csv.splitlines()[1].replace("S-1", "S-2").replace("Evening group", "Other group") + "\n"
    await take(admin, "schedule", csv)
    lines = await take(admin, "schedule", twice)
    assert fates(lines) == ["same", "warned"] and "at “Evening group” at the time" in str(said(lines[1]))
    assert fates(await take(admin, "schedule", twice, meant="one of them is moved tomorrow")) == ["same", "added"]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (("mo th", "someday"), ""),
        (("mo th", "FREQ=MINUTELY"), "days"),
        (("2026-04-30", "2036-04-30"), "days"),
        (("6:00 PM", "25:00"), "starts_at"),
        (("2026-03-05", "2026-03-01"), "first_on"),
        (("180", "3"), "minutes"),
        (("Evening group", ""), "title"),
        (("@example.org", "@nowhere.example"), "facilitators"),
    ],
)
async def test_a_series_that_cannot_be_is_refused_by_its_column(admin, north, program, change, column):
    csv = SCHEDULE.format(program=program, facilitator=north.facilitator).replace(*change)
    (line,) = await take(admin, "schedule", csv)
    assert line["fate"] == "refused" and said(line)[0][0] == column, line


async def test_a_long_file_is_taken_over_in_parts(admin):
    csv = "record_number,legal_name\n" + "".join(f"L{number},Client {number}\n" for number in range(130))
    _, first = await admin.post("/api/imports", {"subject": "clients", "csv": csv})
    assert (len(first["lines"]), first["rows"], first["next"]) == (100, 130, 100)
    _, second = await admin.post("/api/imports", {"subject": "clients", "csv": csv, "first": first["next"]})
    assert (len(second["lines"]), second["next"]) == (30, None)
    assert set(fates(first["lines"] + second["lines"])) == {"added"}


async def test_a_file_longer_than_other_requests_may_be_is_read_and_one_too_long_is_not(admin):
    csv = "record_number,legal_name\n" + "\n" * 300_000
    assert (await admin.post("/api/imports/preview", {"subject": "clients", "csv": csv}))[0] == 200
    assert (await admin.post("/api/imports/preview", {"subject": "clients", "csv": "\n" * 4_300_000}))[0] == 413


async def test_no_other_clinics_client_is_met_and_nobody_but_admins_imports(admin, south, browsers, north):
    csv = "record_number,legal_name\nMRN1,Somebody Else\n"
    other = await browsers()
    await other.sign_in(south, south.admin)
    assert fates(await preview(other, "clients", "record_number,pronouns\nEHR-1,she\n")) == ["refused"]
    await other.sign_in(north, north.facilitator)
    assert (await other.post("/api/imports/preview", {"subject": "clients", "csv": csv}))[0] == 403
