"""What comes through to a page, as its statistics have it some twenty times a second."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.async_api import Page

from tests.support.waiting import until

_MONITOR = """() => {
  const seen = [];
  window.seen = seen;
  const look = async () => {
    if (window.seen !== seen) return;
    const one = { packets: 0, samples: 0, concealed: 0, pictures: 0, frames: 0, height: 0 };
    one.at = performance.now() / 1000;
    for (const it of await window.inbound()) {
      if (it.kind === 'audio') {
        one.packets += it.packetsReceived;
        one.samples += it.totalSamplesReceived ?? 0;
        one.concealed += it.concealedSamples ?? 0;
      } else {
        one.pictures += it.packetsReceived - (it.retransmittedPacketsReceived ?? 0);
        one.frames += it.framesDecoded ?? 0;
        one.height = Math.max(one.height, it.frameHeight ?? 0);
      }
    }
    seen.push(one);
    setTimeout(look, 50);
  };
  void look();
}"""

PAUSED = 0.5
"""Seconds without a packet of a picture, that are taken for its having been paused."""


@dataclass(frozen=True)
class Sample:
    """What had come by a moment of the page's clock, in seconds."""

    at: float
    packets: int
    """Of sound."""
    samples: int
    concealed: int
    """Of the samples, those that were made up because nothing had come in time."""
    pictures: int
    """Packets of pictures."""
    frames: int
    """Pictures that were decoded."""
    height: int
    """Of the largest of them."""


class Seen:
    """Samples of one page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.samples: list[Sample] = []

    @classmethod
    async def begin(cls, page: Page) -> "Seen":
        """Look from now on; the page's connections are watched (`pages.WATCH`)."""
        await page.evaluate(_MONITOR)
        return cls(page)

    async def now(self) -> float:
        """The page's clock."""
        at: float = await self._page.evaluate("performance.now() / 1000")
        return at

    async def read(self) -> None:
        """Fetch what was seen so far, and not yet: to read it all again each time holds up what lines carry."""
        known = len(self.samples)
        found: list[dict[str, Any]] = await self._page.evaluate("(known) => window.seen.slice(known)", known)
        self.samples += [Sample(**one) for one in found]

    def concealed(self, since: float, until: float) -> float:
        """The part of the sound that was made up."""
        first, *_, last = self._within(since, until)
        return (last.concealed - first.concealed) / max(1, last.samples - first.samples)

    def longest(self, what: Callable[[Sample], int], since: float, until: float) -> float:
        """The longest time in which there was no more of something, in seconds."""
        longest, moved = 0.0, since
        for before, after in pairwise(self._within(since, until)):
            if what(after) > what(before):
                longest, moved = max(longest, after.at - moved), after.at
        return max(longest, until - moved)

    def first(self, condition: Callable[[Sample, Sample], bool], since: float) -> float | None:
        """Seconds from then until a sample and the one before were so for the first time; None: never."""
        later = [one for one in self.samples if one.at >= since]
        return next((after.at - since for before, after in pairwise(later) if condition(before, after)), None)

    def height(self, at: float) -> int:
        """Of the picture at that time."""
        return next((it.height for it in reversed(self.samples) if it.at <= at), 0)

    def lowered(self, since: float) -> float | None:
        """Seconds until the picture was a smaller one than before, or none was sent for a while; None: never."""
        height = self.height(since)
        smaller = self.first(lambda before, it: it.frames > before.frames and it.height < height, since)
        times = [one for one in (smaller, self._pause(lambda it: it.pictures, PAUSED, since)) if one is not None]
        return min(times, default=None)

    async def picture_of(self, lines: int, since: float = 0.0, patience: float = 20.0) -> float:
        """Wait for a picture at least so high; the seconds until then. Raises TimeoutError."""

        async def there() -> bool:
            await self.read()
            return self.first(larger, since) is not None

        def larger(before: Sample, it: Sample) -> bool:
            return it.frames > before.frames and it.height >= lines

        await until(there, patience)
        return self.first(larger, since) or 0.0

    def _pause(self, what: Callable[[Sample], int], lasting: float, since: float) -> float | None:
        """Seconds from then until there was no more of something for so long; None: never."""
        moved: Sample | None = None
        for one in self.samples:
            if one.at < since:
                continue
            if moved is None or what(one) > what(moved):
                moved = one
            elif one.at - moved.at > lasting:
                return moved.at - since
        return None

    def _within(self, since: float, until: float) -> list[Sample]:
        return [one for one in self.samples if since <= one.at <= until]
