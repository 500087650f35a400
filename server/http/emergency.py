"""/api/clients/{client}/emergency-…: the emergency card, whom to call, and whom the clinic told."""

from typing import Annotated

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204
from pydantic import Field

from server.http.models import emergency as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, no_content
from server.services.help.card import Card, Told


class CardView(ApiView):
    access = "staff"

    async def get(
        self, client: Id, /, session: Annotated[Id | None, Field(description="From whose room")] = None
    ) -> r200[models.EmergencyCard]:
        """Where they are, how to reach them, whom to call. Opening it is an access, and written down as one."""
        return answer(_card(await self.services.emergency_cards.open(self.login, client, session, self.now)))


class ContactView(ApiView):
    access = "staff"

    async def put(self, client: Id, /, body: models.EmergencyContactRequest) -> r204:
        """Whom to call for this client."""
        await self.services.emergency_cards.set_contact(
            self.login, client, body.name, body.relation, body.phone, self.now
        )
        return no_content()

    async def delete(self, client: Id, /) -> r204:
        """Nobody any more."""
        await self.services.emergency_cards.remove_contact(self.login, client, self.now)
        return no_content()


class ToldView(ApiView):
    access = "staff"

    async def post(self, client: Id, /, body: models.EmergencyTold) -> r204:
        """Whom we told, why and when, now or afterwards: a disclosure, in the client's account and in the log."""
        told = Told(body.recipient, body.affiliation, body.purpose, body.emergency, body.at)
        await self.services.emergency_cards.told(self.login, client, told, body.session, self.now)
        return no_content()


def _card(card: Card) -> models.EmergencyCard:
    person, where, contact = card.person, card.where, card.contact
    return models.EmergencyCard(
        person_id=person.id,
        legal_name=person.legal_name,
        chosen_name=person.chosen_name,
        pronouns=person.pronouns,
        date_of_birth=person.date_of_birth,
        where=models.Whereabouts(**vars(where)) if where else None,
        phone=card.phone,
        contact=models.EmergencyContact(name=contact.name, relation=contact.relation, phone=contact.phone)
        if contact
        else None,
        clinic=card.clinic.name,
        clinic_phone=card.clinic.phone,
        time_zone=card.clinic.time_zone,
    )


def routes() -> list[web.RouteDef]:
    one = "/api/clients/{client}"
    return [
        web.view(f"{one}/emergency-card", CardView),
        web.view(f"{one}/emergency-contact", ContactView),
        web.view(f"{one}/emergency-disclosures", ToldView),
    ]
