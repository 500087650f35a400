"""Every route of the API, in one list."""

from aiohttp import web

from server.http import attendance, auditors, kiosks, sessions, sign_in


def api_routes() -> list[web.RouteDef]:
    return [*sign_in.routes(), *sessions.routes(), *attendance.routes(), *kiosks.routes(), *auditors.routes()]
