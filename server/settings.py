"""What an operator may choose. Every setting is an environment variable `VIOP_…`; the defaults run the demo."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Port = Annotated[int, Field(ge=0, le=65535)]


class Settings(BaseSettings):
    """Frozen; made once at start. All that a clinic keeps lies below `var`."""

    model_config = SettingsConfigDict(env_prefix="VIOP_", frozen=True, extra="ignore")

    var: Path = Path("var")
    """Directory of the database, the spool of facts, keys and sockets; made on first start, mode 0700."""
    static: Path = Path("client_web/dist")
    """The built web client."""

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str | None = None
    """How browsers reach the app, e.g. `https://iop.example.org`; None: as the request's Host header says."""
    proxies: Annotated[int, Field(ge=0, le=5)] = 0
    """How many reverse proxies of your own add to X-Forwarded-For; it tells apart who guesses passwords."""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    development: bool = False
    """Shows /api/docs."""

    media_host: str = "0.0.0.0"
    media_port: Port = 50000
    media_announce: list[str] = []
    """Addresses that the relay tells browsers, as JSON; empty: 127.0.0.1 and the interface's addresses."""

    beat_seconds: Annotated[float, Field(ge=0.1, le=60)] = 10.0
    """How often a live session stores its proof of life."""

    signing_key: Annotated[SecretStr, Field(min_length=32)] | None = None
    """Signs join links (HS256), at least 32 characters; None: generated at first start into var/keys."""

    password_memory_kib: Annotated[int, Field(ge=8)] = 65536
    password_rounds: Annotated[int, Field(ge=1)] = 3
    password_workers: Annotated[int, Field(ge=1, le=16)] = 2
    """Argon2id cost (RFC 9106, second recommendation) and how many hashes run at once."""

    staff_login_hours: Annotated[int, Field(ge=1, le=24)] = 12
    early_minutes: Annotated[int, Field(ge=0, le=240)] = 60
    """How long before the start a join link opens the waiting room."""
    late_minutes: Annotated[int, Field(ge=0, le=240)] = 60
    """How long after the planned end a join link and the login it made still hold."""

    @property
    def database_path(self) -> Path:
        return self.var / "viop.sqlite3"

    @property
    def spool(self) -> Path:
        return self.var / "spool"

    @property
    def keys(self) -> Path:
        return self.var / "keys"

    @property
    def worker_socket(self) -> Path:
        return self.var / "run" / "media.sock"

    @property
    def secure(self) -> bool:
        """True when browsers come by https, so that cookies must be Secure."""
        return self.tls_certificate is not None or (self.public_url or "").startswith("https://")

    @property
    def staff_login(self) -> timedelta:
        return timedelta(hours=self.staff_login_hours)
