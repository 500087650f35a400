"""What an operator may choose. Every setting is an environment variable `VIOP_…`; the defaults run the demo."""

import json
import re
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

HOUR = "([01][0-9]|2[0-3]):[0-5][0-9]"
HOURS = f"^{HOUR}-{HOUR}$"
REDIS = r"^(rediss?://[^@\s]+|unix:///[^@\s]+|redis\+sentinel://[^@\s/]+/[\w.-]+(/\d+)?)$"
"""Without a password in it: `redis_password_file`."""
Port = Annotated[int, Field(ge=0, le=65535)]
TurnUrl = Annotated[str, StringConstraints(pattern=r"^turns?:[A-Za-z0-9.:\[\]-]+(\?transport=(udp|tcp))?$")]


def _items(given: Any) -> Any:
    """A list as JSON, or simply with commas between."""
    if not isinstance(given, str):
        return given
    if given.startswith(('["', "[]")):
        return json.loads(given)
    return [item.strip() for item in given.split(",") if item.strip()]


def _without_port(announced: str) -> str:
    if announced.startswith("["):
        return announced[1:].partition("]")[0]
    return announced.partition(":")[0] if announced.count(":") == 1 else announced


def _secret(given: SecretStr | None, file: Path | None) -> str | None:
    if file is not None:
        return file.read_text("utf-8").strip()
    return given.get_secret_value() if given else None


DATABASE = "postgresql://user@host:port/name"
TLS = ("disable", "prefer", "require", "verify-ca", "verify-full")


