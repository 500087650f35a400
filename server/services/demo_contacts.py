"""How some of the demo's clients may be reached, so that its outbox has something in it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from server.domain.touch.contact import Channel, Contact
from server.services.demo_people import CEDAR
from server.services.touch.contact import Contacts

EVERY = 2
"""Of the clients every second one; the others said that nothing is safe."""


class DemoContacts:
    def __init__(self, contacts: Contacts, atomic: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        self._contacts = contacts
        self._atomic = atomic

    async def add_missing(self) -> None:
        clients = CEDAR.clients[::EVERY]
        ids = {f"{CEDAR.key}-{one.key}": one for one in clients}
        async with self._atomic():
            known = await self._contacts.of(CEDAR.key, ids)
            for at, (who, client) in enumerate(ids.items()):
                if who in known:
                    continue
                email = Channel("email", f"{client.key}@example.org", True, ("changes", "links", "reminders"))
                sms = Channel("sms", f"+1212555{100 + at:04}", True, ("changes", "reminders"))
                contact = Contact("es" if at == 1 else "en", None, (email, sms), 1)
                await self._contacts.save(CEDAR.key, who, contact)
