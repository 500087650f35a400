"""Which senders there are, as the settings say."""

import time
from datetime import time as clock_time

from server.domain.touch.contact import ChannelKind, Quiet
from server.outbound.sms import SmsSender
from server.outbound.smtp import MailServer, SmtpSender
from server.services.touch.reminders import Times
from server.services.touch.senders import Kept, Sender, Ways
from server.settings import Settings


def ways_of(settings: Settings) -> Ways:
    start, end = (clock_time.fromisoformat(one) for one in settings.quiet_hours.split("-"))
    origin = settings.public_url or f"http://localhost:{settings.port}"
    senders: dict[ChannelKind, Sender] = {"email": Kept(), "sms": Kept()} if settings.keep_messages else {}
    if (server := mail_server(settings)) is not None:
        senders["email"] = SmtpSender(server, time.time)
    if settings.sms_url is not None and not settings.keep_messages:
        senders["sms"] = SmsSender(settings.sms_url, str(settings.sms_key), time.time)
    return Ways(senders, Quiet(start, end), origin.rstrip("/"), settings.keep_messages)


def mail_server(settings: Settings) -> MailServer | None:
    """None: no e-mail leaves the house."""
    if settings.smtp_host is None or settings.keep_messages:
        return None
    return MailServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_key,
        str(settings.mail_from),
    )


def times_of(settings: Settings) -> Times:
    evening = clock_time.fromisoformat(settings.remind_evening) if settings.remind_evening else None
    return Times(evening, settings.remind_minutes)
