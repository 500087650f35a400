"""What may be wrong with a join link's token (threat 9, 10): each is refused, and nothing falls over."""

import asyncio
import base64
import json
from dataclasses import replace
from datetime import timedelta

import jwt
import pytest
from sqlalchemy import text

from server.services.errors import Gone, StorageUnavailable, Unauthenticated
from tests.support.clinics import NOON, PIN, SIGNING_KEY


def part(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.fixture
async def genuine(clinic, north):
    _, token = await clinic.services.join_links.issue("north", north.running, north.clients[0], None, NOON)
    return token


@pytest.fixture
def join(clinic):
    async def join(token, pin=PIN, now=NOON):
        return await clinic.services.join_links.join(token, pin, "192.0.2.1", now)

    return join


def resigned(genuine, algorithm="HS256", key=SIGNING_KEY, headers=None, **changes):
    """The genuine token's claims, changed and signed again with the right key."""
    known = jwt.decode(genuine, options={"verify_signature": False})
    kept = {name: value for name, value in (known | changes).items() if value is not None}
    return jwt.encode(kept, key, algorithm, headers=headers)


async def test_the_genuine_token_opens_and_says_nothing_about_the_person(join, genuine, north):
    login, _ = await join(genuine)
    assert (login.person_id, login.session_id) == (north.clients[0], north.running)
    assert set(jwt.decode(genuine, options={"verify_signature": False})) == {"iss", "aud", "jti", "nbf", "exp"}


async def test_no_signature_at_all_is_refused(join, genuine):
    payload = genuine.split(".")[1]
    for algorithm in ("none", "None", "NONE", "nOnE"):
        with pytest.raises(Unauthenticated):
            await join(f"{part({'alg': algorithm, 'typ': 'JWT'})}.{payload}.")


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
async def test_another_algorithm_is_refused_even_with_the_right_key(join, genuine, algorithm):
    with pytest.raises(Unauthenticated):
        await join(resigned(genuine, algorithm))


async def test_another_key_is_refused(join, genuine):
    with pytest.raises(Unauthenticated):
        await join(resigned(genuine, key="another key of at least 32 characters!!"))


async def test_an_extension_that_must_be_understood_and_is_not_is_refused(join, genuine):
    with pytest.raises(Unauthenticated):
        await join(resigned(genuine, headers={"crit": ["x-unknown"], "x-unknown": True}))


@pytest.mark.parametrize("claim", ["iss", "aud", "jti", "nbf", "exp"])
async def test_every_claim_is_required(join, genuine, claim):
    with pytest.raises(Unauthenticated):
        await join(resigned(genuine, **{claim: None}))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "viop:other"},
        {"iss": "somebody"},
        {"jti": "unknown"},
        {"exp": "soon"},
        {"nbf": [1]},
        {"jti": 7},
    ],
)
async def test_a_wrong_claim_is_refused(join, genuine, changes):
    with pytest.raises((Unauthenticated, Gone)):
        await join(resigned(genuine, **changes))


async def test_a_link_opens_and_ends_with_its_session_wherever_that_was_moved(join, genuine, clinic, north):
    session = await clinic.sessions.get("north", north.running)
    later = replace(session, starts_at=NOON + timedelta(days=1), ends_at=NOON + timedelta(days=1, hours=1))
    await clinic.services.join_links.reschedule(later)
    with pytest.raises(Unauthenticated):
        await join(genuine, now=NOON)
    with pytest.raises(Gone):
        await join(genuine, now=later.ends_at + timedelta(hours=1))
    await join(genuine, now=later.starts_at)


async def test_a_link_to_a_cancelled_session_opens_the_page_that_says_so_and_no_room(join, genuine, clinic, north):
    await clinic.sessions.cancel("north", north.running)
    login, _ = await join(genuine)
    assert (await clinic.services.sessions.visible(login, north.running)).status == "cancelled"
    with pytest.raises(Gone):
        await clinic.services.sessions.ticket(login, north.running, NOON)


async def test_a_token_cannot_outlive_its_row(join, genuine):
    late = NOON + timedelta(hours=4)
    with pytest.raises(Gone):
        await join(resigned(genuine, exp=int((NOON + timedelta(days=9)).timestamp())), now=late)


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "ä.ö.ü", "\ud800", "x" * 1024, "e30.e30.e30", "null.null."])
async def test_a_malformed_token_is_refused(join, north, token):
    with pytest.raises(Unauthenticated):
        await join(token)


@pytest.mark.parametrize("meanwhile", ["revoked", "over"])
async def test_a_link_that_is_revoked_while_its_pin_is_checked_opens_nothing(
    join, genuine, clinic, north, monkeypatch, meanwhile
):
    verify = clinic.pins.verify

    async def slow(*arguments):
        if meanwhile == "revoked":
            await clinic.services.join_links.revoke("north", north.running, north.clients[0], north.admin, NOON)
        else:
            await clinic.sessions.finish("north", north.running, NOON)
        return await verify(*arguments)

    monkeypatch.setattr(clinic.pins, "verify", slow)
    with pytest.raises(Gone):
        await join(genuine)
    async with clinic.database.read() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM login_sessions")) == 0


async def test_of_links_issued_at_once_only_one_lives(clinic, north):
    issue = clinic.services.join_links.issue
    await asyncio.gather(*(issue("north", north.running, north.clients[0], None, NOON) for _ in range(4)))
    live = await clinic.services.join_links._links.live_of("north", north.running, north.clients[0])
    assert len(live) == 1


async def test_a_link_that_could_not_be_made_ends_no_earlier_one(clinic, north, join, genuine, monkeypatch):
    async def full(*_):
        raise StorageUnavailable("full")

    login, _ = await join(genuine)
    told: list[str] = []
    clinic.services.logins.subscribe(told.append)
    with monkeypatch.context() as patch:
        patch.setattr(clinic.services.join_links._links, "add", full)
        with pytest.raises(StorageUnavailable):
            await clinic.services.join_links.issue("north", north.running, north.clients[0], None, NOON)
    assert told == [] and await clinic.services.logins.lives(login.id, NOON)
    assert await join(genuine)


async def test_who_hears_of_a_login_session_that_ended_finds_it_stored(clinic, north, join, genuine):
    await join(genuine)
    looks = []
    clinic.services.logins.subscribe(
        lambda ended: looks.append(asyncio.create_task(clinic.services.logins.lives(ended, NOON)))
    )
    await clinic.services.join_links.revoke("north", north.running, north.clients[0], north.admin, NOON)
    assert await asyncio.gather(*looks) == [False]


async def test_the_session_being_over_is_the_end_of_its_links(join, genuine, clinic, north):
    await clinic.sessions.finish("north", north.running, NOON)
    with pytest.raises(Gone):
        await join(genuine)


async def test_a_link_that_lives_is_kept_with_whoever_is_in_by_it_and_a_dead_one_made_anew(clinic, north):
    """The demo asks for its links at every start."""
    links, who = clinic.services.join_links, north.clients[0]
    first = await links.living("north", north.running, who, NOON)
    login, _ = await links.join(first, PIN, "address", NOON)
    assert await links.living("north", north.running, who, NOON) == first
    assert await clinic.services.logins.lives(login.id, NOON)
    await links.revoke("north", north.running, who, north.facilitator, NOON)
    later = await links.living("north", north.running, who, NOON)
    assert later != first
    await links.join(later, PIN, "address", NOON)
