import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from server.cli import main
from server.clinic import open_clinic
from server.demo import OnNow, seed, welcome
from server.domain.disclosure.decision import decide
from server.domain.disclosure.terms import PAYMENT, Basis, Terms
from server.domain.hours.units import Unit
from server.services import demo
from server.services.access.logins import LoginSession
from server.services.clients.intake import ClientQuery
from server.services.demo_authorizations import BLUE, GIVEN, NAMES, STATE
from server.services.demo_consents import COURT
from server.services.demo_consents import GIVEN as CONSENTS
from server.services.demo_people import CEDAR, LARK, PASSWORD, PIN, YOU
from server.storage.authorizations import AuthorizationsRepository
from server.storage.consents import ConsentsRepository
from tests.support.backups import SETTLED, tables_of
from tests.support.clinics import NOON, cheap_settings
from tests.support.databases import with_database


@pytest.fixture(autouse=True)
def only_last_week(monkeypatch):
    monkeypatch.setattr(demo, "WEEKS_BACK", 1)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory):
    """What the demo has stored by noon, to be copied: to bring that up to noon again adds nothing."""
    settings = with_database(cheap_settings(tmp_path_factory.mktemp("seeded") / "var"), "sqlite")

    async def fill() -> None:
        async with open_clinic(settings, boot="boot-0") as clinic:
            await seed(clinic).refresh(NOON)

    with pytest.MonkeyPatch.context() as weeks:
        weeks.setattr(demo, "WEEKS_BACK", 1)
        asyncio.run(fill())
    return settings.var


@pytest.fixture
async def clinic(seeded, tmp_path):
    settings = cheap_settings(tmp_path / "demo")
    shutil.copytree(seeded, settings.var)
    async with open_clinic(settings, boot="boot-1") as clinic:
        yield clinic


async def sessions(clinic, of, now=NOON):
    return await clinic.sessions.between(of.key, now - timedelta(days=30), now + timedelta(days=30))


async def test_the_past_has_attendance_and_the_future_is_planned(clinic):
    await seed(clinic).refresh(NOON)
    for of in (CEDAR, LARK):
        for session in await sessions(clinic, of):
            over = session.ends_at + timedelta(hours=1) < NOON
            assert session.status == ("finished" if over else "planned"), session
    past = [one for one in await sessions(clinic, CEDAR) if one.status == "finished"]
    lines = await clinic.services.finish._records.lines("cedar", [one.id for one in past])
    assert len(past) >= 3
    groups = [one for one in past if one.kind == "group"]
    assert len(lines) == len(groups) * len(CEDAR.clients) + len(past) - len(groups)
    assert len(past) > len(groups)
    assert len({line.outcome for line in lines}) >= 3
    assert any(line.countable_ms > 150 * 60_000 for line in lines)
    admin = LoginSession("demo", "cedar", "cedar-dana", "admin", None, None, NOON, NOON)
    hours = await clinic.services.hours.of_program(admin, "cedar-iop", NOON.date() - timedelta(days=7), NOON)
    days = [day for client in hours.clients for day in client.weeks[0].days]
    assert any(day.is_service for day in days) and any(day.short_ms for day in days)
    assert hours.program.weekly_hours == 9


async def test_authorizations_stand_in_every_way_that_can_be_told(clinic):
    await seed(clinic).refresh(NOON)
    await seed(clinic).refresh(NOON)
    payers = await clinic.policies.payers("cedar")
    assert {"cedar-payer-state", "cedar-payer-blue"} <= {one.id for one in payers}
    ids = [f"cedar-{client.key}" for client in CEDAR.clients]
    stored = AuthorizationsRepository(clinic.database)
    given = [one for found in (await stored.of_persons("cedar", ids)).values() for one in found]
    assert len(given) == len(GIVEN)
    today = NOON.date()
    assert any(one.revoked_at for one in given)
    assert any(one.ends_on < today for one in given) and any(one.starts_on > today for one in given)
    assert any(0 <= (one.ends_on - today).days < 14 for one in given)
    assert {one.unit for one in given} == set(Unit)


