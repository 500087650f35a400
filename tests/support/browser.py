"""One person's browser without a screen: cookies, the API, sockets of the room."""

import json
from typing import Any

import aiohttp
from aiohttp.abc import AbstractCookieJar

from tests.signaling.websocket.pages import Page
from tests.support.clinics import ALL_WELL, OWN, PASSWORD, PIN, Cast


class Browser:
    """One person's browser: cookies, the API, pages of the room."""

    def __init__(self, url: str, cookies: AbstractCookieJar | None = None) -> None:
        self.origin = url
        self.tab: dict[str, str] = {}
        self.http = aiohttp.ClientSession(
            self.origin, cookie_jar=aiohttp.CookieJar(unsafe=True) if cookies is None else cookies
        )

    async def post(self, path: str, body: Any = None) -> Any:
        return await self._send("POST", path, body)

    async def put(self, path: str, body: Any) -> Any:
        return await self._send("PUT", path, body)

    async def _send(self, method: str, path: str, body: Any) -> Any:
        async with self.http.request(
            method, path, json=body, headers={**OWN, **self.tab, "Origin": self.origin}
        ) as response:
            text = await response.text()
            assert response.status < 300, text
            return json.loads(text) if text else None

    async def get(self, path: str) -> Any:
        async with self.http.get(path, headers=self.tab) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def enter(self, session: str, page: str = "page-1") -> Page:
        made = await self.post(f"/api/sessions/{session}/ticket")
        opened = Page(await self.http.ws_connect(made["url"], headers={"Origin": self.origin}))
        hello = {"type": "authenticate", "ticket": made["ticket"], "protocol": 1, "page": page}
        await opened.socket.send_str(json.dumps(hello))
        await opened.of_type("view")
        opened.stay_alive()
        return opened

    async def sign_in(self, cast: Cast, who: str) -> None:
        await self.post("/api/login", {"email": cast.email(who), "password": PASSWORD})

    async def link(self, session: str, client: str) -> str:
        """The token of a new join link; this browser is signed in as staff."""
        made = await self.post(f"/api/sessions/{session}/links", {"participant": client})
        return str(made["url"].partition("#")[2])

    async def join(self, token: str) -> None:
        """As a client who answers so that nothing wants a private word first."""
        joined = await self.post("/api/join", {"token": token, "pin": PIN})
        self.tab = {"X-Viop-Tab": joined["tab"]}
        await self.post(f"/api/sessions/{joined['session_id']}/answers", ALL_WELL)
