"""The app itself, where it runs: what it says it lacks."""

import aiohttp

from server.doctor.finding import Finding, ok, warn, wrong
from server.doctor.ports import running_process
from server.http.health import READY
from server.settings import Settings

WHAT = "app"
PATIENCE = aiohttp.ClientTimeout(total=5)
ANY = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
MEANS = {
    "database": "the database does not answer",
    "schema": "the database is of an older version",
    "coordination": "Redis does not answer",
    "media": "no media worker is there",
    "draining": "it is about to stop",
}


async def check_app(settings: Settings) -> list[Finding]:
    process = running_process(settings.lock)
    if process is None:
        return [warn(WHAT, "It does not run here.", "`viop serve` starts it.")]
    scheme = "http" if settings.tls_certificate is None else "https"
    host = ANY.get(settings.host, settings.host)
    url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.port}{READY}"
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as http, http.get(url, ssl=False) as response:
            missing = (await response.json())["missing"]
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError, TypeError) as error:
        says = f"It runs (process {process}) and does not answer on its port ({type(error).__name__})."
        return [wrong(WHAT, says, "See its log; if it hangs, start it anew: sessions go on.")]
    if missing:
        lacks = "; ".join(MEANS.get(one, one) for one in missing)
        return [wrong(WHAT, f"It runs (process {process}) and is not ready: {lacks}.", "See below, and its log.")]
    return [ok(WHAT, f"It runs (process {process}), and is ready.")]
