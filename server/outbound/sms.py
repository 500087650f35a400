"""Text messages, through a signed webhook to whoever sends them."""

import json
from collections.abc import Callable

from server.outbound.post import Unreachable, post
from server.outbound.signature import headers
from server.services.touch.senders import NotSent, Outgoing

LATER = frozenset({408, 409, 421, 425, 429})


class SmsSender:
    """Posts {"id", "to", "text"}; `clock`: Unix seconds. The operator's own address may be anywhere."""

    knows_repeats = True

    def __init__(self, url: str, secret: str, clock: Callable[[], float]) -> None:
        self._url = url
        self._secret = secret
        self._clock = clock

    async def send(self, message: Outgoing) -> None:
        body = json.dumps({"id": message.id, "to": message.to, "text": message.text}, ensure_ascii=False).encode()
        signed = headers(self._secret, message.id, int(self._clock()), body)
        try:
            status = await post(self._url, body, signed, private=True)
        except Unreachable as error:
            raise NotSent("later", error.problem) from None
        if status == 410:
            raise NotSent("gone", "http_410")
        if 400 <= status < 500 and status not in LATER:
            raise NotSent("refused", f"http_{status}")
        if not 200 <= status < 300:
            raise NotSent("later", f"http_{status}")
