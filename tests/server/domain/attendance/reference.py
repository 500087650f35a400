"""Attendance the slow and obvious way: every second of the session asked by itself, straight from the list of facts.

Written apart from `server.domain.attendance` to be compared with it: it shares the facts and nothing else. All times of
the facts must be whole seconds. Knows the default policy only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.domain.attendance.evidence import Cause, FactKind, Modality, Place

COUNTING = (Place.GROUP, Place.BREAKOUT, Place.SIDEBAR)
LEAST_FIRST = (Place.HOLD, Place.WAITING, Place.TALK_FIRST, Place.SIDEBAR, Place.BREAKOUT, Place.GROUP)
ON_THE_WAY = (Place.HOLD, Place.TALK_FIRST, Place.WAITING)
BEST_FIRST = (Modality.VIDEO, Modality.CAMERA_OFF, Modality.AUDIO_ONLY, Modality.ONLINE)
HERE = (FactKind.CHECKED_IN, FactKind.MARKED_PRESENT)
BEFORE_ALL = -1_000_000


@dataclass
class Seconds:
    """How many seconds of each."""

    countable: int = 0
    in_room: int = 0
    remote: int = 0
    overlap: int = 0
    individual: int = 0
    present: int = 0
    waiting: int = 0
    talk_first: int = 0
    hold: int = 0
    taken_breaks: int = 0
    without_staff: int = 0


class Reference:
    """Answers questions about single seconds after `origin`."""

    def __init__(
        self, facts: Sequence[Any], planned: set[str], clients: set[str], origin: datetime, now: datetime
    ) -> None:
        """`planned`: the staff on the roster; `clients`: those on it who are none and cannot become any."""
        self.facts = facts
        self.kinds: dict[FactKind, list[Any]] = {kind: [f for f in facts if f.kind is kind] for kind in FactKind}
        self.origin = origin
        self.staff = dict.fromkeys(planned, BEFORE_ALL)
        for fact in self.of(FactKind.STAFF_TOOK_OVER):
            who, since = fact.evidence.by, self.second(fact.observed_at)
            if who not in clients:
                self.staff[who] = min(since, self.staff.get(who, since))
        self.now = self.second(now)
        boots = {fact.boot for fact in facts}
        self.owner = {f.connection: f.participant for f in facts if f.connection is not None}
        for beat in self.of(FactKind.BEAT):
            self.owner.update({seen.connection: seen.participant for seen in beat.evidence.connections})
        self.all_proofs = {c: [found for boot in boots if (found := self.proofs(c, boot))] for c in self.owner}

    def second(self, at: datetime) -> int:
        return (at - self.origin) // timedelta(seconds=1)

    def of(self, kind: FactKind, participant: str | None = None) -> list[Any]:
        return [f for f in self.kinds[kind] if participant is None or f.participant == participant]

    def in_session(self, s: int) -> bool:
        starts = [self.second(f.observed_at) for f in self.of(FactKind.SESSION_STARTED)]
        ends = [self.second(f.observed_at) for f in self.of(FactKind.SESSION_ENDED)]
        return bool(starts) and min(starts) <= s < (min(ends) if ends else self.now)

    def in_break(self, s: int) -> bool:
        begun = [self.second(f.observed_at) for f in self.of(FactKind.BREAK_STARTED)]
        over = [self.second(f.observed_at) for f in self.of(FactKind.BREAK_ENDED)]
        last_begun = max((at for at in begun if at <= s), default=None)
        last_over = max((at for at in over if at <= s), default=None)
        return last_begun is not None and (last_over is None or last_begun >= last_over)

    def spots(self, participant: str, s: int) -> set[tuple[Place, str]]:
        mine = [connection for connection, owner in self.owner.items() if owner == participant]
        return {self.spot(connection, s) for connection in mine if self.alive(connection, s)}

    def spot(self, connection: str, s: int) -> tuple[Place, str]:
        said = []
        for fact in self.facts:
            acted = fact.kind is FactKind.PLACED
            if fact.connection == connection and (acted or fact.kind is FactKind.CONNECTED):
                at, what = self.second(fact.observed_at), fact.evidence
                if at <= s:
                    said.append((at, acted, -LEAST_FIRST.index(what.place), what.room, what.place))
        if not said:
            return Place.WAITING, ""
        *_, room, place = max(said)
        return place, room

    def alive(self, connection: str, s: int) -> bool:
        return not self.over(connection, s) and any(self.proved(proofs, s) for proofs in self.all_proofs[connection])

    def over(self, connection: str, s: int) -> bool:
        gone = [f for f in self.of(FactKind.DISCONNECTED) if f.connection == connection]
        return any(f.evidence.cause is not Cause.LOST and self.second(f.evidence.last_heard) <= s for f in gone)

    def proved(self, proofs: list[tuple[int, int]], s: int) -> bool:
        """Some proof watches over this second, and so over every second back to a proof at or before it."""
        for back in range(s, -400, -1):
            if not any(reach <= back < at for reach, at in proofs):
                return False
            if any(at == back for _, at in proofs):
                return True
        return False

    def proofs(self, connection: str, boot: str) -> list[tuple[int, int]]:
        found = []
        for fact in self.facts:
            if fact.boot != boot:
                continue
            at, what = self.second(fact.observed_at), fact.evidence
            if fact.kind is FactKind.CONNECTED and fact.connection == connection:
                found.append((at, at))
            elif fact.kind is FactKind.DISCONNECTED and fact.connection == connection:
                heard = self.second(what.last_heard)
                found.append((heard - 3 * what.every_ms // 1000, heard))
            elif fact.kind is FactKind.BEAT:
                for seen in what.connections:
                    if seen.connection == connection:
                        heard = at - seen.heard_ms_ago // 1000
                        found.append((heard - 3 * what.every_ms // 1000, heard))
        return found

    def in_room(self, participant: str, s: int) -> bool:
        """Somebody said they were there, nobody has said otherwise since, and what is said next confirms it."""
        here: list[int] = []
        gone = [self.second(f.observed_at) for f in self.of(FactKind.CHECKED_OUT, participant)]
        not_here = [self.second(f.observed_at) for f in self.of(FactKind.MARKED_ABSENT, participant)]
        for kind in HERE:
            here += [self.second(f.observed_at) for f in self.of(kind, participant)]
        for kind in (FactKind.MARKED_PRESENT, FactKind.MARKED_ABSENT, FactKind.CHECKED_OUT):
            here += [self.second(f.observed_at) for f in self.of(kind) if f.evidence.by == participant]
        for count in self.of(FactKind.HEADCOUNT):
            seen = {*count.evidence.present, count.evidence.by}
            (here if participant in seen else not_here).append(self.second(count.observed_at))
        opened = max((at for at in here if at <= s), default=None)
        if opened is None or any(opened <= at <= s for at in [*gone, *not_here]):
            return False
        confirmed = min((at for at in [*here, *gone] if at > s), default=None)
        return confirmed is not None and not any(s < at < confirmed for at in not_here)

    def stated(self, participant: str, s: int) -> bool:
        said = [f.evidence for f in self.of(FactKind.STATED, participant)]
        return any(self.second(one.start) <= s < self.second(one.stop) for one in said)

    def staff_at(self, s: int) -> set[str]:
        """Who runs the session then."""
        return {who for who, since in self.staff.items() if since <= s}

    def staff_spots(self, s: int) -> set[tuple[Place, str]]:
        now = self.staff_at(s)
        found = {spot for one in now for spot in self.spots(one, s)}
        mine = [connection for connection, owner in self.owner.items() if owner in now]
        found |= {self.spot(one, s) for one in mine if not self.over(one, s) and self.until_silence(one, s)}
        if self.carried(s) and any(self.in_room(one, s) for one in now):
            found.add((Place.GROUP, ""))
        return {spot for spot in found if spot[0] in COUNTING}

    def carried(self, s: int) -> bool:
        """The physical room's own device carried sound then."""
        seen = [(self.second(f.observed_at), f.evidence.covers_ms // 1000) for f in self.of(FactKind.ROOM_CARRIED)]
        return any(at - back <= s < at for at, back in seen)

    def until_silence(self, connection: str, s: int) -> bool:
        """Between the connection's last proof and that of the server, which fell silent soon after it."""
        gone = [f.evidence for f in self.of(FactKind.DISCONNECTED) if f.connection == connection]
        lost = {self.second(one.last_heard) for one in gone if one.cause is Cause.LOST}
        ended = [self.second(one.last_heard) for one in gone if one.cause is not Cause.LOST]
        for boot in {fact.boot for fact in self.facts}:
            server = self.proofs_of_server(boot)
            for last in set(ends(self.proofs(connection, boot))) - lost:
                silences = [end for end in ends(server) if self.watched(server, last, end)]
                if not any(at <= last for at in ended) and any(last <= s < end <= last + 30 for end in silences):
                    return True
        return False

    def watched(self, proofs: list[tuple[int, int]], s: int, end: int) -> bool:
        """Whether these proofs reach without a break from `end` back to `s`."""
        return all(any(reach <= one < at <= end for reach, at in proofs) for one in range(s, end))

    def proofs_of_server(self, boot: str) -> list[tuple[int, int]]:
        found = []
        for fact in self.facts:
            at = self.second(fact.observed_at)
            if fact.boot == boot and fact.kind is FactKind.BEAT:
                found.append((at - 3 * fact.evidence.every_ms // 1000, at))
            elif fact.boot == boot and (fact.connection is not None or fact.kind is FactKind.SERVER_STARTED):
                found.append((at, at))
        return found

    def seconds(self, participant: str, span: range) -> Seconds:
        """Statements must be by phone."""
        sums = Seconds()
        for s in span:
            spots = self.spots(participant, s)
            counting = {spot for spot in spots if spot[0] in COUNTING}
            in_room, stated = self.in_room(participant, s), self.stated(participant, s)
            if not (spots or in_room or stated):
                continue
            sums.present += 1
            places = {place for place, _ in spots}
            if not (counting or in_room or stated):
                on_the_way = (
                    Place.HOLD if Place.HOLD in places else min(places - {Place.WAITING}, default=Place.WAITING)
                )
                sums.hold += on_the_way is Place.HOLD
                sums.talk_first += on_the_way is Place.TALK_FIRST
                sums.waiting += on_the_way is Place.WAITING
                continue
            if not self.in_session(s):
                continue
            if self.in_break(s):
                sums.taken_breaks += 1
                continue
            staff_here, staff_spots = any(self.in_room(one, s) for one in self.staff_at(s)), self.staff_spots(s)
            counts = (
                bool(counting & staff_spots)
                or (in_room and staff_here)
                or (stated and (staff_here or bool(staff_spots)))
                or participant in self.staff
            )
            remote = bool(counting) or stated
            best_place = max(places, key=LEAST_FIRST.index, default=None)
            sums.countable += counts
            sums.without_staff += not counts
            sums.in_room += counts and in_room
            sums.remote += counts and remote
            sums.overlap += counts and in_room and remote
            sums.individual += counts and best_place is Place.SIDEBAR
        return sums

    def modalities(self, participant: str, span: range) -> list[Modality | None]:
        """For each half second how the participant took part, None where they did not. Statements must be by phone."""
        mine = [connection for connection, owner in self.owner.items() if owner == participant]
        life = {c: {s for s in range(-20, 270) if self.alive(c, s)} for c in mine}
        seen = {c: self.seen(c, life[c]) for c in mine}
        anywhere: dict[int, Modality] = {}
        for modality in reversed(BEST_FIRST):
            anywhere.update({s: modality for c in mine for s, found in seen[c].items() if found is modality})
        found: list[Modality | None] = []
        for half in span:
            s = half // 2
            online = [nearest(half, seen[c] or anywhere) for c in mine if s in life[c]]
            if self.in_room(participant, s):
                found.append(Modality.IN_ROOM)
            elif self.stated(participant, s) and best(online) in (None, Modality.ONLINE):
                found.append(Modality.PHONE)
            else:
                found.append(best(online))
        return found

    def seen(self, connection: str, life: set[int]) -> dict[int, Modality]:
        """What beats showed, by second."""
        audio, video = self.looked(connection, "audio"), self.looked(connection, "video")
        found = dict.fromkeys(video & life, Modality.VIDEO)
        for run in runs(audio - video):
            if len(run) >= 20 or not {run[0] - 1, run[-1] + 1} & video:
                found.update(dict.fromkeys(set(run) & life, self.sound_alone(self.owner[connection])))
        inside = {s for s in life if self.spot(connection, s)[0] in COUNTING}
        for run in runs(inside - audio - video - self.looked(connection, "looked", False)):
            if len(run) >= 60:
                found.update(dict.fromkeys(run, Modality.ONLINE))
        return found

    def sound_alone(self, participant: str) -> Modality:
        """What sound without a picture is, of somebody who sent a picture at some time or never."""
        rows = [row for beat in self.of(FactKind.BEAT) for row in beat.evidence.connections]
        sent = any(row.video for row in rows if row.participant == participant)
        return Modality.CAMERA_OFF if sent else Modality.AUDIO_ONLY

    def looked(self, connection: str, what: str, answer: bool = True) -> set[int]:
        """Seconds of which a beat says that it saw this of the connection; with `answer` False, that it did not."""
        return {
            s
            for beat in self.of(FactKind.BEAT)
            for row in beat.evidence.connections
            if row.connection == connection and getattr(row, what) is answer
            for s in range(self.second(beat.observed_at) - 10, self.second(beat.observed_at))
        }


def ends(proofs: list[tuple[int, int]]) -> list[int]:
    """Those that no later one reaches back to."""
    return [at for _, at in proofs if not any(other > at >= reach for reach, other in proofs)]


def runs(seconds: set[int]) -> list[list[int]]:
    """Seconds that follow one another."""
    found: list[list[int]] = []
    for s in sorted(seconds):
        if found and found[-1][-1] == s - 1:
            found[-1].append(s)
        else:
            found.append([s])
    return found


def best(found: list[Modality]) -> Modality | None:
    return min(found, key=BEST_FIRST.index, default=None)


def nearest(half: int, seen: dict[int, Modality]) -> Modality:
    """As the second itself was seen, else the nearest that was; online when nothing ever was."""
    s = half // 2
    if not seen or s in seen:
        return seen.get(s, Modality.ONLINE)
    before, after = [one for one in seen if one < s], [one for one in seen if one > s]
    if not after or (before and half < max(before) + 1 + min(after)):
        return seen[max(before)]
    return seen[min(after)]
