"""Auditors of the small clinics, and what they may read."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from server.clinic import Clinic
from server.services.access.grants import AuditorGrant, Wish
from server.services.people import Person, StaffLogin
from tests.support.clinics import NOON, PASSWORD, Cast


async def add_auditor(clinic: Clinic, cast: Cast, name: str = "auditor") -> str:
    """Somebody who has set a password, and to whom nothing is granted."""
    who = f"{cast.clinic}-{name}"
    await clinic.people.add_person(Person(who, cast.clinic, "staff", f"Auditor {who}", f"Auditor {who}"))
    hashed = clinic.passwords.hash_now(PASSWORD)
    await clinic.people.add_staff_login(StaffLogin(who, cast.clinic, cast.email(who), hashed, "auditor"))
    return who


async def grant(
    clinic: Clinic,
    cast: Cast,
    auditor: str,
    clients: Sequence[str] | None,
    days: tuple[date | None, date | None] = (None, None),
    now: datetime = NOON,
) -> AuditorGrant:
    """For two weeks from now."""
    wish = Wish("Payer review", clients, *days, expires_at=now + timedelta(days=14))
    return await clinic.services.grants.give(cast.clinic, auditor, wish, cast.admin, now)
