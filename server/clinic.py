"""The clinic's half of the composition: its areas (`server.wiring`) put together, without the live session.

`server.main` adds signaling to it; the demo's seed and the tests use it as it is.
"""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis

from server.services.access.passwords import PIN_MEMORY_KIB, PIN_ROUNDS, Passwords
from server.services.clinic import ClinicServices
from server.services.log.log import Log
from server.services.records.changes import Changes
from server.settings import Settings
from server.storage.database import Database
from server.storage.log_export import LogExport
from server.storage.people import PeopleRepository
from server.storage.place import place_of
from server.storage.policies import PoliciesRepository
from server.storage.sessions import SessionsRepository
from server.wiring.access import AccessArea
from server.wiring.clients import ClientsArea
from server.wiring.disclosures import DisclosuresArea
from server.wiring.drug_screens import DrugScreensArea
from server.wiring.ground import Ground
from server.wiring.guests import GuestsArea
from server.wiring.help import HelpArea
from server.wiring.hours import HoursArea
from server.wiring.in_person import InPersonArea
from server.wiring.minors import MinorsArea
from server.wiring.policies import PoliciesArea
from server.wiring.records import RecordsArea
from server.wiring.rosters import RostersArea
from server.wiring.schedule import ScheduleArea
from server.wiring.sessions import SessionsArea
from server.wiring.touch import TouchArea


@dataclass(frozen=True)
class Clinic:
    """What `open_clinic` opened; all but `services` and `database` is for seeds and for `viop audit`."""

    services: ClinicServices
    database: Database
    log: Log
    log_export: LogExport
    people: PeopleRepository
    sessions: SessionsRepository
    policies: PoliciesRepository
    passwords: Passwords
    pins: Passwords
    code_key: str
    changes: Changes


def new_id() -> str:
    """An opaque id: 96 random bits, URL-safe."""
    return secrets.token_hex(12)


@asynccontextmanager
async def open_clinic(
    settings: Settings, boot: str, new_id: Callable[[], str] = new_id, redis: Redis | None = None
) -> AsyncIterator[Clinic]:
    """The clinic of a migrated database (see storage.migrate). `boot`: one id per start of the process.
    `redis`: where several nodes of one clinic meet."""
    settings.var.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(place_of(settings))
    memory, rounds, workers = settings.password_memory_kib, settings.password_rounds, settings.password_workers
    passwords = Passwords(memory, rounds, workers)
    pins = Passwords(min(memory, PIN_MEMORY_KIB), min(rounds, PIN_ROUNDS), workers)
    try:
        yield _wired(Ground(settings, boot, new_id, database, passwords, pins, redis))
    finally:
        passwords.close()
        pins.close()
        await database.close()


def _wired(ground: Ground) -> Clinic:
    """Each area after those that it stands on."""
    access = AccessArea(ground)
    policies = PoliciesArea(ground)
    sessions = SessionsArea(ground, access, policies)
    minors = MinorsArea(ground, sessions)
    hours = HoursArea(ground, access, policies, sessions)
    records = RecordsArea(ground, access, policies, sessions, hours)
    rosters = RostersArea(ground, access, policies, sessions)
    in_person = InPersonArea(ground, access, sessions, records, rosters)
    touch = TouchArea(ground, access, minors)
    schedule = ScheduleArea(ground, policies, sessions, rosters, touch)
    guests = GuestsArea(ground, access, sessions, rosters, touch, schedule)
    disclosures = DisclosuresArea(ground, sessions, records, minors)
    screens = DrugScreensArea(ground, policies, sessions, touch, schedule)
    clients = ClientsArea(ground, policies, sessions, hours, rosters, schedule, screens, minors, touch)
    helping = HelpArea(ground, sessions, rosters, touch, schedule, disclosures)
    services = ClinicServices(
        people=ground.people,
        audit=ground.audit,
        # access
        logins=access.logins,
        sign_in=access.sign_in,
        invitations=access.invitations,
        staff=access.staff,
        auditors=access.auditors,
        grants=access.grants,
        # policies
        policies=policies.editing,
        policy_preview=policies.preview,
        # sessions
        sessions=sessions.sessions,
        rooms=sessions.rooms,
        facts=sessions.facts,
        live=sessions.live,
        reckoning=sessions.reckoning,
        here=sessions.here,
        cover=sessions.cover,
        entering=sessions.entering,
        # hours
        hours=hours.hours,
        session_hours=hours.of_session,
        authorizations=hours.authorizations,
        roster=hours.roster,
        # records
        finish=records.finish,
        in_force=records.in_force,
        sign_sheets=records.sheets,
        sign_queue=records.queue,
        attest=records.attest,
        sign_off=records.sign_off,
        amendments=records.amendments,
        log_proofs=records.proofs,
        log_keeper=records.log_keeper,
        trail=records.trail,
        attendance=records.attendance,
        search=records.search,
        # rosters
        rosters=rosters.rosters,
        roster_planning=rosters.planning,
        make_ups=rosters.make_ups,
        keep_apart=rosters.keep_apart,
        # in person
        in_person=in_person.in_person,
        kiosks=in_person.kiosks,
        late_entries=in_person.late_entries,
        seal_key=in_person.seal_key,
        room_devices=in_person.room_devices,
        # touch
        contact=touch.contact,
        stops=touch.stops,
        ways=touch.ways,
        notices=touch.notices,
        join_links=touch.join_links,
        outbox=touch.outbox,
        reminders=touch.reminders,
        sending=touch.sending,
        # schedule
        calendar=schedule.calendar,
        feeds=schedule.feeds,
        making=schedule.making,
        one_session=schedule.one_session,
        series=schedule.series,
        splitting=schedule.splitting,
        programs=schedule.programs,
        sites=schedule.sites,
        joining=schedule.joining,
        # guests
        consents=guests.consents,
        inviting=guests.inviting,
        invited=guests.invited,
        team=guests.team,
        series_team=guests.series_team,
        # disclosures
        accounting=disclosures.accounting,
        exports=disclosures.exports,
        endpoints=disclosures.endpoints,
        pushing=disclosures.pushing,
        # clients
        intake=clients.intake,
        enrollments=clients.enrollments,
        assessments=clients.assessments,
        guardians=minors.guardians,
        consent_ages=minors.ages,
        imports=clients.imports,
        follow_ups=clients.follow_ups,
        retention=clients.retention,
        home=clients.home,
        # drug screens
        draws=screens.draws,
        drug_screens=screens.collecting,
        # help
        nudges=helping.nudges,
        on_call=helping.on_call,
        help_calls=helping.calls,
        lone_groups=helping.lone_groups,
        past_calls=helping.past_calls,
        handouts=helping.handouts,
        emergency_cards=helping.emergency_cards,
    )
    return Clinic(
        services,
        ground.database,
        ground.log,
        LogExport(ground.database),
        ground.people,
        ground.sessions,
        policies.store,
        ground.passwords,
        ground.pins,
        ground.code_key,
        ground.changes,
    )
