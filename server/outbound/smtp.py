"""E-mail over SMTP (RFC 5321), protected by STARTTLS or TLS."""

import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime
from typing import Literal

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
)

from server.services.touch.senders import NotSent, Outgoing

TIMEOUT = 20.0
PORTS = {"starttls": 587, "tls": 465, "none": 25}
NO_SUCH = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
"""Nobody gets mail there (RFC 3463)."""


@dataclass(frozen=True)
class MailServer:
    host: str
    port: int | None
    security: Literal["starttls", "tls", "none"]
    user: str | None
    password: str | None
    sender: str
    authorities: ssl.SSLContext | None = None
    """None: those that the machine trusts."""


class SmtpSender:
    """One connection for each message: there are few. What is refused before the message itself was given did not go
    out; how a message ended of which the server has not said so is left open."""

    knows_repeats = False

    def __init__(self, server: MailServer, clock: Callable[[], float]) -> None:
        self._server = server
        self._clock = clock

    async def send(self, message: Outgoing) -> None:
        mail = self._mail(message).as_bytes(policy=LINES)
        client = self._client()
        try:
            try:
                await client.connect()
                await client.mail(self._server.sender)
                await client.rcpt(message.to)
            except SMTPRecipientRefused as error:
                raise _refused(error) from None
            except SMTPResponseException as error:
                raise NotSent("later", f"smtp_{error.code}") from None
            except (SMTPException, OSError, ssl.SSLError) as error:
                raise NotSent("later", type(error).__name__) from None
            try:
                await client.data(mail)
            except SMTPDataError as error:
                raise NotSent("later" if error.code < 500 else "refused", f"smtp_{error.code}") from None
            with suppress(SMTPException, OSError):
                await client.quit()
        finally:
            client.close()

    async def greet(self) -> None:
        """Connect as for a message, and leave. Raises SMTPException, OSError."""
        client = self._client()
        try:
            await client.connect()
            with suppress(SMTPException, OSError):
                await client.quit()
        finally:
            client.close()

    def _client(self) -> SMTP:
        server = self._server
        return SMTP(
            hostname=server.host,
            port=server.port or PORTS[server.security],
            username=server.user,
            password=server.password,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=server.authorities,
            timeout=TIMEOUT,
        )

    def _mail(self, message: Outgoing) -> EmailMessage:
        """A line break in a header is an error (ValueError) of the library's."""
        mail = EmailMessage()
        mail["From"] = self._server.sender
        mail["To"] = message.to
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(datetime.fromtimestamp(self._clock(), UTC))
        mail["Message-ID"] = f"<{message.id}@{self._server.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        if message.stop is not None and message.stop.startswith("https://"):
            mail["List-Unsubscribe"] = f"<{message.stop}>"
        mail.set_content(message.text, cte="quoted-printable")
        return mail


def _refused(error: SMTPRecipientRefused) -> NotSent:
    if error.code < 500:
        return NotSent("later", f"smtp_{error.code}")
    status = error.message.partition(" ")[0]
    nobody = status in NO_SUCH or (error.code in (550, 551, 553) and not status.startswith("5."))
    return NotSent("gone" if nobody else "refused", f"smtp_{error.code}")
