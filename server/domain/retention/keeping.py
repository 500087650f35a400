"""Until when a client's records are kept: so many years after the last day, and of whoever was a minor then until they
have been of age for some years. States and payers differ; what follows HIPAA alone (45 CFR 164.316) is shorter."""

from dataclasses import dataclass
from datetime import date

from server.domain.enrollment.rules import age_on


@dataclass(frozen=True)
class KeepingRule:
    """Years. `minor_years`: after they are of `majority`, which is 18 in most states, 19 or 21 in others."""

    adult_years: int = 10
    minor_years: int = 10
    majority: int = 18


def kept_until(rule: KeepingRule, last_day: date, born: date) -> date:
    """The last day on which they must be kept."""
    until = _years_after(last_day, rule.adult_years)
    if age_on(born, last_day) < rule.majority:
        until = max(until, _years_after(born, rule.majority + rule.minor_years))
    return until


def years_before(day: date, years: int) -> date:
    """No earlier than the first day from which `years` later is that day or after it."""
    return _years_after(day, -years)


def _years_after(day: date, years: int) -> date:
    """29 February, where there is none, is 1 March: a day longer, never a day shorter."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
