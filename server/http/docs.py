"""/api/docs in development: the API as one plain page, without a script and without anybody else's server."""

import json
from html import escape
from typing import Any

from aiohttp import web

from server.http import openapi


def add_docs(app: web.Application) -> None:
    app.router.add_get("/api/openapi.json", serve_spec)
    app.router.add_get("/api/docs", serve_page)


async def serve_spec(request: web.Request) -> web.Response:
    return web.json_response(openapi.document())


async def serve_page(request: web.Request) -> web.Response:
    return web.Response(text=_page(openapi.document()), content_type="text/html")


def _page(spec: dict[str, Any]) -> str:
    operations = "".join(
        _operation(path, method, operation)
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
    )
    schemas = "".join(
        f'<details id="{escape(name)}"><summary>{escape(name)}</summary>{_json(schema)}</details>'
        for name, schema in spec["components"]["schemas"].items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>API</title>'
        f"<h1>The API</h1>{operations}<h1>Shapes</h1>{schemas}</html>"
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    who = " or ".join(name for scheme in operation["security"] for name in scheme) or "anyone"
    parts = {key: operation[key] for key in ("parameters", "requestBody", "responses") if key in operation}
    return (
        f"<details><summary><b>{escape(method.upper())} {escape(path)}</b> ({escape(who)})</summary>"
        f"<p>{escape(operation.get('description', ''))}</p>{_json(parts)}</details>"
    )


def _json(value: Any) -> str:
    return f"<pre>{escape(json.dumps(value, indent=2))}</pre>"
