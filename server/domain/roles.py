"""Who somebody is to the clinic."""

from enum import StrEnum


class Role(StrEnum):
    """A person's role; the role in one session is that of the plan."""

    CLIENT = "client"
    FACILITATOR = "facilitator"
    ADMIN = "admin"
