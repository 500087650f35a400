"""Two Chromium pages in a call over Janus, as near to our pages as Janus allows."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import BrowserContext, Page

from tests.support.janus import Janus, running_janus
from tests.support.namespace import Cable
from tests.support.pages import WATCH
from tests.support.waiting import until

# Janus is not told where a page is, and learns it from the page's checks: else it now and then sends there past a line.
_HELPERS = """
window.gathered = async (connection) => {
  while (connection.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 20));
  return connection.localDescription.sdp.replaceAll(/a=candidate:.*\\r\\n/g, '');
};
"""
_PUBLISH = """async ([width, height, sendEncodings]) => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width, height, frameRate: 30 } });
  window.publishing = new RTCPeerConnection();
  publishing.addTransceiver(stream.getAudioTracks()[0], { direction: 'sendonly' });
  publishing.addTransceiver(stream.getVideoTracks()[0], { direction: 'sendonly', sendEncodings });
  await publishing.setLocalDescription();
  return gathered(publishing);
}"""
_ANSWERED = "(sdp) => publishing.setRemoteDescription({ type: 'answer', sdp })"
_SUBSCRIBE = """async (sdp) => {
  window.subscribing = new RTCPeerConnection();
  const element = document.body.appendChild(document.createElement('video'));
  element.autoplay = true;
  element.srcObject = new MediaStream();
  subscribing.ontrack = ({ track }) => element.srcObject.addTrack(track);
  await subscribing.setRemoteDescription({ type: 'offer', sdp });
  await subscribing.setLocalDescription();
  return gathered(subscribing);
}"""
_LAYERS = [
    {"rid": "h", "maxBitrate": 1_500_000, "scaleResolutionDownBy": 1},
    {"rid": "m", "maxBitrate": 500_000, "scaleResolutionDownBy": 2},
    {"rid": "l", "maxBitrate": 150_000, "scaleResolutionDownBy": 4},
]
"""The highest first, as Janus takes them."""
_SMALL = [{"maxBitrate": 150_000}]


@asynccontextmanager
async def janus_call(
    cable: Cable, contexts: Sequence[BrowserContext], tcp: bool = False
) -> AsyncIterator[tuple[Page, Page]]:
    """A page in each of two contexts: the first looks at the second's camera of 1280x720 in three layers, and sends a
    small picture. `tcp`: Janus takes that too."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="viop-janus-")))
        stack.enter_context(running_janus(folder, cable.there([]), tcp))
        janus = await Janus.connect(cable.far)
        stack.push_async_callback(janus.close)
        url = await _site(stack)
        pages = []
        for context in contexts:
            await context.add_init_script(WATCH + _HELPERS)
            pages.append(await context.new_page())
            await pages[-1].goto(url)
        cameras: list[list[Any]] = [[320, 180, _SMALL], [1280, 720, _LAYERS]]
        for number in (1, 0):  # pages of one browser share its camera as it was opened
            offer = await pages[number].evaluate(_PUBLISH, cameras[number])
            await pages[number].evaluate(_ANSWERED, await janus.publish(await janus.attach(), number + 1, offer))
        for number, page in enumerate(pages):
            handle = await janus.attach()
            offer = await until(partial(_offer, janus, handle, 2 - number))
            await janus.start(handle, await page.evaluate(_SUBSCRIBE, offer))
        yield pages[0], pages[1]


async def _offer(janus: Janus, handle: int, feed: int) -> str:
    """What somebody publishes; empty before they are connected."""
    with suppress(RuntimeError):
        return await janus.subscribe(handle, [feed])
    return ""


async def _site(stack: AsyncExitStack) -> str:
    """Where an empty page is."""

    async def blank(_request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><body>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", blank)
    runner = web.AppRunner(app)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://localhost:{runner.addresses[0][1]}/"
