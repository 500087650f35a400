"""/api/clients: who they are, their secrets, and their enrollments."""

from collections.abc import Mapping

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201

from server.domain.enrollment.enrollment import Enrollment
from server.domain.enrollment.transitions import Place
from server.http.models import clients as models
from server.http.models.common import Id
from server.http.view import ApiView, answer
from server.services.clients.enrollments import Chart, Charted, Confirmed, EnrollmentChange
from server.services.clients.intake import ClientDraft, ClientLine, ClientQuery
from server.services.people import Person


class SearchView(ApiView):
    access = "staff"

    async def post(self, body: models.ClientSearch) -> r200[models.ClientLines]:
        """Some clients at a time, by legal name: admins find all of the clinic's, facilitators their own. The text goes
        in the body: names must not get into an address."""
        query = ClientQuery(body.text, body.enrolled, body.program_id)
        page = await self.services.intake.find(self.login, query, body.after, self.now)
        opened = await self.services.programs.all(self.login.clinic_id, self.now)
        programs = {one.program.id: one.program.name for one in opened}
        tracks = {each.track.id: each.track.name for one in opened for each in one.tracks}
        lines = [_line(one, programs, tracks) for one in page.clients]
        return answer(models.ClientLines(clients=lines, next=page.next))


class ClientsView(ApiView):
    access = "admin"

    async def post(self, body: models.NewClientRequest) -> r201[models.NewClient]:
        """One more, with a PIN and a personal code, which are seen this once. 409 for a record number that is taken."""
        draft = ClientDraft(**body.model_dump(exclude={"pin"}))
        person, pin, code = await self.services.intake.add(self.login, draft, body.pin, self.now)
        return answer(models.NewClient(person_id=person.id, pin=pin, code=code), status=201)


class ClientView(ApiView):
    access = "staff"
    writes = "admin"

    async def get(self, client: Id, /) -> r200[models.ClientDetail]:
        """Who they are, and all of their enrollments."""
        person = await self.services.intake.get(self.login, client, self.now)
        return answer(_detail(person, await self.services.enrollments.chart(self.login, client, self.now)))

    async def put(self, client: Id, /, body: models.ClientRequest) -> r200[models.ClientDetail]:
        """Change who they are. Records that were made keep what they say."""
        person = await self.services.intake.change(self.login, client, ClientDraft(**body.model_dump()), self.now)
        return answer(_detail(person, await self.services.enrollments.chart(self.login, client, self.now)))


class PinView(ApiView):
    access = "admin"

    async def post(self, client: Id, /, body: models.PinRequest) -> r201[models.Secret]:
        """A PIN in the place of the one before, seen this once."""
        pin = await self.services.intake.set_pin(self.login, client, body.pin, self.now)
        return answer(models.Secret(secret=pin), status=201)


class CodeView(ApiView):
    access = "admin"

    async def post(self, client: Id, /) -> r201[models.Secret]:
        """A personal code for the kiosk in the place of the one before, seen this once."""
        code = await self.services.intake.set_code(self.login, client, self.now)
        return answer(models.Secret(secret=code), status=201)


class EnrollmentsView(ApiView):
    access = "admin"

    async def post(self, client: Id, /, body: models.AdmissionRequest) -> r201[models.Enrolled]:
        """Admit, or admit again. 422 `unconfirmed`: repeat it with the warnings that are meant, and a reason."""
        made = await self.services.enrollments.admit(
            self.login, client, _place(body), body.starts_on, _confirmed(body), self.now
        )
        return answer(_enrolled(made), status=201)


class MoveView(ApiView):
    access = "admin"

    async def post(self, client: Id, enrollment: Id, /, body: models.MoveRequest) -> r201[models.Enrolled]:
        """Step up, step down or transfer: another enrollment follows. 409 when it is not what was seen."""
        made = await self.services.enrollments.move(
            self.login,
            (client, enrollment, body.version),
            _place(body),
            body.first_day,
            _confirmed(body),
            self.now,
        )
        return answer(_enrolled(made), status=201)


class DischargeView(ApiView):
    access = "admin"

    async def post(self, client: Id, enrollment: Id, /, body: models.DischargeRequest) -> r200[models.Enrolled]:
        """Discharge, or correct the discharge. 409 when it is not what was seen."""
        seen = (client, enrollment, body.version)
        changed = await self.services.enrollments.discharge(
            self.login, seen, body.last_day, body.how, body.note, self.now
        )
        return answer(_enrolled(changed))


