"""A rule of recurrence by RFC 5545, kept on the clock of a place: 17:30 stays 17:30 when the clocks change."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

LONGEST = timedelta(days=2 * 366)
"""From the first day of a series to its last."""
_WEEKDAY, _OF_MONTH, _COUNT = "(MO|TU|WE|TH|FR|SA|SU)", "[+-]?[1-5]", "[1-9][0-9]?"
_DAY = "[+-]?([1-9]|[12][0-9]|3[01])"
_DAYS = f"{_WEEKDAY}(,{_WEEKDAY})*"
PARTS: Mapping[str, Mapping[str, str]] = {
    "DAILY": {"INTERVAL": _COUNT},
    "WEEKLY": {"INTERVAL": _COUNT, "BYDAY": _DAYS, "WKST": _WEEKDAY},
    "MONTHLY": {
        "INTERVAL": _COUNT,
        "BYDAY": f"({_OF_MONTH})?{_WEEKDAY}(,({_OF_MONTH})?{_WEEKDAY})*",
        "BYMONTHDAY": f"{_DAY}(,{_DAY})*",
        "BYSETPOS": _OF_MONTH,
        "WKST": _WEEKDAY,
    },
}
"""What a rule may say, by its frequency, as regular expressions. A session meets once on a day, at the series' own
time, so there is no BYHOUR and the like; nor anything of which dateutil would look for a day until the year 9999."""


class RuleError(ValueError):
    """A rule that cannot be kept; the message says why, in words for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`rule`: parts of an RRULE (RFC 5545, 3.3.10) without UNTIL and COUNT. Days are those of `time_zone` (IANA)."""

    rule: str
    first_on: date
    last_on: date
    """The last day on which it may meet."""
    at: time
    """On the clock of `time_zone`."""
    minutes: int
    time_zone: str

    def days(self, start: date, end: date) -> Iterator[date]:
        """Those of [start, end] on which it meets, in order."""
        start, end = max(start, self.first_on), min(end, self.last_on)
        if start > end:
            return
        rule = rrulestr(self.rule, dtstart=_midnight(self.first_on))
        for found in rule.xafter(_midnight(start), inc=True):
            if found.date() > end:
                return
            yield found.date()

    def times(self, day: date) -> tuple[datetime, datetime]:
        """Start and end in UTC. A time that the clocks skip is as long after midnight as if they had not been changed;
        of one that comes twice it is the first (RFC 5545, 3.3.5). It lasts its minutes whatever the clocks do."""
        starts_at = datetime.combine(day, self.at, ZoneInfo(self.time_zone)).astimezone(UTC)
        return starts_at, starts_at + timedelta(minutes=self.minutes)


def bounded(rule: str, first_on: date, last_on: date | None) -> tuple[str, date]:
    """The rule without UNTIL and COUNT, and the last day that they or `last_on` allow, whichever comes first.

    Raises RuleError: not a rule, parts that are not taken, no end, an end before the first day or too far away, or a
    rule that never meets."""
    parts = _parts(rule)
    until, count = parts.pop("UNTIL", None), parts.pop("COUNT", None)
    kept = ";".join(f"{name}={value}" for name, value in parts.items())
    ends = [one for one in (last_on, _day(until) if until else None) if one is not None]
    if not ends and count is None:
        raise RuleError("Say when the series ends: a last day, or how many sessions it has.")
    last = min(ends, default=first_on + LONGEST)
    if last < first_on:
        raise RuleError("The last day is before the first.")
    if last - first_on > LONGEST:
        raise RuleError("A series is two years long at most. Start another when it ends.")
    meets = list(Recurrence(kept, first_on, last, time(), 1, "UTC").days(first_on, last))
    if count is not None:
        if not count.isascii() or not count.isdigit() or not 0 < int(count) <= LONGEST.days:
            raise RuleError("The number of sessions is a whole number above zero.")
        if not ends and len(meets) < int(count):
            raise RuleError("A series is two years long at most. Start another when it ends.")
        meets = meets[: int(count)]
    if not meets:
        raise RuleError("By this rule there is no session between the first day and the last.")
    return kept, last if count is None else meets[-1]


def _parts(rule: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in rule.strip().removeprefix("RRULE:").upper().split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise RuleError("This is not a rule of recurrence.")
        parts[name] = value
    allowed = PARTS.get(parts.get("FREQ", ""))
    if allowed is None:
        raise RuleError("A series repeats by days, weeks or months.")
    for name, value in parts.items():
        if name in ("FREQ", "UNTIL", "COUNT"):
            continue
        if name not in allowed:
            raise RuleError(f"A rule of this kind cannot have {name}.")
        if re.fullmatch(allowed[name], value) is None:
            raise RuleError(f"{name} cannot be {value[:40]}.")
    if "BYSETPOS" in parts and ("BYDAY" not in parts or "BYMONTHDAY" in parts):
        raise RuleError("BYSETPOS chooses among the days of BYDAY alone.")
    return parts


def _day(until: str) -> date:
    try:
        return date.fromisoformat(until[:8])
    except ValueError:
        raise RuleError("This is not a rule of recurrence.") from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
