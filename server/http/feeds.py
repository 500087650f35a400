"""/api/me/calendar and /api/clients/{client}/calendar: the address of somebody's calendar; /calendar/….ics: what
stands in it, for programs that cannot sign in."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from server.http import security
from server.http.models import touch as models
from server.http.models.common import Id
from server.http.view import CONTEXT, ApiView, answer, no_content


class FeedView(ApiView):
    """Base of the two."""

    async def state(self, client: str | None) -> web.Response:
        found = await self.services.feeds.state(self.login, client)
        return answer(models.CalendarFeed(made_at=found.made_at if found else None, read_at=found and found.read_at))

    async def make(self, client: str | None) -> web.Response:
        token = await self.services.feeds.make(self.login, client, self.now)
        origin = self.context.public_url or f"{self.request.scheme}://{self.request.host}"
        return answer(models.CalendarAddress(url=f"{origin}/calendar/{token}.ics"), status=201)


class OwnFeedView(FeedView):
    access = "of_clinic"

    async def get(self) -> r200[models.CalendarFeed]:
        """Whether one's own calendar has an address, and when it was read last."""
        return await self.state(None)

    async def post(self) -> r201[models.CalendarAddress]:
        """A new address, seen this once; the one before opens nothing any more."""
        return await self.make(None)

    async def delete(self) -> r204:
        """The address opens nothing any more."""
        await self.services.feeds.revoke(self.login, None, self.now)
        return no_content()


class ClientFeedView(FeedView):
    access = "staff"

    async def get(self, client: Id, /) -> r200[models.CalendarFeed]:
        """Whether a client's calendar has an address, and when it was read last."""
        return await self.state(client)

    async def post(self, client: Id, /) -> r201[models.CalendarAddress]:
        """A new address for the client, seen this once; the one before opens nothing any more."""
        return await self.make(client)

    async def delete(self, client: Id, /) -> r204:
        """The address opens nothing any more."""
        await self.services.feeds.revoke(self.login, client, self.now)
        return no_content()


async def feed(request: web.Request) -> web.Response:
    context = request.app[CONTEXT]
    now, address = context.clock(), security.address_of(request, context.proxies)
    text = await context.services.feeds.read(request.match_info["token"], address, now)
    return web.Response(text=text, content_type="text/calendar", headers={"Cache-Control": "no-store"})


def calendars() -> list[web.RouteDef]:
    """Beside the API: the address itself is the key."""
    return [web.get("/calendar/{token:[A-Za-z0-9_-]{1,100}}.ics", feed)]


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/me/calendar", OwnFeedView),
        web.view("/api/clients/{client}/calendar", ClientFeedView),
    ]
