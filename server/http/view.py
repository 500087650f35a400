"""What every view of the API starts from."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from aiohttp import web
from aiohttp_pydantic import PydanticView
from pydantic import BaseModel, ValidationError

from server.http import problems, security
from server.services.access.logins import LoginSession
from server.services.clinic import ClinicServices
from server.services.errors import Forbidden, NotFound, Unauthenticated
from server.services.log.audit import AuditEntry
from server.services.people import Role
from server.services.sessions.attention import Unattended
from server.services.sessions.kiosks import Kiosk

Access = Literal[
    "anyone", "signed_in", "client", "of_clinic", "staff", "admin", "records", "review", "auditor", "kiosk", "room"
]
"""`kiosk`: the tablet at the door; `room`: the device of a room of the clinic's."""
ROLES: Mapping[Access, frozenset[Role]] = {
    "client": frozenset({"client"}),
    "of_clinic": frozenset({"client", "facilitator", "admin"}),
    "signed_in": frozenset({"client", "facilitator", "admin", "auditor", "guest"}),
    "staff": frozenset({"facilitator", "admin"}),
    "admin": frozenset({"admin"}),
    "records": frozenset({"facilitator", "admin", "auditor"}),
    "review": frozenset({"admin", "auditor"}),
    "auditor": frozenset({"auditor"}),
}
"""By which roles an area may be entered at all. What somebody sees in it is for `services/access/scope.py` to say; a
view that is open to auditors must read what it shows by that."""
MAX_BODY_BYTES = 64 * 1024


@dataclass(frozen=True)
class Context:
    """What the views share; `clock` is the app's only one."""

    services: ClinicServices
    clock: Callable[[], datetime]
    secure: bool
    public_url: str | None
    proxies: int
    """How many reverse proxies of ours stand in front and add to X-Forwarded-For."""
    unattended: Callable[[str], Sequence[Unattended]]
    """Clinic id -> its live sessions that need staff, as of now."""


CONTEXT: web.AppKey[Context] = web.AppKey("context", Context)
KIOSK: web.RequestKey[Kiosk] = web.RequestKey("kiosk", Kiosk)


class ApiView(PydanticView):  # type: ignore[misc]  # aiohttp-pydantic has no types
    """Whoever writes a view that answers anything says there who may use it; nothing is taken for granted or over from
    a base."""

    access: ClassVar[Access]
    writes: ClassVar[Access | None] = None
    """Who may use the methods that change something, where these are fewer."""
    most_bytes: ClassVar[int] = MAX_BODY_BYTES
    """How long a body may be."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.allowed_methods and "access" not in vars(cls):
            raise TypeError(f"{cls.__name__} must say who may use it")

    async def _iter(self) -> web.StreamResponse:
        await self._check_access()
        self._check_body()
        if self.most_bytes != MAX_BODY_BYTES:
            self._request = self.request.clone(client_max_size=self.most_bytes)
        answer: web.StreamResponse = await super()._iter()
        return answer

    @property
    def context(self) -> Context:
        context: Context = self.request.app[CONTEXT]
        return context

    @property
    def services(self) -> ClinicServices:
        return self.context.services

    @property
    def now(self) -> datetime:
        return self.context.clock()

    @property
    def login(self) -> LoginSession:
        """Who is signed in. Raises Unauthenticated."""
        login: LoginSession | None = self.request.get(security.LOGIN)
        if login is None:
            raise Unauthenticated("Please sign in.")
        return login

    @property
    def kiosk(self) -> Kiosk:
        """The tablet or room that asks; only where access is "kiosk" or "room"."""
        kiosk: Kiosk = self.request[KIOSK]
        return kiosk

    async def find_kiosk(self) -> Kiosk | None:
        """The kiosk that this browser is, if it is one that was not revoked."""
        token = self.request.cookies.get(security.KIOSK_COOKIE)
        return await self.services.kiosks.device(token) if token else None

    @property
    def address(self) -> str:
        """Where the request came from, to limit guessing; it is never stored or logged."""
        return security.address_of(self.request, self.context.proxies)

    async def on_validation_error(self, exception: ValidationError, context: str) -> web.StreamResponse:
        return problems.of_validation(exception, context)

    @classmethod
    def access_to(cls, method: str) -> Access:
        return cls.writes if cls.writes is not None and not security.is_safe(method) else cls.access

    async def _check_access(self) -> None:
        access = self.access_to(self.request.method)
        if access in ("kiosk", "room"):
            await self._check_kiosk("door" if access == "kiosk" else "room")
        elif access != "anyone":
            await self._check_role(access)

    async def _check_kiosk(self, kind: Literal["door", "room"]) -> None:
        kiosk = await self.find_kiosk()
        if kiosk is None or kiosk.kind != kind:
            raise Unauthenticated("This device is not a kiosk of this clinic.")
        self.request[KIOSK] = kiosk

    async def _check_role(self, access: Access) -> None:
        login = self.login
        if login.role not in ROLES[access]:
            resource = self.request.match_info.route.resource
            detail = {"method": self.request.method, "route": resource.canonical if resource else ""}
            await self.services.audit(
                AuditEntry(login.clinic_id, self.now, "http.refused", login.person_id, detail=detail)
            )
            if login.role == "auditor":  # nobody of the clinic's: what is not open to them is not there
                raise NotFound
            raise Forbidden("That is not for your role.")

    def _check_body(self) -> None:
        if self.request.can_read_body and self.request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType


def answer(model: BaseModel, status: int = 200) -> web.Response:
    return web.Response(status=status, text=model.model_dump_json(), content_type="application/json")


def answer_list(models: Sequence[BaseModel]) -> web.Response:
    body = [model.model_dump(mode="json") for model in models]
    return web.Response(text=json.dumps(body, separators=(",", ":")), content_type="application/json")


def no_content() -> web.Response:
    return web.Response(status=204)
