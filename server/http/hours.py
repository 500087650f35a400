"""Hours of a client and of a program, and the authorizations that they use up."""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204
from pydantic import Field

from server.domain.hours.session_time import Tally
from server.domain.hours.weeks import Day, Week
from server.domain.hours.words import Standing, of_day, of_usage, of_week, standing
from server.http.attendance import WEEKS_BACK_DAYS, AttendanceView, person_model
from server.http.calendar import From, To, days
from server.http.models import hours as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.hours.authorizations import NewAuthorization
from server.services.hours.hours import AuthorizationHours, ClientHours
from server.services.people import Program
from server.services.policies.policies import Payer

InWeek = Annotated[date | None, Field(description="Any day of the week, in the clinic's time zone. Default: today")]


class ClientHoursView(AttendanceView):
    access = "records"

    async def get(self, client: Id, /, from_: From = None, to: To = None) -> r200[models.ClientHours]:
        """One client's hours by week: the weeks that these days touch. Default: the last four weeks."""
        clinic = await self.clinic()
        first, last = days(clinic, self.now, from_, to, WEEKS_BACK_DAYS, 0)
        found = await self.services.hours.of_client(self.login, client, first, last, self.now)
        today = self.now.astimezone(ZoneInfo(clinic.time_zone)).date()
        return answer(
            models.ClientHours(
                client=person_model(found.client),
                program=found.program.name if found.program else None,
                weeks=[_week(week, today) for week in found.weeks],
                authorizations=_authorizations(found, today),
            )
        )


class ProgramsView(ApiView):
    access = "staff"

    async def get(self) -> r200[list[models.Program]]:
        """The clinic's programs by name."""
        return answer_list([_program(one) for one in await self.services.hours.programs(self.login)])


class ProgramHoursView(AttendanceView):
    access = "staff"

    async def get(self, program: Id, /, day: InWeek = None) -> r200[models.ProgramHours]:
        """One week of everybody in a program, those who lack most first."""
        clinic = await self.clinic()
        today = self.now.astimezone(ZoneInfo(clinic.time_zone)).date()
        day, _ = days(clinic, self.now, day or today, day or today, 0, 0)
        found = await self.services.hours.of_program(self.login, program, day, self.now)
        clients = [
            models.ProgramClient(
                client=person_model(one.client),
                week=_week(one.weeks[0], today),
                authorizations=_authorizations(one, today),
            )
            for one in found.clients
        ]
        return answer(models.ProgramHours(program=_program(found.program), starts_on=found.starts_on, clients=clients))


class AuthorizationsView(ApiView):
    access = "admin"

    async def post(self, client: Id, /, body: models.AuthorizationRequest) -> r201[models.AddedAuthorization]:
        """What a payer authorized for this client. Others for the same service stay: the one that ends first is used
        first."""
        new = NewAuthorization(**{name: getattr(body, name) for name in type(body).model_fields})
        made, overlaps = await self.services.authorizations.add(self.login, client, new, self.now)
        return answer(models.AddedAuthorization(id=made.id, overlaps=[one.number for one in overlaps]), status=201)


class AuthorizationView(ApiView):
    access = "admin"

    async def delete(self, authorization: Id, /) -> r204:
        """It counts for nothing any more, and stays to be seen."""
        await self.services.authorizations.withdraw(self.login, authorization, self.now)
        return no_content()


class PayersView(ApiView):
    access = "admin"

    async def get(self) -> r200[list[models.Payer]]:
        """The clinic's payers by name, but for those that were withdrawn."""
        return answer_list([_payer(one) for one in await self.services.authorizations.payers(self.login.clinic_id)])

    async def post(self, body: models.PayerRequest) -> r201[models.Payer]:
        """One more. 409 when there is one of that name."""
        return answer(_payer(await self.services.authorizations.add_payer(self.login, body.name, self.now)), status=201)


class PayerView(ApiView):
    access = "admin"

    async def delete(self, payer: Id, /) -> r204:
        """It authorizes nothing new; what it authorized stays, with its rules. Adding its name brings it back."""
        await self.services.authorizations.withdraw_payer(self.login, payer, self.now)
        return no_content()


def _program(program: Program) -> models.Program:
    return models.Program(
        id=program.id, name=program.name, level_of_care=program.level_of_care, weekly_hours=program.weekly_hours
    )


def _payer(payer: Payer) -> models.Payer:
    return models.Payer(id=payer.id, name=payer.name)


def _counted(tally: Tally) -> dict[str, float]:
    return {
        "countable_minutes": tally.countable_ms / 60_000,
        "in_room_minutes": tally.in_room_ms / 60_000,
        "remote_minutes": tally.remote_ms / 60_000,
        "both_minutes": tally.overlap_ms / 60_000,
    }


def _day(day: Day) -> models.HoursDay:
    return models.HoursDay(
        **_counted(day.counting),
        day=day.day,
        sessions=list(day.sessions),
        not_counting_minutes=day.not_counting_ms / 60_000,
        needed_minutes=day.needed_ms // 60_000,
        short_minutes=day.short_ms / 60_000,
        is_service_day=day.is_service,
        words=of_day(day),
    )


def _week(week: Week, today: date) -> models.HoursWeek:
    is_over = week.ends_on < today
    return models.HoursWeek(
        **_counted(week.counting),
        starts_on=week.starts_on,
        ends_on=week.ends_on,
        is_over=is_over,
        days=[_day(day) for day in week.days],
        kinds=[models.HoursKind(**_counted(one.tally), kind=one.kind.value, counts=one.counts) for one in week.kinds],
        not_counting_minutes=week.not_counting_ms / 60_000,
        service_days=week.service_days,
        sessions_attended=week.attended,
        sessions_expected=week.expected,
        planned_minutes=week.planned_ms / 60_000,
        least_minutes=week.least_ms // 60_000,
        most_minutes=week.most_ms // 60_000,
        short_minutes=week.short_ms / 60_000,
        over_minutes=week.over_ms / 60_000,
        words=of_week(week, is_over),
    )


def _authorizations(found: ClientHours, today: date) -> list[models.Authorization]:
    return [_authorization(one, today) for one in found.authorizations]


def _authorization(found: AuthorizationHours, today: date) -> models.Authorization:
    stored, usage = found.authorization, found.usage
    uses = usage.uses if usage else ()
    return models.Authorization.model_validate(
        {
            "id": stored.id,
            "payer": found.payer.name if found.payer else "",
            "number": stored.number,
            "service_code": stored.service_code,
            "unit": stored.unit,
            "units": stored.units,
            "starts_on": stored.starts_on,
            "ends_on": stored.ends_on,
            "withdrawn_at": stored.revoked_at,
            "used": usage.used if usage else 0,
            "left": usage.left if usage else 0,
            "beyond": usage.beyond if usage else 0,
            "uses": [
                models.AuthorizationUse(day=use.day, units=use.units, sessions=list(use.sessions)) for use in uses
            ],
            "standing": (standing(usage, today) if usage else Standing.WITHDRAWN).value,
            "words": of_usage(usage, today) if usage else "Withdrawn; it counts for nothing.",
        }
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/attendance/clients/{client}/hours", ClientHoursView),
        web.view("/api/attendance/clients/{client}/authorizations", AuthorizationsView),
        web.view("/api/attendance/programs", ProgramsView),
        web.view("/api/attendance/programs/{program}/hours", ProgramHoursView),
        web.view("/api/authorizations/{authorization}", AuthorizationView),
        web.view("/api/payers", PayersView),
        web.view("/api/payers/{payer}", PayerView),
    ]
