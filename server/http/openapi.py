"""The OpenAPI 3.1 document, generated from the views; the browser's types are generated from it in turn."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp_pydantic.oas import pydantic_schema_to_oas
from aiohttp_pydantic.oas.view import generate_oas

from server.http import security
from server.http.models.common import Problem
from server.http.routes import api_routes
from server.http.view import ApiView

CHECKED_IN = Path("client_web/src/protocol/openapi.json")
Document = dict[str, Any]
_NOT_JSON = {
    ("post", "/api/exports"): {"200": "application/octet-stream"},
    ("get", "/api/sessions/{session}/handouts/{handout}/file"): {"200": "application/octet-stream"},
    ("get", "/api/kiosk/room/handouts/{handout}/file"): {"200": "application/octet-stream"},
}


@cache
def document() -> Document:
    """The whole API. Depends on the code alone, so that the checked-in copy can be compared."""
    app = web.Application()
    app.add_routes(api_routes())
    # Schemas are left as pydantic writes them (JSON Schema 2020-12), which is what OpenAPI 3.1 takes.
    pydantic_schema_to_oas.add_or_replace_translater("3.0.0", lambda schema: None)
    spec: Document = generate_oas([app], version_spec="1", title_spec="viop")
    spec["openapi"] = "3.1.0"
    # aiohttp-pydantic keeps the methods of a view in a set.
    spec["paths"] = {path: dict(sorted(methods.items())) for path, methods in sorted(spec["paths"].items())}
    schemas = spec["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    schemas.update(schemas["Problem"].pop("$defs"))
    spec["components"]["schemas"] = dict(sorted(schemas.items()))
    spec["components"]["securitySchemes"] = {
        "login": {"type": "apiKey", "in": "cookie", "name": security.COOKIE},
        "kiosk": {"type": "apiKey", "in": "cookie", "name": security.KIOSK_COOKIE},
    }
    access = _access(app)
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            _complete(operation, method, path, access[path])
    return spec


def text() -> str:
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _access(app: web.Application) -> dict[str, str]:
    found: dict[str, str] = {}
    for route in app.router.routes():
        if isinstance(route.handler, type) and issubclass(route.handler, ApiView) and route.resource:
            found[route.resource.canonical] = route.handler.access
    return found


def _complete(operation: Document, method: str, path: str, access: str) -> None:
    """What aiohttp-pydantic leaves out: problems, who may call, required bodies, the header against forgery."""
    if "parameters" in operation and not operation["parameters"]:
        del operation["parameters"]
    for parameter in operation.get("parameters", []):
        parameter["name"] = parameter["name"].removesuffix("_")
        parameter["schema"] = _without_null(parameter["schema"])
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    if not security.is_safe(method.upper()):
        operation.setdefault("parameters", []).append(
            {
                "in": "header",
                "name": security.CSRF_HEADER,
                "required": True,
                "schema": {"const": security.CSRF_VALUE, "type": "string"},
            }
        )
    device: list[Document] = [{"kiosk": []}]
    operation["security"] = {"anyone": [], "kiosk": device, "room": device}.get(access, [{"login": []}])
    for status, media_type in _NOT_JSON.get((method, path), {}).items():
        operation["responses"][status]["content"] = {media_type: {"schema": {"type": "string"}}}
    for answer in operation["responses"].values():
        answer["description"] = answer.get("description") or "Done."
        if not answer.get("content"):
            answer.pop("content", None)
    operation["responses"]["default"] = {
        "description": "Refused or failed.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _without_null(schema: Document) -> Document:
    """A parameter in an address is left out, never null."""
    choices = [choice for choice in schema.get("anyOf", [schema]) if choice != {"type": "null"}]
    kept = choices[0] if len(choices) == 1 else {"anyOf": choices}
    return {name: value for name, value in kept.items() if name != "title"}
