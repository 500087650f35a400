"""Which layers a room asks its relay worker for, and what it tells those who publish them."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from signaling.control import messages as control
from signaling.protocol import messages as wire
from signaling.websocket.errors import MediaError
from signaling.websocket.media import RoomMedia
from signaling.websocket.media_layers import HIGHEST, layer_for
from tests.signaling.sdp.answering import answer_to, text_of
from tests.signaling.sdp.offers import offer
from tests.signaling.sdp.parameters import local_transport
from tests.signaling.websocket.pages import House
from tests.support.live_clinic import seat


@pytest.mark.parametrize(
    ("tile", "layer"),
    [(0, None), (1, 0), (180, 0), (240, 0), (241, 1), (360, 1), (480, 1), (481, 2), (720, 2), (4000, 2)],
)
def test_a_tile_gets_the_lowest_layer_that_has_three_quarters_of_its_height(tile: int, layer: int | None) -> None:
    assert layer_for(tile, 720, 3) == layer


@pytest.mark.parametrize(
    ("tile", "height", "layers", "layer"), [(90, 360, 2, 0), (300, 360, 2, 1), (500, 180, 1, 0), (90, None, 3, HIGHEST)]
)
def test_fewer_layers_are_counted_from_the_lowest_and_an_unknown_height_may_be_any(
    tile: int, height: int | None, layers: int, layer: int
) -> None:
    assert layer_for(tile, height, layers) == layer


@given(st.integers(1, 10_000), st.integers(1, 10_000), st.integers(1, 8))
def test_a_larger_tile_never_gets_a_lower_layer(tile: int, height: int, layers: int) -> None:
    smaller, larger = layer_for(tile, height, layers), layer_for(tile + 1, height, layers)
    assert smaller is not None and larger is not None
    assert 0 <= smaller <= larger < layers


class Worker:
    """Takes everything, and remembers which layers it was told of."""

    def __init__(self) -> None:
        self.layers: list[tuple[str, int | None]] = []
        self.subscriptions: dict[str, str] = {}
        self.publications: list[str] = []
        self.refuses = False

    async def request(self, room: str, epoch: int, body: control.RequestBody) -> control.ResponseBody | None:
        match body:
            case control.CreateTransport():
                ours = local_transport()
                return control.TransportCreated(ice=ours.ice, candidates=ours.candidates, dtls=ours.dtls)
            case control.CreatePublication():
                self.publications.append(body.publication)
            case control.CreateSubscription():
                self.subscriptions[body.subscription] = body.rtp.mid
            case control.SetPreferredLayer():
                if self.refuses:
                    raise control.ControlError("not_found", "it ended")
                self.layers.append((self.subscriptions[body.subscription], body.layer))
        return None


class Room:
    """Ana publishes, Ben receives: her microphone under mid 0, her camera under mid 1."""

    def __init__(self) -> None:
        self.worker = Worker()
        self.told: defaultdict[str, list[wire.ServerMessage]] = defaultdict(list)
        self.media = RoomMedia("room", 1, self.worker, lambda who, message: self.told[who].append(message))

    async def begin(self, height: int | None = 720, layers: int | None = 3, name: str = "chromium_simulcast") -> None:
        await self.media.set_scopes({"ana": "group", "ben": "group"})
        await self.publish("ana", height, layers, name)

    async def publish(self, who: str, height: int | None, layers: int | None, name: str = "chromium_simulcast") -> None:
        sources = [
            wire.PublishedSource(mid="0", source="microphone"),
            wire.PublishedSource(mid="1", source="camera", height=height, layers=layers),
        ]
        await self.media.publish(who, wire.Publish(id=1, sdp=offer(name), sources=sources))

    async def answer(self, who: str) -> None:
        newest = [it for it in self.told[who] if isinstance(it, wire.SubscribeOffer)][-1]
        sdp = text_of(answer_to(newest.sdp))
        await self.media.subscribe_answer(who, wire.SubscribeAnswer(id=2, sdp=sdp, negotiation=newest.negotiation))

    async def show(self, who: str, **heights: int) -> None:
        tiles = [wire.Tile(mid=mid.removeprefix("mid_"), height=height) for mid, height in heights.items()]
        await self.media.tiles(who, wire.Tiles(id=3, tiles=tiles))

    def encodings(self, who: str) -> list[list[str]]:
        return [it.active for it in self.told[who] if isinstance(it, wire.Encodings)]


@pytest.fixture
async def room() -> Room:
    return Room()


async def test_the_worker_is_told_of_a_picture_only_and_only_when_its_layer_changed(room: Room) -> None:
    await room.begin()
    await room.answer("ben")
    await room.show("ben", mid_0=100, mid_1=180)
    await room.show("ben", mid_1=200)
    await room.show("ben", mid_1=600)
    await room.show("ben", mid_1=0)
    assert room.worker.layers == [("1", 0), ("1", 2), ("1", None)]


async def test_who_never_says_anything_of_tiles_has_the_highest_layer(room: Room) -> None:
    await room.begin()
    await room.answer("ben")
    assert room.worker.layers == []


async def test_what_is_new_to_a_page_that_says_its_tiles_begins_with_the_lowest_layer(room: Room) -> None:
    await room.media.set_scopes({"ana": "group", "ben": "group"})
    await room.show("ben")
    await room.begin()
    await room.answer("ben")
    assert room.worker.layers == [("1", 0)]


async def test_a_tile_that_is_said_before_the_answer_holds_when_the_picture_comes(room: Room) -> None:
    await room.begin()
    await room.show("ben", mid_1=300)
    assert room.worker.layers == []
    await room.answer("ben")
    assert room.worker.layers == [("1", 1)]


async def test_another_camera_has_other_layers_and_the_same_publication(room: Room) -> None:
    await room.begin()
    await room.answer("ben")
    await room.show("ben", mid_1=300)
    before = list(room.worker.publications)
    await room.publish("ana", 360, 2)
    await room.publish("ana", 180, 1)
    assert room.worker.layers == [("1", 1), ("1", 0)]
    assert room.worker.publications == before


async def test_no_more_layers_are_counted_than_were_negotiated(room: Room) -> None:
    await room.begin(720, 3, name="chromium_publish")
    await room.answer("ben")
    await room.show("ben", mid_1=100)
    assert room.worker.layers == [("1", 0)]


async def test_mids_that_are_gone_or_never_were_change_nothing(room: Room) -> None:
    await room.begin()
    await room.answer("ben")
    await room.show("ben", mid_7=100)
    assert [layer for _, layer in room.worker.layers] == [0]  # it says tiles, and not of this one


async def test_a_worker_that_no_longer_has_it_is_no_error_for_the_page(room: Room) -> None:
    await room.begin()
    await room.answer("ben")
    room.worker.refuses = True
    await room.show("ben", mid_1=100)


async def test_nobody_outside_the_room_has_tiles(room: Room) -> None:
    with pytest.raises(MediaError) as refused:
        await room.show("cleo", mid_1=100)
    assert refused.value.code == "not_admitted"


async def test_a_publisher_learns_which_layers_are_taken_and_keeps_the_lowest(room: Room) -> None:
    await room.begin()
    camera = room.worker.publications[1]
    room.media.layers_wanted(camera, (1, 2))
    room.media.layers_wanted(camera, ())
    assert room.encodings("ana") == [["q", "h", "f"], ["q"]]
    assert room.encodings("ben") == []


async def test_what_is_taken_of_one_stream_is_not_told(room: Room) -> None:
    await room.begin(name="chromium_publish")
    for publication in [*room.worker.publications, "unknown"]:
        room.media.layers_wanted(publication, (0,))
    assert room.encodings("ana") == []


async def test_a_page_whose_socket_dropped_learns_again_which_layers_are_taken(room: Room) -> None:
    await room.begin()
    room.media.layers_wanted(room.worker.publications[1], (0,))
    room.told.clear()
    await room.media.resume("ana")
    assert room.encodings("ana") == [["q"]]


async def test_what_the_worker_says_reaches_the_room_it_is_about_and_no_other() -> None:
    async with House() as house:
        await house.page(seat("fay", "facilitator"))
        house.rooms.layers_wanted("session-1", "camera", (0, 2))
        house.rooms.layers_wanted("another", "camera", (1,))
        assert house.media[0].layers == {"camera": (0, 2)}


@pytest.mark.parametrize(
    "tiles", [[{"mid": "1", "height": -1}], [{"mid": "1", "height": 16385}], [{"mid": "", "height": 1}], [{"mid": "1"}]]
)
def test_a_tile_that_no_page_can_show_is_no_message(tiles: list[dict[str, object]]) -> None:
    with pytest.raises(ValidationError):
        wire.client_message.validate_python({"type": "tiles", "id": 1, "tiles": tiles})


def test_a_page_shows_no_more_tiles_than_an_offer_has_sections() -> None:
    tiles = [{"mid": str(at), "height": 90} for at in range(201)]
    wire.client_message.validate_python({"type": "tiles", "id": 1, "tiles": tiles[:200]})
    with pytest.raises(ValidationError):
        wire.client_message.validate_python({"type": "tiles", "id": 1, "tiles": tiles})
