"""What the demo's first clinic offers beside its evening program, who came to it by a step down, and who has gone on to
aftercare. Everything is made by the services that admins use."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.domain.enrollment.transitions import Place
from server.services.access.logins import LoginSession
from server.services.access.staff_editing import LicenceDraft, StaffEditing
from server.services.clients.enrollments import Confirmed, Enrollments
from server.services.clients.intake import ClientDraft, Intake
from server.services.demo_people import CEDAR, PIN, STEPPED_DOWN, DemoClinic
from server.services.programs.editing import ProgramDraft, ProgramEditing, TrackDraft
from server.services.programs.sites import SiteDraft, SiteService

SITE = SiteDraft("Tide House", "14 Harbor Way, Bellweather, CA", "(555) 010-0143", CEDAR.time_zone)
DAY = ProgramDraft("Day program", "2.5", 20, weeks=4, states=("CA",), least_age=18)
AFTERCARE = ProgramDraft("Aftercare", "aftercare", 1.5, states=("CA", "OR"), least_age=18)
ALUMNA = ClientDraft("Wilhelmina Park", "Mina", "Mina", "she/her", "CT-1012", date(1983, 6, 14))
BEFORE = timedelta(weeks=4)
"""How long before their evening program somebody was in the day program."""


class DemoPrograms:
    def __init__(
        self,
        programs: ProgramEditing,
        sites: SiteService,
        intake: Intake,
        enrollments: Enrollments,
        staff: StaffEditing,
    ) -> None:
        self._programs = programs
        self._sites = sites
        self._intake = intake
        self._enrollments = enrollments
        self._staff = staff

    async def add(self, clinic: DemoClinic, program_id: str, first_day: date, now: datetime) -> None:
        """In the caller's transaction: tracks and other programs of the clinic whose people are there, and everybody's
        enrollment since `first_day`."""
        login = _admin(clinic, now)
        if clinic is not CEDAR:
            for client in clinic.clients:
                await self._admit(login, f"{clinic.key}-{client.key}", Place(program_id), first_day, now)
            return
        site = await self._sites.add(login, SITE, now)
        day = (await self._programs.add(login, _at(DAY, site.id), now)).program.id
        aftercare = (await self._programs.add(login, AFTERCARE, now)).program.id
        evening = await self._programs.add_track(login, program_id, TrackDraft("Evenings", "evening"), now)
        await self._programs.add_track(login, program_id, TrackDraft("Weekend", "weekend"), now)
        morning = await self._programs.add_track(login, day, TrackDraft("Mornings", "morning"), now)
        here = Place(program_id, evening.id)
        for client in clinic.clients:
            who = f"{clinic.key}-{client.key}"
            if client.key not in STEPPED_DOWN:
                await self._admit(login, who, here, first_day, now)
                continue
            came = await self._admit(login, who, Place(day, morning.id), first_day - BEFORE, now)
            await self._enrollments.move(login, (who, came, 1), here, first_day, Confirmed(), now)
        alumna, _, _ = await self._intake.add(login, ALUMNA, PIN, now)
        came = await self._admit(login, alumna.id, here, first_day - 2 * BEFORE, now)
        await self._enrollments.move(login, (alumna.id, came, 1), Place(aftercare), first_day, Confirmed(), now)
        await self._licences(login, now)

    async def _admit(self, login: LoginSession, who: str, place: Place, day: date, now: datetime) -> str:
        return (await self._enrollments.admit(login, who, place, day, Confirmed(), now)).id

    async def _licences(self, login: LoginSession, now: datetime) -> None:
        """One of them expires soon."""
        today = now.astimezone(ZoneInfo(CEDAR.time_zone)).date()
        for key, profession, number, left in (("mara", "LCSW", "88213", 400), ("teo", "AMFT", "139402", 40)):
            draft = LicenceDraft("CA", profession, number, today - timedelta(days=600), today + timedelta(days=left))
            await self._staff.add_licence(login, f"{CEDAR.key}-{key}", draft, now)


def _at(draft: ProgramDraft, site_id: str) -> ProgramDraft:
    return ProgramDraft(**{**vars(draft), "site_id": site_id})


def _admin(clinic: DemoClinic, now: datetime) -> LoginSession:
    admin = next(f"{clinic.key}-{staff.key}" for staff in clinic.staff if staff.role == "admin")
    return LoginSession("demo", clinic.key, admin, "admin", None, None, now, now)
