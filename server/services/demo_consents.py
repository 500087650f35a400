"""To whom the demo's clients let their records go, live, withdrawn and expired: an export has somebody to leave out."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.domain.disclosure.terms import ALL_THREE, ANY_OF_THEM
from server.domain.log.register_check import Register
from server.services.demo_authorizations import BLUE, NAMES, STATE
from server.services.demo_people import CEDAR
from server.services.disclosures.consents import Consent, Consents
from server.services.log.audit import Audit, AuditEntry, Written

COURT = "Tidewater County Drug Court"
FORM = "2026-1"


@dataclass(frozen=True)
class _Given:
    """Days from the day on which the demo first ran."""

    client: str
    recipient: str
    purpose: str
    given: int
    expires: int | None = None
    withdrawn: int | None = None


GIVEN = (
    *(_Given(client, ANY_OF_THEM, ALL_THREE, -42) for client in ("ana", "ben", "cleo", "dev", "gia", "sam")),
    _Given("elin", ANY_OF_THEM, ALL_THREE, -42, withdrawn=-5),
    _Given("ana", NAMES[STATE], "Eligibility", -40, expires=140),
    _Given("ben", NAMES[STATE], "Eligibility", -40, expires=140),
    _Given("cleo", NAMES[STATE], "Eligibility", -40, expires=-3),
    _Given("elin", NAMES[STATE], "Eligibility", -40, withdrawn=-5),
    _Given("dev", NAMES[BLUE], "Eligibility", -38),
    _Given("ben", COURT, "Report of attendance", -30, expires=60),
    _Given("hugo", COURT, "Report of attendance", -30, expires=60),
    _Given("jo", COURT, "Report of attendance", -30, expires=60, withdrawn=-9),
)


class DemoConsents:
    def __init__(
        self, consents: Consents, audit: Audit, atomic: Callable[[], AbstractAsyncContextManager[None]]
    ) -> None:
        self._consents = consents
        self._audit = audit
        self._atomic = atomic

    async def add_missing(self, now: datetime) -> None:
        """All of them where none is."""
        admin = next(f"{CEDAR.key}-{staff.key}" for staff in CEDAR.staff if staff.role == "admin")
        today = now.astimezone(ZoneInfo(CEDAR.time_zone)).date()
        async with self._atomic():
            clients = [f"{CEDAR.key}-{client.key}" for client in CEDAR.clients]
            if await self._consents.of_persons(CEDAR.key, clients):
                return
            for number, one in enumerate(GIVEN):
                withdrawn = None if one.withdrawn is None else now + timedelta(days=one.withdrawn)
                consent = Consent(
                    id=f"{CEDAR.key}-consent-{number}",
                    clinic_id=CEDAR.key,
                    person_id=f"{CEDAR.key}-{one.client}",
                    recipient=one.recipient,
                    purpose=one.purpose,
                    version=FORM,
                    given_at=now + timedelta(days=one.given),
                    expires_on=None if one.expires is None else today + timedelta(days=one.expires),
                    recorded_by=admin,
                    withdrawn_at=withdrawn,
                    withdrawn_by=None if withdrawn is None else admin,
                )
                row = Written(Register.CONSENT, await self._consents.add(consent))
                detail = {"consent": consent.id}
                action = "consent.recorded" if withdrawn is None else "consent.withdrawn"
                entry = AuditEntry(CEDAR.key, now, action, admin, consent.person_id, detail=detail)
                await self._audit(entry, [row])
