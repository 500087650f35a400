"""A bot from its ticket to its goodbye: enters, waits, publishes once it is let in, comes back when it is dropped."""

import secrets
import time
from random import Random

from signaling.bots.coming_back import come_again_and_again
from signaling.bots.conversation import Conversation, RequestRefused
from signaling.bots.entrance import Api, Entrance
from signaling.bots.habits import Habits
from signaling.bots.loops import Loops
from signaling.bots.publisher import Publisher
from signaling.bots.subscriber import Subscriber
from signaling.media.seam import Certificate
from signaling.protocol import messages as wire
from signaling.protocol.views import RoomView
from signaling.sdp.errors import SdpError

PING_SECONDS = 5.0
MEDIA_BACKOFF = 2.0


class Bot:
    """One participant. `run` ends when the server says that it is over, or when it is cancelled."""

    def __init__(self, api: Api, entrance: Entrance, loops: Loops, habits: Habits, seed: int) -> None:
        self._api = api
        self._entrance = entrance
        self._loops = loops
        self._habits = habits
        self._random = Random(seed)
        self._page = secrets.token_hex(8)
        self._certificate = Certificate()
        self._publisher: Publisher | None = None
        self._subscriber: Subscriber | None = None
        self.view: RoomView | None = None
        """The room as the bot was last told."""
        self._try_media_at = 0.0
        self._ping_at = 0.0

    def received(self) -> dict[int, int]:
        """Packets of sound and pictures that came, by SSRC, on the transport that it has now."""
        media = self._subscriber.media if self._subscriber is not None else {}
        return {ssrc: it.total for ssrc, it in media.items()}

    async def run(self) -> wire.Goodbye | None:
        """Enter again and again, with growing pauses while nothing answers. None: the app refused to let it in."""
        try:
            return await come_again_and_again(self._visit, self._random)
        finally:
            await self._drop_media()

    async def _visit(self) -> wire.Goodbye | None:
        ticket = await self._api.ticket(self._entrance)
        url = self._api.url + "/signal"
        async with (
            self._api.http.ws_connect(url, origin=self._api.url, max_msg_size=1 << 20) as socket,
            Conversation(socket) as talk,
        ):
            await talk.authenticate(ticket, self._page)
            while True:
                message = await talk.next(within=1.0)
                if isinstance(message, wire.Goodbye):
                    return message
                if message is not None:
                    await self._take(talk, message)
                await self._live(talk)

    async def _take(self, talk: Conversation, message: wire.ServerMessage) -> None:
        match message:
            case wire.View():
                was_in = self.view is not None and self.view.me.place != "waiting"
                self.view = message.room
                if was_in and self.view.me.place == "waiting":
                    await self._drop_media()
            case wire.SubscribeOffer():
                await self._answer(talk, message)
            case wire.MediaReset():
                await self._drop_media()
            case wire.MuteRequested():
                await self._ask(talk, wire.SetMuted(id=0, source="microphone", muted=True))
            case _:
                pass

    async def _live(self, talk: Conversation) -> None:
        now = time.monotonic()
        if self.view is None:
            return
        if self.view.me.place != "waiting" and now >= self._try_media_at:
            await self._keep_media(talk)
        if now >= self._ping_at:
            self._ping_at = now + PING_SECONDS
            await self._ask(talk, wire.Ping(id=0))
        for request in self._habits.requests(self.view, now):
            await self._ask(talk, request)

    async def _ask(self, talk: Conversation, request: wire.Request) -> None:
        """A refusal is no trouble: the room has moved on."""
        try:
            await talk.request(request)
        except RequestRefused:
            return
        if isinstance(request, wire.SetMuted) and self._publisher is not None:
            self._publisher.muted = request.muted

    # --- media --------------------------------------------------------------------------------------------------------

    async def _keep_media(self, talk: Conversation) -> None:
        if self._subscriber is not None and self._subscriber.transport.lost.is_set():
            await self._drop_subscriber()
            await self._ask(talk, wire.RestartTransport(id=0, direction="subscribe"))
        if self._publisher is not None and self._publisher.transport.lost.is_set():
            await self._drop_publisher()
            await self._ask(talk, wire.RestartTransport(id=0, direction="publish"))
        if self._publisher is None:
            await self._publish(talk)

    async def _publish(self, talk: Conversation) -> None:
        publisher = Publisher(self._certificate, self._loops, cname=secrets.token_hex(8))
        sources = [
            wire.PublishedSource(mid="audio", source="microphone"),
            wire.PublishedSource(mid="video", source="camera"),
        ]
        try:
            answer = await talk.request(wire.Publish(id=0, sdp=publisher.offer(), sources=sources))
            assert isinstance(answer, wire.PublishAnswer)
            await publisher.start(answer.sdp)
        except (RequestRefused, SdpError, ConnectionError, TimeoutError):
            await publisher.close()
            self._try_media_at = time.monotonic() + MEDIA_BACKOFF
            return
        self._publisher = publisher

    async def _answer(self, talk: Conversation, offer: wire.SubscribeOffer) -> None:
        if self._subscriber is not None and not self._subscriber.belongs(offer.sdp):
            await self._drop_subscriber()
        fresh = self._subscriber is None
        subscriber = self._subscriber = self._subscriber or Subscriber(self._certificate, secrets.token_hex(8))
        try:
            sdp = subscriber.answer(offer.sdp)
            await talk.request(wire.SubscribeAnswer(id=0, sdp=sdp, negotiation=offer.negotiation))
            if fresh:
                await subscriber.start()
        except (RequestRefused, SdpError, ConnectionError, TimeoutError):
            await self._drop_subscriber()

    async def _drop_media(self) -> None:
        await self._drop_publisher()
        await self._drop_subscriber()

    async def _drop_publisher(self) -> None:
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            await publisher.close()

    async def _drop_subscriber(self) -> None:
        subscriber, self._subscriber = self._subscriber, None
        if subscriber is not None:
            await subscriber.close()
