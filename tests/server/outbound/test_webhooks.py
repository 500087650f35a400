"""Signed webhooks to a real server, and addresses that may not be asked."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from aiohttp import web
from aiohttp.resolver import DefaultResolver
from aiohttp.test_utils import TestServer

from server.outbound.post import Unreachable, post
from server.outbound.signature import sign
from server.outbound.sms import SmsSender
from server.services.touch.senders import NotSent, Outgoing

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two letters..").decode()
MESSAGE = Outgoing("m1", "+12125550199", "Your appointment", "Your appointment …", None)


class Receiver:
    def __init__(self) -> None:
        self.requests: list[Any] = []
        self.status = 200
        self.location = None

    async def take(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.read(), request.path))
        return web.Response(status=self.status, headers={"Location": "/elsewhere"} if self.status == 302 else {})


@pytest.fixture
async def receiver():
    return Receiver()


@pytest.fixture
async def url(receiver):
    app = web.Application()
    app.router.add_post("/{any:.*}", receiver.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/hook"))


def test_the_signature_is_that_of_standard_webhooks():
    """The example of its specification."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    said = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert said == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_a_text_message_is_posted_with_a_signature_that_the_receiver_can_check(receiver, url):
    await SmsSender(url, SECRET, lambda: 1_772_654_400.7).send(MESSAGE)
    ((headers, body, _),) = receiver.requests
    assert json.loads(body) == {"id": "m1", "to": "+12125550199", "text": "Your appointment …"}
    said = f"m1.{headers['webhook-timestamp']}.".encode() + body
    made = hmac.new(b"a secret of thirty-two letters..", said, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(made).decode()
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("m1", "1772654400")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(410, "gone"), (400, "refused"), (422, "refused"), (429, "later"), (500, "later"), (302, "later")],
)
async def test_what_the_receiver_answers_tells_what_to_do(receiver, url, status, kind):
    receiver.status = status
    with pytest.raises(NotSent) as refused:
        await SmsSender(url, SECRET, float).send(MESSAGE)
    assert (refused.value.kind, refused.value.problem) == (kind, f"http_{status}")
    assert [path for _, _, path in receiver.requests] == ["/hook"]


async def test_a_receiver_that_is_away_is_tried_again_later():
    with pytest.raises(NotSent) as refused:
        await SmsSender("http://127.0.0.1:9/hook", SECRET, float).send(MESSAGE)
    assert refused.value.kind == "later"


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "a.localhost", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254"),
        *("0.0.0.0", "100.64.0.1", "224.0.0.1", "[::1]", "[fd00::1]", "[fe80::1]", "[::ffff:10.0.0.1]"),
        "[64:ff9b::a00:1]",
    ],
)
async def test_private_addresses_are_not_asked(host):
    with pytest.raises(Unreachable, match="private_address"):
        await post(f"http://{host}:9/", b"{}", {}, private=False)


async def test_a_name_that_leads_into_a_private_network_is_not_asked(receiver, url, monkeypatch):
    """Whatever the name said when it was entered: what counts is where it leads as it is connected to."""

    async def leads_home(self, host, port=0, family=0):
        one = {"hostname": host, "host": "127.0.0.1", "port": port, "family": 2, "proto": 6, "flags": 0}
        return [one]

    monkeypatch.setattr(DefaultResolver, "resolve", leads_home)
    port = url.rpartition(":")[2].partition("/")[0]
    with pytest.raises(Unreachable, match="private_address"):
        await post(f"http://records.example.org:{port}/hook", b"{}", {}, private=False)
    assert receiver.requests == []
    assert await post(f"http://records.example.org:{port}/hook", b"{}", {}, private=True) == 200
