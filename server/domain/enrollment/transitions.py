"""How one enrollment becomes the next. Each answers new values; what was is in the old ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from server.domain.enrollment.enrollment import Began, Ended, Enrollment, State
from server.domain.enrollment.levels import direction
from server.domain.enrollment.rules import Course

Act = Literal["move", "discharge", "error"]
Discharge = Literal["completed", "against_advice", "no_contact", "administrative", "died"]
ALLOWED: Mapping[State, frozenset[Act]] = {
    "planned": frozenset({"error"}),
    "current": frozenset({"move", "discharge", "error"}),
    "ended": frozenset({"discharge", "error"}),
    "error": frozenset(),
}
"""What may be done to an enrollment as it stands today; another discharge corrects the first. Admission and return
begin one, and ask `begins_as`."""
MOVED: frozenset[Began | Ended] = frozenset({"step_up", "step_down", "transfer"})
DAY = timedelta(days=1)


class NotPossible(ValueError):
    """The message says why, for a person."""


@dataclass(frozen=True)
class Place:
    """Where somebody goes: a program, perhaps a track of it, perhaps hours of their own."""

    program_id: str
    track_id: str | None = None
    weekly_hours: float | None = None


def allowed(enrollment: Enrollment, others: Iterable[Enrollment], today: date) -> frozenset[Act]:
    """`others`: all of the person's. What has been moved on from ends as its next one begins, and in no other way."""
    moved_on = any(
        one.follows_id == enrollment.id and one.began_as in MOVED and one.ended_as != "error" for one in others
    )
    return frozenset() if moved_on else ALLOWED[enrollment.state(today)]


def begins_as(others: Iterable[Enrollment], starts_on: date) -> tuple[Began, Enrollment | None]:
    """Whether somebody comes for the first time or returns, and what they return after: the last that had ended. Who
    is in a program that day does not return by coming into a second one."""
    others = list(others)
    if any(one.holds_on(starts_on) for one in others):
        return "admission", None
    ended = [one for one in others if one.ended_as != "error" and one.ends_on is not None and one.ends_on < starts_on]
    last = max(ended, key=lambda one: (one.ends_on or date.min, one.starts_on, one.id), default=None)
    return ("return", last) if last is not None else ("admission", None)


def move(
    enrollment: Enrollment, place: Place, courses: Mapping[str, Course], first_day: date, new_id: str
) -> tuple[Enrollment, Enrollment]:
    """The enrollment as it ends on the day before, and the one that follows it from `first_day` on. It is a step up or
    down when the level of care is another, and a transfer else. Raises NotPossible."""
    if first_day <= enrollment.starts_on:
        raise NotPossible(f"It must be after the first day of what it follows, {enrollment.starts_on}.")
    if enrollment.ends_on is not None and first_day > enrollment.ends_on + DAY:
        raise NotPossible(f"It must follow without a gap: the last day is {enrollment.ends_on}.")
    if place == Place(enrollment.program_id, enrollment.track_id, enrollment.weekly_hours):
        raise NotPossible("That is where they are already, with the same hours.")
    how = direction(courses[enrollment.program_id].level_of_care, courses[place.program_id].level_of_care)
    ended = replace(enrollment, ends_on=first_day - DAY, ended_as=how, version=enrollment.version + 1)
    begun = Enrollment(
        new_id,
        enrollment.clinic_id,
        place.program_id,
        enrollment.person_id,
        first_day,
        track_id=place.track_id,
        weekly_hours=place.weekly_hours,
        began_as=how,
        follows_id=enrollment.id,
    )
    return ended, begun


def discharge(enrollment: Enrollment, last_day: date, how: Discharge, note: str) -> Enrollment:
    """Raises NotPossible."""
    if last_day < enrollment.starts_on:
        raise NotPossible(f"The last day must not be before the first, {enrollment.starts_on}.")
    return replace(enrollment, ends_on=last_day, ended_as=how, end_note=note, version=enrollment.version + 1)


def entered_in_error(
    enrollment: Enrollment, before: Enrollment | None, others: Iterable[Enrollment], note: str
) -> tuple[Enrollment, Enrollment | None]:
    """The enrollment as one that never held, and what it followed, which goes on as it did before the move (None: it
    stays as it is). `others`: all of the person's."""
    gone = replace(enrollment, ended_as="error", end_note=note, version=enrollment.version + 1)
    if before is None or before.ended_as not in MOVED:
        return gone, None
    goes_on = replace(before, ends_on=None, ended_as=None, version=before.version + 1)
    taken = (
        one
        for one in others
        if one.id not in (enrollment.id, before.id) and one.program_id == before.program_id and one.overlaps(goes_on)
    )
    return gone, None if any(taken) else goes_on
