"""The demo's clinics: people, four past weeks of attendance, this week's sessions, and two that are on now.

Everything has the same id each time, but for the sessions that are on now: running the demo again adds what is missing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from server.domain.attendance.facts import PresenceFact
from server.domain.attendance.plan import SessionPlan
from server.services.access.grants import GrantService, Wish
from server.services.access.passwords import Passwords
from server.services.demo_authorizations import DemoAuthorizations
from server.services.demo_consents import DemoConsents
from server.services.demo_contacts import DemoContacts
from server.services.demo_drug_screens import DemoDrugScreens
from server.services.demo_minors import DemoMinors
from server.services.demo_people import (
    AUDITED,
    BOT_BESIDE_YOU,
    BOT_FACILITATOR,
    CEDAR,
    IN_PERSON,
    LARK,
    PASSWORD,
    PIN,
    YOU,
    DemoClient,
    DemoClinic,
    DemoStaff,
)
from server.services.demo_policies import write_policies
from server.services.demo_programs import DemoPrograms
from server.services.demo_schedule import BREAK_LASTS, GROUP_LASTS, SLOTS, DemoSchedule, Slot
from server.services.demo_signing import STATED_LATE, DemoSigning, Held
from server.services.errors import Conflict, NotFound
from server.services.people import ClientSecrets, Clinic, Intake, Person, Program, StaffLogin
from server.services.policies.policy_editing import PolicyEditing
from server.services.records.records import FinishSession
from server.services.sessions.facts import Facts
from server.services.sessions.kiosks import personal_code_hash
from server.services.sessions.plans import plan_of
from server.services.sessions.sessions import RosterEntry, Session, Sessions

WEEKS_BACK = 4
DAYS_AHEAD = 7
LEFT_AT_LEAST = timedelta(minutes=40)
"""A session that is on with less than this left when the demo starts is not shown off: a fresh one is made."""

History = Callable[[SessionPlan, Random, Collection[str]], Sequence[PresenceFact]]
"""What facts a session of that plan might have left, by chance; the collection is who comes to the clinic itself."""


@dataclass(frozen=True)
class Running:
    """The sessions that are on now. `group`: for you to run. `skills`: run by a bot, for you to join as a client."""

    group: Session
    skills: Session


def person_id(clinic: DemoClinic, key: str) -> str:
    return f"{clinic.key}-{key}"


class Demo:
    def __init__(
        self,
        intake: Intake,
        sessions: Sessions,
        facts: Facts,
        finish: FinishSession,
        passwords: Passwords,
        pins: Passwords,
        code_key: str,
        editing: PolicyEditing,
        grants: GrantService,
        authorizations: DemoAuthorizations,
        consents: DemoConsents,
        programs: DemoPrograms,
        signing: DemoSigning,
        schedule: DemoSchedule,
        contacts: DemoContacts,
        drug_screens: DemoDrugScreens,
        minors: DemoMinors,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        history: History,
        new_id: Callable[[], str],
    ) -> None:
        self._intake = intake
        self._sessions = sessions
        self._facts = facts
        self._finish = finish
        self._passwords = passwords
        self._pins = pins
        self._code_key = code_key
        self._editing = editing
        self._grants = grants
        self._authorizations = authorizations
        self._consents = consents
        self._programs = programs
        self._signing = signing
        self._schedule = schedule
        self._contacts = contacts
        self._drug_screens = drug_screens
        self._minors = minors
        self._atomic = atomic
        self._history = history
        self._new_id = new_id

    async def refresh(self, now: datetime) -> Running:
        """Bring the demo up to `now`. Raises Conflict when the database holds a clinic that is not the demo's: the
        demo's passwords are known to everybody."""
        known = {clinic.id for clinic in await self._intake.clinics()}
        if known - {CEDAR.key, LARK.key}:
            raise Conflict("This database belongs to a real clinic; the demo needs one of its own (VIOP_VAR).")
        for clinic in (CEDAR, LARK):
            if clinic.key not in known:
                async with self._atomic():
                    await self._add_clinic(clinic, now)
            if clinic is CEDAR:
                await self._authorizations.add_missing(now)  # first, since payers have rules of their own
                await self._consents.add_missing(now)
                await self._contacts.add_missing()
            await self._hold_meetings(clinic, now)
        await self._drug_screens.add_missing(now)
        await self._minors.add_missing(now)
        await self._let_the_auditor_read(now)
        return await self.on_now(now, LEFT_AT_LEAST)

    async def on_now(self, now: datetime, left: timedelta) -> Running:
        """The sessions that are on and have so much time left; fresh ones in the place of those that do not."""
        everybody = [client.key for client in CEDAR.clients]
        return Running(
            group=await self._on_now("Process group", "mara", everybody, now, left),
            skills=await self._on_now("Skills group", BOT_FACILITATOR, [YOU, BOT_BESIDE_YOU], now, left),
        )

    async def _let_the_auditor_read(self, now: datetime) -> None:
        """Two clients' last month, for two weeks from when the demo was started last without such a grant."""
        auditor, admin = (
            next(person_id(CEDAR, staff.key) for staff in CEDAR.staff if staff.role == role)
            for role in ("auditor", "admin")
        )
        if await self._grants.live_of(CEDAR.key, auditor, now):
            return
        today = now.astimezone(ZoneInfo(CEDAR.time_zone)).date()
        clients = [person_id(CEDAR, key) for key in AUDITED]
        last_month = today - timedelta(days=31), today
        wish = Wish("Yearly review by the payer", clients, *last_month, expires_at=now + timedelta(days=14))
        with suppress(NotFound):  # a demo from before there were auditors
            await self._grants.give(CEDAR.key, auditor, wish, admin, now)

    async def _add_clinic(self, clinic: DemoClinic, now: datetime) -> None:
        await self._intake.add_clinic(Clinic(clinic.key, clinic.name, clinic.phone, clinic.time_zone))
        program = Program(f"{clinic.key}-iop", clinic.key, clinic.program, "2.1", clinic.weekly_hours)
        await self._intake.add_program(program)
        password, pin = self._passwords.hash_now(PASSWORD), self._pins.hash_now(PIN)
        for staff in clinic.staff:
            await self._add_staff(clinic, staff, password)
        enrolled = (now - timedelta(weeks=WEEKS_BACK + 2)).date()
        for client in clinic.clients:
            await self._add_client(clinic, client, pin)
        await self._programs.add(clinic, program.id, enrolled, now)
        if clinic is CEDAR:
            admin = next(person_id(clinic, staff.key) for staff in clinic.staff if staff.role == "admin")
            await write_policies(admin, self._editing, self._new_id, now)

    async def _add_staff(self, clinic: DemoClinic, staff: DemoStaff, password: str) -> None:
        who = person_id(clinic, staff.key)
        await self._intake.add_person(
            Person(who, clinic.key, "staff", staff.legal_name, staff.chosen_name, staff.pronouns)
        )
        await self._intake.add_staff_login(
            StaffLogin(
                *(who, clinic.key, staff.email, password, staff.role, staff.credential, staff.licence),
                supervisor_id=person_id(clinic, staff.supervisor) if staff.supervisor else None,
            )
        )

    async def _add_client(self, clinic: DemoClinic, client: DemoClient, pin: str) -> None:
        who = person_id(clinic, client.key)
        await self._intake.add_person(
            Person(
                who,
                clinic.key,
                "client",
                client.legal_name,
                client.chosen_name,
                client.pronouns,
                client.record_number,
                client.date_of_birth,
            )
        )
        code = personal_code_hash(self._code_key, client.code)
        await self._intake.add_client_secrets(ClientSecrets(who, clinic.key, pin, code))

    async def _hold_meetings(self, clinic: DemoClinic, now: datetime) -> None:
        """Every slot's sessions, with attendance and signatures when they are over; each day after the one before."""
        meetings = _meetings(clinic, now)
        async with self._atomic():
            await self._schedule.add_missing(clinic, timedelta(weeks=WEEKS_BACK + 2), now)
            made = await self._schedule.made(clinic, now - timedelta(weeks=WEEKS_BACK + 2))
            found = [(slot, await self._planned(clinic, slot, day, made)) for slot, day in meetings]
            await self._schedule.make_ahead(clinic, now)
        past = [(slot, session) for slot, session in found if session.ends_at + timedelta(hours=1) < now]
        supervisors = {staff.key: staff.supervisor for staff in clinic.staff}
        unsigned = await self._signing.unsigned(clinic.key)
        stated_late = None
        for at, (slot, session) in enumerate(past):
            fresh = session.status == "planned"
            if not fresh and session.id not in unsigned:
                continue
            if fresh:
                await self._hold(clinic, slot, session)
            supervisor = supervisors[slot.facilitator]
            held = Held(
                await self._sessions.get(clinic.key, session.id) or session,
                person_id(clinic, slot.facilitator),
                person_id(clinic, supervisor) if supervisor else None,
                rank=sum(later is slot for later, _ in past[at + 1 :]),
                fresh=fresh,
                group=clinic is CEDAR and slot.kind == "group",
            )
            await self._signing.sign(held, now)
            if held.group and fresh and held.rank == STATED_LATE:
                stated_late = held
        if stated_late is not None:
            await self._signing.state_late(stated_late, now)

    async def _planned(
        self, clinic: DemoClinic, slot: Slot, day: date, made: Mapping[tuple[str, date], Session]
    ) -> Session:
        """The slot's session on that day."""
        session_id = f"{clinic.key}-{slot.key}-{day.isoformat()}"
        series = await self._schedule.of_day(clinic, slot, day)
        if series is not None and (series.id, day) in made:
            return made[series.id, day]
        starts_at = datetime.combine(day, slot.at, ZoneInfo(clinic.time_zone)).astimezone(UTC)
        session = await self._sessions.get(clinic.key, session_id)
        if session is None:
            ends_at = starts_at + slot.lasts
            program = f"{clinic.key}-iop"
            session = Session(
                *(session_id, clinic.key, program, slot.kind, slot.title, "planned", starts_at, ends_at),
                planned_break_ms=int(slot.pause.total_seconds() * 1000),
                service_code=slot.service_code,
                series_id=series.id if series else None,
                series_day=day if series else None,
            )
            await self._sessions.add(session, _roster_of(clinic, slot))
        return session

    async def _hold(self, clinic: DemoClinic, slot: Slot, session: Session) -> None:
        in_person = [person_id(clinic, key) for key in IN_PERSON]
        plan = plan_of(session, _roster_of(clinic, slot), {}, clinic.time_zone)
        facts = self._history(plan, Random(session.id), in_person)
        await self._facts.record(clinic.key, facts)
        ended_at = max(fact.observed_at for fact in facts)
        await self._finish(clinic.key, session.id, ended_at, ended_at)

    async def _on_now(
        self, title: str, facilitator: str, clients: Sequence[str], now: datetime, left: timedelta
    ) -> Session:
        """The newest session of that title that is on and has time left, or a fresh one in the place of those that
        nobody started."""
        prefix = f"{CEDAR.key}-now-"
        around = await self._sessions.between(CEDAR.key, now - timedelta(days=1), now + timedelta(minutes=1))
        ours = [one for one in around if one.id.startswith(prefix) and one.title == title and not one.is_over]
        for session in reversed(ours):
            if session.ends_at - now > left:
                return session
        for session in ours:
            await self._sessions.cancel(CEDAR.key, session.id)
        starts_at = now - timedelta(minutes=now.minute % 5, seconds=now.second, microseconds=now.microsecond)
        session = Session(
            prefix + self._new_id(),
            CEDAR.key,
            f"{CEDAR.key}-iop",
            "group",
            title,
            "planned",
            starts_at,
            starts_at + GROUP_LASTS,
            service_code="H0015",
            planned_break_ms=int(BREAK_LASTS.total_seconds() * 1000),
        )
        await self._sessions.add(session, _roster(CEDAR, facilitator, clients))
        return session


def _meetings(clinic: DemoClinic, now: datetime) -> list[tuple[Slot, date]]:
    """Every slot's days from four weeks back to a week ahead. Today is left to what is on now."""
    today = now.astimezone(ZoneInfo(clinic.time_zone)).date()
    days = [today + timedelta(days=offset) for offset in range(-7 * WEEKS_BACK, DAYS_AHEAD + 1) if offset != 0]
    return [(slot, day) for day in days for slot in SLOTS[clinic.key] if day.weekday() in slot.weekdays]


def _roster_of(clinic: DemoClinic, slot: Slot) -> list[RosterEntry]:
    return _roster(clinic, slot.facilitator, slot.clients or [client.key for client in clinic.clients])


def _roster(clinic: DemoClinic, facilitator: str, clients: Sequence[str]) -> list[RosterEntry]:
    return [
        RosterEntry(person_id(clinic, facilitator), "facilitator"),
        *(RosterEntry(person_id(clinic, key), "client") for key in clients),
    ]
