"""Addresses and quiet hours."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.touch.backoff import RECORDS, next_try
from server.domain.touch.contact import Quiet, address_of, masked
from server.domain.touch.quiet import allowed_from

LA = "America/Los_Angeles"
NIGHT = Quiet(time(21), time(8))
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.integers(0, 365 * 24 * 60).map(lambda minutes: YEAR + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("email", " ana@example.org ", "ana@example.org"),
        ("sms", "(555) 010-0199", None),
        ("sms", "(555) 210-0199", "+15552100199"),
        ("sms", "+52 55 1234 5678", "+525512345678"),
    ],
)
def test_addresses_are_kept_as_they_are_written_to(kind, given, kept):
    assert address_of(kind, given) == kept


@pytest.mark.parametrize("kind", ["email", "sms"])
@pytest.mark.parametrize(
    "given", ["", "ana", "a@b", "a@b.c\r\nBcc: x@y.org", "+1555\n2100199", "a b@c.org", "a@-b.org", "1"]
)
def test_what_is_no_address_is_refused_and_a_line_break_never_passes(kind, given):
    assert address_of(kind, given) is None


@given(st.text(max_size=30))
@settings(max_examples=50)
def test_no_text_becomes_an_address_that_breaks_a_header(text):
    assert all(
        not any(one in kept for one in "\r\n\0 ,;<>") for kind in ("email", "sms") if (kept := address_of(kind, text))
    )


def test_a_list_shows_too_little_to_write_to():
    assert (masked("ana@example.org"), masked("+15552100199")) == ("a…@example.org", "…99")


@given(DAYS, st.times(), st.times())
def test_nobody_is_written_to_in_quiet_hours_and_nobody_waits_for_longer_than_they_last(at, start, end):
    quiet = Quiet(start, end)
    allowed = allowed_from(at, quiet, LA)
    assert at <= allowed
    assert (allowed - at).total_seconds() <= 25 * 3600
    assert allowed_from(allowed, quiet, LA) == allowed


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (datetime(2026, 3, 8, 7, 30, tzinfo=UTC), datetime(2026, 3, 8, 15, 0, tzinfo=UTC)),  # the clock goes forward
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), datetime(2026, 11, 1, 16, 0, tzinfo=UTC)),  # and back
        (datetime(2026, 3, 4, 20, 0, tzinfo=UTC), datetime(2026, 3, 4, 20, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_by_the_clock_of_the_place(at, allowed):
    assert allowed_from(at, NIGHT, LA) == allowed


def test_the_same_time_twice_is_never_quiet():
    at = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
    assert allowed_from(at, Quiet(time(0), time(0)), LA) == at


def test_records_are_tried_for_days_and_then_no_more():
    at = start = datetime(2026, 3, 4, tzinfo=UTC)
    attempts = 0
    while (again := next_try(RECORDS, attempts := attempts + 1, at)) is not None:
        at = again
    assert (at - start).days >= 5
