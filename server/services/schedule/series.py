"""A series of sessions as it is stored."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from server.domain.schedule.recurrence import Recurrence
from server.services.sessions.sessions import Kind, RosterRole, Setting

Expects = Literal["enrolled", "named"]
"""Whom its sessions expect as clients: all who are enrolled on the day, or those that the series names."""


@dataclass(frozen=True)
class Series:
    id: str
    clinic_id: str
    program_id: str | None
    track_id: str | None
    """None: all tracks of the program."""
    site_id: str | None
    kind: Kind
    title: str
    topic: str
    service_code: str
    rule: str
    """As `Recurrence` has it."""
    first_on: date
    last_on: date
    """Before `first_on`: it has been given up, and never meets again."""
    at: time
    time_zone: str
    minutes: int
    break_minutes: int
    setting: Setting
    expects: Expects
    guests: bool
    follows_id: str | None
    """The series that it goes on from, since a change from some day on."""
    version: int
    """One more at each change; who changes it names the one that they saw."""
    created_by: str | None
    created_at: datetime
    reference: str = ""
    """As another system knows it; empty: it does not."""

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence(self.rule, self.first_on, self.last_on, self.at, self.minutes, self.time_zone)


TeamRole = Literal["facilitator", "observer", "interpreter"]


@dataclass(frozen=True)
class SeriesHelper:
    """Of the staff, beside those whom the series names: at all that meets from one day to another, both included."""

    id: str
    series_id: str
    """The first of those that follow one another: it holds for all of them."""
    clinic_id: str
    person_id: str
    role: TeamRole
    from_on: date
    until_on: date | None
    """None: as long as it meets; before `from_on`: it was taken back."""
    added_by: str
    added_at: datetime

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class SeriesPerson:
    """A facilitator of the series, or a client that it names."""

    person_id: str
    role: RosterRole
