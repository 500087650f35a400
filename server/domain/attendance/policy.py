"""The rules by which presence becomes countable minutes and an outcome. A record keeps the policy it was made under."""

from dataclasses import asdict, dataclass
from typing import Any

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class AttendancePolicy:
    """All in whole numbers. Raises ValueError for percentages that contradict each other.

    'Held' time is what the group really had: from the staff's start to the end, without breaks and time without staff.
    Muting never lowers attendance, so there is no rule by which it could.
    """

    version: str = "default-1"
    grace_ms: int = 10 * MINUTE_MS
    """Who comes later after the start than this is late; who goes earlier before the end than this left early."""
    present_percent: int = 80
    """Share of the held time from which a client was present."""
    partial_percent: int = 10
    """Share of the held time from which attendance is partial; below it is a no-show."""
    present_minutes: int = 0
    """Minutes needed to be present whatever the share; 0 for none."""
    partial_minutes: int = 0
    """Minutes needed for partial attendance whatever the share; 0 for none."""
    camera_off_counts: bool = True
    """Time without video, whether the camera is off or the client came by sound alone."""
    phone_counts: bool = True
    """Time by phone, which staff state."""
    must_receive: bool = False
    """Only time in which the client's device received the others' media counts."""
    outages_count: bool = False
    """Time in which our own server was down counts for whoever was in the group before and came back to it after."""
    staff_gap_ms: int = 0
    """Gaps in the staff's presence up to this length still count."""

    def __post_init__(self) -> None:
        if not 0 <= self.partial_percent <= self.present_percent <= 100:
            raise ValueError("0 <= partial_percent <= present_percent <= 100")
        if min(self.grace_ms, self.present_minutes, self.partial_minutes, self.staff_gap_ms) < 0:
            raise ValueError("grace, minutes and gaps are not negative")

    def to_data(self) -> dict[str, Any]:
        """Every rule by its name, as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "AttendancePolicy":
        """The inverse of `to_data`. Raises TypeError for a rule that is not known."""
        return cls(**data)


DEFAULT_POLICY = AttendancePolicy()
