"""Tickets for a session's room, as good as the login session that asked for them."""

from datetime import timedelta

import pytest

from server.services.errors import Unauthenticated
from tests.support.clinics import NOON

SOON = NOON + timedelta(seconds=20)


@pytest.fixture
async def login(clinic, north):
    expires_at = NOON + timedelta(seconds=10)
    login, _ = await clinic.services.logins.begin("north", north.admin, "admin", NOON, expires_at=expires_at)
    return login


async def test_a_ticket_opens_the_seat_once(clinic, north, login):
    sessions = clinic.services.sessions
    ticket = await sessions.ticket(login, north.running, NOON)
    seat = await sessions.redeem(ticket, NOON)
    assert (seat.participant, seat.session, seat.login_session) == (north.admin, north.running, login.id)
    with pytest.raises(Unauthenticated):
        await sessions.redeem(ticket, NOON)


async def test_a_ticket_of_a_login_session_that_ended_while_it_was_made_opens_nothing(clinic, north, login):
    await clinic.services.logins.end(login.id, NOON)
    ticket = await clinic.services.sessions.ticket(login, north.running, NOON)
    with pytest.raises(Unauthenticated):
        await clinic.services.sessions.redeem(ticket, NOON)


async def test_a_ticket_does_not_outlive_its_login_session(clinic, north, login):
    ticket = await clinic.services.sessions.ticket(login, north.running, NOON)
    with pytest.raises(Unauthenticated):
        await clinic.services.sessions.redeem(ticket, SOON)
