"""Units of what a payer authorized: which days and sessions used them, and how many are left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from server.domain.attendance.policy import HOUR_MS, AttendancePolicy
from server.domain.hours.session_time import SessionTime
from server.domain.hours.weeks import Rules, by_day, day_of


class Unit(StrEnum):
    """What one unit is."""

    DAY = "day"
    """A service day with a session of that service."""
    HOUR = "hour"
    """A whole hour of a day's countable time of that service."""
    QUARTER_HOUR = "quarter_hour"
    SESSION = "session"
    """An attended session."""


@dataclass(frozen=True, slots=True)
class Authorized:
    """So many units of one service, on days from `starts_on` to `ends_on`, both included."""

    id: str
    service_code: str
    unit: Unit
    units: int
    starts_on: date
    ends_on: date

    def covers(self, day: date, service_code: str) -> bool:
        return self.service_code == service_code and self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Use:
    """What one day used of it."""

    day: date
    units: int
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """Days in order. What is used beyond the units has been held without being authorized."""

    authorized: Authorized
    uses: tuple[Use, ...]

    @property
    def used(self) -> int:
        return sum(use.units for use in self.uses)

    @property
    def left(self) -> int:
        return max(0, self.authorized.units - self.used)

    @property
    def beyond(self) -> int:
        return max(0, self.used - self.authorized.units)


@dataclass
class Account:
    """Takes units day by day, in order. Where several authorize the same service, the one that ends first is used
    first; the last of them takes what none has left."""

    authorized: Sequence[Authorized]
    uses: dict[str, list[Use]] = field(default_factory=dict)

    def charge(self, day: date, times: Sequence[SessionTime], policy: AttendancePolicy) -> None:
        """`times`: all of the day's."""
        counting = [one for one in times if one.kind in policy.counting_kinds and one.tally.countable_ms]
        is_service = day_of(day, times, policy).is_service
        for code in sorted({one.service_code for one in counting}):
            self._charge_service(day, code, [one for one in counting if one.service_code == code], is_service)

    def usages(self) -> tuple[Usage, ...]:
        return tuple(Usage(one, tuple(self.uses.get(one.id, ()))) for one in self.authorized)

    def _charge_service(self, day: date, code: str, times: Sequence[SessionTime], is_service: bool) -> None:
        order = sorted(self.authorized, key=lambda one: (one.ends_on, one.starts_on, one.id))
        covering = [one for one in order if one.covers(day, code)]
        if not covering:
            return
        unit = next((one.unit for one in covering if self._left(one)), covering[-1].unit)
        ways = [one for one in covering if one.unit is unit]
        wanted = units_of(unit, times, is_service)
        sessions = tuple(one.session for one in times)
        for one in ways:
            taken = wanted if one is ways[-1] else min(wanted, self._left(one))
            wanted -= taken
            if taken:
                self.uses.setdefault(one.id, []).append(Use(day, taken, sessions))

    def _left(self, one: Authorized) -> int:
        return max(0, one.units - sum(use.units for use in self.uses.get(one.id, ())))


def units_of(unit: Unit, times: Sequence[SessionTime], is_service: bool) -> int:
    """How many units a day's counting sessions of one service are. `is_service`: the day is one of service."""
    ms = sum(one.tally.countable_ms for one in times)
    match unit:
        case Unit.DAY:
            return 1 if is_service and times else 0
        case Unit.HOUR:
            return ms // HOUR_MS
        case Unit.QUARTER_HOUR:
            return ms // (HOUR_MS // 4)
        case Unit.SESSION:
            return sum(one.attended for one in times)


def usage(
    authorized: Sequence[Authorized], times: Iterable[SessionTime], zone: ZoneInfo, rules: Rules
) -> tuple[Usage, ...]:
    """What those sessions used of each, in the order in which the authorizations are given."""
    account = Account(authorized)
    for day, of_day in sorted(by_day(times, zone).items()):
        account.charge(day, of_day, rules(day))
    return account.usages()
