"""Who speaks, from the audio levels in packet headers (RFC 6464): the active speaker, and the loudest voices.

Loudness here is decibels above silence: 127 less the header's level, 0..127, smoothed over packets of 20 ms.
"""

import ctypes
from collections.abc import Collection, Hashable, Mapping
from typing import Generic, TypeVar

from signaling.forwarding.rtp import ONE_BYTE_PROFILE, Buffer, elements
from signaling.forwarding.shared import Shared

Owner = TypeVar("Owner", bound=Hashable)

SILENCE = 127
SPEAKING = 70.0
"""Loudness from which a voice counts as speaking (-57 dBov): above a room's noise, below quiet speech."""

RISE = 0.2
FALL = 0.03
"""Of the distance to a packet's loudness, per packet: up within 0.1 s, down within 0.7 s, as between words."""

FORGET_AFTER = 0.5
"""Seconds without a packet after which a voice is silent."""

MARGIN = 6.0
"""By how much (dB) a voice must be louder than the one whose place it takes, while that one speaks."""

CONFIRM_SECONDS = 0.5
"""How long somebody must lead to become the active speaker: longer than a cough."""

HOLD_SECONDS = 2.0
"""How long one of the loudest voices keeps its place though it fell silent, unless somebody is clearly louder."""


class Voice(Shared, Generic[Owner]):
    """One audio publication. `always`: it is forwarded however quiet it is (an interpreter)."""

    _fields_ = (("loudness", ctypes.c_double), ("heard", ctypes.c_double))
    loudness: float
    heard: float

    def __init__(self, owner: Owner, identity: int, always: bool = False) -> None:
        super().__init__(heard=float("-inf"))
        self.owner = owner
        self.identity = identity
        """The publisher's id of the audio-level extension."""
        self.always = always
        self._length = -1
        self._at = 0
        self._head = identity << 4
        """A one-byte header of a one-byte value."""

    def hear(self, profile: int, block: Buffer, now: float) -> None:
        """Take the level from a packet's extension block, if it is there."""
        at = self._at
        if len(block) != self._length or block[at - 1] != self._head:
            at = self.find(profile, block)
            if not at:
                return
        loudness = SILENCE - (block[at] & 0x7F)
        self.loudness += (loudness - self.loudness) * (RISE if loudness > self.loudness else FALL)
        self.heard = now

    def find(self, profile: int, block: Buffer) -> int:
        """Where the level lies, 0 when nowhere; the place is remembered for blocks of the same length."""
        for identity, value, size in elements(profile, block):
            if identity == self.identity and size == 1:
                if profile == ONE_BYTE_PROFILE:
                    self._length, self._at = len(block), value
                return value
        return 0

    def fade(self, now: float) -> None:
        """Count silence when nothing comes any more."""
        if now - self.heard > FORGET_AFTER:
            self.loudness = 0.0

    @property
    def speaks(self) -> bool:
        return self.loudness >= SPEAKING


class ActiveSpeaker(Generic[Owner]):
    """Who has the floor among some voices; whoever had it last keeps it while all are silent."""

    def __init__(self) -> None:
        self.voice: Voice[Owner] | None = None
        self._challenger: Voice[Owner] | None = None
        self._since = 0.0

    def update(self, voices: Collection[Voice[Owner]], now: float) -> None:
        if self.voice is not None and self.voice not in voices:
            self.voice = None
        loudest = max(voices, key=_loudness, default=None)
        if loudest is None or loudest is self.voice or not self._leads(loudest):
            self._challenger = None
        elif loudest is not self._challenger:
            self._challenger, self._since = loudest, now
        elif now - self._since >= CONFIRM_SECONDS:
            self.voice, self._challenger = loudest, None

    def _leads(self, voice: Voice[Owner]) -> bool:
        current = self.voice
        return voice.speaks and (current is None or not current.speaks or voice.loudness >= current.loudness + MARGIN)


class LoudestVoices(Generic[Owner]):
    """The loudest of some voices. Places change hands when somebody is clearly louder, not word by word."""

    def __init__(self) -> None:
        self._placed: dict[Voice[Owner], float] = {}
        """Who has a place, and since when."""

    def update(self, voices: Collection[Voice[Owner]], count: int, now: float) -> set[Voice[Owner]]:
        """Those to forward: all while they are not more than `count`, and always those that are `always`."""
        always = {voice for voice in voices if voice.always}
        others = sorted((voice for voice in voices if not voice.always), key=_loudness, reverse=True)
        self._placed = {voice: since for voice, since in self._placed.items() if voice in others}
        for voice in others:
            if voice in self._placed:
                continue
            if len(self._placed) >= count and not self._displaced_by(voice, now):
                break
            self._placed[voice] = now
        return always | set(self._placed)

    def _displaced_by(self, voice: Voice[Owner], now: float) -> bool:
        """Free the quietest place for a voice, if it is entitled to it."""
        quietest = min(self._placed, key=_loudness)
        firm = quietest.speaks or now - self._placed[quietest] < HOLD_SECONDS
        if not voice.speaks or voice.loudness <= quietest.loudness + (MARGIN if firm else 0.0):
            return False
        del self._placed[quietest]
        return True


class Speakers(Generic[Owner]):
    """The active speaker of each scope of a room, and who of many is forwarded."""

    def __init__(self) -> None:
        self._active: dict[Hashable, ActiveSpeaker[Owner]] = {}
        self._places: dict[Hashable, LoudestVoices[Owner]] = {}
        self._withheld: set[Voice[Owner]] = set()

    def active(self, scope: Hashable) -> Owner | None:
        """Whose voice has the floor in a scope; None before anybody spoke, and after they left."""
        speaker = self._active.get(scope)
        return None if speaker is None or speaker.voice is None else speaker.voice.owner

    def update(
        self, scopes: Mapping[Hashable, Collection[Voice[Owner]]], now: float, loudest: int = 0
    ) -> dict[Voice[Owner], bool]:
        """To be called about every 0.2 s with the voices that there are, by scope: those to be withheld from now on
        (True), and those no longer (False). `loudest`: how many of a scope are forwarded; 0 for all."""
        for gone in self._active.keys() - scopes.keys():
            del self._active[gone]
            self._places.pop(gone, None)
        withheld: set[Voice[Owner]] = set()
        for scope, voices in scopes.items():
            for voice in voices:
                voice.fade(now)
            self._active.setdefault(scope, ActiveSpeaker()).update(voices, now)
            if loudest:
                places = self._places.setdefault(scope, LoudestVoices())
                withheld |= set(voices) - places.update(voices, loudest, now)
        changed = {voice: voice in withheld for voice in withheld ^ self._withheld}
        self._withheld = withheld
        return changed


def _loudness(voice: Voice[Owner]) -> float:
    return voice.loudness
