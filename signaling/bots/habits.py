"""What a bot does of its own accord: pure, seeded, a function of what it sees and of the time."""

from collections.abc import Iterator
from random import Random
from typing import Protocol

from signaling.protocol import messages as wire
from signaling.protocol.views import Finding, RoomView

_GREETINGS = (
    "Hi everyone.",
    "Good to see you all.",
    "Hello, glad I made it.",
    "Hi. My connection seems fine today.",
    "Morning, all.",
    "Hello from home.",
)
_REMARKS = (
    "Thank you for sharing that.",
    "That sounds hard. I'm glad you said it.",
    "I had a calmer week, actually.",
    "The breathing exercise helped me on Tuesday.",
    "I can relate to that.",
    "Could we come back to that after the break?",
    "I wrote two things down, like we said.",
    "It helps to hear that I'm not the only one.",
)
_WELCOMES = ("Welcome. Take a moment to settle in.", "Good to see you. We are just getting started.", "Welcome back.")


class Habits(Protocol):
    def requests(self, view: RoomView, now: float) -> Iterator[wire.Request]:
        """What to ask for now; called once a second and with each new view. `now`: monotonic seconds."""


class ClientHabits:
    """Greets, later says something kind, raises a hand and lowers it, mutes for a while. Same seed, same life."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._since: float | None = None
        self._next = 0.0
        self._greeted = False
        self._hand_until: float | None = None
        self._muted_until: float | None = None

    def requests(self, view: RoomView, now: float) -> Iterator[wire.Request]:
        if view.me.place != "in_room" or view.me.on_hold:
            self._since = None
            return
        if self._since is None:
            self._since = now
            self._next = now + self._random.uniform(4, 20)
        yield from self._end_what_is_over(now)
        if now >= self._next:
            self._next = now + self._random.uniform(45, 120)
            yield self._act(now)

    def _end_what_is_over(self, now: float) -> Iterator[wire.Request]:
        if self._hand_until is not None and now >= self._hand_until:
            self._hand_until = None
            yield wire.RaiseHand(id=0, raised=False)
        if self._muted_until is not None and now >= self._muted_until:
            self._muted_until = None
            yield wire.SetMuted(id=0, source="microphone", muted=False)

    def _act(self, now: float) -> wire.Request:
        if not self._greeted:
            self._greeted = True
            return wire.Chat(id=0, to="all", text=self._random.choice(_GREETINGS))
        what = self._random.choice(("say", "hand", "mute"))
        if what == "hand" and self._hand_until is None:
            self._hand_until = now + self._random.uniform(15, 40)
            return wire.RaiseHand(id=0, raised=True)
        if what == "mute" and self._muted_until is None:
            self._muted_until = now + self._random.uniform(20, 60)
            return wire.SetMuted(id=0, source="microphone", muted=True)
        return wire.Chat(id=0, to="all", text=self._random.choice(_REMARKS))


_ALL_THE_SAME = "The demo's facilitator lets everybody in."


class FacilitatorHabits:
    """Starts the session, admits whoever comes after a moment, and welcomes them."""

    _MOMENT = 3.0

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._seen: dict[str, float] = {}
        self._asked_to_start = False

    def requests(self, view: RoomView, now: float) -> Iterator[wire.Request]:
        if view.staff is None or view.me.place != "in_room":
            return
        if view.session.phase == "planned" and not self._asked_to_start:
            self._asked_to_start = True
            yield wire.StartSession(id=0)
        against: dict[str, list[Finding]] = {it.participant: [*it.talk_first] for it in view.staff.roster}
        for it in view.staff.waiting:
            against.setdefault(it.participant, []).extend(one.rule for one in it.over)
        waiting = {it.participant for it in view.staff.waiting if it.talking_with is None}
        self._seen = {it: self._seen.get(it, now) for it in waiting}
        for participant, since in list(self._seen.items()):
            if now - since >= self._MOMENT and not view.staff.locked:
                self._seen[participant] = now
                despite = against.get(participant, [])
                reason = _ALL_THE_SAME if despite else ""
                yield wire.Admit(id=0, participant=participant, identity_confirmed=True, reason=reason, despite=despite)
                yield wire.Chat(id=0, to="all", text=self._random.choice(_WELCOMES))
