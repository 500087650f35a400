"""How a bot gets its tickets: as a client by join link and PIN, or as staff by e-mail and password."""

from typing import Any, Protocol

import aiohttp
from pydantic import BaseModel, ConfigDict, Field


class ClientEntrance(BaseModel):
    """A client's join link (its token alone) and PIN, and what they answer on joining."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: str = Field(min_length=1, repr=False)
    pin: str = Field(min_length=1, repr=False)
    alone: bool = True
    """Alone, and safe to talk."""
    state: str = "CA"

    async def sign_in(self, api: "Api") -> str:
        """The session that the link opens."""
        joined = await api.post("/api/join", {"token": self.token, "pin": self.pin})
        api.headers["X-Viop-Tab"] = str(joined["tab"])
        session = str(joined["session_id"])
        asked = await api.get(f"/api/sessions/{session}/answers")
        if not asked["answered"]:
            where = {"at_home": True, "state": self.state, "address": "", "phone": "555-0100"}
            agreed = {"agreed": True, "agreement": asked["agreement"]}
            answers = {**where, **agreed, "alone": self.alone, "driving": False}
            await api.post(f"/api/sessions/{session}/answers", answers)
        return session


class StaffEntrance(BaseModel):
    """A staff account, and the session to run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: str = Field(min_length=3, repr=False)
    password: str = Field(min_length=1, repr=False)
    session: str = Field(min_length=1)

    async def sign_in(self, api: "Api") -> str:
        await api.post("/api/login", {"email": self.email, "password": self.password})
        return self.session


class Entrance(Protocol):
    async def sign_in(self, api: "Api") -> str:
        """Get the login cookie; the id of the session to enter. Raises EntryRefused, aiohttp.ClientError."""


class EntryRefused(Exception):
    """The app said no, and would again."""


class Api:
    """The app's HTTP API as one signed-in bot uses it. It keeps its cookie itself, so that many may share `http`, which
    keeps none (`aiohttp.DummyCookieJar`)."""

    __slots__ = ("_session", "headers", "http", "url")

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url.rstrip("/")
        self.headers = {"Origin": self.url, "X-Requested-By": "viop"}
        self._session: str | None = None

    async def ticket(self, entrance: Entrance) -> str:
        """A one-use ticket; signs in first where that has not happened or has lapsed."""
        if self._session is not None:
            try:
                return await self._ticket(self._session)
            except EntryRefused:
                self._session = None
        session = await entrance.sign_in(self)
        ticket = await self._ticket(session)
        self._session = session
        return ticket

    async def _ticket(self, session: str) -> str:
        return str((await self.post(f"/api/sessions/{session}/ticket", None))["ticket"])

    async def post(self, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        """Raises EntryRefused for a refusal that will not change by itself, aiohttp.ClientError otherwise."""
        return await self._ask("POST", path, body)

    async def get(self, path: str) -> dict[str, Any]:
        """Raises like `post`."""
        return await self._ask("GET", path, None)

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        async with self.http.request(method, self.url + path, json=body, headers=self.headers) as response:
            if response.status in (400, 401, 403, 404, 410, 422):
                raise EntryRefused(f"{response.status} from {path}")
            response.raise_for_status()
            if response.cookies:
                self.headers["Cookie"] = "; ".join(f"{it.key}={it.value}" for it in response.cookies.values())
            if response.status == 204:
                return {}
            answer = await response.json()
        if not isinstance(answer, dict):
            raise EntryRefused(f"no object from {path}")
        return answer
