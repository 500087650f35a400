"""The mail server: connects, proves itself, takes our name and password; no message is sent."""

from aiosmtplib import SMTPAuthenticationError, SMTPException

from server.doctor.finding import Finding, ok, wrong
from server.outbound.smtp import SmtpSender
from server.outbound.ways import mail_server
from server.settings import Settings

WHAT = "mail"


async def check_mail(settings: Settings) -> list[Finding]:
    server = mail_server(settings)
    return [] if server is None else [await greeted(SmtpSender(server, lambda: 0.0))]


async def greeted(sender: SmtpSender) -> Finding:
    try:
        await sender.greet()
    except SMTPAuthenticationError:
        return wrong(WHAT, "The mail server does not take our name and password.", "VIOP_SMTP_USER and its password.")
    except (SMTPException, OSError) as error:
        says = f"The mail server cannot be spoken to ({type(error).__name__}): no e-mail goes out."
        return wrong(WHAT, says, "VIOP_SMTP_HOST, _PORT and _SECURITY; the firewall; its certificate.")
    return ok(WHAT, "The mail server takes our mail.")