def _postgresql(given: str) -> str:
    """Raises ValueError for what is no address of a database."""
    parts = urlsplit(given)
    query = parse_qs(parts.query)
    if parts.scheme != "postgresql" or not parts.username or not (parts.hostname or "host" in query):
        raise ValueError(f"must be {DATABASE}")
    if parts.password is not None:
        raise ValueError("holds no password: VIOP_DATABASE_PASSWORD_FILE names the file that does")
    if not parts.path.strip("/") or "/" in parts.path[1:]:
        raise ValueError(f"must name one database: {DATABASE}")
    _ = parts.port  # raises for what is none
    if strange := query.keys() - {"host", "sslmode", "sslrootcert"}:
        raise ValueError(f"takes host, sslmode and sslrootcert after the question mark, and no {min(strange)}")
    if (mode := query.get("sslmode", ["prefer"])[-1]) not in TLS:
        raise ValueError(f"sslmode is one of {', '.join(TLS)}, and never {mode}")
    return given


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Settings(BaseSettings):
    """Frozen; made once at start. All that a clinic keeps lies below `var`."""

    model_config = SettingsConfigDict(env_prefix="VIOP_", frozen=True, extra="ignore")

    var: Path = Path("var")
    """Directory of the database, the spool of facts, keys and sockets; made on first start, mode 0700."""
    static: Path = Path("client_web/dist")
    """The built web client."""

    database: str | None = None
    """PostgreSQL instead of a file below `var`, for more than one machine: `postgresql://user@host:port/name`, or
    `postgresql://user@/name?host=/run/postgresql` for a socket; `?sslmode=verify-full&sslrootcert=FILE` for TLS."""
    database_password_file: Path | None = None
    """The database's password is what this file holds."""

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str | None = None
    """How browsers reach the app, e.g. `https://iop.example.org`; None: by localhost or an address of
    this machine, whichever the request's Host header says, and no other name."""
    proxies: Annotated[int, Field(ge=0, le=5)] = 0
    """How many reverse proxies of your own add to X-Forwarded-For; it tells apart who guesses passwords."""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    drain_seconds: Annotated[float, Field(ge=0, le=600)] = 0.0
    """How long after SIGTERM all goes on but /readyz, so that proxies that ask it send nobody new before pages are told
    to go elsewhere."""
    log_format: Literal["text", "json"] = "text"
    """`json`: one object a line, with time, level, logger, message, trace and node."""
    development: bool = False
    """Shows /api/docs."""

    media_workers: Annotated[int, Field(ge=0, le=64)] = 0
    """How many processes relay sound and pictures; 0: as many as there are cores."""
    media_capacity: Annotated[int, Field(gt=0)] = 45_000
    """Packets per second, received and sent, up to which one of them is given more sessions. A group of twelve where
    everybody sees everybody at full size makes some 16,000, in small tiles half of that."""

    media_host: str = "0.0.0.0"
    """Local addresses that the relay receives media on, with commas between: `0.0.0.0,::` for IPv6 as well."""
    media_port: Port = 50000
    """The UDP port for all media of the first process, the next its successor's, and so on; and with the same numbers
    TCP (ICE-TCP), where no UDP gets through."""
    media_tcp: bool = True
    media_tcp_port: Port | None = None
    """Another number for TCP; None: that of UDP."""
    media_announce: Annotated[list[str], NoDecode, BeforeValidator(_items)] = []
    """Addresses that the relay tells browsers, the first preferred, with commas between; behind NAT the public one,
    with the port if it is another there (`203.0.113.7:40000`). Empty: 127.0.0.1 and the interface's addresses."""

    media_loudest: Annotated[int, Field(ge=0)] = 0
    """How many voices of a group are forwarded, the loudest, where all of them would be too many; 0: everybody."""

    metrics_port: Port | None = None
    """Counters for Prometheus at http://<metrics host>:<this port>/metrics; None: none."""
    metrics_host: str = "127.0.0.1"
    """Whoever reaches this address may read them, without a login: by itself this machine alone."""

    turn_urls: Annotated[list[TurnUrl], NoDecode, BeforeValidator(_items)] = []
    """The clinic's own TURN server as browsers reach it, with commas between:
    `turn:turn.example.org:3478?transport=udp,turns:turn.example.org:5349?transport=tcp`. Empty: none."""
    turn_secret: SecretStr | None = None
    """coturn's `static-auth-secret`, at least 32 characters; see deploy/coturn."""
    turn_secret_file: Annotated[Path | None, Field(validate_default=True)] = None

    redis: str | None = None
    """Where several app nodes meet: `redis://host:6379/0`, `rediss://…` for TLS, `unix:///run/redis.sock`, or by
    Sentinel `redis+sentinel://one:26379,two:26379/mymaster`. None: this is the only one."""
    redis_password_file: Path | None = None
    control_secret_file: Path | None = None
    """Holds what app nodes and media nodes know each other by, at least 32 characters, the same on all."""
    control_listen: str = "127.0.0.1:7400"
    """Where a media node's first relay worker takes orders from app nodes (TLS 1.3), the next at the next port."""
    control_announce: str | None = None
    """The same as app nodes reach it; None: where it listens."""
    media_drain_seconds: Annotated[float, Field(ge=0, le=3600)] = 60.0
    """How long a media node that was told to end waits for app nodes to set its rooms up elsewhere."""

    beat_seconds: Annotated[float, Field(ge=0.1, le=60)] = 10.0
    """How often a live session stores its proof of life."""

    keys: Path | None = None
    """Directory of the keys of join links, personal codes and the like (mode 0700), the same on all app nodes; None:
    var/keys. A single app makes what is missing, several do not: `viop make-keys` does."""
    log_keys: Path | None = None
    """Directory of the keys that sign the attendance log (mode 0700), best on another volume than the data; None:
    var/log-keys."""
    signing_key: Annotated[SecretStr, Field(min_length=32)] | None = None
    """Signs join links (HS256), at least 32 characters; None: generated at first start into var/keys."""

    password_memory_kib: Annotated[int, Field(ge=8)] = 65536
    password_rounds: Annotated[int, Field(ge=1)] = 3
    password_workers: Annotated[int, Field(ge=1, le=16)] = 2
    """Argon2id cost (RFC 9106, second recommendation) and how many hashes run at once. PINs cost less."""

    staff_login_hours: Annotated[int, Field(ge=1, le=24)] = 12
    early_minutes: Annotated[int, Field(ge=0, le=240)] = 60
    """How long before the start a join link opens the waiting room."""
    late_minutes: Annotated[int, Field(ge=0, le=240)] = 60
    """How long after the planned end a join link and the login it made still hold."""

    help_patience_seconds: Annotated[int, Field(ge=15, le=600)] = 60
    """So long may a call for help stay unanswered before it goes to all staff, and to one more person each time."""

    smtp_host: str | None = None
    """Mail server for what clients asked for by e-mail; None: nobody is written to by e-mail."""
    smtp_port: Port | None = None
    """None: 587 for STARTTLS, 465 for TLS, 25 for neither."""
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """`none` on this machine alone."""
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_password_file: Path | None = None
    """The password is what this file holds."""
    mail_from: Annotated[str, StringConstraints(pattern=r"^[^\s<>@]+@[^\s<>@]+$")] | None = None
    """Sender of the e-mails. Choose one that tells nothing: not the clinic's name, if that does."""
    sms_url: str | None = None
    """Where text messages are posted to, signed, for your provider or a program of yours (see docs/webhooks.md)."""
    sms_secret: SecretStr | None = None
    sms_secret_file: Path | None = None
    keep_messages: bool = False
    """Nothing leaves the house: the page of the outbox shows what would have gone. The demo's."""
    quiet_hours: Annotated[str, StringConstraints(pattern=HOURS)] = "21:00-08:00"
    """By the clinic's clock, when nobody is written to who has no hours of their own; `00:00-00:00`: never quiet."""
    remind_evening: Annotated[str, StringConstraints(pattern=f"^({HOUR})?$")] = "18:00"
    """When clients are reminded of the next day's sessions; empty: not then."""
    remind_minutes: Annotated[list[Annotated[int, Field(ge=5, le=1440)]], NoDecode, BeforeValidator(_items)] = [30]
    """How long before a session clients are reminded of it, with commas between; empty: not then."""
    push_private: bool = False
    """Whether signed records may be pushed to addresses of private networks, this machine's own included."""

    @field_validator("database")
    @classmethod
    def _is_postgresql(cls, given: str | None) -> str | None:
        return None if given is None else _postgresql(given)

    @field_validator("redis")
    @classmethod
    def _is_redis(cls, given: str | None) -> str | None:
        if given is not None and re.fullmatch(REDIS, given) is None:
            raise ValueError(
                "must be redis://host:port/0, rediss://…, unix:///path or redis+sentinel://host:port,host:port/name, "
                "without a password: VIOP_REDIS_PASSWORD_FILE names the file that holds it"
            )
        return given

    @field_validator("database_password_file")
    @classmethod
    def _goes_with_database(cls, given: Path | None, info: ValidationInfo) -> Path | None:
        if given is not None and info.data.get("database", "") is None:
            raise ValueError("is the password of VIOP_DATABASE, which is not set")
        return given

    @field_validator("media_host")
    @classmethod
    def _are_addresses(cls, given: str) -> str:
        for host in given.split(","):
            ip_address(host.strip())
        return given

    @field_validator("media_announce")
    @classmethod
    def _are_places(cls, given: list[str]) -> list[str]:
        for announced in given:
            ip_address(_without_port(announced))
        return given

    @field_validator("turn_secret_file")
    @classmethod
    def _goes_with_urls(cls, file: Path | None, info: ValidationInfo) -> Path | None:
        if info.data.get("turn_urls") and len(_secret(info.data.get("turn_secret"), file) or "") < 32:
            raise ValueError("TURN servers need their secret, of at least 32 characters, here or in VIOP_TURN_SECRET")
        return file

    @model_validator(mode="after")
    def _can_write(self) -> "Settings":
        if self.smtp_host and self.mail_from is None:
            raise ValueError("VIOP_MAIL_FROM must say from whom e-mails come")
        if self.smtp_host and self.smtp_security == "none" and not _is_loopback(self.smtp_host):
            raise ValueError("VIOP_SMTP_SECURITY: e-mails go unprotected to a mail server on this machine alone")
        if self.sms_url:
            parts = urlsplit(self.sms_url)
            if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
                raise ValueError("VIOP_SMS_URL must be https, but on this machine")
            if not self.sms_key:
                raise ValueError("VIOP_SMS_SECRET is what text messages are signed with")
        return self

    @property
    def turn_key(self) -> str | None:
        return _secret(self.turn_secret, self.turn_secret_file)

    @property
    def smtp_key(self) -> str | None:
        return _secret(self.smtp_password, self.smtp_password_file)

    @property
    def sms_key(self) -> str | None:
        return _secret(self.sms_secret, self.sms_secret_file)

    @property
    def redis_password(self) -> str | None:
        return _secret(None, self.redis_password_file)

    @property
    def database_password(self) -> str | None:
        return _secret(None, self.database_password_file)

    @property
    def database_path(self) -> Path:
        return self.var / "viop.sqlite3"

    @property
    def spool(self) -> Path:
        return self.var / "spool"

    @property
    def key_directory(self) -> Path:
        return self.keys or self.var / "keys"

    @property
    def log_key_directory(self) -> Path:
        return self.log_keys or self.var / "log-keys"

    def worker_socket(self, index: int = 0) -> Path:
        return self.var / "run" / f"media-{index}.sock"

    @property
    def lock(self) -> Path:
        return self.var / "run" / "lock"

    @property
    def secure(self) -> bool:
        """True when browsers come by https, so that cookies must be Secure."""
        return self.tls_certificate is not None or (self.public_url or "").startswith("https://")

    @property
    def staff_login(self) -> timedelta:
        return timedelta(hours=self.staff_login_hours)
