"""The built web client: hashed files for a year, every other address the one page."""

import gzip
from contextlib import suppress
from html import escape
from pathlib import Path

from aiohttp import web

from server.http.security import NONCE

COMPRESSIBLE = {".css", ".js", ".json", ".map", ".svg"}
FOREVER = "public, max-age=31536000, immutable"
MISSING = "The web client is not built: run `make run`, or `npm run build` in client_web.\n"


def add_client(app: web.Application, directory: Path) -> None:
    """Serve the client from `directory`. A .gz is put beside each text, so that it is compressed once and not for
    every browser."""
    root = directory.resolve()
    _compress(root)

    async def serve(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        file = _file_below(root, name)
        if file is not None:
            caching = FOREVER if name.startswith("assets/") else "no-cache"
            return web.FileResponse(file, headers={"Cache-Control": caching})
        if name.startswith(("api/", "assets/")) or name == "signal":
            raise web.HTTPNotFound
        return _page(request, root / "index.html")

    app.router.add_get("/{name:.*}", serve)


def _compress(root: Path) -> None:
    for file in (root / "assets").rglob("*"):
        compressed = file.with_name(file.name + ".gz")
        if file.suffix in COMPRESSIBLE and not compressed.exists():
            with suppress(OSError):  # an installation that is read-only is served as it is
                compressed.write_bytes(gzip.compress(file.read_bytes(), mtime=0))


def _file_below(root: Path, name: str) -> Path | None:
    """The file of that name, None when there is none or it lies elsewhere."""
    if not name or name == "index.html" or "\0" in name or name.endswith(".gz"):
        return None
    try:
        file = (root / name).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None
    except OSError:
        return None


def _page(request: web.Request, index: Path) -> web.Response:
    """The one page, with the nonce of this load for the style elements that components add."""
    try:
        html = index.read_text("utf-8")
    except OSError:
        return web.Response(status=503, text=MISSING)
    nonce = f'<meta property="csp-nonce" nonce="{escape(request[NONCE])}">'
    return web.Response(
        text=html.replace("<head>", f"<head>{nonce}", 1),
        content_type="text/html",
        headers={"Cache-Control": "no-store"},
    )
