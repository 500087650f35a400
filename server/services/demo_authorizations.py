"""What payers authorized for the demo's clients: open, nearly used up, used up, ending, to come and withdrawn."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.domain.hours.units import Unit
from server.services.demo_people import CEDAR
from server.services.hours.authorizations import Authorization, Authorizations, Payers
from server.services.policies.policies import Payer

STATE, BLUE = "cedar-payer-state", "cedar-payer-blue"
NAMES = {STATE: "State Medicaid", BLUE: "Blue Ridge Health"}


@dataclass(frozen=True)
class _Given:
    """Days from the day on which the demo first ran."""

    client: str
    payer: str
    code: str
    unit: Unit
    units: int
    first: int
    last: int
    withdrawn: bool = False


GIVEN = (
    _Given("ana", STATE, "H0015", Unit.HOUR, 80, -30, 60),
    _Given("ben", STATE, "H0015", Unit.SESSION, 12, -30, 60),
    _Given("cleo", STATE, "H0015", Unit.SESSION, 9, -30, 60),
    _Given("dev", BLUE, "H0015", Unit.HOUR, 40, -30, 6),
    _Given("elin", STATE, "H0015", Unit.HOUR, 30, -45, -7),
    _Given("elin", STATE, "H0015", Unit.HOUR, 48, -6, 60),
    _Given("fin", BLUE, "H0015", Unit.DAY, 24, 5, 95),
    _Given("gia", BLUE, "H0015", Unit.DAY, 24, -30, 60),
    _Given("jo", STATE, "H0015", Unit.DAY, 12, -30, 60, withdrawn=True),
    _Given("jo", STATE, "H0015", Unit.HOUR, 72, -30, 60),
    _Given("sam", BLUE, "H0015", Unit.QUARTER_HOUR, 160, -30, 60),
    _Given("sam", BLUE, "90834", Unit.SESSION, 8, -30, 60),
)


class DemoAuthorizations:
    def __init__(
        self,
        payers: Payers,
        authorizations: Authorizations,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._payers = payers
        self._authorizations = authorizations
        self._atomic = atomic

    async def add_missing(self, now: datetime) -> None:
        """Payers that are not there, and all authorizations where none is."""
        today = now.astimezone(ZoneInfo(CEDAR.time_zone)).date()
        async with self._atomic():
            known = {one.id for one in await self._payers.payers(CEDAR.key)}
            for payer, name in NAMES.items():
                if payer not in known:
                    await self._payers.add_payer(Payer(payer, CEDAR.key, name))
            clients = [f"{CEDAR.key}-{client.key}" for client in CEDAR.clients]
            if await self._authorizations.of_persons(CEDAR.key, clients):
                return
            for number, one in enumerate(GIVEN):
                await self._authorizations.add(
                    Authorization(
                        id=f"{CEDAR.key}-authorization-{number}",
                        clinic_id=CEDAR.key,
                        person_id=f"{CEDAR.key}-{one.client}",
                        payer_id=one.payer,
                        number=f"{'SM' if one.payer == STATE else 'BR'}-{20300 + 17 * number}",
                        service_code=one.code,
                        unit=one.unit.value,
                        units=one.units,
                        starts_on=today + timedelta(days=one.first),
                        ends_on=today + timedelta(days=one.last),
                        created_at=now,
                        revoked_at=now if one.withdrawn else None,
                    )
                )
