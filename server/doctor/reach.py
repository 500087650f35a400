"""The way that browsers take: the public URL, its certificate, and the upgrade to a socket through whatever stands in
between. It is tried from this machine, so a firewall towards the internet is not seen."""

from urllib.parse import urlsplit

import aiohttp

from server.doctor.finding import Finding, ok, warn, wrong
from server.doctor.ports import running_process
from server.live.tracing import HEADER
from server.settings import Settings

WHAT = "public URL"
PATIENCE = aiohttp.ClientTimeout(total=5)


async def check_reach(settings: Settings) -> list[Finding]:
    if settings.public_url is None:
        return [ok(WHAT, "VIOP_PUBLIC_URL is not set: the app is for this machine alone.")]
    parts = urlsplit(settings.public_url)
    origin = f"{parts.scheme}://{parts.netloc}"
    found: list[Finding] = []
    if parts.scheme != "https":
        found.append(wrong(WHAT, "It is not https: browsers give no camera there.", "Put TLS in front; see README."))
    async with aiohttp.ClientSession(timeout=PATIENCE) as http:
        try:
            async with http.get(f"{origin}/api/me", allow_redirects=False) as response:  # a proxy may hide /healthz
                answered = response.status == 204 and HEADER in response.headers
        except aiohttp.ClientConnectorCertificateError:
            return [*found, wrong(WHAT, "No browser trusts its certificate.", "Renew it; give the whole chain.")]
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return [*found, _silent(settings, error)]
        if not answered:
            says = f"Something answers there (HTTP {response.status}), and it is not this app."
            return [*found, wrong(WHAT, says, "Does the proxy lead to VIOP_PORT, for every path?")]
        found.append(ok(WHAT, "The app answers by its public URL."))
        found.append(await _socket(http, origin))
    return found


def _silent(settings: Settings, error: Exception) -> Finding:
    says = f"Nothing answers there ({type(error).__name__})."
    if running_process(settings.lock) is None:
        return warn(WHAT, f"{says} The app does not run.", "Start it, and ask again.")
    return wrong(WHAT, says, "Check the name's address, the proxy, the firewall; from inside, NAT may be in the way.")


async def _socket(http: aiohttp.ClientSession, origin: str) -> Finding:
    try:
        socket = await http.ws_connect(f"{origin}/signal", headers={"Origin": origin})
    except aiohttp.WSServerHandshakeError as error:
        says = f"A WebSocket is not let through (HTTP {error.status}): nobody gets into a session."
        return wrong("sockets", says, "Let the proxy pass Upgrade and Connection on for /signal, with HTTP/1.1.")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return wrong("sockets", f"A WebSocket is not let through ({type(error).__name__}).", "See the proxy's log.")
    await socket.close()
    return ok("sockets", "WebSockets come through.")
