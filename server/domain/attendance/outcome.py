"""The outcome of a client's session and the sentence that explains it."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from server.domain.attendance.evidence import Way
from server.domain.attendance.plan import RosterStatus
from server.domain.attendance.policy import MINUTE_MS, AttendancePolicy
from server.domain.attendance.record import EndReason, NotCounted, Outcome
from server.domain.attendance.scene import Scene
from server.domain.attendance.spans import total
from server.domain.instants import from_ms, to_ms
from server.domain.roles import Role


@dataclass(frozen=True, slots=True)
class Attended:
    """What the outcome rests on; durations in milliseconds."""

    role: Role
    status: RosterStatus
    came: bool
    """Seen in any way."""
    countable_ms: int
    waiting_ms: int
    talk_first_ms: int
    hold_ms: int
    without_staff_ms: int
    outage_ms: int
    not_by_policy: Mapping[NotCounted, int]
    """How long they were there in a way that the policy does not count."""
    late_by_ms: int
    early_by_ms: int
    last_end: EndReason | None
    removed: EndReason | None
    """`REMOVED` or `DENIED` if staff turned them away and they were not let in again."""
    redirected: Way | None
    """Another way that staff sent them, when they came."""
    never_checked_out: bool
    unconfirmed_at: int | None
    """Last seen in the physical room, by staff or (after the start) by the kiosk; nobody saw them go."""


def in_words(ms: int) -> str:
    """A duration for a reader, rounded down: `1 h 05 min`, `14 min`, `45 s`."""
    minutes = ms // MINUTE_MS
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes} min" if minutes else f"{ms // 1000} s"


_WHO = {
    Role.FACILITATOR: "Staff",
    Role.ADMIN: "Staff",
    Role.OBSERVER: "Trainee observer",
    Role.INTERPRETER: "Interpreter",
    Role.GUEST: "Guest of a client",
}


def outcome(attended: Attended, scene: Scene) -> tuple[Outcome, str]:
    """The outcome under the scene's policy, and why, in words without names."""
    if attended.role is not Role.CLIENT:
        was_there = f"in the session for {in_words(attended.countable_ms)}"
        return Outcome.STAFF, f"{_WHO[attended.role]}; {was_there if attended.came else 'was not there'}."
    before = _before_the_end(attended, scene) or _nothing_held(attended, scene)
    result, reason = before or _never_there(attended) or _by_minutes(attended, scene)
    if attended.countable_ms and scene.plan.kind not in scene.policy.counting_kinds:
        reason += f" Minutes of this kind of session ({scene.plan.kind.words}) do not count towards hours."
    return result, reason


def too_little_is_confirmed(attended: Attended, scene: Scene) -> bool:
    """They were seen in the room, and only what nobody confirmed keeps them from having attended."""
    return (
        attended.role is Role.CLIENT
        and scene.ended is not None
        and attended.unconfirmed_at is not None
        and attended.removed is None
        and attended.countable_ms < _needed_for_partial(scene)
    )


def _before_the_end(attended: Attended, scene: Scene) -> tuple[Outcome, str] | None:
    if scene.ended is not None:
        return None
    if scene.started is not None:
        return Outcome.PENDING, f"The session is in progress; {in_words(attended.countable_ms)} so far."
    if scene.now < to_ms(scene.plan.ends_at):
        return Outcome.PENDING, "The session has not started."
    return None


def _nothing_held(attended: Attended, scene: Scene) -> tuple[Outcome, str] | None:
    """No client answers for a session that staff did not hold."""
    if total(scene.held) or (too_little_is_confirmed(attended, scene) and _staff_were_seen(scene)):
        return None
    why = "The session was never started" if scene.started is None else "No staff were there at any time"
    waited = f" The client came and waited {in_words(attended.waiting_ms)}." if attended.waiting_ms else ""
    return Outcome.EXCUSED, f"{why}, so there was nothing to attend.{waited}"


def _never_there(attended: Attended) -> tuple[Outcome, str] | None:
    if attended.removed is EndReason.DENIED and attended.redirected is not None:
        return _redirected(attended, attended.redirected)
    if attended.removed is not None:
        act = "Removed by staff" if attended.removed is EndReason.REMOVED else "Not let in by staff"
        return Outcome.REMOVED, f"{act}; {in_words(attended.countable_ms)} counted."
    if attended.came:
        return None
    if attended.status is RosterStatus.EXCUSED:
        return Outcome.EXCUSED, "Excused beforehand and did not come."
    return Outcome.NO_SHOW, "Expected and did not come."


_WAYS = {Way.PHONE: "by phone", Way.IN_PERSON: "in person", Way.ANOTHER_DAY: "on another day"}


def _redirected(attended: Attended, way: Way) -> tuple[Outcome, str] | None:
    """Who came, and whom staff then cared for otherwise, did not miss anything; what staff state of it counts."""
    if attended.countable_ms:
        return None
    return Outcome.EXCUSED, f"Came; staff talked with them and care for them {_WAYS[way]} instead."


