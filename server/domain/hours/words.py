"""Hours in the words of whoever reads them out."""

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from server.domain.attendance.outcome import in_words
from server.domain.attendance.policy import HOUR_MS, MINUTE_MS
from server.domain.hours.units import Unit, Usage
from server.domain.hours.weeks import Day, Week

SOON_DAYS = 14
"""From so many days before its end on, an authorization is said to end."""

_ONE = {Unit.DAY: "day", Unit.HOUR: "hour", Unit.QUARTER_HOUR: "quarter hour", Unit.SESSION: "session"}


def hours(ms: int) -> str:
    """`7.5`: in tenths of an hour, cut and never rounded up."""
    tenths = ms * 10 // HOUR_MS
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def missing(ms: int) -> str:
    """`12 minutes`, `1 h 05 min`, `3 h`: rounded up, so that nobody stops a moment too soon."""
    minutes = -(-ms // MINUTE_MS)
    if minutes >= 60:
        return in_words(minutes * MINUTE_MS).removesuffix(" 00 min")
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def units(count: int, unit: Unit) -> str:
    return f"{count} {_ONE[unit]}{'' if count == 1 else 's'}"


def units_left(count: int) -> str:
    return "no units left" if count == 0 else f"{count} unit{'' if count == 1 else 's'} left"


def day_so_far(day: Day) -> str:
    """`12 minutes short of 3 h`, `3 h reached`, and without a bound what there is."""
    if not day.needed_ms:
        return f"{hours(day.counting.countable_ms)} h"
    if day.short_ms:
        return f"{missing(day.short_ms)} short of {hours(day.needed_ms)} h"
    return f"{hours(day.needed_ms)} h reached"


def week_so_far(countable_ms: int, planned_ms: int) -> str:
    """`7.5 of 9 h`."""
    return f"{hours(countable_ms)} of {hours(planned_ms)} h" if planned_ms else f"{hours(countable_ms)} h"


def of_day(day: Day) -> str:
    """A day of the past as a sentence."""
    if day.is_service:
        return f"A service day: {in_words(day.counting.countable_ms)}."
    if not day.counting.countable_ms:
        return "Nothing counted."
    return f"No service day: {day_so_far(day)}."


def of_week(week: Week, is_over: bool) -> str:
    """A week as a sentence."""
    said = f"{week_so_far(week.counting.countable_ms, week.planned_ms)}"
    if week.over_ms:
        return f"{said}: {missing(week.over_ms)} more than the {hours(week.most_ms)} h of the level of care."
    if not week.planned_ms:
        return f"{said}; nothing is planned."
    if week.short_ms:
        return f"{said}: {missing(week.short_ms)} {'short' if is_over else 'to go'}."
    return f"{said}: reached."


class Standing(StrEnum):
    """How an authorization stands on a day."""

    WITHDRAWN = "withdrawn"
    BEYOND = "beyond"
    """More was used than is authorized."""
    NOT_YET = "not_yet"
    ENDED = "ended"
    USED_UP = "used_up"
    ENDING = "ending"
    """It ends soon, with units left."""
    LOW = "low"
    """A tenth of it, or less, is left."""
    OPEN = "open"


def standing(usage: Usage, today: date) -> Standing:
    authorized = usage.authorized
    if usage.beyond:
        return Standing.BEYOND
    if today < authorized.starts_on:
        return Standing.NOT_YET
    if authorized.ends_on < today:
        return Standing.ENDED
    if not usage.left:
        return Standing.USED_UP
    if (authorized.ends_on - today).days <= SOON_DAYS:
        return Standing.ENDING
    return Standing.LOW if usage.left * 10 <= authorized.units else Standing.OPEN


def of_usage(usage: Usage, today: date) -> str:
    """An authorization as a sentence."""
    authorized = usage.authorized
    of_all = f"{usage.used} of {units(authorized.units, authorized.unit)}"
    left = f"{usage.left} of {units(authorized.units, authorized.unit)} left"
    match standing(usage, today):
        case Standing.BEYOND:
            return f"{of_all} used: {usage.beyond} more than authorized."
        case Standing.NOT_YET:
            return f"{units(authorized.units, authorized.unit)} from {_day(authorized.starts_on)}."
        case Standing.ENDED:
            return f"Ended on {_day(authorized.ends_on)} with {of_all} used."
        case Standing.USED_UP:
            return f"Used up: {of_all} used."
        case Standing.ENDING:
            days = (authorized.ends_on - today).days
            when = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
            return f"Ends {when}: {left}."
        case Standing.LOW:
            return f"Nearly used up: {left}."
        case _:
            return f"{left}."


def clock(at: datetime, zone: ZoneInfo) -> str:
    """`8:42 PM`; the minute that is not over yet counts as the next, so that nobody stops a moment too soon."""
    wall = at.astimezone(zone)
    minutes = -(-(wall.hour * 3600 + wall.minute * 60 + wall.second + (wall.microsecond > 0)) // 60)
    return f"{minutes // 60 % 12 or 12}:{minutes % 60:02d} {'AM' if minutes // 60 % 24 < 12 else 'PM'}"


def _day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"
