"""The TURN servers, each tried with a credential as participants get them."""

from server.doctor.finding import Finding, ok, wrong
from server.live.serving import turn_servers
from server.settings import Settings
from signaling.media.turn_probe import Refused, allocate
from signaling.rooms.plan import Seat

WHAT = "TURN"
NOBODY = Seat("", "", "", "client", "", "", "", "")


async def check_turn(settings: Settings) -> list[Finding]:
    servers = turn_servers(settings)
    if servers is None:
        return []
    (given,) = servers.credentials(NOBODY).servers
    return [await _tried(url, str(given.username), str(given.credential)) for url in given.urls]


async def _tried(url: str, username: str, credential: str) -> Finding:
    try:
        await allocate(url, username, credential)
    except Refused as refused:
        if refused.code == 401:
            says = f"{url} does not take our credentials."
            return wrong(WHAT, says, "Is its static-auth-secret VIOP_TURN_SECRET, and is its clock right?")
        return wrong(WHAT, f"{url} gives no place (code {refused.code}).", "See its log, and deploy/coturn.")
    except TimeoutError:
        return wrong(WHAT, f"{url} does not answer.", "Does it run, and does the firewall let its port through?")
    except OSError as error:
        return wrong(
            WHAT, f"{url} cannot be reached ({type(error).__name__}).", "Does it run; is its certificate good?"
        )
    return ok(WHAT, f"{url} gives a place to who has a credential of ours.")
