from datetime import timedelta

import pytest

from server.services.access.tickets import Seat, Tickets
from server.services.errors import Unauthenticated
from tests.support.clinics import NOON

SEAT = Seat("north", "session", "person", "client", "Sam", "they/them", "Legal Name", "login", on_roster=False)


def test_a_ticket_works_once():
    tickets = Tickets()
    ticket = tickets.issue(SEAT, NOON)
    assert tickets.redeem(ticket, NOON) == SEAT
    with pytest.raises(Unauthenticated):
        tickets.redeem(ticket, NOON)


def test_a_ticket_is_too_old_after_thirty_seconds():
    tickets = Tickets()
    early, late = tickets.issue(SEAT, NOON), tickets.issue(SEAT, NOON)
    assert tickets.redeem(early, NOON + timedelta(seconds=29.9)) == SEAT
    with pytest.raises(Unauthenticated):
        tickets.redeem(late, NOON + timedelta(seconds=30))


def test_tickets_end_with_the_login_session_that_they_came_from():
    tickets = Tickets()
    ticket = tickets.issue(SEAT, NOON)
    tickets.revoke("login")
    with pytest.raises(Unauthenticated):
        tickets.redeem(ticket, NOON)


@pytest.mark.parametrize("ticket", ["", "x", "\ud800", "x" * 10_000])
def test_a_ticket_that_never_was_is_refused(ticket):
    with pytest.raises(Unauthenticated):
        Tickets().redeem(ticket, NOON)
