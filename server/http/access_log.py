"""The access log: method, route, status and time. No address, no query, no id that names a person or a session."""

import contextlib
import logging

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

from server.http import health

TRACE: web.RequestKey[str] = web.RequestKey("trace", str)
"""What the request is called in all that is logged because of it."""


class AccessLogger(AbstractAccessLogger):
    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        route, trace = "-", ""
        if isinstance(request, web.Request):
            trace = request.get(TRACE, "")
            with contextlib.suppress(AssertionError):  # what is no HTTP led nowhere
                if (resource := request.match_info.route.resource) is not None:
                    route = resource.canonical
        level = logging.DEBUG if route in (health.LIVES, health.READY) else logging.INFO
        method, status, ms = request.method, response.status, round(time * 1000)
        fields = {"method": method, "route": route, "status": status, "ms": ms}
        self.logger.log(level, "%s %s %d %d ms", method, route, status, ms, extra={"trace": trace, "fields": fields})
