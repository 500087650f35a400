"""The settings: all that are wrong, at once, by the name of their variable."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from server.doctor.finding import Finding, ok, warn, wrong
from server.settings import Settings
from signaling.control.identity import MIN_SECRET

WHAT = "settings"


def read_settings(environment: Mapping[str, str] = os.environ) -> tuple[Settings | None, list[Finding]]:
    """None where some are wrong, which are all told of."""
    unknown = list(_unknown(environment))
    try:
        settings = Settings()
    except ValidationError as error:
        return None, [*_wrong(error), *unknown]
    except OSError as error:
        says = f"A file that a setting names cannot be read: {error.filename}: {error.strerror}."
        return None, [wrong(WHAT, says, "Let this user read it."), *unknown]
    found = [*unknown, *_together(settings)]
    return settings, found or [ok(WHAT, "All settings make sense.")]


def _wrong(error: ValidationError) -> Iterator[Finding]:
    for one in error.errors(include_input=False, include_url=False, include_context=False):
        name = f"VIOP_{str(one['loc'][0]).upper()}" if one["loc"] else ""
        said = one["msg"].removeprefix("Value error, ")
        yield wrong(WHAT, f"{name}: {said}" if name else said, "Set it right; `viop settings` lists what there is.")


def _unknown(environment: Mapping[str, str]) -> Iterator[Finding]:
    known = {f"VIOP_{name.upper()}" for name in Settings.model_fields}
    for name in sorted(name for name in environment if name.upper().startswith("VIOP_")):
        if name.upper() not in known:
            yield warn(WHAT, f"{name} is no setting and does nothing.", "Mend its name, or take it away.")


def _together(settings: Settings) -> Iterator[Finding]:
    """What only makes sense together, and secrets in files."""
    files = [name for name in Settings.model_fields if name.endswith("_file")]
    for name in files:
        path: Path | None = getattr(settings, name)
        if path is not None:
            yield from _secret(f"VIOP_{name.upper()}", path)
    if settings.redis is not None and settings.database is None:
        yield wrong(
            WHAT,
            "VIOP_REDIS is for several nodes, which need one database: VIOP_DATABASE is not set.",
            "Set VIOP_DATABASE too, or leave VIOP_REDIS away on a single machine.",
        )
    if settings.redis is not None and settings.control_secret_file is None:
        yield wrong(
            WHAT,
            "With VIOP_REDIS media comes from media nodes, and VIOP_CONTROL_SECRET_FILE is not set.",
            "Put the same secret in a file on each node, and name it there.",
        )
    if settings.proxies == 0 and settings.tls_certificate is None and settings.public_url is not None:
        yield warn(
            WHAT,
            "Browsers come by a proxy, it seems, and VIOP_PROXIES is 0: all of them look like one address, and a few "
            "who guess a password lock everybody out.",
            "Set VIOP_PROXIES to how many proxies of yours add to X-Forwarded-For.",
        )
    if not (settings.static / "index.html").is_file():
        yield wrong(WHAT, "The built pages are not at VIOP_STATIC.", "Run `make setup`, or set VIOP_STATIC.")


def _secret(name: str, path: Path) -> Iterator[Finding]:
    try:
        given = path.read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        yield wrong(WHAT, f"{name}: the file cannot be read: {reason}.", "Let this user read it.")
        return
    if not given:
        yield wrong(WHAT, f"{name}: the file is empty.", "Put the secret into it.")
    elif name == "VIOP_CONTROL_SECRET_FILE" and len(given) < MIN_SECRET:
        yield wrong(WHAT, f"{name}: shorter than {MIN_SECRET} characters.", "Make a longer one on all nodes.")
    if path.stat().st_mode & 0o004:
        yield warn(WHAT, f"{name}: every user of this machine may read it.", f"chmod o-r {path}")
