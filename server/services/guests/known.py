"""Who a guest is: whom this client brought before under that name, or somebody new; and whether they may come."""

from collections.abc import Callable, Collection

from server.domain.disclosure.terms import normal
from server.services.access.logins import LoginSession
from server.services.errors import Warned
from server.services.guests.invitations import Invitations, Wish
from server.services.people import GuestBook, Person
from server.services.rosters.adding import Adding, NotTogether, is_on
from server.services.rosters.keep_apart import NOT_WITH_THIS_GROUP, PairStore
from server.services.sessions.sessions import RosterEntry, Session


class KnownGuests:
    def __init__(
        self,
        invitations: Invitations,
        book: GuestBook,
        pairs: PairStore,
        adding: Adding,
        new_id: Callable[[], str],
    ) -> None:
        self._invitations = invitations
        self._book = book
        self._pairs = pairs
        self._adding = adding
        self._new_id = new_id

    async def find(self, session: Session, wish: Wish) -> tuple[Person, bool]:
        """And whether they are known; somebody new is not written down before `add`."""
        before = await self._invitations.of_client(session.clinic_id, wish.client_id)
        ids = {one.person_id for one in before if one.role == wish.role}
        people = await self._book.persons(session.clinic_id, ids)
        for one in sorted(people.values(), key=lambda one: one.id):
            if normal(one.legal_name) == normal(wish.name):
                return one, True
        name = " ".join(wish.name.split())
        return Person(self._new_id(), session.clinic_id, "guest", name, name), False

    async def add(self, guest: Person) -> None:
        await self._book.add_person(guest)

    async def check(
        self, login: LoginSession, session: Session, guest: Person, roster: Collection[RosterEntry], wish: Wish
    ) -> None:
        """Nobody comes as a guest who must not meet somebody who is there; also not when only the name says so, which
        an admin can look into and go on with. Raises NotTogether, and Warned of that or of how many there would be."""
        pairs = await self._pairs.pairs(session.clinic_id)
        there = {one.person_id for one in roster} - {guest.id}
        if pairs.barring(guest.id, there):
            raise NotTogether(NOT_WITH_THIS_GROUP)
        namesakes = [
            one
            for one in await self._book.clients(session.clinic_id)
            if one.id in pairs.apart and normal(one.legal_name) == normal(guest.legal_name)
        ]
        if any(pairs.barring(one.id, there) for one in namesakes):
            if login.role != "admin":
                raise NotTogether(NOT_WITH_THIS_GROUP)
            if not wish.despite:
                raise Warned(
                    "A client of this name is kept apart from somebody who is expected. Go on if it is not them."
                )
        if wish.despite or wish.role != "guest" or is_on(roster, guest.id):
            return
        crowded = await self._adding.crowding(session, [*roster, RosterEntry(guest.id, "guest")])
        if crowded:
            raise Warned(" ".join(crowded))
