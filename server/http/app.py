"""The HTTP application: API, security headers, problems, and the built client."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from aiohttp import web

from server.http import docs, feeds, problems, security
from server.http.help import LiveSockets
from server.http.routes import api_routes
from server.http.static import add_client
from server.http.view import CONTEXT, MAX_BODY_BYTES, Context
from server.services.clinic import ClinicServices
from server.services.sessions.attention import Unattended


def build(
    services: ClinicServices,
    clock: Callable[[], datetime],
    static: Path,
    secure: bool = False,
    public_url: str | None = None,
    proxies: int = 0,
    development: bool = False,
    unattended: Callable[[str], Sequence[Unattended]] = lambda clinic_id: (),
    more_routes: Iterable[web.AbstractRouteDef] = (),
) -> web.Application:
    """The application, not yet running. `unattended`: a clinic's live sessions that need staff. `more_routes`: the
    signaling socket's, which must come before the client's catch-all. Raises nothing; the services are already open."""
    app = web.Application(
        client_max_size=MAX_BODY_BYTES,
        middlewares=[
            problems.problems,
            security.known_host(public_url),
            security.nonce,
            security.csrf(public_url),
            security.authentication(services.logins, clock, services.join_links.tab_key),
        ],
    )
    app[CONTEXT] = Context(services, clock, secure, public_url, proxies, unattended)
    app[security.SECURE] = secure
    app.on_response_prepare.append(security.add_headers)
    app.add_routes(api_routes())
    app.add_routes(feeds.calendars())
    app.add_routes(list(more_routes))
    if development:
        docs.add_docs(app)
    LiveSockets().add_to(app)
    add_client(app, static)
    return app
