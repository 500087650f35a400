"""People who must never be brought together."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Ground = Literal["former_partners", "court_order", "relatives", "conflict", "other"]


@dataclass(frozen=True)
class KeepApart:
    """Both are clients, or one is staff; `first_id` is the lesser. Only ever ended, never changed."""

    id: str
    clinic_id: str
    first_id: str
    second_id: str
    ground: Ground
    note: str
    """For staff alone, and only those who may see both."""
    made_by: str | None
    made_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None
