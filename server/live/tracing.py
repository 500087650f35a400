"""Each request, and each socket, has a trace: a proxy of ours says which, or it is a new one. The answer names it."""

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from server.http.access_log import TRACE
from signaling import trace

PARENT = "traceparent"
HEADER = "X-Trace-Id"


def add_tracing(app: web.Application, proxies: int) -> None:
    """Before all other middlewares. `proxies`: how many of ours stand in front; without one, nobody's word is taken."""
    app.middlewares.insert(0, _tracing(proxies))
    app.on_response_prepare.append(_name_it)


def _tracing(proxies: int) -> Middleware:
    @web.middleware
    async def traced(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = trace.of_parent(request.headers.get(PARENT, "")) if proxies else None
        request[TRACE] = given or trace.new()
        with trace.entering(request[TRACE]):
            return await handler(request)

    return traced


async def _name_it(request: web.Request, response: web.StreamResponse) -> None:
    if TRACE in request:
        response.headers[HEADER] = request[TRACE]
