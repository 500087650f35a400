"""What operators read: right numbers in Prometheus's own format, and nobody in them."""

import re

from aiohttp.test_utils import TestClient, TestServer

from signaling.control import messages as control
from signaling.control.messages import ControlError
from signaling.rooms.quality import Totals
from signaling.websocket.metrics import Metric, exposition, metrics_app
from signaling.websocket.ports import CountedLine
from tests.signaling.websocket.pages import House, peer
from tests.support.live_clinic import seat

SAMPLE = re.compile(r'[a-z_]+(\{[a-z_]+="(?:[^"\\\n]|\\.)*"(,[a-z_]+="(?:[^"\\\n]|\\.)*")*\})? [0-9.e+-]+')
HEADER = re.compile(r"# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge))")
TOTALS = control.WorkerTotals(
    packets_received=10, bytes_received=1000, packets_sent=110, bytes_sent=11_000, resent=3, refused=2
)


class Worker:
    """Has counted something, or does not answer."""

    def __init__(self, counted: control.Counters | None) -> None:
        self.counted = counted

    async def request(self, room: str, epoch: int, body: control.RequestBody) -> control.ResponseBody | None:
        if self.counted is None:
            raise ControlError("closed", "no worker")
        return self.counted


def counted() -> control.Counters:
    transports = tuple(
        control.TransportCounters(
            room="session-1",
            transport=name,
            state=state,
            last_heard=1,
            audio_packets=5,
            video_packets=5,
            bytes_received=1000,
            packets_sent=0,
            bytes_sent=0,
            dropped=0,
        )
        for name, state in (("one", "connected"), ("two", "connected"), ("three", "new"))
    )
    dropped = {'a "strange" one': 7}
    return control.Counters(
        at=1, transports=transports, publications=(), subscriptions=(), dropped=dropped, totals=TOTALS
    )


async def read(house: House, **workers: Worker) -> str:
    async with (
        TestClient(TestServer(metrics_app(house.rooms, workers))) as browser,
        browser.get("/metrics") as response,
    ):
        assert response.status == 200 and response.content_type == "text/plain"
        return await response.text()


def well_formed(text: str) -> bool:
    *lines, last = text.split("\n")
    return last == "" and all(SAMPLE.fullmatch(line) or HEADER.fullmatch(line) for line in lines)


async def test_rooms_people_connections_and_workers_are_counted() -> None:
    async with House() as house:
        await house.group(seat("ana"), seat("ben"))
        text = await read(house, a=Worker(counted()), b=Worker(None))
    assert well_formed(text)
    for sample in (
        "viop_rooms 1",
        'viop_participants{place="in_room",role="client"} 2',
        'viop_participants{place="in_room",role="facilitator"} 1',
        'viop_relay_up{worker="a"} 1',
        'viop_relay_up{worker="b"} 0',
        'viop_relay_transports{worker="a",state="connected"} 2',
        'viop_relay_sent_packets_total{worker="a"} 110',
        'viop_relay_refused_packets_total{worker="a"} 2',
        'viop_relay_strange_packets_total{worker="a",reason="a \\"strange\\" one"} 7',
    ):
        assert f"{sample}\n" in text, sample


async def test_nobody_and_no_session_is_in_the_numbers() -> None:
    async with House() as house:
        _, ana = await house.group(seat("ana"))
        idle = Totals(at=0, state="connected", last_heard=10, expected=0, lost=0, octets=0)
        house.media[0].counted = {one: CountedLine(idle, idle, 40.0) for one in ("fay", "ana")}
        await ana.sees(lambda view: peer(view, "fay").get("quality") == "good")
        text = await read(house, a=Worker(counted()))
    assert 'viop_connections{quality="good"} 2\n' in text
    assert "viop_connection_round_trip_seconds 0.04\n" in text
    assert not re.search("fay|ana|session|group|clinic|login|legal|three", text, re.IGNORECASE)


def test_a_family_without_samples_is_left_out_and_large_numbers_stay_exact() -> None:
    found = [
        Metric("viop_none", "gauge", "None.", []),
        Metric("viop_many", "counter", "Many.", [({}, 2**53 - 1), ({"of": "a"}, 0.25)]),
    ]
    assert (
        exposition(found)
        == '# HELP viop_many Many.\n# TYPE viop_many counter\nviop_many 9007199254740991\nviop_many{of="a"} 0.25\n'
    )