async def test_an_export_to_whoever_a_consent_names_leaves_somebody_out_and_says_why(clinic):
    await seed(clinic).refresh(NOON)
    await seed(clinic).refresh(NOON)
    ids = [f"cedar-{client.key}" for client in CEDAR.clients]
    stored = await ConsentsRepository(clinic.database).of_persons("cedar", ids)
    consents = {who: [one.on(CEDAR.time_zone) for one in found] for who, found in stored.items()}
    assert sum(map(len, consents.values())) == len(CONSENTS)
    refusals = set()
    for basis, recipient, purpose in (
        (Basis.CONSENT, NAMES[STATE], "Eligibility"),
        (Basis.CONSENT, COURT, "Report of attendance"),
        (Basis.TREATMENT_PAYMENT_OPERATIONS, NAMES[BLUE], PAYMENT),
    ):
        decisions = [decide(Terms(basis, recipient, purpose), consents.get(one, ()), NOON.date()) for one in ids]
        assert any(one.consent for one in decisions), recipient
        assert any(one.refusal for one in decisions), recipient
        refusals |= {
            word for one in decisions for word in ("withdrawn", "expired", "no consent") if word in str(one.refusal)
        }
    assert refusals == {"withdrawn", "expired", "no consent"}


async def test_two_sessions_are_on_now(clinic):
    running = await seed(clinic).refresh(NOON)
    assert running.group.starts_at <= NOON < running.group.ends_at
    assert running.skills.starts_at <= NOON < running.skills.ends_at
    length = running.group.ends_at - running.group.starts_at - timedelta(milliseconds=running.group.planned_break_ms)
    assert length == timedelta(hours=3), "it must go on for as long as each client's day needs it, and no longer"
    roster = await clinic.sessions.roster("cedar", running.group.id)
    assert len([entry for entry in roster if entry.role == "client"]) == len(CEDAR.clients)


async def test_running_it_again_adds_only_what_is_missing(clinic):
    first = await seed(clinic).refresh(NOON)
    before = await sessions(clinic, CEDAR)
    assert await seed(clinic).refresh(NOON + timedelta(minutes=30)) == first
    assert await sessions(clinic, CEDAR) == before
    admin = LoginSession("demo", "cedar", "cedar-dana", "admin", None, None, NOON, NOON)
    draws = (await clinic.services.drug_screens.of_program(admin, "cedar-iop", NOON)).weeks
    assert [(len(week.lines), week.draw is not None) for week in draws] == [(3, True), (3, True)]
    assert {(line.state, line.late) for line in draws[1].lines} == {
        ("collected", False),
        ("excused", False),
        ("open", True),
    }


async def test_a_session_that_is_nearly_over_or_ended_is_followed_by_a_fresh_one(clinic):
    first = await seed(clinic).refresh(NOON)
    later = await seed(clinic).refresh(NOON + timedelta(hours=2, minutes=40))
    assert later.group.id != first.group.id
    await clinic.sessions.finish("cedar", later.group.id, NOON + timedelta(hours=2, minutes=41))
    last = await seed(clinic).refresh(NOON + timedelta(hours=2, minutes=42))
    assert last.group.id != later.group.id
    assert last.skills.id == later.skills.id


async def test_a_session_that_nobody_started_does_not_stay_in_front_of_the_fresh_one(clinic):
    first = await seed(clinic).refresh(NOON)
    await clinic.sessions.begin("cedar", first.skills.id, NOON)
    later = await seed(clinic).refresh(NOON + timedelta(hours=5))
    status = {one.id: one.status for one in await sessions(clinic, CEDAR) if "-now-" in one.id}
    assert status == {
        first.group.id: "cancelled",
        first.skills.id: "in_progress",
        later.group.id: "planned",
        later.skills.id: "planned",
    }


async def test_while_the_demo_runs_a_session_is_on_for_all_of_its_time(clinic):
    first = await seed(clinic).refresh(NOON)
    nearly_over = first.group.ends_at - timedelta(minutes=1)
    assert await seed(clinic).on_now(nearly_over, timedelta()) == first
    assert (await seed(clinic).on_now(first.group.ends_at, timedelta())).group.id != first.group.id


async def test_days_later_what_was_planned_meanwhile_has_been_held(clinic):
    await seed(clinic).refresh(NOON)
    planned = [one for one in await sessions(clinic, LARK) if one.status == "planned"]
    await seed(clinic).refresh(NOON + timedelta(days=5))
    held = {one.id for one in await sessions(clinic, LARK) if one.status == "finished"}
    assert any(one.id in held for one in planned)


async def test_whoever_the_demo_names_can_sign_in(browsers, clinic):
    running = await seed(clinic).refresh(NOON)
    browser = await browsers()
    for of in (CEDAR, LARK):
        for staff in of.staff:
            status, me = await browser.post("/api/login", {"email": staff.email, "password": PASSWORD})
            assert (status, me["role"], me["clinic"]["name"]) == (200, staff.role, of.name)
    _, token = await clinic.services.join_links.issue("cedar", running.skills.id, f"cedar-{YOU}", None, NOON)
    assert (await browser.post("/api/join", {"token": token, "pin": PIN}))[0] == 200


