"""What is in the outbox goes out, once.

A message is `sending` in the database before its sender gets it. So one that was on its way when the process was killed
is known: a receiver that tells repeats apart gets it again; a mail server does not, so that it counts as failed and
staff see it. Nothing goes twice; what may be lost is said.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from server.domain.touch.backoff import MESSAGES, next_try
from server.domain.touch.contact import Channel, Contact, Stopped, masked
from server.domain.touch.quiet import allowed_from
from server.domain.touch.wording import PURPOSES, About, What, write
from server.services.access.join_links import JoinLinkService
from server.services.errors import Gone, NotFound
from server.services.people import Clinic, People
from server.services.sessions.sessions import Session, Sessions
from server.services.touch.contact import Contacts, ContactService, Guarded
from server.services.touch.notices import expected
from server.services.touch.outbox import Outbox, OutboxMessage
from server.services.touch.senders import NotSent, Outgoing, Ways

log = logging.getLogger(__name__)

AT_ONCE = 4
A_ROUND = 40
LINK_WITHIN = timedelta(hours=2)
"""A reminder has the link to join when the session begins so soon."""


class PagersPort(Protocol):
    """By what staff are reached off the page."""

    async def channels(self, clinic_id: str, persons: Collection[str]) -> Mapping[str, Sequence[Channel]]: ...


class Sending:
    def __init__(
        self,
        outbox: Outbox,
        contacts: Contacts,
        contact: ContactService,
        sessions: Sessions,
        people: People,
        links: JoinLinkService,
        guarded: Guarded,
        ways: Ways,
        pagers: PagersPort,
    ) -> None:
        self._outbox = outbox
        self._contacts = contacts
        self._contact = contact
        self._sessions = sessions
        self._people = people
        self._links = links
        self._guarded = guarded
        self._ways = ways
        self._pagers = pagers

    async def recover(self, now: datetime) -> None:
        """Once, at the start: what was on its way when the process before ended."""
        for message in await self._outbox.interrupted():
            sender = self._ways.senders.get(message.channel)
            if sender is not None and sender.knows_repeats:
                await self._outbox.put_off(message.id, now, "interrupted")
            else:
                await self._outbox.end(message.id, "failed", now, "interrupted")

    async def round(self, now: datetime) -> int:
        """What is due; how many messages were looked at. What goes wrong with one keeps no other back."""
        due = await self._outbox.due(now, A_ROUND)
        for start in range(0, len(due), AT_ONCE):
            some = due[start : start + AT_ONCE]
            ended = await asyncio.gather(*(self._one(message, now) for message in some), return_exceptions=True)
            for message, error in zip(some, ended, strict=True):
                if isinstance(error, Exception):
                    log.error("message %s: %s", message.id, type(error).__name__)
        return len(due)

    async def _one(self, message: OutboxMessage, now: datetime) -> None:
        clinic = await self._people.clinic(message.clinic_id)
        session = await self._sessions.get(message.clinic_id, message.session_id)
        if clinic is None or session is None:
            return await self._outbox.end(message.id, "expired", now, "moot")
        contact = (await self._contacts.of(message.clinic_id, [message.person_id])).get(message.person_id, Contact())
        channel = next((one for one in contact.channels if one.kind == message.channel), None)
        if message.what is What.PAGE:
            return await self._page(message, session, contact, now)
        if now >= message.expires_at:
            return await self._outbox.end(message.id, "expired", now, "too_late")
        if not await self._still_so(message, session):
            return await self._outbox.end(message.id, "expired", now, "moot")
        if channel is None or not channel.takes(PURPOSES[message.what]):
            return await self._outbox.end(message.id, "expired", now, "not_wanted")
        if await self._guarded.withheld(message.clinic_id, message.person_id, channel.address, now):
            return await self._outbox.end(message.id, "expired", now, "not_wanted")
        allowed = allowed_from(now, contact.quiet or self._ways.quiet, clinic.time_zone)
        if allowed >= message.expires_at:
            return await self._outbox.end(message.id, "expired", now, "quiet_hours")
        if allowed > now:
            return await self._outbox.put_off(message.id, allowed, None)
        outgoing = await self._outgoing(message, session, clinic, contact, channel, now)
        if outgoing is None:
            return await self._outbox.end(message.id, "expired", now, "moot")
        if message.channel not in self._ways.senders:
            return await self._outbox.end(message.id, "failed", now, "no_sender")
        if await self._outbox.claim(message.id):
            await self._send(message, channel, outgoing, now)

    async def _page(self, message: OutboxMessage, session: Session, contact: Contact, now: datetime) -> None:
        """To staff, at once: neither quiet hours nor what somebody opted in to are asked."""
        found = (await self._pagers.channels(message.clinic_id, [message.person_id])).get(message.person_id, [])
        channel = next((one for one in found if one.kind == message.channel), None)
        if now >= message.expires_at or session.is_over or channel is None:
            return await self._outbox.end(message.id, "expired", now, "moot" if channel is None else "too_late")
        if message.channel not in self._ways.senders:
            return await self._outbox.end(message.id, "failed", now, "no_sender")
        about = About(message.what, message.starts_at, message.time_zone, "")
        words = write(about, contact.language, self._ways.origin)
        if await self._outbox.claim(message.id):
            outgoing = Outgoing(message.id, channel.address, words.subject, words.text, None)
            await self._send(message, channel, outgoing, now)

    async def _send(self, message: OutboxMessage, channel: Channel, outgoing: Outgoing, now: datetime) -> None:
        sender = self._ways.senders[message.channel]
        try:
            await sender.send(outgoing)
        except NotSent as refused:
            await self._not_sent(message, channel, refused, now)
        except Exception as error:
            log.error("message %s: %s", message.id, type(error).__name__)
            again = NotSent("later" if sender.knows_repeats else "refused", "unclear")
            await self._not_sent(message, channel, again, now)
        else:
            await self._outbox.end(message.id, "sent", now, None, masked(channel.address))

    async def _not_sent(self, message: OutboxMessage, channel: Channel, why: NotSent, now: datetime) -> None:
        again = next_try(MESSAGES, message.attempts + 1, now) if why.kind == "later" else None
        if again is not None and again < message.expires_at:
            return await self._outbox.put_off(message.id, again, why.problem)
        if why.kind == "gone":
            stopped: Stopped = "refused" if channel.kind == "email" else "gone"
            await self._contact.stopped(message.clinic_id, message.person_id, channel, stopped, now)
        await self._outbox.end(message.id, "failed", now, why.problem)
        log.warning("message %s did not go out: %s", message.id, why.problem)

    async def _still_so(self, message: OutboxMessage, session: Session) -> bool:
        """Whether it is still as the message says, and the client's concern."""
        roster = await self._sessions.roster(message.clinic_id, message.session_id)
        if message.person_id not in expected(roster):
            return False
        if message.what is What.CANCELLED:
            return session.status == "cancelled" and session.sequence == message.sequence
        return not session.is_over and (message.what is What.LINK or session.starts_at == message.starts_at)

    async def _outgoing(
        self,
        message: OutboxMessage,
        session: Session,
        clinic: Clinic,
        contact: Contact,
        channel: Channel,
        now: datetime,
    ) -> Outgoing | None:
        """None when the link that it is about opens nothing any more."""
        soon = message.what is What.REMINDER and session.starts_at - now <= LINK_WITHIN
        leads = message.what is What.MESSAGE or (soon and session.setting != "in_person")
        wanted = leads and channel.takes("links")
        link = stop = None
        if message.what is What.LINK or wanted:
            try:
                token = await self._links.living(message.clinic_id, session.id, message.person_id, now)
            except (NotFound, Gone):
                return None
            link = f"{self._ways.origin}/join#{token}"
        if channel.kind == "email":
            token = self._contact.stop_token(message.clinic_id, message.person_id, channel)
            stop = f"{self._ways.origin}/stop#{token}"
        at = message.starts_at if message.what is not What.LINK else session.starts_at
        about = About(message.what, at, message.time_zone, clinic.phone, message.before)
        words = write(about, contact.language, link, stop)
        return Outgoing(message.id, channel.address, words.subject, words.text, stop)


def without_secrets(message: OutboxMessage, phone: str, contact: Contact) -> str:
    """The words of a message as a list may show them."""
    about = About(message.what, message.starts_at, message.time_zone, phone, message.before)
    return write(about, contact.language, "…" if message.what is What.LINK else None).text
