"""The demo's policies, as the clinic wrote them before the weeks that it shows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.domain.attendance.policy_versions import Holder, PolicyVersion, Scope
from server.services.demo_authorizations import STATE
from server.services.demo_people import CEDAR
from server.services.policies.policies import SavedVersion
from server.services.policies.policy_editing import PolicyEditing, whole


@dataclass(frozen=True)
class Written:
    scope: Scope
    holder: str
    """The id of the clinic, its program or a payer."""
    number: int
    weeks_ago: int
    reason: str
    rules: dict[str, Any] = field(default_factory=dict)


WRITTEN = (
    Written(Scope.CLINIC, CEDAR.key, 1, 8, "Adopted when the program opened"),
    Written(
        *(Scope.CLINIC, CEDAR.key, 2, 6, "To be signed on the next day, by associates with their supervisor"),
        {"sign_within_hours": 24, "cosignature": "always"},
    ),
    Written(Scope.PROGRAM, f"{CEDAR.key}-iop", 1, 6, "The room holds ten", {"group_cap": 10}),
    Written(Scope.PAYER, STATE, 1, 6, "Provider manual, section 4: no telephone", {"phone_counts": False}),
)


async def write_policies(author: str, editing: PolicyEditing, new_id: Callable[[], str], now: datetime) -> None:
    """Rules of the clinic, of its program and of one of its payers."""
    for one in WRITTEN:
        holder = Holder(one.scope, one.holder)
        saved_at = now - timedelta(weeks=one.weeks_ago)
        day = saved_at.astimezone(ZoneInfo(CEDAR.time_zone)).date()
        version = PolicyVersion(holder, one.number, day, whole(holder, one.rules), saved_at)
        await editing.seed(CEDAR.key, SavedVersion(new_id(), version, one.reason, author), now)
