"""/api/clients/{client}/contact and /api/me/contact: how somebody may be reached; /api/contact/stop: and no more."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204

from server.domain.touch import contact as domain
from server.http.models import touch as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, no_content
from server.services.touch.contact import ChannelDraft, ContactDraft


class ContactView(ApiView):
    access = "staff"

    async def get(self, client: Id, /) -> r200[models.Reach]:
        """By which channels a client may be reached, with what, and when not."""
        return answer(contact_of(self, await self.services.contact.get(self.login, client, self.now)))

    async def put(self, client: Id, /, body: models.ContactRequest) -> r200[models.Reach]:
        """As the client wants it. 409 when it is not what was seen."""
        found = await self.services.contact.change(self.login, client, draft_of(body), self.now)
        return answer(contact_of(self, found))


class OwnContactView(ApiView):
    access = "client"

    async def get(self) -> r200[models.Reach]:
        """By which channels one may be reached oneself."""
        return answer(contact_of(self, await self.services.contact.own(self.login)))

    async def put(self, body: models.ContactRequest) -> r200[models.Reach]:
        """409 when it is not what was seen."""
        found = await self.services.contact.change_own(self.login, draft_of(body), self.now)
        return answer(contact_of(self, found))


class StopView(ApiView):
    access = "anyone"

    async def post(self, body: models.StopRequest) -> r204:
        """Whoever got a message stops those to that address, without signing in. Twice is fine."""
        await self.services.stops.attempt(self.address, self.now)
        await self.services.contact.stop(body.token, self.now)
        return no_content()


def draft_of(body: models.ContactRequest) -> ContactDraft:
    quiet = domain.Quiet(body.quiet.start, body.quiet.end) if body.quiet else None
    channels = [ChannelDraft(one.kind, one.address, one.safe, one.purposes, one.again) for one in body.channels]
    return ContactDraft(body.language, quiet, channels, body.version)


def contact_of(view: ApiView, found: domain.Contact) -> models.Reach:
    quiet, ways = found.quiet, view.services.ways
    return models.Reach(
        language=found.language,
        quiet=models.Quiet(start=quiet.start, end=quiet.end) if quiet else None,
        clinic_quiet=models.Quiet(start=ways.quiet.start, end=ways.quiet.end),
        channels=[
            models.Channel(
                kind=one.kind,
                address=one.address,
                safe=one.safe,
                purposes=list(one.purposes),
                stopped_at=one.stopped_at,
                stopped_as=one.stopped_as,
            )
            for one in found.channels
        ],
        ways=list(ways.kinds),
        version=found.version,
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/clients/{client}/contact", ContactView),
        web.view("/api/me/contact", OwnContactView),
        web.view("/api/contact/stop", StopView),
    ]