async def test_what_is_printed_names_the_accounts_and_the_links(clinic):
    running = await seed(clinic).refresh(NOON)
    on = {"group": OnNow(running.group, "/join#of-group"), "skills": OnNow(running.skills, "/join#of-skills")}
    said = welcome("http://localhost:8080", on, Path("/srv/elsewhere"))
    assert "stays below /srv/elsewhere;" in said
    for words in (PASSWORD, PIN, "mara@cedar.example", "dana@cedar.example", "/join#of-group", "/join#of-skills"):
        assert words in said


async def test_what_meets_every_week_is_a_series_and_stays_one_day_after_day(clinic):
    await seed(clinic).refresh(NOON)
    for later in (NOON + timedelta(days=1), NOON + timedelta(days=9)):
        await clinic.services.making.make_ahead(CEDAR.key, later)
        await seed(clinic).refresh(later)
    found = [one for one in await sessions(clinic, CEDAR) if one.title == "Process group" and "-now-" not in one.id]
    days = [one.starts_at.date() for one in found]
    assert len(days) == len(set(days))
    assert {one.series_id for one in found} == {"cedar-evening", "cedar-evening-before", None}  # the first day
    ahead = await clinic.sessions.between(CEDAR.key, NOON + timedelta(days=60), NOON + timedelta(days=70))
    assert {one.series_id for one in ahead} == {"cedar-evening", "cedar-sam"}


async def test_there_are_tracks_and_programs_somebody_stepped_down_and_a_licence_expires(clinic):
    await seed(clinic).refresh(NOON)
    await seed(clinic).refresh(NOON)
    admin = LoginSession("demo", "cedar", "cedar-dana", "admin", None, None, NOON, NOON)
    offered = {one.program.name: one for one in await clinic.services.programs.all("cedar", NOON)}
    assert {name: one.enrolled for name, one in offered.items()} == {
        "Adolescents": 1,
        "Aftercare": 1,
        "Day program": 0,
        "Evening IOP": 10,
    }
    assert [each.enrolled for each in offered["Evening IOP"].tracks] == [10, 0]
    chart = await clinic.services.enrollments.chart(admin, "cedar-hugo", NOON)
    assert [(one.program.name, one.enrollment.began_as) for one in chart.enrollments] == [
        ("Evening IOP", "step_down"),
        ("Day program", "admission"),
    ]
    today, staff = await clinic.services.staff.all("cedar", NOON)
    assert [one.standing(today) for member in staff for one in member.licences] == ["holds", "expiring"]


async def test_an_adolescent_was_assessed_and_has_a_guardian_who_is_told_nothing_and_somebody_is_to_be_assessed(clinic):
    await seed(clinic).refresh(NOON)
    await seed(clinic).refresh(NOON)
    services, admin = clinic.services, LoginSession("demo", "cedar", "cedar-dana", "admin", None, None, NOON, NOON)
    (found,) = (await services.intake.find(admin, ClientQuery("Noa Reyes"), None, NOON)).clients
    standing = await services.guardians.standing(admin, found.person.id, NOON)
    assert standing.minor and [one.may_be_told for one in standing.guardians] == [False]
    ((assessment,), _) = await services.assessments.of_client(admin, found.person.id, NOON)
    assert (assessment.findings.suitability, assessment.enrollment_id) == ("telehealth", found.enrollments[0].id)
    tomorrow = NOON.date() + timedelta(days=1)
    page = await services.calendar.page(admin, tomorrow, tomorrow, NOON)
    assert [one.expected for one in page.entries if one.session.kind == "assessment"] == [1]


async def test_all_of_it_comes_back_from_a_backup(clinic, tmp_path, monkeypatch):
    """By the commands, into another directory, with what is signed in it; the log is verified on the way."""
    for of in (CEDAR, LARK):
        await clinic.log.sign(of.key, NOON)
    monkeypatch.setenv("VIOP_LOG_KEYS", str(tmp_path / "demo" / "log-keys"))
    for var, command in (("demo", "backup"), ("other", "restore")):
        monkeypatch.setenv("VIOP_VAR", str(tmp_path / var))
        assert await asyncio.to_thread(main, [command, str(tmp_path / "demo.gz")]) == 0
    demo, other = (tables_of(tmp_path / var, SETTLED) for var in ("demo", "other"))
    assert demo["attestations"]
    assert other == demo