class ErrorView(ApiView):
    access = "admin"

    async def post(self, client: Id, enrollment: Id, /, body: models.ErrorRequest) -> r200[models.Enrolled]:
        """It never held, and stays to be seen. 409 when it is not what was seen."""
        seen = (client, enrollment, body.version)
        changed = await self.services.enrollments.entered_in_error(self.login, seen, body.reason, self.now)
        return answer(_enrolled(changed))


def _place(body: models.Wish) -> Place:
    return Place(body.program_id, body.track_id, body.weekly_hours)


def _confirmed(body: models.Wish) -> Confirmed:
    return Confirmed(tuple(body.confirmed), body.reason)


def _enrolled(enrollment: Enrollment) -> models.Enrolled:
    return models.Enrolled(id=enrollment.id, version=enrollment.version, began_as=enrollment.began_as)


def _line(one: ClientLine, programs: Mapping[str, str], tracks: Mapping[str, str]) -> models.ClientLine:
    return models.ClientLine(
        person_id=one.person.id,
        legal_name=one.person.legal_name,
        chosen_name=one.person.chosen_name,
        name_used=one.person.name_used,
        pronouns=one.person.pronouns,
        record_number=one.person.record_number,
        enrollments=[
            models.Held(
                program_id=held.program_id,
                program=programs[held.program_id],
                track=tracks.get(held.track_id or ""),
                starts_on=held.starts_on,
                ends_on=held.ends_on,
            )
            for held in one.enrollments
        ],
    )


def _detail(person: Person, chart: Chart) -> models.ClientDetail:
    programs = {one.program.id: one.program.name for one in chart.enrollments}
    staff = {one.id: one.legal_name for one in chart.staff.values()}
    return models.ClientDetail(
        person_id=person.id,
        legal_name=person.legal_name,
        chosen_name=person.chosen_name,
        name_used=person.name_used,
        pronouns=person.pronouns,
        record_number=person.record_number,
        date_of_birth=person.date_of_birth,
        enrollments=[_enrollment(one) for one in chart.enrollments],
        changes=[_change(one, programs, staff) for one in chart.changes],
    )


def _enrollment(one: Charted) -> models.Enrollment:
    enrollment, program = one.enrollment, one.program
    return models.Enrollment.model_validate(
        {
            "id": enrollment.id,
            "program_id": program.id,
            "program": program.name,
            "level_of_care": program.level_of_care,
            "track_id": enrollment.track_id,
            "track": one.track.name if one.track else None,
            "weekly_hours": program.weekly_hours if enrollment.weekly_hours is None else enrollment.weekly_hours,
            "own_hours": enrollment.weekly_hours is not None,
            "starts_on": enrollment.starts_on,
            "ends_on": enrollment.ends_on,
            "began_as": enrollment.began_as,
            "ended_as": enrollment.ended_as,
            "end_note": enrollment.end_note,
            "state": one.state,
            "version": enrollment.version,
            "acts": sorted(one.acts),
        }
    )


def _change(one: EnrollmentChange, programs: Mapping[str, str], staff: Mapping[str, str]) -> models.EnrollmentChange:
    return models.EnrollmentChange.model_validate(
        {
            "enrollment_id": one.enrollment_id,
            "program": programs.get(str(one.became["program_id"]), ""),
            "version": one.version,
            "act": one.act,
            "starts_on": one.became["starts_on"],
            "ends_on": one.became["ends_on"],
            "note": one.note,
            "by": staff.get(one.made_by or ""),
            "at": one.made_at,
        }
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/clients", ClientsView),
        web.view("/api/clients/search", SearchView),
        web.view("/api/clients/{client}", ClientView),
        web.view("/api/clients/{client}/pin", PinView),
        web.view("/api/clients/{client}/code", CodeView),
        web.view("/api/clients/{client}/enrollments", EnrollmentsView),
        web.view("/api/clients/{client}/enrollments/{enrollment}/moves", MoveView),
        web.view("/api/clients/{client}/enrollments/{enrollment}/discharge", DischargeView),
        web.view("/api/clients/{client}/enrollments/{enrollment}/error", ErrorView),
    ]
