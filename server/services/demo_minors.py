"""The demo's adolescent: in a program for their age, assessed, with a guardian who is told nothing; and somebody new,
whom staff are to assess."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.domain.assessment.findings import Asked, Findings
from server.domain.enrollment.transitions import Place
from server.services.access.logins import LoginSession
from server.services.clients.assessments import Admission, Assessments
from server.services.clients.enrollments import Confirmed
from server.services.clients.intake import ClientDraft, ClientQuery, Intake
from server.services.demo_people import CEDAR, PIN
from server.services.minors.guardians import GuardianDraft, Guardians, TreatmentDraft
from server.services.programs.editing import ProgramDraft, ProgramEditing, TrackDraft
from server.services.schedule.drafts import ONCE, SeriesDraft
from server.services.schedule.planning import SeriesService

NOA, THEO = "CT-1081", "CT-1082"
"""Record numbers."""
PROGRAM = ProgramDraft("Adolescents", "2.1-adolescent", 6, states=("CA",), least_age=13, most_age=17)
TRACK = TrackDraft("After school", "afternoon")
MOTHER = "Lucía Reyes"
YES = Asked(True, True)
FOUND = Findings(
    YES,
    YES,
    Asked(True, True, "Written with them; a copy is on their phone"),
    MOTHER,
    "mother",
    "(555) 010-0187",
    "telehealth",
)


class DemoMinors:
    def __init__(
        self,
        intake: Intake,
        programs: ProgramEditing,
        guardians: Guardians,
        assessments: Assessments,
        series: SeriesService,
    ) -> None:
        self._intake = intake
        self._programs = programs
        self._guardians = guardians
        self._assessments = assessments
        self._series = series

    async def add_missing(self, now: datetime) -> None:
        admin = next(f"{CEDAR.key}-{staff.key}" for staff in CEDAR.staff if staff.role == "admin")
        login = LoginSession("demo", CEDAR.key, admin, "admin", None, None, now, now)
        if (await self._intake.find(login, ClientQuery(NOA), None, now)).clients:
            return
        today = now.astimezone(ZoneInfo(CEDAR.time_zone)).date()
        await self._adolescent(login, today, now)
        await self._to_be_assessed(login, today, now)

    async def _adolescent(self, login: LoginSession, today: date, now: datetime) -> None:
        born = date(today.year - 16, 1, 9)
        noa, _, _ = await self._intake.add(
            login, ClientDraft("Noa Reyes", "Noa", "Noa", "they/them", NOA, born), PIN, now
        )
        program = (await self._programs.add(login, PROGRAM, now)).program.id
        track = await self._programs.add_track(login, program, TRACK, now)
        parent = GuardianDraft(MOTHER, "mother", "(555) 010-0187", "", "parent", "Birth certificate seen", born, None)
        await self._guardians.add(login, noa.id, parent, now)
        alone = TreatmentDraft("client", None, "both", "CA", "T-2026-1", today)
        await self._guardians.consent(login, noa.id, alone, now)
        admission = Admission(Place(program, track.id), today, Confirmed())
        await self._assessments.record(login, noa.id, FOUND, 0, None, admission, now)

    async def _to_be_assessed(self, login: LoginSession, today: date, now: datetime) -> None:
        theo, _, _ = await self._intake.add(
            login, ClientDraft("Theo Marsh", "Theo", "Theo", "he/him", THEO, date(1992, 2, 20)), PIN, now
        )
        tomorrow = today + timedelta(days=1)
        draft = SeriesDraft(
            program_id=None,
            track_id=None,
            site_id=None,
            kind="assessment",
            title="Intake",
            topic="",
            service_code="H0031",
            rule=ONCE,
            first_on=tomorrow,
            last_on=tomorrow,
            at=time(11),
            minutes=60,
            break_minutes=0,
            facilitators=[f"{CEDAR.key}-mara"],
            expects="named",
            clients=[theo.id],
            setting="remote",
            guests=False,
        )
        await self._series.add(login, draft, "Set up with the demo", now)
