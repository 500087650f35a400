"""Policies, payers and authorisations of a clinic in tests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from server.clinic import Clinic, new_id
from server.domain.attendance.evidence import MarkedPresent, Modality, SessionEnded, SessionStarted, Stated
from server.domain.attendance.policy_versions import Holder, PolicyVersion, Scope
from server.services.policies.policies import Payer, SavedVersion
from server.services.sessions.sessions import RosterEntry, Session
from server.storage.tables import authorizations
from tests.support.clinics import NOON, Cast, fact_of

NEW_YEAR = datetime(2026, 1, 1, 12, tzinfo=UTC)
LONG_AGO = NEW_YEAR.date()


def of_clinic(cast: Cast) -> Holder:
    return Holder(Scope.CLINIC, cast.clinic)


def of_program(cast: Cast) -> Holder:
    return Holder(Scope.PROGRAM, cast.program)


async def add_payer(clinic: Clinic, cast: Cast, name: str = "state") -> Holder:
    payer = f"{cast.clinic}-{name}"
    await clinic.policies.add_payer(Payer(payer, cast.clinic, f"Payer {name}"))
    return Holder(Scope.PAYER, payer)


async def authorize(
    clinic: Clinic,
    cast: Cast,
    payer: Holder,
    client: int = 0,
    starts_on: date = LONG_AGO,
    ends_on: date = date(2026, 12, 31),
    service_code: str = "H0015",
    revoked_at: datetime | None = None,
) -> None:
    row = {
        "id": new_id(),
        "clinic_id": cast.clinic,
        "person_id": cast.clients[client],
        "payer_id": payer.id,
        "number": "A-1",
        "service_code": service_code,
        "unit": "day",
        "units": 30,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "created_at": NOON,
        "revoked_at": revoked_at,
    }
    async with clinic.database.write() as connection:
        await connection.execute(authorizations.insert(), row)


async def written(
    clinic: Clinic,
    holder: Holder,
    number: int = 1,
    effective_from: date = LONG_AGO,
    saved_at: datetime = NEW_YEAR,
    **rules: Any,
) -> SavedVersion:
    """A version as it was saved some time ago, sealed in the log as others are."""
    clinic_id = holder.id.partition("-")[0]
    saved = SavedVersion(new_id(), PolicyVersion(holder, number, effective_from, rules, saved_at), "because", None)
    await clinic.services.policies.seed(clinic_id, saved, saved_at)
    return saved


async def phone_session(
    clinic: Clinic, cast: Cast, start: datetime, client: int, phoned: int, minutes: int = 60
) -> Session:
    """A group in which one client was on the phone for so many minutes, as staff stated."""
    name = f"{cast.clinic}-phone-{start.date()}"
    end = start + timedelta(minutes=minutes)
    session = Session(name, cast.clinic, cast.program, "group", "Phone group", "planned", start, end)
    people = [RosterEntry(cast.facilitator, "facilitator"), RosterEntry(cast.clients[client], "client")]
    await clinic.sessions.add(session, people)
    phone = Stated(start, start + timedelta(minutes=phoned), Modality.PHONE, "by phone", cast.facilitator)
    facts = [
        fact_of(name, MarkedPresent(cast.facilitator), start, 0, cast.facilitator),
        fact_of(name, SessionStarted(cast.facilitator), start, 1),
        fact_of(name, MarkedPresent(cast.facilitator), end, 2, cast.facilitator),
        fact_of(name, phone, end, 3, cast.clients[client]),
        fact_of(name, SessionEnded(cast.facilitator), end, 4),
    ]
    await clinic.services.facts.record(cast.clinic, facts)
    await clinic.services.finish(cast.clinic, name, end, end)
    return session
