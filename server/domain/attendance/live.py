"""What staff see of attendance while the session is on."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from server.domain.attendance.evidence import Place
from server.domain.attendance.online import Online
from server.domain.attendance.plan import SessionPlan
from server.domain.attendance.policy import AttendancePolicy
from server.domain.attendance.record import EndReason, Minutes
from server.domain.attendance.scene import scene, supposing_all_still_here
from server.domain.attendance.spans import total
from server.domain.attendance.state import AttendanceState
from server.domain.attendance.timeline import counted, timeline
from server.domain.instants import to_ms
from server.domain.roles import Role

_NOBODYS: Mapping[str, AttendancePolicy] = MappingProxyType({})


def minutes(
    state: AttendanceState,
    plan: SessionPlan,
    policy: AttendancePolicy,
    now: datetime,
    own: Mapping[str, AttendancePolicy] = _NOBODYS,
) -> dict[str, Minutes]:
    """Everybody's minutes so far, by participant id; nothing is counted up to `now` without proof. `own`: the policies
    of those who are judged by another than `policy`."""
    scenes = {each: scene(state, plan, each, to_ms(now)) for each in {policy, *own.values()}}
    supposing = {each: supposing_all_still_here(known) for each, known in scenes.items()}
    roles = {entry.participant: entry.role for entry in plan.roster}
    found: dict[str, Minutes] = {}
    for name in scenes[policy].people:
        known, supposed = scenes[own.get(name, policy)], supposing[own.get(name, policy)]
        presence = known.people[name]
        countable = total(counted(timeline(name, known)))
        possible = countable if supposed is known else total(counted(timeline(name, supposed)))
        online = any(ending.reason is EndReason.ONGOING for ending in presence.online.endings.values())
        in_room, with_group = presence.in_room.open_since is not None, online and _is_with_group(presence.online)
        role = roles.get(name, Role.CLIENT)
        found[name] = Minutes(countable, possible - countable, in_room, online, with_group, role)
    return found


def _is_with_group(online: Online) -> bool:
    """Where they are last known to be others are, too."""
    return any(
        spans[-1][1] == online.all[-1][1]
        for spot, spans in online.spots.items()
        if spans and spot.place in (Place.GROUP, Place.BREAKOUT, Place.HOLD)
    )
