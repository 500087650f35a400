"""The one place that turns errors into status codes: RFC 9457 problem documents, without personal data or secrets."""

import logging
import secrets
from collections.abc import Sequence
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import ValidationError

from server.http.models.common import FieldProblem, Problem
from server.services import errors

log = logging.getLogger(__name__)

STATUS: dict[type[errors.ServiceError], int] = {
    errors.NotFound: 404,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Gone: 410,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.TooManyRequests: 429,
    errors.StorageUnavailable: 503,
}
GONE = 499
"""Whoever asked had closed the connection before an answer; for the access log alone."""
WORDS = {
    400: "The request could not be read.",
    401: "Please sign in.",
    403: "That is not allowed.",
    404: "There is nothing here by that name.",
    405: "This address does not take that method.",
    413: "The request is too large.",
    415: "Please send JSON.",
}


def problem(
    status: int,
    code: str,
    detail: str,
    fields: Sequence[tuple[str, str]] = (),
    incident: str | None = None,
    headers: dict[str, str] | None = None,
) -> web.Response:
    body = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        errors=[FieldProblem(path=path, message=message) for path, message in fields],
        id=incident,
    )
    return web.Response(
        status=status, text=body.model_dump_json(), content_type="application/problem+json", headers=headers
    )


def of_validation(error: ValidationError, where: str) -> web.Response:
    """422 with the path of each wrong field and what is wrong with it; what was sent is not repeated."""
    place = {"query string": "query"}.get(where, where)
    fields = [
        (".".join([place, *(str(part) for part in item["loc"])])[:200], item["msg"])
        for item in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return problem(422, "invalid", "Some of what was sent is missing or not possible.", fields[:50])


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Errors below this become problem documents."""
    try:
        return await handler(request)
    except errors.ServiceError as error:
        return _of_service(error)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _of_http(error)
    except (UnicodeDecodeError, RecursionError):
        return problem(400, "unreadable", WORDS[400])
    except Exception as error:
        if isinstance(error, ConnectionResetError) and (request.transport is None or request.transport.is_closing()):
            return web.Response(status=GONE)  # nobody reads it: a page was closed as it opened a socket, say
        return _of_bug(request, error)


def _status(error: errors.ServiceError) -> int:
    """That of the nearest kind of error that has one."""
    return next(STATUS[kind] for kind in type(error).mro() if kind in STATUS)


def _of_service(error: errors.ServiceError) -> web.Response:
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, errors.TooManyRequests) else None
    fields = error.fields if isinstance(error, errors.Invalid) else ()
    return problem(_status(error), error.code, error.message, fields, headers=headers)


def _of_http(error: web.HTTPException) -> web.Response:
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
    phrase = HTTPStatus(error.status).phrase
    return problem(
        error.status, phrase.lower().replace(" ", "_"), WORDS.get(error.status, phrase + "."), headers=headers
    )


def _of_bug(request: web.Request, error: Exception) -> web.Response:
    """The log gets the id, the route and where it happened: no message of the error, which may quote a person."""
    incident = secrets.token_hex(6)
    resource = request.match_info.route.resource
    trace = error.__traceback__
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    where = resource.canonical if resource else "-"
    log.error(
        "%s %s failed: %s, id %s, at %s", request.method, where, type(error).__name__, incident, " > ".join(places)
    )
    return problem(500, "internal", "Something went wrong on our side. Nothing was changed.", incident=incident)