def _by_minutes(attended: Attended, scene: Scene) -> tuple[Outcome, str]:
    held = total(scene.held)
    needed = _needed(scene.policy.present_percent, scene.policy.present_minutes, scene)
    needed_for_partial = _needed_for_partial(scene)
    minutes = f"{in_words(attended.countable_ms)} of {in_words(held)} held"
    how = "".join(f" {sentence}" for sentence in _circumstances(attended, scene.policy))
    if too_little_is_confirmed(attended, scene):
        return _unconfirmed(attended, scene, f"{minutes} are confirmed.{how}")
    if attended.countable_ms < needed_for_partial:
        if attended.status is RosterStatus.EXCUSED:
            return Outcome.EXCUSED, f"Excused beforehand; attended {minutes}.{how}"
        least = f"fewer than the {in_words(needed_for_partial)} that partial attendance needs"
        return Outcome.NO_SHOW, f"Attended {minutes}, {least}.{how}"
    if attended.status is RosterStatus.WALK_IN:
        return Outcome.WALK_IN, f"Not on the roster; attended {minutes}.{how}"
    if attended.countable_ms < needed:
        return Outcome.PARTIAL, f"Attended {minutes}; {in_words(needed)} were needed.{how}"
    if attended.late_by_ms > scene.policy.grace_ms:
        return Outcome.LATE, f"Attended {minutes}.{how}"
    if attended.early_by_ms > scene.policy.grace_ms:
        return Outcome.LEFT_EARLY, f"Attended {minutes}.{how}"
    return Outcome.PRESENT, f"Attended {minutes}.{how}"


def _unconfirmed(attended: Attended, scene: Scene, confirmed: str) -> tuple[Outcome, str]:
    """Who was seen in the room is no no-show, however few minutes there is evidence of."""
    assert attended.unconfirmed_at is not None
    at = from_ms(attended.unconfirmed_at).astimezone(ZoneInfo(scene.plan.time_zone))
    seen = f"Was seen in the room at {at.hour % 12 or 12}:{at:%M %p}; nobody confirmed until when."
    if attended.status is RosterStatus.EXCUSED:
        return Outcome.EXCUSED, f"{seen} Excused beforehand; {confirmed}"
    if attended.status is RosterStatus.WALK_IN:
        return Outcome.WALK_IN, f"{seen} Not on the roster; {confirmed}"
    return Outcome.PARTIAL, f"{seen} {confirmed}"


def _staff_were_seen(scene: Scene) -> bool:
    return any(scene.people[name].in_room.stays for name in scene.staff)


def _needed_for_partial(scene: Scene) -> int:
    return max(1, _needed(scene.policy.partial_percent, scene.policy.partial_minutes, scene))


def _needed(percent: int, minutes: int, scene: Scene) -> int:
    base = min(total(scene.held), scene.plan.required_ms)
    return max(base * percent // 100, minutes * MINUTE_MS)


NOT_BY_POLICY = {
    NotCounted.CAMERA_OFF: "without a picture",
    NotCounted.PHONE: "by phone",
    NotCounted.NOT_RECEIVING: "without receiving anybody",
}
"""Ways of being there that a policy may not count."""


def _circumstances(attended: Attended, policy: AttendancePolicy) -> list[str]:
    said: list[str] = []
    for why, ms in attended.not_by_policy.items():
        if ms >= MINUTE_MS:
            said.append(f"Was there {NOT_BY_POLICY[why]} for {in_words(ms)}, which the policy does not count.")
    if attended.hold_ms >= MINUTE_MS:
        said.append(f"Was on hold for {in_words(attended.hold_ms)}, as no staff could be reached.")
    if attended.talk_first_ms >= MINUTE_MS:
        said.append(f"Had a private word with staff for {in_words(attended.talk_first_ms)} before being let in.")
    if attended.outage_ms >= MINUTE_MS:
        counts = "counts" if policy.outages_count else "does not count"
        said.append(f"Our server was down for {in_words(attended.outage_ms)}, which {counts}.")
    if not attended.countable_ms and attended.waiting_ms:
        said.append(f"Waited {in_words(attended.waiting_ms)} and was not admitted in time.")
    if attended.without_staff_ms >= MINUTE_MS:
        said.append(f"For {in_words(attended.without_staff_ms)} no staff were there, which does not count.")
    if attended.late_by_ms >= MINUTE_MS:
        said.append(f"Came {in_words(attended.late_by_ms)} after the start.")
    if attended.early_by_ms >= MINUTE_MS:
        ways = {EndReason.LOST: "Lost the connection", EndReason.SERVER_OUTAGE: "Cut off by an outage of ours"}
        left = ways.get(attended.last_end) if attended.last_end is not None else None
        said.append(f"{left or 'Was last seen'} {in_words(attended.early_by_ms)} before the end.")
    if attended.never_checked_out:
        said.append("In the room without a later headcount or check-out: only what was confirmed counts.")
    return said
