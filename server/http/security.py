"""Who asks, whether the request comes from our own page, and what browsers may do with our answers."""

import ipaddress
import secrets
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from server.http.problems import problem
from server.services.access.logins import LoginSession, LoginSessions

COOKIE = "viop_session"
KIOSK_COOKIE = "viop_kiosk"
CSRF_HEADER = "X-Requested-By"
CSRF_VALUE = "viop"
TAB_HEADER = "X-Viop-Tab"
"""What `/api/join` gave the tab that the PIN was entered in. A client's cookie is worth nothing without it: cookies are
the browser's, and the next person at a shared phone has the same browser."""
LOGOUT = "/api/logout"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOGIN: web.RequestKey[LoginSession] = web.RequestKey("login", LoginSession)
SECURE: web.AppKey[bool] = web.AppKey("secure", bool)
"""Browsers come by https, perhaps through a proxy."""
NONCE: web.RequestKey[str] = web.RequestKey("nonce", str)

Clock = Callable[[], datetime]


def is_safe(method: str) -> bool:
    """Whether a method changes nothing (RFC 9110 9.2.1)."""
    return method in _SAFE_METHODS


def same_origin(request: web.Request, public_url: str | None) -> bool:
    """Whether the request's Origin is ours: `public_url`'s when set, otherwise the scheme and host it was sent to."""
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    if public_url is not None:
        parts = urlsplit(public_url)
        return origin == f"{parts.scheme}://{parts.netloc}"
    return origin == f"{request.scheme}://{request.host}"


def is_for_us(request: web.Request) -> bool:
    """Whether the Host header names this machine: as localhost, or by the address that the request came to. Any other
    name may be a foreign site's that was made to lead here (DNS rebinding), whose pages would then be our own."""
    try:
        name = urlsplit(f"//{request.host}").hostname or ""
        if name == "localhost" or name.endswith(".localhost"):
            return True
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    reached = request.transport.get_extra_info("sockname") if request.transport is not None else None
    return address.is_loopback or (reached is not None and str(address) == reached[0])


def known_host(public_url: str | None) -> Middleware:
    """Without a public URL nothing is answered under a name that may be anybody's: the Host header says then what our
    own origin is and where join links lead."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if public_url is None and not is_for_us(request):
            return problem(421, "unknown_host", "VIOP_PUBLIC_URL must say that browsers reach the app by this name.")
        return await handler(request)

    return check


def address_of(request: web.Request, proxies: int) -> str:
    """Where a request came from, to limit what can be done from there; never stored or logged. Of an IPv6 address its
    /64 network, which a single subscriber has all of. `proxies`: how many of ours add to X-Forwarded-For."""
    passed = request.headers.get("X-Forwarded-For", "").split(",")
    text = passed[-proxies].strip() if 0 < proxies <= len(passed) else request.remote or ""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 4 or address.ipv4_mapped:
        return str(address if address.version == 4 else address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def csrf(public_url: str | None) -> Middleware:
    """A request that may change something needs our own header and our own Origin; a foreign page can send neither."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not is_safe(request.method):
            own = request.headers.get(CSRF_HEADER) == CSRF_VALUE and same_origin(request, public_url)
            if not own:
                return problem(403, "cross_site", "This request did not come from our own page.")
        return await handler(request)

    return check


def authentication(logins: LoginSessions, clock: Clock, tab_key: Callable[[str], str]) -> Middleware:
    """Puts the cookie's login session, if it stands for one, at request[LOGIN]. Only the API looks at it.

    `tab_key(link id)`: what a client's request must bring besides, except to sign out.
    """

    @web.middleware
    async def authenticate(request: web.Request, handler: Handler) -> web.StreamResponse:
        token = request.cookies.get(COOKIE) if request.path.startswith("/api/") else None
        login = await logins.find(token, clock()) if token else None
        if login is not None and (
            request.path == LOGOUT or login.link_id is None or in_its_tab(request, login.link_id)
        ):
            request[LOGIN] = login
        return await handler(request)

    def in_its_tab(request: web.Request, link_id: str | None) -> bool:
        given = request.headers.get(TAB_HEADER, "").encode("utf-8", "surrogateescape")
        return link_id is None or secrets.compare_digest(given, tab_key(link_id).encode())

    return authenticate


def set_cookie(response: web.StreamResponse, name: str, token: str, secure: bool, max_age: int | None = None) -> None:
    """Out of scripts' reach and never sent along from another site; without `max_age` it goes with the browser."""
    response.set_cookie(name, token, httponly=True, samesite="Strict", secure=secure, path="/", max_age=max_age)


def drop_cookie(response: web.StreamResponse, name: str, secure: bool) -> None:
    response.del_cookie(name, httponly=True, samesite="Strict", secure=secure, path="/")


@web.middleware
async def nonce(request: web.Request, handler: Handler) -> web.StreamResponse:
    """request[NONCE] is for the style elements of this page load."""
    request[NONCE] = secrets.token_urlsafe(16)
    return await handler(request)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Security headers on every answer (an `on_response_prepare` signal)."""
    secure = request.scheme == "https" or request.app[SECURE]
    socket = "wss" if secure else "ws"
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": f"'self' 'nonce-{request.get(NONCE, '')}'" if NONCE in request else "'self'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "media-src": "'self' blob:",
        "connect-src": f"'self' {socket}://{request.host}",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    values = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    for name, value in values.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    if secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
