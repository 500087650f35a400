"""How each client may be reached: by themself or with staff, and stopped at once by whoever gets the messages."""

import hashlib
import hmac
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from server.domain.minors.telling import WITHHELD
from server.domain.touch.contact import Channel, ChannelKind, Contact, Language, Purpose, Quiet, Stopped, address_of
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry

WRONG: Mapping[ChannelKind, str] = {
    "email": "an e-mail address, like ana@example.org",
    "sms": "a phone number with its area code, like 212 555 0199",
}


@dataclass(frozen=True)
class ChannelDraft:
    kind: ChannelKind
    address: str
    safe: bool
    purposes: Sequence[Purpose]
    again: bool = False
    """Messages that were stopped begin again, since the client asked for it."""


@dataclass(frozen=True)
class ContactDraft:
    language: Language
    quiet: Quiet | None
    channels: Sequence[ChannelDraft]
    version: int
    """As whoever changes it saw it."""


class Contacts(Protocol):
    """Every method asks within one clinic."""

    async def of(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, Contact]: ...
    async def save(self, clinic_id: str, person_id: str, contact: Contact) -> None: ...
    async def stop(
        self, clinic_id: str, person_id: str, kind: ChannelKind, address: str, why: Stopped, now: datetime
    ) -> bool:
        """Whether there was such a channel that went on until now."""
        ...


class Guarded(Protocol):
    async def withheld(self, clinic_id: str, person_id: str, address: str, now: datetime) -> bool:
        """Whether an address is that of a guardian who may learn nothing of this client."""
        ...


class ContactService:
    def __init__(
        self,
        contacts: Contacts,
        clients: VisibleClients,
        guarded: Guarded,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        key: str,
    ) -> None:
        self._contacts = contacts
        self._clients = clients
        self._guarded = guarded
        self._audit = audit
        self._atomic = atomic
        self._key = key

    async def get(self, login: LoginSession, client_id: str, now: datetime) -> Contact:
        """Staff's: of a client whom they may see. Raises NotFound."""
        await self._clients.get(login, client_id)
        await self._audit(AuditEntry(login.clinic_id, now, "contact.read", login.person_id, client_id))
        return await self._of(login.clinic_id, client_id)

    async def own(self, login: LoginSession) -> Contact:
        """A client's own."""
        return await self._of(login.clinic_id, login.person_id)

    async def change(self, login: LoginSession, client_id: str, draft: ContactDraft, now: datetime) -> Contact:
        """Raises NotFound; Invalid for what is no address, or a guardian's who may learn nothing; Conflict when it was
        changed since it was seen."""
        await self._clients.get(login, client_id)
        for at, (one, address) in enumerate(zip(draft.channels, _addresses(draft), strict=True)):
            if one.safe and await self._guarded.withheld(login.clinic_id, client_id, address, now):
                raise Invalid(WITHHELD, [(f"body.channels.{at}.address", WITHHELD)])
        return await self._change(login, client_id, draft, now)

    async def change_own(self, login: LoginSession, draft: ContactDraft, now: datetime) -> Contact:
        """As `change`."""
        return await self._change(login, login.person_id, draft, now)

    async def stop(self, token: str, now: datetime) -> None:
        """What `stop_token` is for: nothing more goes that way. Twice is fine. Raises NotFound for a made-up one."""
        try:
            clinic_id, person_id, kind, given = token.split("~")
        except ValueError:
            raise NotFound from None
        found = await self._of(clinic_id, person_id)
        channel = next((one for one in found.channels if one.kind == kind), None)
        if channel is None or not hmac.compare_digest(given, self._mac(clinic_id, person_id, channel)):
            raise NotFound
        await self.stopped(clinic_id, person_id, channel, "unsubscribed", now)

    async def stopped(self, clinic_id: str, person_id: str, channel: Channel, why: Stopped, now: datetime) -> None:
        """Nothing more goes to that address, until somebody begins it again."""
        async with self._atomic():
            if await self._contacts.stop(clinic_id, person_id, channel.kind, channel.address, why, now):
                detail = {"channel": channel.kind, "why": why}
                await self._audit(AuditEntry(clinic_id, now, "contact.stopped", None, person_id, detail=detail))

    def stop_token(self, clinic_id: str, person_id: str, channel: Channel) -> str:
        """Opens nothing but `stop`, for this address alone."""
        return f"{clinic_id}~{person_id}~{channel.kind}~{self._mac(clinic_id, person_id, channel)}"

    def _mac(self, clinic_id: str, person_id: str, channel: Channel) -> str:
        said = "\n".join(("stop", clinic_id, person_id, channel.kind, channel.address))
        return hmac.new(self._key.encode(), said.encode(), hashlib.sha256).hexdigest()[:40]

    async def _of(self, clinic_id: str, person_id: str) -> Contact:
        return (await self._contacts.of(clinic_id, [person_id])).get(person_id, Contact())

    async def _change(self, login: LoginSession, person_id: str, draft: ContactDraft, now: datetime) -> Contact:
        addresses = _addresses(draft)
        async with self._atomic():
            before = await self._of(login.clinic_id, person_id)
            if before.version != draft.version:
                raise Conflict("This was changed meanwhile. Nothing was saved; look again, and decide.")
            channels = tuple(
                _channel(one, address, before) for one, address in zip(draft.channels, addresses, strict=True)
            )
            after = Contact(draft.language, draft.quiet, channels, before.version + 1)
            await self._contacts.save(login.clinic_id, person_id, after)
            detail = {"channels": [one.kind for one in channels if one.safe]}
            await self._audit(
                AuditEntry(login.clinic_id, now, "contact.changed", login.person_id, person_id, detail=detail)
            )
        return after


def _addresses(draft: ContactDraft) -> list[str]:
    addresses = [address_of(one.kind, one.address) for one in draft.channels]
    wrong = [
        (f"body.channels.{at}.address", WRONG[one.kind])
        for at, (one, address) in enumerate(zip(draft.channels, addresses, strict=True))
        if address is None
    ]
    kinds = [one.kind for one in draft.channels]
    if len(set(kinds)) < len(kinds):
        wrong.append(("body.channels", "each way once"))
    if wrong:
        raise Invalid(f"Please give {wrong[0][1]}.", wrong)
    return [one for one in addresses if one is not None]


def _channel(draft: ChannelDraft, address: str, before: Contact) -> Channel:
    """What was stopped stays so, unless it is another address or is to begin again."""
    was = next((one for one in before.channels if one.kind == draft.kind), None)
    same = was is not None and was.address == address and not draft.again
    stopped = (was.stopped_at, was.stopped_as) if was is not None and same else (None, None)
    return Channel(draft.kind, address, draft.safe, tuple(sorted(set(draft.purposes))), *stopped)
