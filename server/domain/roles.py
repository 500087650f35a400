"""Who somebody is to the clinic."""

from enum import StrEnum


class Role(StrEnum):
    """A person's role; the role in one session is that of the plan."""

    CLIENT = "client"
    FACILITATOR = "facilitator"
    """Runs the session, alone or with others."""
    ADMIN = "admin"
    OBSERVER = "observer"
    """A trainee who watches: announced to everybody, and without the rights of staff in the room."""
    INTERPRETER = "interpreter"
    GUEST = "guest"
    """Family or another guest of one client."""

    @property
    def is_staff(self) -> bool:
        return self in (Role.FACILITATOR, Role.ADMIN)
