"""/api/audit: search over records, and the trail of who saw, exported, signed and changed what."""

import base64
import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200

from server.domain.attendance.record import Flag
from server.http.attendance import AttendanceView, person_model
from server.http.attendance_words import words
from server.http.audit_words import act_words, numbers
from server.http.calendar import FIRST, LAST, days, instants
from server.http.models import audit as models
from server.http.models.attendance import Person as PersonModel
from server.http.view import answer, answer_list
from server.services.errors import Invalid
from server.services.log.trail import Act, Asked, TrailPage
from server.services.records.search import Found, Page, Place, Query

WEEKS_BACK_DAYS = 27
CLIENTS_SHOWN = 20


class SearchView(AttendanceView):
    access = "records"

    async def post(self, body: models.SearchRequest) -> r200[models.SearchResult]:
        """Records that fit, newest session first. Default: the last four weeks."""
        clinic = await self.clinic()
        start, end = instants(clinic, self.now, body.from_on, body.to_on, WEEKS_BACK_DAYS, 0)
        first, last = days(clinic, self.now, body.from_on, body.to_on, WEEKS_BACK_DAYS, 0)
        query = Query(
            start,
            end,
            body.text or "",
            body.program,
            body.facilitator,
            body.kind,
            body.outcome,
            body.flag,
            body.signed,
        )
        after = Place(*_cursor(body.after, 3)) if body.after else None
        page = await self.services.search(self.login, query, after, body.size, self.now)
        return answer(
            models.SearchResult(
                records=[_found(one, page) for one in page.lines],
                next=_to_cursor(page.next.starts_at, page.next.session_id, page.next.participant_id)
                if page.next
                else None,
                outcomes=dict(page.outcomes),
                too_many=page.too_many,
                from_on=first,
                to_on=last,
            )
        )


class ChoicesView(AttendanceView):
    access = "records"

    async def get(self) -> r200[models.SearchChoices]:
        """Programs, facilitators and flags to choose from; nothing where nothing may be read."""
        programs, facilitators = await self.services.search.choices(self.login)
        return answer(
            models.SearchChoices(
                programs=[models.Choice(id=one.id, name=one.name) for one in programs],
                facilitators=[models.Choice(id=one.id, name=one.legal_name) for one in facilitators],
                flags=[flag.value for flag in Flag],
            )
        )


class ClientsView(AttendanceView):
    access = "admin"

    async def post(self, body: models.ClientsRequest) -> r200[list[PersonModel]]:
        """The first clients whose name or record number has this in it, to choose one."""
        found = await self.services.search.clients(self.login, body.text, CLIENTS_SHOWN)
        return answer_list([person_model(one) for one in found])


class StaffView(AttendanceView):
    access = "admin"

    async def get(self) -> r200[list[models.Choice]]:
        """Everybody with a login, to choose one: facilitators, admins and auditors by name."""
        found = await self.services.search.staff(self.login)
        return answer_list([models.Choice(id=one.id, name=one.legal_name) for one in found])


class TrailView(AttendanceView):
    access = "review"

    async def post(self, body: models.TrailRequest) -> r200[models.TrailPage]:
        """Acts, newest first; an auditor's are those on records that were granted. Default: the last four weeks."""
        clinic = await self.clinic()
        start, end = instants(clinic, self.now, body.from_on, body.to_on, WEEKS_BACK_DAYS, 0)
        first, last = days(clinic, self.now, body.from_on, body.to_on, WEEKS_BACK_DAYS, 0)
        after = None
        if body.after:
            at, id = _cursor(body.after, 2)
            after = (at, id)
        asked = Asked(start, end, body.client, body.actor)
        page = await self.services.trail.page(self.login, asked, after, body.size, self.now)
        zone = ZoneInfo(clinic.time_zone)
        return answer(
            models.TrailPage(
                entries=[_entry(act, page, zone) for act in page.acts],
                next=_to_cursor(*page.next) if page.next else None,
                from_on=first,
                to_on=last,
            )
        )


class SealedDayView(AttendanceView):
    access = "review"

    async def get(self, day: date, /) -> r200[models.SealedDay]:
        """Whether the attendance log holds that day's acts as they are stored: their digest is reckoned anew."""
        if not FIRST <= day <= LAST:
            raise Invalid("There is nothing in that year.", [("path.day", f"from {FIRST} to {LAST}")])
        found = await self.services.trail.day(await self.clinic(), day)
        return answer(
            models.SealedDay(
                day=day,
                state=found.state.value,
                position=found.position,
                signed_at=found.signed.head.at if found.signed else None,
            )
        )


def _found(line: Found, page: Page) -> models.FoundRecord:
    program = page.programs.get(line.program_id or "")
    return models.FoundRecord.model_validate(
        {
            "session_id": line.session_id,
            "title": line.title,
            "kind": line.kind,
            "program": program.name if program else None,
            "starts_at": line.starts_at,
            "client": person_model(page.people[line.participant_id]),
            "outcome": line.outcome,
            "countable_minutes": line.countable_ms / 60_000,
            "flags": [words(flag) for flag in line.flags],
            "signed": line.signed,
        }
    )


def _entry(act: Act, page: TrailPage, zone: ZoneInfo) -> models.TrailEntry:
    actor, about = page.people.get(act.actor_id or ""), page.people.get(act.subject or "")
    return models.TrailEntry(
        id=act.id,
        at=act.at,
        day=act.at.astimezone(zone).date(),
        who=actor.legal_name if actor else None,
        role=actor.kind if actor else None,
        what=act_words(act.action),
        action=act.action,
        about=person_model(about) if about else None,
        session_id=act.session_id,
        session=act.session_title,
        session_starts_at=act.session_starts_at,
        numbers=numbers(act.detail),
    )


def _to_cursor(at: datetime, *ids: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), *ids]).encode()).decode()


def _cursor(text: str, length: int) -> tuple[Any, ...]:
    """Raises Invalid for what no page gave."""
    try:
        at, *ids = json.loads(base64.urlsafe_b64decode(text.encode()))
        instant = datetime.fromisoformat(at).astimezone(UTC)
        if len(ids) != length - 1 or not all(isinstance(one, str) for one in ids):
            raise ValueError
    except (ValueError, TypeError, OverflowError):
        raise Invalid("That is no place in a list.", [("body.after", "is not from a page before")]) from None
    return instant, *ids


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/audit/search", SearchView),
        web.view("/api/audit/choices", ChoicesView),
        web.view("/api/audit/clients", ClientsView),
        web.view("/api/audit/staff", StaffView),
        web.view("/api/audit/trail", TrailView),
        web.view("/api/audit/days/{day}", SealedDayView),
    ]
