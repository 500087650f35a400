"""Another system (the clinic's EHR) that signed records are pushed to: where it is, on what terms, how it goes."""

import base64
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import ip_address
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from server.domain.canonical import canonical_bytes
from server.domain.disclosure.terms import Basis, Terms, problems_of
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry

Status = Literal["queued", "delivered", "failed", "withheld"]
BASES = (Basis.CONSENT, Basis.TREATMENT_PAYMENT_OPERATIONS)
"""What goes on without anybody looking rests on each client's consent; the other grounds of 42 CFR Part 2 are for
single disclosures that somebody decides."""
PAGE = 50


@dataclass(frozen=True)
class Endpoint:
    id: str
    clinic_id: str
    url: str
    recipient: str
    purpose: str
    basis: Basis
    key_number: int
    """How many secrets it has had."""
    made_by: str
    made_at: datetime
    paused_at: datetime | None = None
    paused_as: str | None = None
    """`by_hand`, or `gone`: it said so itself."""
    removed_at: datetime | None = None

    @property
    def terms(self) -> Terms:
        return Terms(self.basis, self.recipient, self.purpose)


@dataclass(frozen=True)
class Delivery:
    """One record as it is when it goes. `number`: of those of the same record, which are sent in this order."""

    id: str
    clinic_id: str
    endpoint_id: str
    session_id: str
    person_id: str
    number: int
    status: Status
    created_at: datetime
    next_at: datetime
    attempts: int = 0
    body: Mapping[str, Any] | None = None
    """From the first try until it is delivered: it is the same each time."""
    disclosure_id: str | None = None
    ended_at: datetime | None = None
    answer: int | None = None
    """The status of the last answer."""
    problem: str | None = None


@dataclass(frozen=True)
class DeliveryLine:
    delivery: Delivery
    name: str
    record_number: str | None
    starts_at: datetime
    """Of the session."""
    time_zone: str


@dataclass(frozen=True)
class State:
    endpoint: Endpoint | None
    counts: Mapping[Status, int]


class NotDelivered(Exception):
    """No answer came. `problem`: short, without an address."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class Post(Protocol):
    async def __call__(self, url: str, secret: str, id: str, body: bytes) -> int:
        """The status of the answer; a repeat has the same id. Raises NotDelivered."""
        ...


class EndpointStore(Protocol):
    """Every method but `due` asks within one clinic."""

    async def endpoint(self, clinic_id: str) -> Endpoint | None:
        """The one that was not removed."""
        ...

    async def by_id(self, clinic_id: str, endpoint_id: str) -> Endpoint | None: ...
    async def put(self, endpoint: Endpoint) -> None: ...
    async def queue(self, clinic_id: str, of: Collection[tuple[str, str]], now: datetime) -> None:
        """One more of each of these records (session, client) that is signed by all who have to, or went before."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[Delivery]:
        """Whose time has come, of endpoints that are not paused, the oldest first; of each record the first alone."""
        ...

    async def save(self, delivery: Delivery) -> None: ...
    async def delivery(self, clinic_id: str, delivery_id: str) -> Delivery | None: ...
    async def drop(self, endpoint_id: str, now: datetime) -> None:
        """What is queued goes nowhere any more."""
        ...

    async def lines(
        self, clinic_id: str, after: str | None, status: Status | None, limit: int
    ) -> Sequence[DeliveryLine]: ...
    async def counts(self, endpoint_id: str) -> Mapping[Status, int]: ...


