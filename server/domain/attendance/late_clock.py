"""When something happened that a device tells of later: by its own clock, which may be wrong, set anew or asleep.

The device reads two clocks: the wall's, which anybody may set, and one that only counts (`ticks`, from the load of its
page on, its `run`). It never steps, but it may stand still while the device sleeps, and ends with the page. At each
contact with the server the device learns what time it really is. Everything in whole milliseconds, UTC since 1970.
"""

from dataclasses import dataclass
from typing import NamedTuple

AGREE_MS = 1_000
"""Two clocks of one device that went on by the same, give or take so much, were neither set nor asleep meanwhile."""
DRIFT = 5_000
"""A clock is taken to lose or gain no more than one millisecond in so many."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The device's two clocks at one moment."""

    run: str
    ticks: int
    wall: int


@dataclass(frozen=True, slots=True)
class Contact:
    """A reading, and what the time really was then, give or take `error_ms`."""

    reading: Reading
    server: int
    error_ms: int


class Estimate(NamedTuple):
    """`at`, give or take `error_ms`."""

    at: int
    error_ms: int


def happened_at(moment: Reading, before: Contact | None, after: Contact) -> Estimate:
    """When `moment` was, between the last contact before it, if any is known, and the next one after it.

    A contact in the same run, between which and the moment both clocks went alike, tells exactly. Otherwise the
    wall clock tells as each contact found it, within what the counting clock leaves possible; where the two disagree
    somebody set it between them, before the moment or after it, and the error says how much that leaves open. Only a
    clock set forth and back again, each time with a reload between, goes unnoticed.
    """
    contacts = [one for one in (before, after) if one is not None]
    exact = [found for one in contacts if (found := _counted(moment, one)) is not None]
    if exact:
        return min(exact, key=lambda one: one.error_ms)
    earliest = None if before is None else before.server + max(0, _ticked(moment, before) or 0)
    latest = after.server + min(0, _ticked(moment, after) or 0)
    guesses = [min(one.server + moment.wall - one.reading.wall, latest) for one in contacts]
    if earliest is not None:
        guesses = [max(guess, min(earliest, latest)) for guess in guesses]
    least, most = min(guesses), max(guesses)
    nearest = min(abs(moment.wall - one.reading.wall) for one in contacts)
    error = (most - least + 1) // 2 + max(one.error_ms for one in contacts) + nearest // DRIFT
    return Estimate((least + most) // 2, error)


def _ticked(moment: Reading, contact: Contact) -> int | None:
    """How much was counted from the contact to the moment; None where it was another run."""
    return moment.ticks - contact.reading.ticks if moment.run == contact.reading.run else None


def _counted(moment: Reading, contact: Contact) -> Estimate | None:
    ticked = _ticked(moment, contact)
    if ticked is None:
        return None
    apart = abs(moment.wall - contact.reading.wall - ticked)
    drift = abs(ticked) // DRIFT
    if apart > AGREE_MS + drift:
        return None
    return Estimate(contact.server + ticked, contact.error_ms + drift + apart)
