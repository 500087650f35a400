"""Hand-outs: staff add small files that do nothing by themselves; clients open those of their own sessions."""

import pytest
from aiohttp import FormData
from sqlalchemy import text

from server.domain.help.handouts import MOST_BYTES
from server.services.sessions.sessions import RosterEntry
from tests.support.clinics import OWN, PIN, audited

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


async def upload(api, path, data=PDF, title="Coping cards", **more):
    form = FormData()
    form.add_field("title", title)
    form.add_field("file", data, filename="../x.html", content_type=more.get("content_type", "text/html"))
    headers = {**OWN, **api.tab, "Origin": api.origin}
    async with api.client.post(path, data=form, headers=headers) as response:
        return response.status, await response.json()


async def phone_of(browsers, desk, north, client, session):
    phone = await browsers()
    _, made = await desk.post(f"/api/sessions/{session}/links", {"participant": north.clients[client]})
    assert (await phone.post("/api/join", {"token": made["url"].partition("#")[2], "pin": PIN}))[0] == 200
    return phone


async def test_a_client_opens_the_hand_outs_of_their_session_and_its_program_and_no_others(browsers, clinic, north):
    desk, other = await browsers(), await browsers()
    await desk.sign_in(north, north.facilitator)
    await other.sign_in(north, north.other_facilitator)
    path = f"/api/sessions/{north.running}/handouts"
    status, own = await upload(desk, path)
    assert (status, own["media_type"], own["whole_program"]) == (201, "application/pdf", False)
    _, general = await upload(desk, f"/api/programs/{north.program}/handouts", PNG, "Map")
    _, elsewhere = await upload(other, f"/api/sessions/{north.alone}/handouts", PDF, "For one alone")
    phone = await phone_of(browsers, desk, north, 1, north.running)
    _, found = await phone.get(path)
    assert {one["id"] for one in found} == {own["id"], general["id"]}
    async with phone.client.get(f"{path}/{own['id']}/file", headers=phone.tab) as response:
        assert (response.status, await response.read()) == (200, PDF)
        assert response.content_type == "application/pdf"
        assert response.headers["Content-Disposition"] == 'inline; filename="hand-out.pdf"'
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (await phone.get(f"{path}/{elsewhere['id']}/file"))[0] == 404
    shown = [
        await clinic.services.handouts.shown("north", north.running, one["id"]) for one in (own, general, elsewhere)
    ]
    assert [one and one.id for one in shown] == [own["id"], general["id"], None]
    assert (await phone.get(f"/api/sessions/{north.alone}/handouts"))[0] == 404
    assert (await upload(phone, path))[0] == 403
    assert (await audited(clinic)).count("handout.added") == 3


async def test_a_session_without_a_program_shows_its_own_hand_outs_and_no_other_sessions(browsers, clinic, north):
    desk, other = await browsers(), await browsers()
    await desk.sign_in(north, north.facilitator)
    await other.sign_in(north, north.other_facilitator)
    _, own = await upload(desk, f"/api/sessions/{north.running}/handouts")
    _, elsewhere = await upload(other, f"/api/sessions/{north.alone}/handouts", PDF, "For one alone")
    async with clinic.database.write() as connection:
        await connection.execute(text("UPDATE sessions SET program_id = NULL"))
    shown = [await clinic.services.handouts.shown("north", north.running, one["id"]) for one in (own, elsewhere)]
    assert [one and one.id for one in shown] == [own["id"], None]


async def test_a_trainee_reads_what_is_shown_to_everybody_and_adds_nothing(browsers, clinic, north):
    """Of the staff, and without staff's rights in that session."""
    desk, trainee = await browsers(), await browsers()
    await desk.sign_in(north, north.facilitator)
    await trainee.sign_in(north, north.other_facilitator)
    path = f"/api/sessions/{north.running}/handouts"
    _, own = await upload(desk, path)
    assert (await trainee.get(path))[0] == 404
    await clinic.sessions.enlist("north", north.running, RosterEntry(north.other_facilitator, "observer"))
    assert [one["id"] for one in (await trainee.get(path))[1]] == [own["id"]]
    async with trainee.client.get(f"{path}/{own['id']}/file", headers=trainee.tab) as response:
        assert (response.status, await response.read()) == (200, PDF)
    assert (await upload(trainee, path))[0] == 404
    assert (await trainee.send("DELETE", f"/api/handouts/{own['id']}"))[0] == 404


@pytest.mark.parametrize(
    ("data", "title", "field"),
    [
        (b"<script>x()</script>", "Page", "body.file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Drawing", "body.file"),
        (PDF + b" /OpenAction << /JS (x) >>", "Active", "body.file"),
        (b"", "Nothing", "body.file"),
        (PNG + b"0" * MOST_BYTES, "Large", "body.file"),
        (PDF, " ", "body.title"),
        (PDF, "x" * 101, "body.title"),
        (PDF, "x" * 5000, "body.title"),
        (PDF, "a\u202eb", "body.title"),
    ],
)
async def test_what_is_not_handed_out_is_refused_and_nothing_is_kept(api, north, data, title, field):
    await api.sign_in(north, north.facilitator)
    path = f"/api/sessions/{north.running}/handouts"
    status, problem = await upload(api, path, data, title)
    assert (status, [one["path"] for one in problem["errors"]]) == (422, [field])
    assert (await api.get(path))[1] == []


async def test_a_form_without_a_file_is_a_clear_answer(api, north):
    await api.sign_in(north, north.facilitator)
    path = f"/api/sessions/{north.running}/handouts"
    assert (await api.post(path, {"title": "x"}))[0] == 415
    form = FormData({"title": "x"})
    headers = {**OWN, "Origin": api.origin}
    async with api.client.post(path, data=form, headers=headers) as response:
        assert response.status == 415
    bad = {**headers, "Content-Type": "multipart/form-data"}
    async with api.client.post(path, data=b"x", headers=bad) as response:
        assert response.status == 422


async def test_whose_it_is_takes_it_away(browsers, clinic, north):
    desk, other, admin = await browsers(), await browsers(), await browsers()
    for api, who in ((desk, "facilitator"), (other, "other_facilitator"), (admin, "admin")):
        await api.sign_in(north, getattr(north, who))
    path = f"/api/sessions/{north.running}/handouts"
    _, own = await upload(desk, path)
    _, general = await upload(desk, f"/api/programs/{north.program}/handouts", PNG, "Map")
    of_program = f"/api/programs/{north.program}/handouts"
    for api, may in ((desk, True), (admin, True), (other, False)):
        assert [one["may_remove"] for one in (await api.get(of_program))[1]] == [may]
    for one in (own, general):
        assert (await other.send("DELETE", f"/api/handouts/{one['id']}"))[0] == 404
    assert (await desk.send("DELETE", f"/api/handouts/{own['id']}"))[0] == 204
    assert (await admin.send("DELETE", f"/api/handouts/{general['id']}"))[0] == 204
    assert (await desk.get(path))[1] == []
    assert (await audited(clinic)).count("handout.removed") == 2