class EndpointService:
    def __init__(
        self,
        store: EndpointStore,
        post: Post,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
        key: str,
        private: bool,
    ) -> None:
        self._store = store
        self._post = post
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._key = key
        self.private = private

    async def state(self, clinic_id: str) -> State:
        endpoint = await self._store.endpoint(clinic_id)
        return State(endpoint, await self._store.counts(endpoint.id) if endpoint else {})

    async def add(self, login: LoginSession, url: str, terms: Terms, now: datetime) -> str:
        """Its secret, seen this once. Raises Conflict when there is one already; Invalid."""
        wrong = self._wrong(url, terms)
        if wrong:
            raise Invalid(" ".join(words for _, words in wrong), wrong)
        endpoint = Endpoint(
            *(self._new_id(), login.clinic_id, url, terms.recipient, terms.purpose, terms.basis),
            *(1, login.person_id, now),
        )
        async with self._atomic():
            if await self._store.endpoint(login.clinic_id) is not None:
                raise Conflict("Records are pushed to another address already. Remove that first.")
            await self._store.put(endpoint)
            await self._tell(endpoint, "record_push.set_up", login, now)
        return self.secret(endpoint)

    async def renew(self, login: LoginSession, now: datetime) -> str:
        """Another secret in the place of the one before, seen this once. Raises NotFound."""
        async with self._atomic():
            endpoint = await self._known(login)
            after = replace(endpoint, key_number=endpoint.key_number + 1)
            await self._store.put(after)
            await self._tell(after, "record_push.secret_renewed", login, now)
        return self.secret(after)

    async def pause(self, login: LoginSession, paused: bool, now: datetime) -> None:
        """What is signed waits meanwhile. Raises NotFound."""
        async with self._atomic():
            endpoint = await self._known(login)
            if (endpoint.paused_at is not None) != paused:
                after = (now, "by_hand") if paused else (None, None)
                await self._store.put(replace(endpoint, paused_at=after[0], paused_as=after[1]))
                await self._tell(endpoint, "record_push.paused" if paused else "record_push.resumed", login, now)

    async def remove(self, login: LoginSession, now: datetime) -> None:
        """Nothing goes there any more, what is queued neither. Raises NotFound."""
        async with self._atomic():
            endpoint = await self._known(login)
            await self._store.put(replace(endpoint, removed_at=now))
            await self._store.drop(endpoint.id, now)
            await self._tell(endpoint, "record_push.removed", login, now)

    async def test(self, login: LoginSession, now: datetime) -> tuple[int | None, str | None]:
        """What it answers to a message without a record: a status, or why there was none. Raises NotFound."""
        endpoint = await self._known(login)
        await self._tell(endpoint, "record_push.tested", login, now)
        body = canonical_bytes({"type": "test", "at": now.isoformat()})
        try:
            return await self._post(endpoint.url, self.secret(endpoint), self._new_id(), body), None
        except NotDelivered as error:
            return None, error.problem

    async def lines(self, login: LoginSession, after: str | None, status: Status | None) -> Sequence[DeliveryLine]:
        """One more than a page when there are more."""
        return await self._store.lines(login.clinic_id, after, status, PAGE + 1)

    async def again(self, login: LoginSession, delivery_id: str, now: datetime) -> None:
        """What failed, or was withheld, is tried once more: decided anew, as the record is now. Raises NotFound,
        Conflict."""
        async with self._atomic():
            found = await self._store.delivery(login.clinic_id, delivery_id)
            endpoint = await self._store.endpoint(login.clinic_id)
            if found is None or endpoint is None or found.endpoint_id != endpoint.id:
                raise NotFound
            if found.status not in ("failed", "withheld"):
                raise Conflict("This one has not failed.")
            fresh = replace(found, status="queued", next_at=now, attempts=0, body=None, disclosure_id=None)
            await self._store.save(replace(fresh, ended_at=None, answer=None, problem=None))
            await self._tell(endpoint, "record_push.tried_again", login, now)

    def secret(self, endpoint: Endpoint) -> str:
        """Made of a key that is not in the database."""
        said = f"push\n{endpoint.id}\n{endpoint.key_number}".encode()
        return "whsec_" + base64.b64encode(hmac.new(self._key.encode(), said, hashlib.sha256).digest()).decode()

    async def _known(self, login: LoginSession) -> Endpoint:
        endpoint = await self._store.endpoint(login.clinic_id)
        if endpoint is None:
            raise NotFound
        return endpoint

    async def _tell(self, endpoint: Endpoint, action: str, login: LoginSession, now: datetime) -> None:
        detail = {"endpoint": endpoint.id}
        await self._audit(AuditEntry(login.clinic_id, now, action, login.person_id, detail=detail))

    def _wrong(self, url: str, terms: Terms) -> list[tuple[str, str]]:
        wrong = [(f"body.{field}", words) for field, words in problems_of(terms)]
        if terms.basis not in BASES:
            wrong.append(("body.basis", "Records that go by themselves rest on consents."))
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            return [*wrong, ("body.url", "That is no web address.")]
        if not host or parts.username or parts.password or parts.fragment or any(one <= " " for one in url):
            wrong.append(("body.url", "Give a web address without a name, a password or a #."))
        elif parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
            wrong.append(("body.url", "It must begin with https://."))
        elif not self.private and _is_private(host):
            wrong.append(("body.url", "That is an address of a private network, which VIOP_PUSH_PRIVATE must allow."))
        return wrong


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_private(host: str) -> bool:
    """What the address itself says; where a name leads is looked at when it is asked."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


Queue = Callable[[str, Collection[tuple[str, str]], datetime], Awaitable[None]]
