"""Who learns what of a connection: how good it is everybody beside, the figures staff alone."""

from dataclasses import replace

from signaling.rooms.quality import SILENCE, Totals
from signaling.websocket.errors import MediaError
from signaling.websocket.lines import LineWatch
from signaling.websocket.ports import CountedLine
from tests.signaling.websocket.pages import House, peer
from tests.support.live_clinic import seat

IDLE = Totals(at=0, state="connected", last_heard=10, expected=0, lost=0, octets=0)


class Relay:
    """Counts by hand: 100 packets of 1000 octets a second each way, look by look."""

    def __init__(self, *participants: str) -> None:
        self.counted = {one: CountedLine(IDLE, IDLE, 40.0) for one in participants}
        self.away = False

    async def lines(self) -> dict[str, CountedLine]:
        if self.away:
            raise MediaError("media_unavailable", "away")
        return dict(self.counted)

    def pass_time(self, lost: dict[str, int] | None = None) -> None:
        """A second; of each participant's downlink so many are lost."""
        for who, line in self.counted.items():
            assert line.up is not None and line.down is not None
            down = _later(line.down, (lost or {}).get(who, 0))
            self.counted[who] = replace(line, up=_later(line.up, 0), down=down)


def _later(totals: Totals, lost: int) -> Totals:
    return replace(
        totals,
        at=totals.at + 1000,
        expected=totals.expected + 100,
        lost=totals.lost + lost,
        octets=totals.octets + 100_000,
    )


async def test_each_look_gives_figures_and_says_when_a_grade_is_another() -> None:
    relay = Relay("ana", "ben")
    watch = LineWatch(relay)
    changed = [await watch.look()]
    for _ in range(3):
        relay.pass_time({"ana": 20})
        changed.append(await watch.look())
    assert changed == [True, False, True, False]
    assert watch.quality == {"ana": "poor", "ben": "good"}
    ana = next(one for one in watch.report if one.participant == "ana")
    assert ana.up is not None and ana.down is not None
    assert (ana.round_trip, ana.up.loss, ana.down.loss, ana.down.bitrate) == (40, 0.0, 0.2, 800_000)


async def test_pictures_that_a_line_does_not_carry_are_told_of() -> None:
    relay = Relay("ana", "ben")
    watch = LineWatch(relay)
    await watch.look()
    relay.counted["ana"] = replace(relay.counted["ana"], withheld=3, paused=2)
    assert await watch.look()
    assert watch.paused == {"ana": 2}
    relay.counted["ana"] = replace(relay.counted["ana"], paused=0)
    assert await watch.look()
    assert not await watch.look() and watch.paused == {}


async def test_who_has_gone_is_forgotten() -> None:
    relay = Relay("ana", "ben")
    watch = LineWatch(relay)
    await watch.look()
    del relay.counted["ana"]
    await watch.look()
    assert set(watch.quality) == {one.participant for one in watch.report} == {"ben"}


async def test_a_relay_that_does_not_answer_changes_nothing_that_is_shown() -> None:
    relay = Relay("ana")
    watch = LineWatch(relay)
    await watch.look()
    relay.away = True
    assert not await watch.look()
    assert (watch.quality, watch.report) == ({"ana": "good"}, ())


async def test_everybody_in_the_room_sees_how_good_a_connection_is_and_staff_alone_the_figures() -> None:
    async with House() as house:
        fay, ana, ben = await house.group(seat("ana"), seat("ben"))
        silent = replace(IDLE, last_heard=SILENCE + 1)
        house.media[0].counted = {"ana": CountedLine(silent, silent, paused=2), "ben": CountedLine(IDLE, IDLE)}
        for page in (fay, ben):
            await page.sees(lambda view: peer(view, "ana").get("quality") == "lost")
        await ana.sees(lambda view: view["me"]["quality"] == "lost" and peer(view, "ben")["quality"] == "good")
        assert ana.view["me"]["paused"] == 2
        told = await fay.of_type("lines")
        assert {one["participant"]: one["quality"] for one in told["lines"]} == {"ana": "lost", "ben": "good"}
        assert not [one for page in (ana, ben) for one in page.messages if one["type"] == "lines"]
