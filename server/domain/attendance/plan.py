"""What was planned for a session: its times and who was expected."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.domain.instants import to_ms
from server.domain.roles import Role


class SessionKind(StrEnum):
    """What a session is for."""

    GROUP = "group"
    INDIVIDUAL = "individual"
    FAMILY = "family"
    WORKSHOP = "workshop"
    """Educational."""
    SKILLS = "skills"
    WELLNESS = "wellness"
    MEDICATION_CHECK = "medication_check"
    ASSESSMENT = "assessment"
    """One to one, before somebody is enrolled or anew."""
    ALUMNI = "alumni"
    """Drop-in, for those who have gone on."""
    RECREATION = "recreation"
    FILM = "film"
    WORKBOOK = "workbook"
    """Work by oneself, on paper or on a screen."""

    @property
    def words(self) -> str:
        return kind_words(self)

    @property
    def is_group(self) -> bool:
        """Group care, as the cap has it: workshops and what is no treatment may be larger."""
        return self in (SessionKind.GROUP, SessionKind.SKILLS)

    @property
    def is_one_to_one(self) -> bool:
        return self in (SessionKind.INDIVIDUAL, SessionKind.MEDICATION_CHECK, SessionKind.ASSESSMENT)


def kind_words(kind: str) -> str:
    return kind.replace("_", " ")


class RosterStatus(StrEnum):
    """How somebody stands on the roster of one session."""

    EXPECTED = "expected"
    EXCUSED = "excused"
    """Excused beforehand; whoever comes all the same has an ordinary record."""
    WALK_IN = "walk_in"
    """Came without being expected."""


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One person of the session, client or staff. `participant` is the id that facts carry."""

    participant: str
    role: Role = Role.CLIENT
    status: RosterStatus = RosterStatus.EXPECTED


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """Raises ValueError for naive times, an end before the start, and a person who is entered twice.

    Clients on the roster and walk-ins have outcomes; facilitators are the staff whose presence makes minutes count, and
    so are those who took over. Observers, interpreters and guests have intervals, and neither.
    Somebody with facts who is not entered at all is taken as a client who walked in.
    """

    session: str
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    """IANA name of the site's zone; only for showing times."""
    roster: tuple[RosterEntry, ...]
    planned_break_ms: int = 0
    """Breaks within the planned times."""

    def __post_init__(self) -> None:
        if self.required_ms <= 0:
            raise ValueError("a session ends after it starts, and its breaks are shorter than the session")
        if len({entry.participant for entry in self.roster}) != len(self.roster):
            raise ValueError("a person stands on the roster once")

    @property
    def required_ms(self) -> int:
        """The minutes the session is meant to bring, without its breaks."""
        return to_ms(self.ends_at) - to_ms(self.starts_at) - self.planned_break_ms

    @property
    def staff(self) -> frozenset[str]:
        """Participants who were planned to be those whose presence to a client makes the client's minutes count."""
        return frozenset(entry.participant for entry in self.roster if entry.role is Role.FACILITATOR)
