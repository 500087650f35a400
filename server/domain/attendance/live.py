"""What staff see of attendance while the session is on."""

from datetime import datetime

from server.domain.attendance.plan import SessionPlan
from server.domain.attendance.policy import AttendancePolicy
from server.domain.attendance.record import EndReason, Minutes
from server.domain.attendance.scene import scene, supposing_all_still_here
from server.domain.attendance.spans import total
from server.domain.attendance.state import AttendanceState
from server.domain.attendance.timeline import counted, timeline
from server.domain.instants import to_ms


def minutes(state: AttendanceState, plan: SessionPlan, policy: AttendancePolicy, now: datetime) -> dict[str, Minutes]:
    """Everybody's minutes so far, by participant id; nothing is counted up to `now` without proof."""
    known = scene(state, plan, policy, to_ms(now))
    supposed = supposing_all_still_here(known)
    found: dict[str, Minutes] = {}
    for name, presence in known.people.items():
        countable = total(counted(timeline(name, known)))
        possible = countable if supposed is known else total(counted(timeline(name, supposed)))
        online = any(ending.reason is EndReason.ONGOING for ending in presence.online.endings.values())
        found[name] = Minutes(countable, possible - countable, presence.in_room.open_since is not None, online)
    return found
