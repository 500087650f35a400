"""Media as browsers are told to reach it."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from server.doctor.finding import Finding, ok, warn, wrong
from server.live.serving import is_loopback
from server.settings import Settings

WHAT = "media"


def check_media(settings: Settings) -> Iterator[Finding]:
    if settings.redis is not None:  # media nodes say themselves where they are
        return
    yield from _announced(settings)


def _announced(settings: Settings) -> Iterator[Finding]:
    public = settings.public_url is not None and not is_loopback(urlsplit(settings.public_url).hostname or "")
    addresses = [ip_address(_host(one)) for one in settings.media_announce]
    for one in addresses:
        if one.is_unspecified or one.is_multicast:
            yield wrong(WHAT, f"VIOP_MEDIA_ANNOUNCE: {one} is nobody's address.", "Give the one that browsers reach.")
        elif public and (one.is_private or one.is_loopback):
            yield warn(
                WHAT,
                f"VIOP_MEDIA_ANNOUNCE: {one} is private: only browsers of the same network reach it.",
                "Behind NAT give the public address, and lead UDP and TCP of the media ports here.",
            )
    if not addresses and public:
        yield warn(
            WHAT,
            "VIOP_MEDIA_ANNOUNCE is not set: browsers are told the addresses of this machine's interfaces.",
            "Behind NAT or in a container they reach none of these: give the public address.",
        )
    yield ok(WHAT, "Whether UDP comes through from the internet only a browser outside can tell: try a session.")


def _host(announced: str) -> str:
    if announced.startswith("["):
        return announced[1:].partition("]")[0]
    return announced.partition(":")[0] if announced.count(":") == 1 else announced
