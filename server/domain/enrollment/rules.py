"""What an enrollment must be, and of what somebody is warned before it is made."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from server.domain.assessment.findings import Suitability
from server.domain.enrollment.enrollment import Enrollment

Bounds = Callable[[str], tuple[float, float]]
"""Level of care -> hours a week: (at least, at most); at most 0: no bound."""
WarningCode = Literal["two_programs", "hours_outside_level", "not_assessed", "assessed_otherwise", "age", "no_consent"]
MOST_HOURS = 60.0


class Ages(Protocol):
    """What a program or a track is for."""

    @property
    def name(self) -> str: ...
    @property
    def least_age(self) -> int | None: ...
    @property
    def most_age(self) -> int | None: ...


class Course(Protocol):
    """What rules need to know of a program."""

    @property
    def id(self) -> str: ...
    @property
    def level_of_care(self) -> str: ...
    @property
    def weekly_hours(self) -> float: ...
    @property
    def least_age(self) -> int | None: ...
    @property
    def most_age(self) -> int | None: ...


@dataclass(frozen=True)
class Refusal:
    """`field`: of the enrollment, or `born` of the person."""

    field: str
    words: str


@dataclass(frozen=True)
class Warned:
    code: WarningCode
    words: str


def age_on(born: date, day: date) -> int:
    """In whole years; who was born on 29 February has their birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def refusals(enrollment: Enrollment, course: Course, born: date | None, others: Iterable[Enrollment]) -> list[Refusal]:
    """Why this enrollment cannot be. `others`: all of the same person; itself among them does not count."""
    found = []
    if enrollment.ends_on is not None and enrollment.ends_on < enrollment.starts_on:
        found.append(Refusal("ends_on", f"must not be before it starts, on {enrollment.starts_on}"))
    if enrollment.weekly_hours is not None and not 0 <= enrollment.weekly_hours <= MOST_HOURS:
        found.append(Refusal("weekly_hours", f"must be from 0 to {MOST_HOURS:g}"))
    if born is None and (course.least_age is not None or course.most_age is not None):
        found.append(Refusal("born", "is needed, as the program is for certain ages"))
    return [*found, *overlapping(enrollment, others)]


def overlapping(enrollment: Enrollment, others: Iterable[Enrollment]) -> list[Refusal]:
    """The part of the refusals that rests on the other enrollments alone."""
    return [
        Refusal("starts_on", f"overlaps the enrollment in the same program {_days(other)}")
        for other in others
        if other.id != enrollment.id and other.program_id == enrollment.program_id and other.overlaps(enrollment)
    ]


def warnings(
    enrollment: Enrollment, courses: Mapping[str, Course], others: Iterable[Enrollment], bounds: Bounds
) -> list[Warned]:
    """`courses`: the clinic's programs by id."""
    found = [
        Warned("two_programs", _at_once(enrollment, other, courses))
        for other in others
        if other.id != enrollment.id and other.program_id != enrollment.program_id and other.overlaps(enrollment)
    ]
    course = courses[enrollment.program_id]
    hours = course.weekly_hours if enrollment.weekly_hours is None else enrollment.weekly_hours
    words = outside(hours, *bounds(course.level_of_care))
    if words:
        found.append(Warned("hours_outside_level", f"{words} at level {course.level_of_care}."))
    return found


def of_age(stages: Iterable[Ages], born: date | None, day: date) -> list[Warned]:
    """`stages`: the program, and the track in it where there is one. The age on the first day is what counts."""
    if born is None:
        return []
    age = age_on(born, day)
    for one in stages:
        if one.least_age is not None and age < one.least_age:
            words = f"They are {age} on the first day, and {one.name} is for people from {one.least_age} on."
        elif one.most_age is not None and age > one.most_age:
            words = f"They are {age} on the first day, and {one.name} is for people up to {one.most_age}."
        else:
            continue
        return [Warned("age", words)]
    return []


NO_CONSENT = Warned(
    "no_consent", "They are a minor, and no consent to treatment is on record that whoever may give it has given."
)


def of_assessment(judged: Suitability | None, settings: Collection[str]) -> list[Warned]:
    """`judged`: by the newest assessment, if there is one; `settings`: of the sessions that they would come to."""
    if judged == "not_suitable":
        return [Warned("assessed_otherwise", "The last assessment says that nothing here suits them.")]
    if judged is None and {"remote", "hybrid"} & set(settings):
        words = "Sessions of this program are attended from home, and nobody has assessed yet whether that suits them."
        return [Warned("not_assessed", words)]
    if judged == "in_person" and "remote" in settings:
        words = "Sessions of this program are online, and the last assessment says in person."
        return [Warned("assessed_otherwise", words)]
    return []


def unconfirmed(found: Iterable[Warned], confirmed: Collection[str]) -> list[Warned]:
    return [one for one in found if one.code not in confirmed]


def outside(hours: float, least: float, most: float) -> str | None:
    """In words, when so many hours a week are not what is usual."""
    if hours < least:
        return f"{hours:g} hours a week are fewer than the {least:g} that are usual"
    if most and hours > most:
        return f"{hours:g} hours a week are more than the {most:g} that are usual"
    return None


def _at_once(enrollment: Enrollment, other: Enrollment, courses: Mapping[str, Course]) -> str:
    level, second = (courses[one.program_id].level_of_care for one in (enrollment, other))
    what = f"at level {second}" if level == second else f"at another level of care ({second}, not {level})"
    return f"They are in another program {what} {_days(other)}."


def _days(enrollment: Enrollment) -> str:
    if enrollment.ends_on is None:
        return f"from {enrollment.starts_on} on"
    return f"from {enrollment.starts_on} to {enrollment.ends_on}"
