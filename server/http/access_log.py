"""The access log: method, route, status and time. No address, no query, no id that names a person or a session."""

import logging

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

from server.http import health


class AccessLogger(AbstractAccessLogger):
    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        route = "-"
        if isinstance(request, web.Request) and (resource := request.match_info.route.resource) is not None:
            route = resource.canonical
        level = logging.DEBUG if route in (health.LIVES, health.READY) else logging.INFO
        self.logger.log(level, "%s %s %d %.0f ms", request.method, route, response.status, time * 1000)
