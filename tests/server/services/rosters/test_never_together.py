"""No schedule, exception, make-up, enrollment or pair, in any order, ever makes a planned roster with a pair on it."""

import asyncio
import contextlib
from datetime import date, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from server.clinic import Clinic, open_clinic
from server.domain.roster.expected import ByHand, Entry, Place, expected
from server.domain.roster.keep_apart import Pairs
from server.services.access.logins import LoginSession
from server.services.errors import ServiceError
from server.services.people import Enrollment
from server.services.rosters.planning import Addition
from server.storage.tables import enrollments, rosters
from tests.support.clinics import NOON, Cast, add_clinic
from tests.support.rosters import add_series, add_session

TODAY = date(2026, 3, 4)
PEOPLE = st.sampled_from(["lee", "ana", "ben", "cat", "dan", "eve"])
ROLES = st.sampled_from(["client", "facilitator"])
PLACES = st.builds(Place, ROLES, st.sampled_from(["series", "enrollment"]), st.dates(TODAY, TODAY + timedelta(days=3)))
ENTRIES = st.builds(
    Entry,
    PEOPLE,
    ROLES,
    st.sampled_from(["expected", "excused", "walk_in"]),
    st.sampled_from(["series", "enrollment", "added", "make_up", "walk_in"]),
)


@settings(max_examples=60)
@given(
    regular=st.none() | st.dictionaries(PEOPLE, PLACES),
    now=st.lists(ENTRIES, unique_by=lambda one: one.person),
    exceptions=st.lists(
        st.builds(ByHand, PEOPLE, st.sampled_from(["added", "left_out"]), ROLES, st.booleans()),
        unique_by=lambda one: one.person,
    ),
    pairs=st.lists(st.tuples(PEOPLE, PEOPLE).filter(lambda pair: pair[0] != pair[1])),
)
def test_a_roster_as_computed_has_no_pair_on_it_and_computed_again_is_the_same(regular, now, exceptions, pairs):
    apart = Pairs.of(pairs)
    once = expected(regular, now, exceptions, apart)
    assert not apart.within({one.person for one in once.entries})
    assert not {one.person for one in once.entries} & {one.person for one in once.left_out}
    again = expected(regular, once.entries, exceptions, apart)
    assert set(again.entries) == set(once.entries)


CLIENT = st.integers(0, 2)
SESSION = st.integers(0, 3)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), SESSION, CLIENT),
        st.tuples(st.just("make up"), SESSION, CLIENT, SESSION),
        st.tuples(st.just("leave out"), SESSION, CLIENT),
        st.tuples(st.just("excuse"), SESSION, CLIENT),
        st.tuples(st.just("undo"), SESSION, CLIENT),
        st.tuples(st.just("pair"), CLIENT, CLIENT),
        st.tuples(st.just("part"), CLIENT),
        st.tuples(st.just("enroll"), CLIENT),
        st.tuples(st.just("discharge"), CLIENT),
        st.tuples(st.just("schedule"), CLIENT),
    ),
    min_size=3,
    max_size=12,
)


class Program:
    """A clinic's three clients, its admin, and four of its sessions: two by enrollment, one named, one without a
    series."""

    def __init__(self, clinic: Clinic, cast: Cast) -> None:
        self.clinic, self.cast, self.numbers = clinic, cast, count()
        self.login = LoginSession("login", cast.clinic, cast.admin, "admin", None, None, NOON, NOON + timedelta(1))
        self.sessions: list[str] = []

    async def open(self) -> None:
        evening = await add_series(self.clinic, self.cast)
        named = await add_series(self.clinic, self.cast, "named", clients=self.cast.clients[:2])
        self.sessions = [
            await add_session(self.clinic, evening, 0),
            await add_session(self.clinic, evening, 1),
            await add_session(self.clinic, named, 1),
            self.cast.running,
        ]
        await self.clinic.services.rosters.refresh_sessions(self.cast.clinic, self.sessions, NOON)

    async def act(self, what: str, *of: int) -> None:
        services, cast = self.clinic.services, self.cast
        planning, kept = services.roster_planning, services.keep_apart
        client = cast.clients[of[1 if len(of) > 1 and what != "pair" else 0]]
        session = self.sessions[of[0]]
        match what:
            case "add":
                await planning.add(self.login, session, Addition(client, "because", despite=True), NOON)
            case "make up":
                wish = Addition(client, "because", self.sessions[of[2]], despite=True)
                await planning.add(self.login, session, wish, NOON)
            case "leave out":
                await planning.leave_out(self.login, session, client, "because", NOON)
            case "excuse":
                await planning.excuse(self.login, session, client, "because", NOON)
            case "undo":
                await planning.undo(self.login, session, client, NOON)
            case "pair":
                await kept.add(self.login, client, cast.clients[of[1]], "other", "", NOON)
            case "part":
                for told in await kept.of_client(self.login, client, NOON):
                    await kept.end(self.login, client, told.pair.id, NOON)
            case "enroll":
                enrollment = f"{cast.clinic}-more{next(self.numbers)}"
                async with self.clinic.database.atomic():
                    one = Enrollment(enrollment, cast.clinic, cast.program, client, TODAY)
                    await self.clinic.people.add_enrollment(one)
                    await services.rosters.refresh_person(cast.clinic, client, TODAY, NOON)
            case "discharge":
                async with self.clinic.database.write() as connection:
                    await connection.execute(
                        update(enrollments).where(enrollments.c.person_id == client).values(ends_on=TODAY)
                    )
                    await services.rosters.refresh_person(cast.clinic, client, TODAY, NOON)
            case "schedule":
                number = next(self.numbers)
                async with self.clinic.database.atomic():
                    series = await add_series(self.clinic, cast, f"more{number}", clients=cast.clients)
                    made = await add_session(self.clinic, series, of[0])
                    await services.rosters.refresh_sessions(cast.clinic, [made], NOON)
                self.sessions[of[0]] = made

    async def together(self) -> list[tuple[str, frozenset[frozenset[str]]]]:
        pairs = await self.clinic.services.keep_apart.pairs(self.cast.clinic)
        query = select(rosters.c.session_id, rosters.c.person_id).where(rosters.c.clinic_id == self.cast.clinic)
        people: dict[str, set[str]] = {}
        async with self.clinic.database.read() as connection:
            for session, person in await connection.execute(query):
                people.setdefault(session, set()).add(person)
        return [(session, found) for session, who in people.items() if (found := pairs.within(who))]


def test_no_act_in_any_order_brings_a_pair_together(settings_of_clinic):
    """Every example has a clinic of its own in one database."""
    numbers = count()

    async def live(acts) -> None:
        async with open_clinic(settings_of_clinic, boot="boot-1") as clinic:
            program = Program(clinic, await add_clinic(clinic, f"clinic{next(numbers)}"))
            await program.open()
            for act in acts:
                with contextlib.suppress(ServiceError):
                    await program.act(*act)
                assert await program.together() == [], f"after {act}"

    @settings(max_examples=15)
    @given(ACTS)
    def in_any_order(acts) -> None:
        asyncio.run(live(acts))

    in_any_order()
