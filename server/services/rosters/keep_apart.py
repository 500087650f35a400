"""People who must never be brought together."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from server.domain.roster.keep_apart import Pairs
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person
from server.services.rosters.rosters import Absentee, Rosters
from server.services.sessions.sessions import Session, Sessions

Ground = Literal["former_partners", "court_order", "relatives", "conflict", "other"]
NOT_WITH_THIS_GROUP = "They are not with this group. Please see an admin."
"""All that staff learn who may not see both; and neither of the two ever learns even that."""


@dataclass(frozen=True)
class Pair:
    """Both are clients, or one is of the staff or a guest; `first_id` is the lesser. Only ever ended, never changed."""

    id: str
    clinic_id: str
    first_id: str
    second_id: str
    ground: Ground
    note: str
    """For staff alone, and only those who may see both."""
    made_by: str | None
    made_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None

    def other(self, person_id: str) -> str:
        return self.second_id if person_id == self.first_id else self.first_id


class PairStore(Protocol):
    async def pairs(self, clinic_id: str) -> Pairs:
        """Those that hold."""
        ...

    async def of_person(self, clinic_id: str, person_id: str) -> Sequence[Pair]:
        """Newest first, also those that ended."""
        ...

    async def add(self, pair: Pair) -> None: ...
    async def end(self, clinic_id: str, pair_id: str, actor: str, now: datetime) -> None: ...


@dataclass(frozen=True)
class Missed:
    """A coming session that one of a pair is left out of."""

    session: Session
    person: Person


@dataclass(frozen=True)
class Told:
    """A pair as it is shown on the page of one of the two."""

    pair: Pair
    other: Person
    made_by: str
    """A name; empty: unknown."""
    missed: Sequence[Missed]


class KeepApartService:
    """Pairs are for admins to write. Who may not see both people gets NotFound, or a list without them."""

    def __init__(
        self,
        store: PairStore,
        rosters: Rosters,
        people: People,
        sessions: Sessions,
        clients: VisibleClients,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._rosters = rosters
        self._people = people
        self._sessions = sessions
        self._clients = clients
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._on_change: list[Callable[[str], None]] = []

    def subscribe(self, on_change: Callable[[str], None]) -> None:
        """`on_change(clinic)` runs once a change of its pairs can be read."""
        self._on_change.append(on_change)

    async def pairs(self, clinic_id: str) -> Pairs:
        """All that hold, for whoever lets people in."""
        return await self._store.pairs(clinic_id)

    async def of_client(self, login: LoginSession, client_id: str, now: datetime) -> Sequence[Told]:
        """Newest first, those that hold before those that ended."""
        await self._clients.get(login, client_id)
        found = await self._store.of_person(login.clinic_id, client_id)
        ids = {one.other(client_id) for one in found} | {one.made_by for one in found if one.made_by is not None}
        people = await self._people.persons(login.clinic_id, ids)
        seen = set(await self._clients.among(login, [one for one, who in people.items() if who.kind == "client"]))
        seen |= {one for one, who in people.items() if who.kind != "client"}
        shown = [one for one in found if one.other(client_id) in seen]
        if not shown:
            return []
        absent = await self._rosters.absentees(login.clinic_id, client_id, _today(now))
        for other in {one.other(client_id) for one in shown if one.ended_at is None}:
            absent = [*absent, *await self._rosters.absentees(login.clinic_id, other, _today(now))]
        missed = await self._missed(login.clinic_id, absent)
        await self._audit(AuditEntry(login.clinic_id, now, "keep_apart.read", login.person_id, client_id))
        return [
            Told(
                one,
                people[one.other(client_id)],
                people[one.made_by].legal_name if one.made_by and one.made_by in people else "",
                missed.get(frozenset((one.first_id, one.second_id)), ()) if one.ended_at is None else (),
            )
            for one in sorted(shown, key=lambda one: one.ended_at is not None)
        ]

    async def choices(self, login: LoginSession, client_id: str) -> Sequence[Person]:
        """Whom this client can be kept apart from besides those that they are: clients first, then staff, then whoever
        was invited as a guest, by name."""
        await self._clients.get(login, client_id)
        taken = (await self._store.pairs(login.clinic_id)).apart.get(client_id, frozenset()) | {client_id}
        logins = await self._people.staff_logins(login.clinic_id)
        caring = [one.person_id for one in logins if one.role != "auditor" and one.disabled_at is None]
        staff = (await self._people.persons(login.clinic_id, caring)).values()
        others = [*sorted(staff, key=lambda one: one.legal_name), *await self._people.guests(login.clinic_id)]
        everybody = [*await self._people.clients(login.clinic_id), *others]
        return [one for one in everybody if one.id not in taken]

    async def add(
        self, login: LoginSession, client_id: str, other_id: str, ground: Ground, note: str, now: datetime
    ) -> None:
        """From now on. Coming rosters are computed anew at once; who is left out of them is told with the pair. Raises
        Conflict when they are kept apart already."""
        client = await self._clients.get(login, client_id)
        other = await self._people.person(login.clinic_id, other_id)
        if other is None or client.id == other.id:
            raise Invalid("Choose somebody else of this clinic.", [("body.other", "must be another person")])
        first, second = sorted((client_id, other_id))
        pair = Pair(self._new_id(), login.clinic_id, first, second, ground, note, login.person_id, now)
        async with self._atomic():
            if other_id in (await self._store.pairs(login.clinic_id)).apart.get(client_id, ()):
                raise Conflict("They are kept apart already.")
            await self._store.add(pair)
            await self._changed(login, pair, "keep_apart.added", now)
        self._tell(login.clinic_id)

    async def end(self, login: LoginSession, client_id: str, pair_id: str, now: datetime) -> None:
        """They may meet again. Raises NotFound, also for a pair that has ended."""
        await self._clients.get(login, client_id)
        async with self._atomic():
            for pair in await self._store.of_person(login.clinic_id, client_id):
                if pair.id == pair_id and pair.ended_at is None:
                    break
            else:
                raise NotFound
            await self._store.end(login.clinic_id, pair_id, login.person_id, now)
            await self._changed(login, pair, "keep_apart.ended", now)
        self._tell(login.clinic_id)

    async def _changed(self, login: LoginSession, pair: Pair, action: str, now: datetime) -> None:
        for person_id in (pair.first_id, pair.second_id):
            await self._rosters.refresh_person(login.clinic_id, person_id, _today(now), now)
        await self._audit(AuditEntry(login.clinic_id, now, action, login.person_id, pair.id))

    async def _missed(self, clinic_id: str, absent: Sequence[Absentee]) -> Mapping[frozenset[str], Sequence[Missed]]:
        apart = {one for one in absent if one.left_out.why == "kept_apart"}
        people = await self._people.persons(clinic_id, {one.left_out.person for one in apart})
        found: dict[frozenset[str], list[Missed]] = {}
        for one in apart:
            session = await self._sessions.get(clinic_id, one.session_id)
            if session is not None:
                pair = frozenset((one.left_out.person, one.left_out.apart_from or ""))
                found.setdefault(pair, []).append(Missed(session, people[one.left_out.person]))
        for sessions in found.values():
            sessions.sort(key=lambda one: (one.session.starts_at, one.session.id))
        return found

    def _tell(self, clinic_id: str) -> None:
        for heard in self._on_change:
            heard(clinic_id)


def _today(now: datetime) -> date:
    """The earliest day that it is anywhere: what is over has begun, and is left alone anyway."""
    return (now - timedelta(days=1)).date()
